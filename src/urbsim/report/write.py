"""The formats of a report, what each needs, and the files that it becomes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from urbsim.errors import UsageError, nearest
from urbsim.files import writing
from urbsim.report.document import Document
from urbsim.report.page import to_html
from urbsim.report.pdf import to_pdf
from urbsim.report.pictures import Gallery
from urbsim.report.word import to_word


def _html(document: Document, gallery: Gallery) -> bytes:
    return to_html(document, gallery).encode("utf-8")


WRITERS: Mapping[str, Callable[[Document, Gallery], bytes]] = {"html": _html, "pdf": to_pdf, "docx": to_word}
PACKAGES = {"html": "plotly", "pdf": "typst", "docx": "docx"}
"""The package that a format needs; all need the font of the figures."""
FONT = "pylopdf_fonts_zh_cn"


def check_formats(formats: Sequence[str]) -> None:
    """Raise UsageError for a format that is not known, and where a package of the extra `report` is missing."""
    for kind in formats:
        if kind not in WRITERS:
            raise UsageError(f"--format {kind}: no such format.{nearest(kind, WRITERS)} There are {', '.join(WRITERS)}")
    if not formats:
        raise UsageError(f"--format names none; there are {', '.join(WRITERS)}")
    missing = [name for name in (*(PACKAGES[kind] for kind in formats), FONT) if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(f"urbsim report needs {', '.join(missing)}: pip install 'urbsim[report]'")


def write(document: Document, paths: Mapping[str, Path]) -> None:
    """Write a report in some formats, by the path of each; all or nothing of each file. Raises UsageError."""
    gallery = Gallery()
    for kind, path in paths.items():
        with writing(path) as temporary:
            temporary.write_bytes(WRITERS[kind](document, gallery))
