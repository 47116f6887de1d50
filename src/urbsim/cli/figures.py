"""`urbsim figures`: pictures of one or more scenarios, and the catalogue of all pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.folders import names as listed
from urbsim.cli.options import DEBUG, FORCE, LANG, QUIET, SET, WIDTH, WITH, console, note, read_all, report, shared
from urbsim.errors import UrbsimError, UsageError, nearest

if TYPE_CHECKING:
    from urbsim.api import Case
    from urbsim.present.style import Look
    from urbsim.results import Results

HELP = """Pictures of the scenarios, as PNG, SVG and PDF.

--list names every picture of the catalogue, what it shows and which command draws it. Pictures of all scenarios are
files NAME, pictures of one are NAME-SCENARIO.
"""


@click.command("figures", help=HELP)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("results/figures"), show_default=True,
              metavar="DIR", help="Folder for the pictures.")
@click.option("--list", "tell", is_flag=True, help="Name every picture of the catalogue, and draw none.")
@click.option("--only", multiple=True, metavar="NAME", help="Draw only this picture (repeatable).")
@click.option("--format", "formats", default="png,svg,pdf", show_default=True, metavar="LIST", help="Kinds of file.")
@click.option("--data", is_flag=True, help="Write the numbers of each picture beside it, as NAME.csv.")
@shared(WIDTH, SET, WITH, FORCE, LANG, QUIET, DEBUG)
def command(files: tuple[Path, ...], out: Path, tell: bool, only: tuple[str, ...], formats: str, data: bool,
            width: str, settings: tuple[str, ...], studies: tuple[Path, ...], force: bool, lang: str,
            quiet: bool) -> int:
    from urbsim.present.figures import check_names, check_parks, draw_runs
    from urbsim.present.style import WIDTHS, Look, house_font

    if tell:
        _list(lang)
        return 0
    if not files:
        raise click.UsageError("Missing argument 'FILE...'. --list names the pictures")
    check_names(only)
    look = Look(lang, WIDTHS[width], _formats(formats), data)
    house_font(needed=lang == "zh")
    _refuse_existing(out, [path.stem for path in files], only, look, force=force)
    cases, code = read_all(files, settings, studies, quiet=quiet)
    check_parks(cases)
    runs: list[Results] = []
    for case in cases:
        try:
            runs.append(_run(case))
        except UrbsimError as error:
            code = max(code, report(error))
    if runs:
        note(map(str, draw_runs(runs, out, look, only)), quiet=quiet)
    return code


def _list(lang: str) -> None:
    """Print the catalogue."""
    from urbsim.present.figures import CATALOGUE, COMMANDS
    from urbsim.present.scorecard import Grid, terminal_table
    from urbsim.present.words import word

    rows = tuple((name, picture.shows(lang), COMMANDS[picture.source]) for name, picture in CATALOGUE.items())
    header = tuple(word(f"list_{key}", lang) for key in ("name", "shows", "command"))
    console().print(terminal_table(Grid("", header, rows, (False,) * 3, (None,) * len(rows))))


def _formats(text: str) -> list[str]:
    """The formats of a list. Raises UsageError for one that is not known, and where there is none."""
    from urbsim.present.style import FORMATS

    kinds = list(dict.fromkeys(listed(text)))
    for kind in kinds:
        if kind not in FORMATS:
            raise UsageError(f"--format {kind}: no such format.{nearest(kind, FORMATS)} There are {', '.join(FORMATS)}")
    if not kinds:
        raise UsageError(f"--format names none; there are {', '.join(FORMATS)}")
    return kinds


def _refuse_existing(out: Path, scenarios: list[str], only: tuple[str, ...], look: Look, *, force: bool) -> None:
    """Raise UsageError before anything runs, where a picture exists already."""
    from urbsim.files import refuse_existing
    from urbsim.present.figures import OF_SCENARIOS, names_of, stems
    from urbsim.present.style import path_of

    for name in only or names_of(*OF_SCENARIOS):
        for stem in stems(name, scenarios):
            for kind in (*look.formats, *(["csv"] if look.data else [])):
                refuse_existing(path_of(out, stem, kind), force=force)


def _run(case: Case) -> Results:
    """The run of a case. Raises UsageError where it does not cover the target year."""
    from urbsim.api import run_case

    results = run_case(case).results
    if case.scenario.targets.year not in results.years.numbers:
        raise UsageError(f"{case.scenario.name} does not cover its target year {case.scenario.targets.year}")
    return results
