"""The report as one HTML file with its style, charts and data, that asks no network for anything."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterator
from pathlib import Path

from urbsim.export.javascript.script import script_json
from urbsim.report.charts import chart_of
from urbsim.report.document import (
    Block,
    Bullets,
    DataTable,
    Document,
    FormulaTable,
    Heading,
    Mark,
    Paragraph,
    Picture,
)
from urbsim.report.mathml import to_mathml
from urbsim.report.pictures import Gallery

FOLDER = Path(__file__).parent
POLICY = ("default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
          "base-uri 'none'; form-action 'none'")
"""Only what is in the file runs and is shown; nothing is ever asked for or sent. Every text in it is escaped."""
MARKS = {True: "good", False: "bad", None: ""}


def to_html(document: Document, gallery: Gallery) -> str:
    """The report as a page. Needs the extra `report`, whose plotly carries the JavaScript of the charts."""
    from plotly.offline import get_plotlyjs

    style, script = ((FOLDER / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    charts = {block.name: chart for block in document.blocks if isinstance(block, Picture)
              and (chart := chart_of(gallery.figure(block)))}
    language = "zh-CN" if document.lang == "zh" else "en"
    parts = [
        "<!DOCTYPE html>", f'<html lang="{language}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(document.title)}</title>", f"<style>\n{style}</style></head><body>",
        f"<header><h1>{html.escape(document.title)}</h1>", f'<p class="subtitle">{html.escape(document.subtitle)}</p>',
        *(f'<p class="fact">{html.escape(fact)}</p>' for fact in document.facts), "</header>",
        *_contents(document), "<main>",
        *(_written(block, label, charts, gallery) for block, label in document.captioned()), "</main>",
        f"<script>{get_plotlyjs()}</script>" if charts else "",
        f'<script type="application/json" id="charts">{script_json(charts)}</script>', f"<script>\n{script}</script>",
        "</body></html>", ""]
    return "\n".join(parts)


def _contents(document: Document) -> Iterator[str]:
    """Links to chapters and sections."""
    yield f'<nav aria-label="{html.escape(document.words["contents"])}"><h2>{document.words["contents"]}</h2><ul>'
    for heading in document.headings:
        yield f'<li class="level{heading.level}"><a href="#{heading.anchor}">{html.escape(heading.label)}</a></li>'
    yield "</ul></nav>"


def _written(block: Block, label: str, charts: Container[str], gallery: Gallery) -> str:
    match block:
        case Heading():
            level = block.level + 1
            return f'<h{level} id="{block.anchor}">{html.escape(block.label)}</h{level}>'
        case Paragraph():
            return f'<p class="{block.kind} {MARKS[block.mark]}">{html.escape(block.text)}</p>'
        case Bullets():
            return "<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in block.items) + "</ul>"
        case DataTable():
            return _table(block, label)
        case FormulaTable():
            return _formulas(block, label)
        case Picture():
            return _picture(block, label, charts, gallery)


def _table(block: DataTable, label: str) -> str:
    kinds = ["number" if numeric else "text" for numeric in block.numeric]
    head = "".join(f'<th scope="col" class="{kind}">{_breakable(name)}</th>'
                   for kind, name in zip(kinds, block.header, strict=True))
    marks: tuple[Mark, ...] = block.marks or (None,) * len(block.rows)
    body = "".join(f'<tr class="{MARKS[mark]}">' + "".join(
        f'<td class="{kind}">{_breakable(cell)}</td>' for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row, mark in zip(block.rows, marks, strict=True))
    columns = "".join(f'<col style="width:{100.0 * width / sum(block.widths):.3g}%">' for width in block.widths)
    return _framed("small" if block.small else "", label, block.caption,
                   f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody>")


def _framed(kind: str, label: str, caption: str, inside: str) -> str:
    """A table that scrolls by itself where the window is narrow; reachable by keyboard."""
    name = html.escape(f"{label}. {caption}", quote=True)
    return (f'<div class="frame" role="region" tabindex="0" aria-label="{name}"><table class="{kind}"><caption>'
            f"<b>{html.escape(label)}.</b> {html.escape(caption)}</caption>{inside}</table></div>")


def _formulas(block: FormulaTable, label: str) -> str:
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in block.header)
    rows = []
    for row in block.rows:
        parts = "".join(f' <span class="word">{html.escape(part)}</span> ' if isinstance(part, str) else
                        to_mathml(part) for part in row.parts)
        rows.append(f'<tr><td class="formula">{to_mathml(row.name)} {parts}</td><td>{html.escape(row.meaning)} '
                    f'<span class="origin">{html.escape(row.unit)} · {html.escape(row.source)}</span></td></tr>')
    return _framed("formulas", label, block.caption,
                   f'<colgroup><col style="width:64%"><col style="width:36%"></colgroup><thead><tr>{head}</tr></thead>'
                   f"<tbody>{''.join(rows)}</tbody>")


def _picture(block: Picture, label: str, charts: Container[str], gallery: Gallery) -> str:
    """An interactive chart where the figure can be one, else the printed figure."""
    alternative = html.escape(block.alternative, quote=True)
    if block.name in charts:
        inside = (f'<div class="frame" role="region" tabindex="0" aria-label="{alternative}"><div class="chart" '
                  f'data-chart="{block.name}"></div></div>')
    else:
        inside = f'<img alt="{alternative}" src="{_inline(gallery.file(block, "svg").decode("utf-8"))}">'
    return (f"<figure>{inside}<figcaption><b>{html.escape(label)}.</b> {html.escape(block.caption)}</figcaption>"
            "</figure>")


def _inline(svg: str) -> str:
    """An SVG as the address of an image, without metadata, its outlines to a tenth of their unit: letters have some
    hundred units, shapes a point.
    """
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg"):], flags=re.DOTALL)
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d)\d+", r"\1", path[0]), svg)
    quoted = " ".join(svg.split()).replace("%", "%25").replace("#", "%23").replace('"', "'")
    return f"data:image/svg+xml,{html.escape(quoted, quote=False)}"


def _breakable(text: str) -> str:
    """Text in which identifiers may break at their underscores."""
    return html.escape(text).replace("_", "_<wbr>")
