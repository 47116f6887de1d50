"""`urbsim export`: the model in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.options import DEBUG, FORCE, LANG, QUIET, SET, WITH, note, overrides, shared
from urbsim.errors import UsageError

if TYPE_CHECKING:
    from urbsim.model.assemble import Model


def _xmile(model: Model, flat: bool, lang: str) -> str:
    from urbsim.export.xmile import to_xmile

    return to_xmile(model, flat=flat).text


def _vensim(model: Model, flat: bool, lang: str) -> str:
    from urbsim.export.vensim import to_vensim

    return to_vensim(model, flat=flat).text


def _latex(model: Model, flat: bool, lang: str) -> str:
    from urbsim.export.latex import to_latex

    return to_latex(model, lang)


def _c(model: Model, flat: bool, lang: str) -> str:
    from urbsim.engine.native import source_of

    return source_of(model).text


def _javascript(model: Model, flat: bool, lang: str) -> str:
    from urbsim.engine.javascript import to_module

    return to_module(model)


WRITERS: Mapping[str, tuple[str, Callable[[Model, bool, str], str]]] = {
    "xmile": ("xmile", _xmile), "vensim": ("mdl", _vensim), "latex": ("tex", _latex), "c": ("c", _c),
    "javascript": ("mjs", _javascript)}
"""For each language the ending of its files, and who writes them."""
METHOD_NOTES = {
    "xmile": "the file asks for {method}; a reader that cannot do it (PySD) uses Euler without a word",
    "vensim": "an .mdl file cannot say its method: choose RK4 in Vensim; PySD and SDEverywhere use Euler",
    "latex": "pdflatex sets the English document, xelatex the Chinese one",
    "javascript": 'an ECMAScript module without dependencies: import {{ simulate }} from "./<file>.mjs"',
    "c": "the library takes method, step and numbers from who calls `run`"}
FLAT = ("xmile", "vensim")
"""Languages with a flat form."""


@click.command("export", help="Write the model of a scenario as XMILE (Stella, simlin, PySD), Vensim, a LaTeX table of "
                               "its equations, JavaScript or C.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--to", "language", type=click.Choice(list(WRITERS)), required=True, help="Language.")
@click.option("--form", type=click.Choice(["readable", "flat"]), default="readable", show_default=True,
              help="XMILE and Vensim: one equation for all elements of an array, or one an element.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="PATH",
              help="File to write.  [default: results/<scenario>.<ending>]")
@shared(SET, WITH, FORCE, LANG, QUIET, DEBUG)
def command(file: Path, language: str, form: str, out: Path | None, settings: tuple[str, ...], studies: tuple[Path,
            ...], force: bool, lang: str, quiet: bool) -> int:
    from urbsim.api import read
    from urbsim.export.names import numeric_starts
    from urbsim.files import refuse_existing, write_text

    if form == "flat" and language not in FLAT:
        raise UsageError(f"--form flat is for {' and '.join(FLAT)}")
    case = read(file, overrides(settings), overrides_name="--set", studies=studies)
    ending, writer = WRITERS[language]
    path = out or Path("results") / f"{case.scenario.name}.{ending}"
    refuse_existing(path, force=force)
    write_text(path, writer(case.model, form == "flat", lang))
    method = METHOD_NOTES[language].format(method="Euler" if case.model.time.method == "euler" else "RK4")
    numbers = numeric_starts(case.model) if language in FLAT else ()
    starts = [f"these start at numbers that do not follow parameters changed in the file: {', '.join(numbers)}"]
    note([*case.notes, method, *(starts if numbers else []), str(path)], quiet=quiet)
    return 0
