"""`urbsim loops`: which feedback loops make the result."""

from __future__ import annotations

from pathlib import Path

import click

from urbsim.cli.folders import check_pictures, draw_pictures
from urbsim.cli.options import (
    DEBUG,
    ENGINE,
    FORCE,
    JSON,
    LANG,
    QUIET,
    SET,
    WIDTH,
    WITH,
    console,
    manifest,
    note,
    overrides,
    shared,
)

RESULT_FILES = ("manifest.json", "loops.csv", "knockouts.csv",
                *(f"{name}.{kind}" for name in ("dominance", "causal") for kind in ("png", "svg", "pdf")))


@click.command("loops", help="Which feedback loops make the result, year by year (Loops That Matter), and what the "
                             "targets lose without each.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder for tables and pictures.  [default: results/<scenario>-loops]")
@shared(WIDTH, SET, WITH, FORCE, ENGINE, LANG, JSON, QUIET, DEBUG)
def command(file: Path, out: Path | None, width: str, settings: tuple[str, ...], studies: tuple[Path, ...], force: bool,
            engine: str, lang: str, as_json: bool, quiet: bool) -> int:
    from urbsim.api import read
    from urbsim.api_analyses import loops
    from urbsim.files import json_text, refuse_folder, write_text, writing_folder
    from urbsim.present.loops import show
    from urbsim.present.scorecard import to_terminal

    check_pictures(figures=True, lang=lang)
    case = read(file, overrides(settings), overrides_name="--set", studies=studies)
    folder = out or Path("results") / f"{case.scenario.name}-loops"
    refuse_folder(folder, force=force, ours=RESULT_FILES)
    note(case.notes, quiet=quiet)
    study = loops(case, engine)  # type: ignore[arg-type]
    with writing_folder(folder, force=force, ours=RESULT_FILES) as temporary:
        write_text(temporary / "loops.csv", study.to_table().to_csv())
        write_text(temporary / "knockouts.csv", study.knockout_table().to_csv())
        write_text(temporary / "manifest.json", json_text(manifest(case, engine)))
        draw_pictures("loops", study, lang, width, temporary)
    if as_json:
        tables = {"loops": study.to_table(), "knockouts": study.knockout_table()}
        click.echo(json_text({name: [dict(zip(table.header, row, strict=True)) for row in table.rows]
                              for name, table in tables.items()}), nl=False)
    else:
        console().print(to_terminal(show(study, lang)))
    note([str(folder)], quiet=quiet)
    return 0
