"""`urbsim figures`: pictures of one or more scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from urbsim.cli.options import DEBUG, FILES, FORCE, LANG, QUIET, SET, WITH, note, read_all, report, shared
from urbsim.errors import UrbsimError, UsageError, nearest


@click.command("figures", help="Pictures of the scenarios, as PNG, SVG and PDF.")
@shared(FILES)
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("results/figures"), show_default=True,
              metavar="DIR", help="Folder for the pictures.")
@click.option("--only", multiple=True, metavar="NAME", help="Draw only this figure (repeatable).")
@shared(SET, WITH, FORCE, LANG, QUIET, DEBUG)
def command(files: tuple[Path, ...], out: Path, only: tuple[str, ...], settings: tuple[str, ...], studies: tuple[Path,
            ...], force: bool, lang: str, quiet: bool) -> int:
    from urbsim.api import run_case
    from urbsim.files import refuse_existing
    from urbsim.present.figures import CATALOGUE, draw
    from urbsim.present.style import paths_of

    for name in only:
        if name not in CATALOGUE:
            raise UsageError(f"no such figure: '{name}'.{nearest(name, CATALOGUE)} There are {', '.join(CATALOGUE)}")
    for name in only or CATALOGUE:
        for path in paths_of(out, name):
            refuse_existing(path, force=force)
    cases, code = read_all(files, settings, studies, quiet=quiet)
    runs = []
    for case in cases:
        try:
            results = run_case(case).results
            if case.scenario.targets.year not in results.years.numbers:
                raise UsageError(f"{case.scenario.name} does not cover its target year {case.scenario.targets.year}")
            runs.append(results)
        except UrbsimError as error:
            code = max(code, report(error))
    if runs:
        note(map(str, draw(runs, out, lang, only)), quiet=quiet)
    return code
