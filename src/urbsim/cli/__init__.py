"""The command line: one small file a command, imported when the command is called.

Results go to standard output, progress and notes to standard error. Exit codes: 0 ok, 1 unexpected, 2 usage, 3 invalid
input, 4 numerical failure, 5 finished but runs failed or a check did not hold, 130 interrupted.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import sys

import click

from urbsim import __version__
from urbsim.errors import UrbsimError

COMMANDS = {
    "run": "Project scenarios, print the scorecard, save results.",
    "compare": "Scenarios side by side: indicators, targets, cost.",
    "optimise": "The cheapest package of levers that reaches targets; the front; robustly.",
    "sweep": "Many runs of one scenario: grids, samples, clusters; resumable.",
    "sensitivity": "Which uncertain numbers move an outcome: Sobol', Morris, PAWN.",
    "discover": "Which ranges make a target fail, from the runs of a sweep.",
    "attribute": "What each policy clause contributes to a difference.",
    "calibrate": "Fit parameters to observations; fit statistics; posterior.",
    "plane": "Two groups of levers on a plane: margins, cost, debt, bottleneck.",
    "check": "Validate scenario files without running them.",
    "loops": "Which feedback loops make the result, and what it is without them.",
    "explain": "One variable: meaning, unit, formula, source, causes, uses.",
    "figures": "Pictures of one or more scenarios.",
    "report": "The report of scenarios as HTML, PDF and Word.",
    "simulator": "The policy simulator: the whole model on one HTML page.",
    "validate": "Checks of the model: units, conservation, step, other engines.",
    "export": "The model in another language: XMILE, Vensim, JavaScript.",
    "new": "Start an own city.",
    "schema": "Write the JSON Schema of a scenario file.",
}


class LazyGroup(click.Group):
    """Lists commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"urbsim.cli.{name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str],
                        ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from urbsim.errors import nearest

            ctx.fail(f"no such command: '{args[0]}'.{nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="urbsim")
def group() -> None:
    """How industry and urbanization drive each other in a prefecture-level city."""


def main() -> None:
    """Entry point: run a command, turn errors into one clear message and an exit code."""
    debug = "--debug" in sys.argv
    gc.set_threshold(100_000, 10, 10)  # what is imported is no garbage: looking for it takes a tenth of a short command
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = group.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except UrbsimError as error:
        if debug:
            raise
        click.echo(f"{error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        click.echo(f"unexpected error: {type(error).__name__}: {error}\nThis is a fault of urbsim. Run again with "
                   "--debug for a traceback and report it.", err=True)
        sys.exit(1)
