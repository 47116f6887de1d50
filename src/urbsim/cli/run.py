"""`urbsim run`: project scenarios, print the scorecard, save results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.options import (
    DEBUG,
    ENGINE,
    FILES,
    FORCE,
    JSON,
    LANG,
    OUT,
    QUIET,
    SET,
    WITH,
    console,
    manifest,
    note,
    read_all,
    report,
    shared,
)
from urbsim.errors import UrbsimError
from urbsim.files import refuse_folder

if TYPE_CHECKING:
    from urbsim.api import Run
    from urbsim.engine.choose import Engine


@click.command("run", help="Project scenarios, print the scorecard, save results in DIR/<scenario>/.")
@shared(FILES, OUT, SET, WITH)
@click.option("--save", default="", metavar="LIST", help="Also write the full time series as csv, parquet or nc, and "
              "the yearly tables as xlsx; several with commas.")
@shared(FORCE, ENGINE, LANG, JSON, QUIET, DEBUG)
def command(files: tuple[Path, ...], out: Path, settings: tuple[str, ...], studies: tuple[Path, ...], save: str, force:
            bool, engine: Engine, lang: str, as_json: bool, quiet: bool) -> int:
    from urbsim.api import run_case
    from urbsim.files import json_text
    from urbsim.results import FILES as RESULT_FILES
    from urbsim.save import check_packages, formats

    kinds = formats(save)
    check_packages(kinds)
    cases, code = read_all(files, settings, studies, quiet=quiet)
    cards = []
    for case in cases:
        folder = out / case.scenario.name
        try:
            refuse_folder(folder, force=force, ours=RESULT_FILES)
            result = run_case(case, engine)
            result.write(folder, manifest=manifest(case, result.engine), force=force, save=kinds)
        except UrbsimError as error:
            code = max(code, report(error))
            continue
        cards.append(result.scorecard.to_dict())
        if not as_json:
            _print(result, lang)
        note([_written(folder, lang)], quiet=quiet)
    if as_json:
        shown = cards if len(files) > 1 else cards[0] if cards else None
        click.echo(json_text(shown), nl=False)
    return code


def _print(result: Run, lang: str) -> None:
    from urbsim.present.scorecard import show, to_terminal

    console().print(to_terminal(show(result.scorecard, result.case.city, lang)))


def _written(folder: Path, lang: str) -> str:
    from urbsim.present.words import word

    return word("written", lang, folder=folder)
