"""`urbsim validate`: checks of the model under a scenario, as a page."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from urbsim.cli.options import DEBUG, FORCE, QUIET, SET, WITH, note, overrides, shared
from urbsim.errors import UsageError

MODULES = {"simlin": "simlin", "pysd": "pysd"}


@click.command("validate", help="Check the model under a scenario: units, conservation, step, other engines. Exit code "
                                "5 where a check does not hold.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--against", default="", metavar="LIST",
              help="Programs that run the exported model and must give the same stocks: simlin (a second), pysd (a "
              "minute).")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="PATH",
              help="Page to write.  [default: results/<scenario>-checks.md]")
@shared(SET, WITH, FORCE, QUIET, DEBUG)
def command(file: Path, against: str, out: Path | None, settings: tuple[str, ...], studies: tuple[Path, ...], force:
            bool, quiet: bool) -> int:
    from urbsim.api import read
    from urbsim.files import refuse_existing, write_text
    from urbsim.validation.dossier import checks, to_markdown

    programs = _programs(against)
    case = read(file, overrides(settings), overrides_name="--set", studies=studies)
    path = out or Path("results") / f"{case.scenario.name}-checks.md"
    refuse_existing(path, force=force)
    found = []
    for check in checks(case.vocabulary, case.scenario, case.model, programs,
                        lambda what: note([f"checking: {what}"], quiet=quiet)):
        found.append(check)
        click.echo(f"{'holds' if check.holds else 'FAILS'}  {check.claim}  [{check.measured}]")
    write_text(path, to_markdown(case.scenario, found))
    note([*case.notes, str(path)], quiet=quiet)
    return 0 if all(check.holds for check in found) else 5


def _programs(text: str) -> list[str]:
    """The programs named, each once. Raises UsageError for what is unknown or not installed."""
    names = list(dict.fromkeys(piece.strip() for piece in text.split(",") if piece.strip()))
    for name in names:
        if name not in MODULES:
            raise UsageError(f"--against {name}: there are {', '.join(MODULES)}")
    needs = {"pint": "units", **{MODULES[name]: "crosscheck" for name in names}}
    for package, extra in needs.items():
        if importlib.util.find_spec(package) is None:
            raise UsageError(f"these checks need {package}: pip install 'urbsim[{extra}]'")
    return names
