"""`urbsim simulator`: the whole model on one HTML page."""

from __future__ import annotations

from pathlib import Path

import click

from urbsim.cli.options import DEBUG, FILES, FORCE, QUIET, SET, WITH, note, read_all, shared

PAGE = Path("results") / "simulator.html"


@click.command("simulator", help="The policy simulator: the whole model on one HTML page that needs no network. Each "
                                 "scenario is offered on it, the first is the reference.")
@shared(FILES)
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE",
              help=f"Page to write.  [default: {PAGE}; with --serve none]")
@click.option("--lang", type=click.Choice(["en", "zh", "both"]), default="both", show_default=True,
              help="Language; `both` can be switched on the page.")
@click.option("--serve", is_flag=True, help="Open the page in a browser from this machine's loopback address.")
@shared(SET, WITH, FORCE, QUIET, DEBUG)
def command(files: tuple[Path, ...], out: Path | None, lang: str, serve: bool, settings: tuple[str, ...], studies:
            tuple[Path, ...], force: bool, quiet: bool) -> int:
    from urbsim.files import refuse_existing, write_text
    from urbsim.present.simulator.content import Preset
    from urbsim.present.simulator.page import to_page
    from urbsim.present.simulator.serve import serve_page

    path = out or (None if serve else PAGE)
    if path is not None:
        refuse_existing(path, force=force)
    cases, code = read_all(files, settings, studies, quiet=quiet)
    if not cases:
        return code
    page = to_page([Preset(case.scenario, case.model) for case in cases], lang)
    if path is not None:
        write_text(path, page)
        note([str(path)], quiet=quiet)
    if serve:
        serve_page(page, lambda address: note([f"{address} until Ctrl-C"], quiet=quiet))
    return code
