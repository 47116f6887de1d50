"""`urbsim attribute`: what each policy clause contributes to the difference between two scenarios."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.folders import check_folder, check_pictures, draw_pictures, manifest_of, names, owned, write_analysis
from urbsim.cli.options import ANALYSIS, console, note, overrides, shared
from urbsim.cli.progress import progress, terminable

if TYPE_CHECKING:
    from urbsim.analysis.attribution import By
    from urbsim.engine.choose import Engine

OURS = owned(("contributions", "interactions"), ("waterfall", "interactions"))
HELP = """What each policy clause contributes to the difference between FILE and another scenario.

Contributions are Shapley values: the change that a clause makes, averaged over all orders in which the clauses could
be added, so that they sum to the difference and do not depend on an order. Exact for up to 16 groups that differ, from
all their combinations; beyond, --orders N samples N orders and gives intervals. Everything else in which the scenarios
differ counts as one more, "parameters and data".
"""


@click.command("attribute", help=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--to", "other", type=click.Path(path_type=Path), required=True, metavar="OTHER",
              help="The scenario whose difference to FILE is shared.")
@click.option("--outcomes", default="revenue_current", show_default=True, metavar="LIST",
              help="Yearly figures, NAME or NAME@YEAR; the target year where none is given.")
@click.option("--by", type=click.Choice(["group", "lever"]), default="group", show_default=True,
              help="Share among groups of levers that serve a clause, or among single levers.")
@click.option("--orders", type=click.IntRange(4, 10**6), metavar="N",
              help="Sample N orders (an even number) instead of running all combinations.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, metavar="N",
              help="Seed of the sampled orders.")
@click.option("-j", "--jobs", type=click.IntRange(1, 4096), metavar="N", help="Threads.  [default: all processors]")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the results.  [default: results/<file>-to-<other>]")
@shared(*ANALYSIS)
def command(file: Path, other: Path, outcomes: str, by: By, orders: int | None, seed: int, jobs: int | None,
            out: Path | None, figures: bool, width: str, settings: tuple[str, ...], studies: tuple[Path, ...],
            force: bool, engine: Engine, lang: str, as_json: bool, quiet: bool) -> int:
    from urbsim.analysis.attribution import attribute
    from urbsim.api import read
    from urbsim.api_analyses import experiment_for
    from urbsim.files import json_text
    from urbsim.present.attribution import show, to_dict
    from urbsim.present.scorecard import to_terminal
    from urbsim.scenario.resolved import settings_in_force

    given = overrides(settings)
    cases = [read(path, given, overrides_name="--set", studies=studies) for path in (file, other)]
    folder = out or Path("results") / "-to-".join(case.scenario.name for case in cases)
    check_folder(folder, force=force, ours=OURS)
    check_pictures(figures=figures, lang=lang)
    ready = [experiment_for(case, names(outcomes), engine=engine, jobs=jobs, time=given.get("time")) for case in cases]
    note(dict.fromkeys(text for case, (_, _, notes) in zip(cases, ready, strict=True)
                       for text in (*case.notes, *notes)), quiet=quiet)
    with terminable(), progress(quiet=quiet) as report:
        found = attribute(ready[0][0], ready[1][0], ready[0][1], by=by, orders=orders, seed=seed, report=report)
    how = {**manifest_of(cases[0], ready[0][0], found.basis), "to": cases[1].scenario.name,
           "to_settings": settings_in_force(cases[1].scenario, cases[1].vocabulary)}
    write_analysis(folder, {"contributions": found.table, "interactions": found.interaction_table}, how, force=force,
                   ours=OURS, draw=partial(draw_pictures, "attribution", found, lang, width) if figures else None)
    if as_json:
        click.echo(json_text(to_dict(found)), nl=False)
    else:
        console().print(to_terminal(show(found, lang)))
    note([f"Results in {folder}"], quiet=quiet)
    return 0
