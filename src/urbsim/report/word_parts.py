"""Pieces of a Word file as XML: runs, captions, tables whose header row repeats, fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from urbsim.report.document import DataTable, FormulaTable, Mark
from urbsim.report.omml import to_omml

SPACES = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
          'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"')
COLOURS = {True: "1A663C", False: "A3201A", None: ""}
GREY, ACCENT = "5A5A5A", "0B4F7D"
MOST_COLUMNS = 7
"""Columns from which a table is set small."""
TWIPS = 9411
"""Width of the text: 166 mm."""
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that XML cannot hold."""


def parsed(xml: str) -> Any:
    """An element with the names of Word's spaces."""
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"^<[\w:]+", lambda head: f"{head[0]} {SPACES}", xml))


def text_of(text: str) -> str:
    """Text as XML holds it."""
    return escape(FORBIDDEN.sub("\ufffd", text))


def run(text: str, *, size: float = 0.0, bold: bool = False, colour: str = "") -> str:
    """A run of text; `size` in points."""
    look = "<w:b/>" if bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>' if size else ""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text_of(text)}</w:t></w:r>'


def field(code: str, shown: str) -> str:
    """A field of Word with the text that it shows until it is updated."""
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (f'{mark("begin")}<w:r><w:instrText xml:space="preserve"> {text_of(code)} </w:instrText></w:r>'
            f'{mark("separate")}{shown}{mark("end")}')


def caption(label: str, text: str, *, above: bool) -> Any:
    """A caption, numbered by Word: `label` is its word and number, such as Table 3."""
    word, _, number = label.rpartition(" ")
    keep = "<w:keepNext/>" if above else ""
    counted = field(rf"SEQ {word} \* ARABIC", run(number, bold=True))
    return parsed(f'<w:p><w:pPr><w:pStyle w:val="Caption"/>{keep}</w:pPr>{run(word + " ", bold=True)}{counted}'
                  f'{run("  " + text)}</w:p>')


def table(block: DataTable) -> Any:
    """A table of text; rows stay whole, the header is repeated on every page."""
    size = 7.5 if block.small or len(block.header) > MOST_COLUMNS else 9.0
    marks: Sequence[Mark] = block.marks or (None,) * len(block.rows)
    def cells(texts: Sequence[str], *, bold: bool, mark: Mark = None) -> list[str]:
        return [_paragraph(run(breakable(text), size=size, bold=bold, colour=COLOURS[mark]), right=right)
                for text, right in zip(texts, block.numeric, strict=True)]

    rows = [cells(row, bold=False, mark=mark) for row, mark in zip(block.rows, marks, strict=True)]
    return _table(block.widths, cells(block.header, bold=True), rows)


def formulas(block: FormulaTable) -> Any:
    """Equations in Word's own form, with meaning, unit and source beside them."""
    rows = []
    for row in block.rows:
        parts = [run(f" {part} ", size=8.0, colour=ACCENT) if isinstance(part, str) else to_omml(part)
                 for part in row.parts]
        origin = run(f" {breakable(row.unit)} · {row.source}", size=7.5, colour=GREY)
        rows.append([_paragraph(to_omml(row.name) + "".join(parts)),
                     _paragraph(run(row.meaning, size=7.5) + origin)])
    return _table((62, 38), [_paragraph(run(name, size=8.0, bold=True)) for name in block.header], rows)


def breakable(text: str) -> str:
    """Text in which identifiers and units may break."""
    return text.replace("_", "_\u200b").replace("/", "/\u200b")


def _paragraph(inside: str, *, right: bool = False) -> str:
    look = (f'<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
            f'<w:jc w:val="{"right" if right else "left"}"/>')
    return f"<w:p><w:pPr>{look}</w:pPr>{inside}</w:p>"


def _table(widths: Sequence[float], header: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    twips = [round(TWIPS * width / sum(widths)) for width in widths]
    def line(cells: Sequence[str], look: str) -> str:
        inside = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
                         for cell, width in zip(cells, twips, strict=True))
        return f"<w:tr><w:trPr><w:cantSplit/>{look}</w:trPr>{inside}</w:tr>"

    edges = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color={quoteattr(colour)}/>'
                    for side, size, colour in (("top", 8, "404040"), ("bottom", 8, "404040"),
                                               ("insideH", 2, "C9C9C9")))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return parsed(
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{line(header, '<w:tblHeader/>')}"
        f"{''.join(line(row, '') for row in rows)}</w:tbl>")
