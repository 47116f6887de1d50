"""What a report holds, apart from how it is written: headings, text, tables, pictures, formulas.

All text is plain: a writer escapes it, so that nothing a scenario file says is ever taken for markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from urbsim.export.notation import Term

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Mark = bool | None
"""Good, bad or neither."""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; `number` is empty for none, `anchor` unique in the document."""

    level: int
    text: str
    number: str
    anchor: str

    @property
    def label(self) -> str:
        """Number and text."""
        return f"{self.number} {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Paragraph:
    """Running text. `verdict` is set off as the answer of the report, `note` in small print, `hint` as what to do."""

    text: str
    kind: Literal["plain", "verdict", "note", "hint"] = "plain"
    mark: Mark = None


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class DataTable:
    """A table of text. `numeric` columns are aligned right, `widths` are parts of the page's width, `marks` colour the
    rows, `small` is for long tables of the appendix.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    widths: tuple[float, ...]
    marks: tuple[Mark, ...] = ()
    small: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure; `alternative` says in words what it shows."""

    name: str
    caption: str
    alternative: str
    draw: Callable[[], Figure]


@dataclass(frozen=True)
class FormulaRow:
    """A formula in the appendix: `parts` are text and terms in turn; then unit, meaning and source."""

    name: Term
    unit: str
    parts: tuple[str | Term, ...]
    meaning: str
    source: str


@dataclass(frozen=True)
class FormulaTable:
    """Equations, a row each."""

    caption: str
    header: tuple[str, str]
    rows: tuple[FormulaRow, ...]


Block = Heading | Paragraph | Bullets | DataTable | Picture | FormulaTable


@dataclass(frozen=True)
class Document:
    """A report in one language: facts under the title, then blocks in order."""

    lang: str
    title: str
    subtitle: str
    facts: tuple[str, ...]
    words: Mapping[str, str]
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """What the table of contents lists."""
        return tuple(block for block in self.blocks if isinstance(block, Heading) and block.level <= 2)

    def captioned(self) -> Iterator[tuple[Block, str]]:
        """Every block, with the number of its caption where it has one: tables and figures are counted apart."""
        tables = pictures = 0
        for block in self.blocks:
            if isinstance(block, DataTable | FormulaTable):
                tables += 1
                yield block, f"{self.words['table']} {tables}"
            elif isinstance(block, Picture):
                pictures += 1
                yield block, f"{self.words['figure']} {pictures}"
            else:
                yield block, ""


class Outline:
    """Numbers headings while a document is filled: 1, 1.1, and A, A.1 in the appendix."""

    def __init__(self) -> None:
        self._chapter, self._section, self._appendix = 0, 0, False

    def chapter(self, text: str, *, appendix: bool = False) -> Heading:
        """The heading of a chapter; the first of the appendix begins counting by letters."""
        self._chapter = 1 if appendix and not self._appendix else self._chapter + 1
        self._appendix, self._section = appendix, 0
        return Heading(1, text, self._number, f"s{self._number}")

    def section(self, text: str) -> Heading:
        """The heading of a section of the chapter."""
        self._section += 1
        number = f"{self._number}.{self._section}"
        return Heading(2, text, number, f"s{number}")

    @property
    def _number(self) -> str:
        return chr(ord("A") + self._chapter - 1) if self._appendix else str(self._chapter)
