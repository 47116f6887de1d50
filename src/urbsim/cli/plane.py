"""`urbsim plane`: two groups of levers on a plane, for one or more scenarios."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.folders import check_folder, check_pictures, draw_pictures, manifest_of, owned, write_analysis
from urbsim.cli.options import ANALYSIS, console, note, overrides, shared
from urbsim.cli.progress import progress, terminable

if TYPE_CHECKING:
    from urbsim.engine.choose import Engine

OURS = owned(("plane",), ("plane",))
HELP = """Two groups of levers on a plane: margin of the targets, public cost, debt, and what binds.

FILE names the scenarios, and two axes with the levers that move together along each. Ready to run:
scenarios/studies/land_and_funds.toml, land release by fund volume. --set changes all its scenarios.
"""


@click.command("plane", help=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("-j", "--jobs", type=click.IntRange(1, 4096), metavar="N", help="Threads.  [default: all processors]")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the results.  [default: results/<file>]")
@shared(*ANALYSIS)
def command(file: Path, jobs: int | None, out: Path | None, figures: bool, width: str, settings: tuple[str, ...],
            studies: tuple[Path, ...], force: bool, engine: Engine, lang: str, as_json: bool, quiet: bool) -> int:
    from urbsim.analysis.plane import plane_of, plane_table
    from urbsim.api_decisions import prepare_plane
    from urbsim.files import json_text
    from urbsim.present.plane import show, to_dict
    from urbsim.present.scorecard import to_terminal

    ready = prepare_plane(file, engine=engine, jobs=jobs, overrides=overrides(settings), overrides_name="--set",
                          studies=studies)
    folder = out or Path("results") / ready.setup.name
    check_folder(folder, force=force, ours=OURS)
    check_pictures(figures=figures, lang=lang)
    note(ready.notes, quiet=quiet)
    planes = {}
    with terminable(), progress(quiet=quiet) as report:
        for case, experiment in ready.cases:
            planes[case.scenario.name] = plane_of(ready.setup, experiment, report)
    case, experiment = ready.cases[0]
    how = {**manifest_of(case, experiment, planes[case.scenario.name].basis), "setup": ready.setup.name,
           "scenarios": list(planes)}
    write_analysis(folder, {"plane": plane_table(ready.setup, planes)}, how, force=force, ours=OURS,
                   draw=partial(draw_pictures, "plane", (ready.setup, planes), lang, width) if figures else None)
    if as_json:
        click.echo(json_text(to_dict(ready.setup, planes)), nl=False)
    else:
        console().print(to_terminal(show(ready.setup, planes, lang)))
    note([f"Results in {folder}"], quiet=quiet)
    return 0
