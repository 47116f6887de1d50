"""The report as PDF, set by typst: the page's style is `report.typ`, all that it says is handed over as data."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from urbsim.export.notation import Term, pieces, row
from urbsim.report.document import Block, Bullets, DataTable, Document, FormulaTable, Heading, Paragraph, Picture
from urbsim.report.pictures import Gallery

TEMPLATE = Path(__file__).with_name("report.typ")
EPOCH = 0
"""The date of the file, so that the same report is the same bytes."""


def to_pdf(document: Document, gallery: Gallery) -> bytes:
    """The report as the bytes of a PDF; fonts are embedded. Needs the extra `report`."""
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    with tempfile.TemporaryDirectory(prefix="urbsim-report-") as name:
        folder = Path(name)
        blocks = [_block(block, gallery, folder) for block in document.blocks]
        data = {"lang": document.lang, "title": document.title, "subtitle": document.subtitle,
                "facts": document.facts, "words": document.words, "blocks": blocks}
        (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (folder / "report.typ").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        compiler = typst.Compiler(folder / "report.typ", root=folder, font_paths=[sans_path().parent],
                                  ignore_system_fonts=True)
        pdf: bytes = compiler.compile(format="pdf", timestamp=EPOCH)
        return pdf


def _block(block: Block, gallery: Gallery, folder: Path) -> dict[str, Any]:
    """A block as plain data."""
    match block:
        case Heading():
            return {"block": "heading", "level": block.level, "text": block.label, "anchor": block.anchor}
        case Paragraph():
            return {"block": "paragraph", "text": block.text, "kind": block.kind, "mark": block.mark}
        case Bullets():
            return {"block": "bullets", "items": block.items}
        case DataTable():
            return {"block": "table", **vars(block)}
        case FormulaTable():
            return {"block": "formulas", "caption": block.caption, "header": block.header, "rows": [
                {"name": _term(line.name), "unit": line.unit, "meaning": line.meaning, "source": line.source,
                 "parts": [part if isinstance(part, str) else _term(part) for part in line.parts]}
                for line in block.rows]}
        case Picture():
            file = folder / f"{block.name}.svg"
            file.write_bytes(gallery.file(block, "svg"))
            return {"block": "picture", "file": file.name, "caption": block.caption, "alternative": block.alternative}


def _term(term: Term) -> list[Any]:
    """A formula as nested lists: kind, text and parts, taken apart where a line may end."""
    whole = term if term.kind != "row" else row(*pieces(term))
    return [whole.kind, whole.text, [_term(part) for part in whole.parts]]
