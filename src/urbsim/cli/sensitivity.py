"""`urbsim sensitivity`: which uncertain numbers move an outcome."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.folders import (
    check_folder,
    check_pictures,
    draw_pictures,
    manifest_of,
    names,
    needs,
    owned,
    write_analysis,
)
from urbsim.cli.options import ANALYSIS, console, note, overrides, shared
from urbsim.cli.progress import progress, terminable

if TYPE_CHECKING:
    from urbsim.analysis.indices import Method
    from urbsim.engine.choose import Engine

OURS = owned(("indices", "one_at_a_time"), ("tornado", "heat_map"))
HELP = """Which uncertain numbers move an outcome, and which could be left as they are.

--method sobol gives the part of the variance that each factor explains, morris screens many factors with few runs, pawn
compares whole distributions. Factors are those of the file's [uncertainty]; --factors takes sets (parameters, city,
parks, levers, all), names, patterns (demand_*, parks.*.capital_0), NAME=LO:HI, and -NAME to leave out. Outcomes are
yearly figures, NAME or NAME@YEAR: indicators, parks, and margins to the targets.
"""


@click.command("sensitivity", help=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--method", type=click.Choice(["sobol", "morris", "pawn"]), default="sobol", show_default=True,
              help="How to measure influence.")
@click.option("--samples", type=click.IntRange(4, 10**7), metavar="N", help="Base samples: N (factors + 2) runs for "
              "sobol, N (factors + 1) for morris, N for pawn.  [default: 1024, 64, 4096]")
@click.option("--factors", default="uncertainty", show_default=True, metavar="LIST", help="What varies.")
@click.option("--spread", type=click.FloatRange(0.0, 1.0, min_open=True), default=0.2, show_default=True,
              metavar="SHARE", help="Range of a cell of a city table that has none, to either side of its value.")
@click.option("--outcomes", default="", metavar="LIST",
              help="What is looked at.  [default: margins to the targets, gdp, urbanization, debt_ratio]")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, metavar="N",
              help="Seed of the sample.")
@click.option("-j", "--jobs", type=click.IntRange(1, 4096), metavar="N", help="Threads.  [default: all processors]")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the results.  [default: results/<scenario>-sensitivity]")
@shared(*ANALYSIS)
def command(file: Path, method: Method, samples: int | None, factors: str, spread: float, outcomes: str, seed: int,
            jobs: int | None, out: Path | None, figures: bool, width: str, settings: tuple[str, ...],
            studies: tuple[Path, ...], force: bool, engine: Engine, lang: str, as_json: bool, quiet: bool) -> int:
    needs("sensitivity", {"SALib": "analysis"})
    from urbsim.analysis.indices import SAMPLES
    from urbsim.analysis.ranges import choose
    from urbsim.analysis.sensitivity import sensitivity
    from urbsim.api import read
    from urbsim.api_analyses import experiment_for
    from urbsim.files import json_text
    from urbsim.present.scorecard import to_terminal
    from urbsim.present.sensitivity import show, to_dict

    given = overrides(settings)
    case = read(file, given, overrides_name="--set", studies=studies)
    folder = out or Path("results") / f"{case.scenario.name}-sensitivity"
    check_folder(folder, force=force, ours=OURS)
    check_pictures(figures=figures, lang=lang)
    experiment, wanted, notes = experiment_for(case, names(outcomes), engine=engine, jobs=jobs, time=given.get("time"))
    chosen = choose(names(factors), case.scenario, case.model, spread)
    note([*case.notes, *notes, *chosen.notes], quiet=quiet)
    with terminable(), progress(quiet=quiet) as report:
        found = sensitivity(experiment, chosen.ranges, wanted, method, samples or SAMPLES[method], seed, report)
    how = {**manifest_of(case, experiment, found.basis), "samples": found.samples, "precision": found.precisions}
    write_analysis(folder, {"indices": found.table, "one_at_a_time": found.swing_table}, how, force=force, ours=OURS,
                   draw=partial(draw_pictures, "sensitivity", found, lang, width) if figures else None)
    if as_json:
        click.echo(json_text(to_dict(found)), nl=False)
    else:
        console().print(to_terminal(show(found, lang)))
    note([f"Results in {folder}"], quiet=quiet)
    return 5 if found.failed else 0
