"""Tables of the appendix that give every number: which scenarios there are, what they set, the tables of the city."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from urbsim.cities.city import expand
from urbsim.declare import Declaration, Parameter, Table
from urbsim.present.words import noted, word
from urbsim.report.document import Block, DataTable, Paragraph
from urbsim.report.material import Material
from urbsim.scenario.resolved import settings_digest, settings_in_force

BESIDE = 12
"""Columns of numbers beside each other."""
DIGITS_OF_DIGEST = 12
APART = ("uncertainty.",)
"""Settings that decide no single run."""


def scenario_tables(material: Material) -> Iterator[Block]:
    """Which files the scenarios are, and all settings in which they differ."""
    lang = material.lang
    declared = material.detail.case.vocabulary.declarations
    found = [settings_in_force(run.case.scenario, run.case.vocabulary) for run in material.runs]
    header = (word("report_number", lang), word("report_file", lang), word("scenario", lang), "SHA-256")
    files = tuple((str(number), f"{run.case.scenario.name}.toml", material.title(run),
                   settings_digest(settings)[:DIGITS_OF_DIGEST])
                  for number, (run, settings) in enumerate(zip(material.runs, found, strict=True), 1))
    yield DataTable(word("report_files_caption", lang), header, files, (True, False, False, False), (6, 27, 47, 20),
                    small=True)
    names = [name for name in sorted(set().union(*found)) if not name.startswith(APART)]
    rows = [(name, [_set(material, settings, name) for settings in found]) for name in names]
    differing = [(_named(declared.get(name.partition(".")[2]), name, lang), values) for name, values in rows
                 if len(set(values)) > 1]
    if differing:
        yield from _beside(word("report_differing_caption", lang), word("report_setting", lang), differing)


def _named(item: Declaration | None, name: str, lang: str) -> str:
    """A name of a file; in Chinese with what it means."""
    return f"{item.zh}（{name}）" if item and lang == "zh" else name


def _set(material: Material, settings: Mapping[str, Any], name: str) -> str:
    """What a scenario sets a name to: a number, values over time, or the base where it leaves that."""
    kind, _, key = name.partition(".")
    vocabulary = material.detail.case.vocabulary
    tables: dict[str, Mapping[str, Parameter]] = {"levers": vocabulary.levers, "parameters": vocabulary.parameters}
    declared = tables.get(kind, {})
    value = settings.get(name, declared[key].base if key in declared else "–")
    if isinstance(value, list):
        return material.numbers.over_time(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return material.numbers.value(value) if number else str(value)


def city_tables(material: Material) -> Iterator[Block]:
    """Every table of the city with its numbers: a row a column of the file, a column a row of it."""
    city, lang = material.detail.case.city, material.lang
    declared = sorted(material.detail.case.vocabulary.tables.values(), key=lambda item: item.table)
    for name, items in itertools.groupby(declared, key=lambda item: item.table):
        rows: list[tuple[str, list[str]]] = []
        elements: tuple[str, ...] = ()
        for item in items:
            columns, over = expand(item, city.elements)
            elements = city.elements[next((index.name for index in item.dims if index.name != over), over)]
            unit = "" if item.unit == "1" else material.numbers.unit(item.unit)
            names = [noted(name, unit, lang) if unit else name for name in (
                _named(item, column, lang) for column in columns)]
            rows += zip(names, _numbers(material, item), strict=True)
        yield from _beside(word("report_values_caption", lang, table=f"{name}.csv"), word("report_column", lang), rows)
        yield Paragraph(material.numbers.listed([f"{number} {city.label(element, lang)}"
                                                 for number, element in enumerate(elements, 1)]), "note")


def _numbers(material: Material, item: Table) -> list[list[str]]:
    """The numbers of a declared table as its file has them: a list a column, a number a row."""
    numbers = np.atleast_2d(material.detail.case.model.inputs[item.name])
    if len(item.dims) == 2 and item.dims[0] == item.dims[1]:
        numbers = numbers.T  # from row to column
    return [[material.numbers.value(float(number)) for number in column] for column in numbers]


def _beside(caption: str, head: str, rows: Sequence[tuple[str, list[str]]]) -> Iterator[DataTable]:
    """A table of names with their numbers; more than fit beside each other go on in another one."""
    count = len(rows[0][1])
    for first in range(0, count, BESIDE):
        places = range(first, min(first + BESIDE, count))
        yield DataTable(caption, (head, *(str(place + 1) for place in places)),
                        tuple((name, *(values[place] for place in places)) for name, values in rows),
                        (False, *(True for _ in places)), (28, *(72 / len(places) for _ in places)), small=True)
