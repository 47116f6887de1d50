"""The appendix: levers as set, every parameter and city value with its source, and every equation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from urbsim.api import Run
from urbsim.declare import Declaration, Lever
from urbsim.export.equations import Formula, equations
from urbsim.export.notation import Term, operator, row
from urbsim.model.describe import clause_texts
from urbsim.present.words import word
from urbsim.present.words_sources import confidence_text, source_text
from urbsim.report.document import Block, DataTable, FormulaRow, FormulaTable, Paragraph
from urbsim.report.material import Material
from urbsim.report.values import city_tables, scenario_tables

SPAN_COLUMNS = (25, 25, 11, 9, 12, 18)


def appendix(material: Material) -> Iterator[Block]:
    """All chapters of the appendix."""
    yield from _levers(material)
    yield from _parameters(material)
    yield from _data(material)
    yield from _equations(material)


def meaning(item: Declaration, lang: str) -> str:
    """What a name means, in the words that there are in a language."""
    return item.zh if lang == "zh" else " ".join(item.meaning.split())


def _source(item: Declaration, lang: str) -> str:
    mark = confidence_text(item.confidence, lang)
    return f"{source_text(item.source, lang)}（{mark}）" if lang == "zh" else f"{item.source} ({mark})"


def _levers(material: Material) -> Iterator[Block]:
    """Levers of the scenario in detail, the clauses behind them, and what the others set otherwise."""
    lang, run = material.lang, material.detail
    yield material.outline.chapter(word("report_levers", lang), appendix=True)
    yield Paragraph(word("report_levers_text", lang, title=material.title(run),
                         start=f"{run.case.scenario.policy.start:g}", ramp=f"{run.case.scenario.policy.ramp:g}"))
    rows = [(item.name, meaning(item, lang), material.numbers.unit(item.unit), _knots(material, run, item),
             material.numbers.value(item.base), source_text(item.source, lang))
            for item in run.case.vocabulary.levers.values()]
    header = (word("report_name", lang), word("report_meaning", lang), word("unit", lang), word("report_set", lang),
              word("report_off", lang), word("report_clause", lang))
    yield DataTable(word("report_levers_caption", lang, title=material.title(run)), header, tuple(rows),
                    (False, False, False, True, True, False), (27, 35, 9, 9, 9, 11), small=True)
    cited = {code: (chinese, english) for item in run.case.vocabulary.everything
             for code, chinese, english in clause_texts(item.source)}
    clauses = tuple((code, chinese if lang == "zh" else english) for code, (chinese, english) in sorted(cited.items()))
    yield DataTable(word("report_clauses_caption", lang), (word("report_clause", lang), word("report_text", lang)),
                    clauses, (False, False), (10, 90), small=True)
    yield from scenario_tables(material)


def _knots(material: Material, run: Run, item: Lever) -> str:
    """The value of a lever, or its values over time."""
    knots = run.case.scenario.levers.get(item.name, ((0.0, item.base),))
    return material.numbers.over_time(knots)


def _parameters(material: Material) -> Iterator[Block]:
    lang, model = material.lang, material.detail.case.model
    yield material.outline.chapter(word("report_parameters", lang), appendix=True)
    yield Paragraph(word("report_parameters_text", lang))
    yield _numbers_table(material, word("report_parameters_caption", lang), [
        (item, float(model.inputs[item.name]), item.low, item.high, _source(item, lang))
        for item in model.vocabulary.parameters.values()])


def _numbers_table(material: Material, caption: str, items: Sequence[tuple[Declaration, float, float, float, str]],
                   ) -> DataTable:
    """A row a number: name, meaning, unit, value, range, source."""
    lang, write = material.lang, material.numbers
    rows = tuple((item.name, meaning(item, lang), write.unit(item.unit), write.value(value),
                  "–" if low == high else f"{write.value(low)} – {write.value(high)}", source)
                 for item, value, low, high, source in items)
    header = (word("report_name", lang), word("report_meaning", lang), word("unit", lang), word("value", lang),
              word("range", lang), word("report_source", lang))
    return DataTable(caption, header, rows, (False, False, False, True, True, False), SPAN_COLUMNS, small=True)


def _data(material: Material) -> Iterator[Block]:
    """City values, and where the rows of the city's tables come from."""
    lang, model = material.lang, material.detail.case.model
    city = model.city
    yield material.outline.chapter(word("report_data", lang), appendix=True)
    yield Paragraph(word("report_data_text", lang, city=city.name))
    origin = {item.row: item for item in city.provenance if item.table == "city"}
    def source(name: str) -> str:
        mark = confidence_text(origin[name].confidence, lang)
        text = source_text(origin[name].source, lang)
        return f"{text}（{mark}）" if lang == "zh" else f"{text} ({mark})"

    yield _numbers_table(material, word("report_city_caption", lang), [
        (item, float(model.inputs[item.name]), *city.ranges[item.name], source(item.name))
        for item in model.vocabulary.city_values.values()])
    rows = [(f"{item.table}.csv", city.label(item.row, lang), source_text(item.source, lang),
             confidence_text(item.confidence, lang)) for item in city.provenance if item.table != "city"]
    header = (word("report_table_head", lang), word("report_row", lang), word("explain_source", lang),
              word("report_confidence", lang))
    yield DataTable(word("report_rows_caption", lang), header, tuple(rows), (False,) * 4, (15, 25, 47, 13), small=True)
    yield from city_tables(material)


def _equations(material: Material) -> Iterator[Block]:
    lang, model = material.lang, material.detail.case.model
    found = equations(model)
    yield material.outline.chapter(word("report_equations", lang), appendix=True)
    letters = material.numbers.listed([f"{letter} {word(f'report_index_{name}', lang)}"
                                       for name, letter in found.letters.items()])
    yield Paragraph(word("report_equations_text", lang, letters=letters))
    for key, formulas in (("stocks", found.stocks), ("flows", found.flows), ("auxiliaries", found.auxiliaries),
                          ("events", found.events), ("constants", found.constants)):
        if formulas:
            yield material.outline.section(word(f"report_{key}", lang))
            yield FormulaTable(word(f"report_{key}_caption", lang), (word("report_equation", lang), word(
                "report_meaning", lang)), tuple(_formula(material, item) for item in formulas))
    yield material.outline.section(word("report_named_loops", lang))
    yield _named_loops(material)


def _named_loops(material: Material) -> DataTable:
    lang = material.lang
    signs = {"+": word("loops_reinforcing", lang), "-": word("loops_balancing", lang)}
    rows = tuple((loop.code, meaning(loop, lang), signs[loop.sign], " → ".join(loop.chain))
                 for loop in material.detail.case.vocabulary.loops.values())
    header = (word("loops_code", lang), word("loops_name", lang), word("loops_sign", lang), word("report_links", lang))
    return DataTable(word("report_named_loops_caption", lang), header, rows, (False,) * 4, (6, 30, 12, 52), small=True)


def _formula(material: Material, found: Formula) -> FormulaRow:
    """Name and formula; of a stock its net flow, its start and what events add."""
    lang, item = material.lang, found.item
    parts: list[str | Term] = [row(operator("="), found.value)]
    if found.start is not None:
        parts = [word("report_rate", lang), *parts, word("report_starts", lang), row(operator("="), found.start)]
    if found.jumps is not None:
        parts += [word("report_jumps", lang), found.jumps]
    return FormulaRow(found.name, material.numbers.unit(item.unit), tuple(parts), meaning(item, lang),
                      _source(item, lang))
