"""`urbsim figures`: pictures of one or more scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from urbsim.cli.options import DEBUG, FILES, FORCE, LANG, QUIET, SET, note, read_all, report, shared
from urbsim.errors import UrbsimError, UsageError, nearest


@click.command("figures", help="Pictures of the scenarios, as PNG, SVG and PDF.")
@shared(FILES)
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("results/figures"), show_default=True,
              metavar="DIR", help="Folder for the pictures.")
@click.option("--only", multiple=True, metavar="NAME", help="Draw only this figure (repeatable).")
@shared(SET, FORCE, LANG, QUIET, DEBUG)
def command(files: tuple[Path, ...], out: Path, only: tuple[str, ...], settings: tuple[str, ...], force: bool,
            lang: str, quiet: bool) -> int:
    from urbsim.api import run_case
    from urbsim.files import writing_folder
    from urbsim.present.figures import CATALOGUE, draw

    for name in only:
        if name not in CATALOGUE:
            raise UsageError(f"no such figure: '{name}'.{nearest(name, CATALOGUE)} There are {', '.join(CATALOGUE)}")
    cases, code = read_all(files, settings, quiet=quiet)
    runs = []
    for case in cases:
        try:
            runs.append(run_case(case).results)
            if case.scenario.targets.year not in runs[-1].years.numbers:
                raise UsageError(f"{case.scenario.name} does not cover its target year {case.scenario.targets.year}")
        except UrbsimError as error:
            code = max(code, report(error))
    if not runs or code:
        return code
    with writing_folder(out, force=force) as temporary:
        paths = draw(runs, temporary, lang, only)
    note((str(out / path.name) for path in paths), quiet=quiet)
    return code
