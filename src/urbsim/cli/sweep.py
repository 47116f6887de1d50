"""`urbsim sweep`: many runs of one scenario, resumable."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.folders import check_pictures, draw_pictures
from urbsim.cli.options import ANALYSIS, console, manifest, note, overrides, shared
from urbsim.cli.progress import progress, terminable
from urbsim.errors import UsageError

if TYPE_CHECKING:
    from urbsim.analysis.sampling import Method
    from urbsim.engine.choose import Engine
    from urbsim.sweeps.plan import Plan
    from urbsim.sweeps.result import Sweep

NEEDS = {"pyarrow": "data", "filelock": "data"}
LONGEST_SPAN = 1000
"""Years that `--years A:B` may name."""
CLUSTER_NEEDS = {"distributed": "cluster", "cloudpickle": "cluster"}
HELP = """Run one scenario many times, over a grid, a sample of its uncertainty, or both crossed.

--vary takes levers, parameters, city values and cells (parks.LingangZone.capital_0). --sample draws what the file's
[uncertainty] names, the same futures at every point of the grid. Results go to a folder as they are made; a sweep that
was stopped, by whatever, goes on with --resume and ends in the same bytes.

Integration is tsit5 with step 1/8 year, the cheapest that gives every yearly indicator within 1e-5 of its scale;
-s time.method=... and -s time.step=... set another.
"""


@click.command("sweep", help=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--vary", multiple=True, metavar="NAME=LO:HI:N", help="Values of a grid: NAME=LO:HI:N, or NAME=A,B,C "
              "(repeatable; all combinations are run).")
@click.option("--sample", type=click.Choice(["sobol", "lhs", "random"]), help="How to sample the uncertainty.")
@click.option("--posterior", type=click.Path(path_type=Path), metavar="FILE",
              help="Take futures from the posterior of urbsim calibrate instead of a sample.")
@click.option("--runs", type=click.IntRange(1, 10**9), metavar="N", help="Members of the sample, at each point of the "
              "grid.  [default: 1024, or all draws of the posterior]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, metavar="N",
              help="Seed of the sample.")
@click.option("--years", default="", metavar="LIST", help="Keep only these years, e.g. 2013,2020:2025.  [default: all]")
@click.option("--keep", default="", metavar="LIST", help="Keep only these indicators and parks.  [default: all]")
@click.option("-j", "--jobs", type=click.IntRange(1, 4096), metavar="N", help="Threads.  [default: all processors]")
@click.option("--cluster", default="", metavar="ADDRESS", help="Run on the dask scheduler at tcp://HOST:PORT.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the sweep.  [default: results/<scenario>-sweep]")
@click.option("--resume", is_flag=True, help="Go on with a sweep that was stopped.")
@shared(*ANALYSIS)
def command(file: Path, vary: tuple[str, ...], sample: Method | None, posterior: Path | None, runs: int | None,
            seed: int, years: str, keep: str, jobs: int | None, cluster: str, out: Path | None, resume: bool,
            figures: bool, width: str, settings: tuple[str, ...], studies: tuple[Path, ...], force: bool,
            engine: Engine, lang: str, as_json: bool, quiet: bool) -> int:
    check_packages({**NEEDS, **(CLUSTER_NEEDS if cluster else {})})
    check_pictures(figures=figures, lang=lang)
    if cluster:
        logging.disable()  # dask logs tracebacks of lost connections; what they mean for the sweep is an error of ours
    from urbsim.api import read
    from urbsim.api_many import plan_sweep
    from urbsim.sweeps.run import run_in_folder

    given = overrides(settings)
    case = read(file, given, overrides_name="--set", studies=studies)
    plan, notes = plan_sweep(case, _grid(vary), sample, runs, seed, posterior, time=given.get("time"),
                             years=_years(years), columns=_list(keep), engine=engine)
    note([*case.notes, *notes, _described(plan)], quiet=quiet)
    folder = out or Path("results") / f"{case.scenario.name}-sweep"
    how = {**manifest(case, plan.engine, method=plan.model.time.method, step=plan.model.time.step, seed=seed),
           "notes": [*case.notes, *notes]}
    with terminable(), progress(quiet=quiet, kept="are kept; the same command with --resume goes on") as report:
        sweep = run_in_folder(plan, folder, manifest=how, resume=resume, force=force, jobs=jobs, cluster=cluster,
                              report=report)
    if figures:
        draw_pictures("sweep", sweep, lang, width, folder / "figures")
    _show(sweep, lang, as_json=as_json)
    note([f"Sweep in {folder}"], quiet=quiet)
    return _verdict(sweep, folder)


def check_packages(needs: dict[str, str]) -> None:
    """Raise UsageError where a package of an extra is missing."""
    import importlib.util

    for package, extra in needs.items():
        if importlib.util.find_spec(package) is None:
            raise UsageError(f"a sweep needs {package}: pip install 'urbsim[{extra}]'")


def _values(text: str) -> tuple[str, Sequence[float]]:
    """`name=lo:hi:n` or `name=a,b,c`."""
    from urbsim.analysis.sampling import spaced

    name, equals, rest = text.partition("=")
    try:
        if not equals:
            raise ValueError
        if ":" in rest:
            low, high, count = rest.split(":")
            if not 1 <= int(count) <= 10**6:
                raise ValueError
            return name.strip(), spaced(float(low), float(high), int(count))
        return name.strip(), [float(value) for value in rest.split(",")]
    except ValueError:
        raise UsageError(f"--vary {text}: write NAME=LO:HI:N, e.g. annual_quota=200:300:11, or NAME=A,B,C") from None


def _grid(texts: tuple[str, ...]) -> dict[str, Sequence[float]]:
    """Names and their values. Raises UsageError where a name is given twice."""
    found: dict[str, Sequence[float]] = {}
    for name, values in map(_values, texts):
        if name in found:
            raise UsageError(f"--vary {name} is given twice; join the values: --vary {name}=A,B,C")
        found[name] = values
    return found


def _years(text: str) -> list[int]:
    """`2013,2020:2025`."""
    found: list[int] = []
    for piece in _list(text):
        first, _, last = piece.partition(":")
        try:
            span = range(int(first), int(last or first) + 1)
            if len(span) > LONGEST_SPAN:
                raise ValueError
            found += span
        except (ValueError, OverflowError):
            raise UsageError(f"--years {text}: write years and spans, e.g. 2013,2020:2025") from None
    return found


def _list(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def _described(plan: Plan) -> str:
    design, time = plan.design, plan.model.time
    parts = [f"a grid of {design.points:,}"] if design.grid else []
    parts += [f"{design.members:,} futures ({design.sample}, seed {design.seed})"] if design.sampled else []
    return (f"{design.runs:,} runs: {' times '.join(parts)}; {plan.engine} engine, {time.method} with step "
            f"{time.step:g} year")


def _show(sweep: Sweep, lang: str, *, as_json: bool) -> None:
    from urbsim.files import json_text
    from urbsim.present.sweep import show, to_dict, to_terminal

    if as_json:
        click.echo(json_text(to_dict(sweep)), nl=False)
    else:
        console().print(to_terminal(show(sweep, lang)))


def _verdict(sweep: Sweep, folder: Path) -> int:
    """Exit code 5 where runs failed."""
    failures = sweep.failures
    if failures:
        click.echo(f"{len(failures):,} of {sweep.plan.design.runs:,} runs failed; they are in {folder / 'failed.csv'} "
                   "with their inputs and left out of every share and quantile", err=True)
    return 5 if failures else 0
