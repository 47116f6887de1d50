"""`urbsim report`: the report of one or more scenarios as HTML, PDF and Word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.folders import names
from urbsim.cli.options import DEBUG, ENGINE, FILES, FORCE, LANG, QUIET, SET, WITH, note, read_all, shared
from urbsim.cli.options import report as tell
from urbsim.errors import UrbsimError, UsageError

if TYPE_CHECKING:
    from urbsim.api import Case, Run
    from urbsim.engine.choose import Engine

MANY = 4
"""Scenarios from which building the native engine takes less time than running numpy's."""
HELP = """The report of the scenarios as HTML, PDF and Word: verdict in words, targets, what drives the result,
comparison, money and land, uncertainty, method, known weaknesses, and all parameters and equations.

One scenario is told in detail (--detail); the others are compared with it. Analyses that other commands have made are
taken in by their folders.
"""


@click.command("report", help=HELP)
@shared(FILES)
@click.option("--format", "formats", metavar="LIST", help="html, pdf, docx, with commas.  [default: that of -o; all]")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("results/report"), show_default=True,
              metavar="PATH", help="Files without their ending: results/report.html ...; or one file, plan.pdf.")
@click.option("--detail", default="", metavar="NAME", help="The scenario told in detail.  [default: the first]")
@click.option("--loops", type=click.Path(path_type=Path), metavar="DIR", help="Folder of urbsim loops.")
@click.option("--attribution", type=click.Path(path_type=Path), metavar="DIR", help="Folder of urbsim attribute.")
@click.option("--sensitivity", type=click.Path(path_type=Path), metavar="DIR", help="Folder of urbsim sensitivity.")
@click.option("--sweep", type=click.Path(path_type=Path), metavar="DIR", help="Folder of urbsim sweep --sample.")
@shared(SET, WITH, FORCE, ENGINE, LANG, QUIET, DEBUG)
def command(files: tuple[Path, ...], formats: str | None, out: Path, detail: str, loops: Path | None, attribution: Path
            | None, sensitivity: Path | None, sweep: Path | None, settings: tuple[str, ...], studies: tuple[Path, ...],
            force: bool, engine: Engine, lang: str, quiet: bool) -> int:
    from urbsim.files import refuse_existing
    from urbsim.report.compose import compose
    from urbsim.report.write import write

    paths = _paths(out, formats)
    for path in paths.values():
        refuse_existing(path, force=force)
    given = {"loops": loops, "attribution": attribution, "sensitivity": sensitivity, "sweep": sweep}
    folders = {kind: folder for kind, folder in given.items() if folder is not None}
    cases, code = read_all(files, settings, studies, quiet=quiet)
    runs, worst = _runs(cases, engine)
    if runs:
        write(compose(runs, lang, detail=detail, folders=folders), paths)
        if len(runs) > 1 and not detail:
            note([f"'{runs[0].case.scenario.name}' is told in detail; --detail NAME tells another"], quiet=quiet)
        note(map(str, paths.values()), quiet=quiet)
    return max(code, worst)


def _paths(out: Path, formats: str | None) -> dict[str, Path]:
    """The file of each format. Raises UsageError for formats that are not known, or do not fit the file named."""
    from urbsim.report.write import WRITERS, check_formats

    if not out.name or out.name == "..":
        raise UsageError(f"-o {out} names no file; write -o {out / 'report'}")
    if out.is_dir():
        raise UsageError(f"-o {out} is a folder; name the report in it, -o {out / 'report'}")
    ending = out.suffix.removeprefix(".").lower()
    own = ending in WRITERS
    kinds = list(dict.fromkeys(names(formats))) if formats is not None else [ending] if own else list(WRITERS)
    check_formats(kinds)
    if own and kinds != [ending]:
        raise UsageError(f"-o {out} is a file of one format; name it without .{ending} for --format {','.join(kinds)}")
    return {kind: out if own else out.with_name(f"{out.name}.{kind}") for kind in kinds}


def _runs(cases: list[Case], engine: Engine) -> tuple[list[Run], int]:
    """Finished runs. One that fails is told and does not stop the others; returns the worst exit code."""
    from urbsim.api import run_case
    from urbsim.experiments import engine_of_many

    chosen = engine_of_many(engine) if len(cases) >= MANY else engine
    runs, code = [], 0
    for case in cases:
        try:
            runs.append(run_case(case, chosen))
        except UrbsimError as error:
            code = max(code, tell(error))
    return runs, code
