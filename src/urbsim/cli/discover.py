"""`urbsim discover`: which ranges make a target fail, from the runs of a sweep."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from urbsim.cli.folders import check_folder, check_pictures, draw_pictures, needs, owned, write_analysis
from urbsim.cli.options import DEBUG, FIGURES, FORCE, JSON, LANG, QUIET, WIDTH, console, note, shared

OURS = owned(("boxes", "limits", "trajectory"), ("boxes", "trajectory"))
HELP = """Which ranges of what varies make a target fail, from the runs of a sweep's folder.

Patient rule induction (PRIM) peels the ranges step by step towards the runs that fail. The box shown is the one that
tells failing runs and others apart best; --density chooses the largest box with that share of failing runs. Limits that
chance explains are dropped, and each box is looked for again in random halves of the runs.
"""


@click.command("discover", help=HELP)
@click.argument("sweep", type=click.Path(path_type=Path), metavar="SWEEP")
@click.option("--target", default="all", show_default=True, metavar="NAME",
              help="total, parks, leaders, second_tier, or all.")
@click.option("--reached", is_flag=True, help="Look for runs that reach the target instead of those that miss it.")
@click.option("--density", type=float, metavar="SHARE", help="Take the largest box with at least this share of such "
              "runs.  [default: the box that separates best]")
@click.option("--boxes", type=click.IntRange(1, 20), default=3, show_default=True, metavar="N", help="Most boxes.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, metavar="N",
              help="Seed of the random halves.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the results.  [default: <SWEEP>-<target>]")
@shared(FIGURES, WIDTH, FORCE, LANG, JSON, QUIET, DEBUG)
def command(sweep: Path, target: str, reached: bool, density: float | None, boxes: int, seed: int, out: Path | None,
            figures: bool, width: str, force: bool, lang: str, as_json: bool, quiet: bool) -> int:
    needs("discover", {"pyarrow": "data"})
    from urbsim.files import json_text
    from urbsim.present.discovery import show, to_dict
    from urbsim.present.scorecard import to_terminal
    from urbsim.sweeps.discovery import discover
    from urbsim.sweeps.stored import read_runs

    place = sweep if sweep.name not in ("", "..") else sweep.resolve()
    folder = out or place.with_name(f"{place.name}-{target}")
    check_folder(folder, force=force, ours=OURS)
    check_pictures(figures=figures, lang=lang)
    runs = read_runs(sweep)
    if runs.absent:
        note([f"{runs.absent:,} runs of the sweep are not there; urbsim sweep --resume makes them"], quiet=quiet)
    found = discover(runs, target, reached=reached, density=density, boxes=boxes, seed=seed)
    write_analysis(folder, {"boxes": found.boxes, "limits": found.limit_table, "trajectory": found.trajectory},
                   _how(found.basis.to_dict(), sweep, target), force=force, ours=OURS,
                   draw=partial(draw_pictures, "discovery", found, lang, width) if figures else None)
    if as_json:
        click.echo(json_text(to_dict(found)), nl=False)
    else:
        console().print(to_terminal(show(found, lang)))
    note([f"Results in {folder}"], quiet=quiet)
    return 0


def _how(basis: dict[str, Any], sweep: Path, target: str) -> dict[str, Any]:
    """How the boxes were found."""
    import sys

    from urbsim import __version__

    return {"urbsim": __version__, "command": ["urbsim", *sys.argv[1:]], "sweep": str(sweep), "target": target, **basis}
