"""`urbsim explain`: what one name of the model means and hangs together with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from urbsim.cli.options import DEBUG, JSON, LANG, WITH, console, shared

if TYPE_CHECKING:
    from urbsim.model.describe import Description


@click.command("explain", help="One name of the model: meaning, unit, formula, source, causes, uses, flows, file:line.")
@click.argument("name")
@shared(WITH, LANG, JSON, DEBUG)
def command(name: str, studies: tuple[Path, ...], lang: str, as_json: bool) -> None:
    from urbsim import sectors
    from urbsim.model.describe import describe
    from urbsim.results import json_text
    from urbsim.studies import with_studies

    found = describe(name, with_studies(sectors.load(), studies))
    if as_json:
        click.echo(json_text([asdict(item) for item in found]), nl=False)
        return
    for number, item in enumerate(found):
        click.echo("" if number else None, nl=bool(number))
        _print(item, lang)


def _print(found: Description, lang: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from urbsim.present.words import word

    lines = {
        "kind": word(f"kind_{found.kind}", lang), "name": f"{found.zh} ({found.name})" if lang == "zh" else found.name,
        "meaning": found.zh if lang == "zh" else f"{found.meaning} ({found.zh})", "unit": found.unit,
        "dims": ", ".join(found.dims), "formula": found.formula, "initial": found.initial,
        "base": "" if found.base is None else f"{found.base:g}  ({found.low:g} - {found.high:g})",
        "out_of": found.out_of, "into": found.into, "inflows": ", ".join(found.inflows),
        "outflows": ", ".join(found.outflows), "causes": ", ".join(found.causes), "uses_of": ", ".join(found.uses),
        "source": f"{found.source}  [{found.confidence}]",
        "clause": "\n".join(f"{code} {chinese if lang == 'zh' else english}"
                            for code, chinese, english in found.clauses),
        "place": found.place}
    table = Table.grid(padding=(0, 2))
    for key, text in lines.items():
        if text:
            table.add_row(Text(word(f"explain_{key}", lang), style="bold"), Text(text))
    console().print(table)
