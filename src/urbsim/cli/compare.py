"""`urbsim compare`: scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.options import DEBUG, FILES, JSON, LANG, QUIET, SET, WITH, console, note, read_all, report, shared
from urbsim.errors import UrbsimError, UsageError

if TYPE_CHECKING:
    from urbsim.results import Results


@click.command("compare", help="Scenarios side by side: indicators, targets, cost, and difference to the first.")
@shared(FILES)
@click.option("--year", type=int, help="Calendar year; the target year where none is given.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the table, by its ending as .csv, .xlsx, .tex (booktabs) or .md.")
@shared(SET, WITH, LANG, JSON, QUIET, DEBUG)
@click.option("--force", is_flag=True, help="Replace an existing file.")
def command(files: tuple[Path, ...], year: int | None, out: Path | None, settings: tuple[str, ...], studies:
            tuple[Path, ...], lang: str, as_json: bool, quiet: bool, force: bool) -> int:
    from urbsim.analysis.compare import compare
    from urbsim.api import run_case
    from urbsim.files import json_text, refuse_existing
    from urbsim.present.comparison import show, to_terminal
    from urbsim.present.tables import check_ending, write_table

    if out is not None:
        check_ending(out)
        refuse_existing(out, force=force)
    cases, code = read_all(files, settings, studies, quiet=quiet)
    runs: list[Results] = []
    for case in cases:
        try:
            runs.append(run_case(case).results)
        except UrbsimError as error:
            code = max(code, report(error))
    if not runs:
        return code
    _refuse_year(runs, year)
    table = compare(runs, year)
    if out is not None:
        write_table(out, table.to_table(), show(table, runs, lang), lang)
        note([f"table in {out}"], quiet=quiet)
    if as_json:
        data = table.to_table()
        click.echo(json_text([dict(zip(data.header, row, strict=True)) for row in data.rows]), nl=False)
    else:
        console().print(to_terminal(show(table, runs, lang)))
    return code


def _refuse_year(runs: list[Results], year: int | None) -> None:
    year = runs[0].scenario.targets.year if year is None else year
    for run in runs:
        numbers = run.years.numbers
        if year not in numbers:
            raise UsageError(f"{run.scenario.name} does not cover {year}; it covers {numbers[0]} to {numbers[-1]}"
                             if numbers else f"{run.scenario.name} covers no full year")
