"""`urbsim export`: the model in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.options import DEBUG, FORCE, QUIET, SET, note, overrides, shared

if TYPE_CHECKING:
    from urbsim.model.assemble import Model


def _xmile(model: Model) -> str:
    from urbsim.export.xmile import to_xmile

    return to_xmile(model)


def _vensim(model: Model) -> str:
    from urbsim.export.vensim import to_vensim

    return to_vensim(model)


def _javascript(model: Model) -> str:
    from urbsim.engine.javascript import to_module

    return to_module(model)


WRITERS: Mapping[str, tuple[str, Callable[[Model], str]]] = {
    "xmile": ("xmile", _xmile), "vensim": ("mdl", _vensim), "javascript": ("mjs", _javascript)}
"""For each language the ending of its files, and who writes them."""
METHOD_NOTES = {
    "xmile": "the file asks for {method}; a reader that cannot do it (PySD) uses Euler without a word",
    "vensim": "an .mdl file cannot say its method: choose RK4 in Vensim; PySD and SDEverywhere use Euler",
    "javascript": 'an ECMAScript module without dependencies: import {{ simulate }} from "./<file>.mjs"'}


@click.command("export", help="Write the model of a scenario as XMILE (Stella, simlin, PySD), Vensim or JavaScript.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--to", "language", type=click.Choice(list(WRITERS)), required=True, help="Language.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="PATH",
              help="File to write.  [default: results/<scenario>.<ending>]")
@shared(SET, FORCE, QUIET, DEBUG)
def command(file: Path, language: str, out: Path | None, settings: tuple[str, ...], force: bool, quiet: bool) -> int:
    from urbsim.api import read
    from urbsim.files import refuse_existing, write_text

    case = read(file, overrides(settings), overrides_name="--set")
    ending, writer = WRITERS[language]
    path = out or Path("results") / f"{case.scenario.name}.{ending}"
    refuse_existing(path, force=force)
    write_text(path, writer(case.model))
    method = METHOD_NOTES[language].format(method="Euler" if case.model.time.method == "euler" else "RK4")
    note([*case.notes, method, str(path)], quiet=quiet)
    return 0
