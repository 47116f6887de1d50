"""`urbsim explain`: what one name of the model means and hangs together with; in a scenario also its values."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from urbsim.cli.options import DEBUG, ENGINE, JSON, LANG, SET, WITH, console, note, overrides, shared

if TYPE_CHECKING:
    from urbsim.analysis.trace import Values
    from urbsim.engine.choose import Engine
    from urbsim.model.describe import Description


@click.command("explain", help="One name of the model: meaning, unit, formula, source, causes, uses, flows, file:line. "
                               "With a scenario FILE also its values, and for a stock what moved it, year by year; "
                               "NAME may then ask for one element: capital[ETDZ].")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[FILE]")
@shared(SET, WITH, ENGINE, LANG, JSON, DEBUG)
def command(name: str, file: Path | None, settings: tuple[str, ...], studies: tuple[Path, ...], engine: Engine,
            lang: str, as_json: bool) -> None:
    from urbsim import sectors
    from urbsim.files import json_text
    from urbsim.model.describe import describe
    from urbsim.studies import with_studies

    whole, _, element = name.removesuffix("]").partition("[")
    found = describe(whole, with_studies(sectors.load(), studies))
    values = None if file is None else _values(file, found[0].name, element, overrides(settings), studies, engine)
    if as_json:
        more = [] if values is None else [{"values": _plain(values)}]
        click.echo(json_text([*(asdict(item) for item in found), *more]), nl=False)
        return
    for number, item in enumerate(found):
        click.echo("" if number else None, nl=bool(number))
        _print(item, lang)
    if values is not None:
        from urbsim.present.scorecard import to_terminal
        from urbsim.present.trace import show

        console().print(to_terminal(show(values, found[0].unit, lang)))


def _values(file: Path, name: str, element: str, given: dict[str, Any], studies: tuple[Path, ...], engine: Engine,
            ) -> Values:
    from urbsim.analysis.trace import values_of
    from urbsim.api import read, run_case

    case = read(file, given, overrides_name="--set", studies=studies)
    note(case.notes)
    return values_of(run_case(case, engine).results, name, element)


def _plain(values: Values) -> dict[str, Any]:
    return {"times": values.times, "elements": values.elements, "values": values.values.tolist(),
            "trace": [asdict(step) for step in values.trace]}


def _print(found: Description, lang: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from urbsim.present.words import noted, word

    lines = {
        "kind": word(f"kind_{found.kind}", lang),
        "name": noted(found.zh, found.name, lang) if lang == "zh" else found.name,
        "meaning": found.zh if lang == "zh" else f"{found.meaning} ({found.zh})", "unit": found.unit,
        "dims": ", ".join(found.dims), "formula": found.formula, "initial": found.initial,
        "base": "" if found.base is None else f"{found.base:g}  ({found.low:g} - {found.high:g})",
        "moments": ", ".join(found.moments), "out_of": found.out_of, "into": found.into,
        "inflows": ", ".join(found.inflows), "outflows": ", ".join(found.outflows),
        "causes": ", ".join(found.causes), "uses_of": ", ".join(found.uses),
        "source": f"{found.source}  [{found.confidence}]",
        "clause": "\n".join(f"{code} {chinese if lang == 'zh' else english}"
                            for code, chinese, english in found.clauses),
        "place": found.place}
    table = Table.grid(padding=(0, 2))
    for key, text in lines.items():
        if text:
            table.add_row(Text(word(f"explain_{key}", lang), style="bold"), Text(text))
    console().print(table)
