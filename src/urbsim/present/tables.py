"""Tables for people, with sensible digits: as LaTeX (booktabs), Markdown and Excel."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from urbsim.digits import bounds, of_column, rounded, with_uncertainty
from urbsim.errors import UsageError, nearest
from urbsim.export.latex import escaped
from urbsim.files import write_text
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.words import noted, unit_text
from urbsim.results import Table
from urbsim.save import check_packages, write_xlsx

ENDINGS = (".csv", ".xlsx", ".tex", ".md")
"""Kinds of file that a table can be written as."""
LATIN = {"亿元": r"$10^{8}$\,CNY", "万元": r"$10^{4}$\,CNY", "→": r"$\rightarrow$", "≥": r"$\geq$", "−": "$-$"}
"""Letters that English LaTeX has no font for; a document in Chinese takes them as they stand."""
MARKDOWN = "\\`*_{}[]<>#|!~$"


def grid_of(table: Table, lang: str = "en", title: str = "") -> Grid:
    """A table of numbers as text, rounded by `digits`; units stand behind the names of columns."""
    intervals = bounds(table.header)
    columns = [[row[place] for row in table.rows] for place in range(len(table.header))]
    numeric = tuple(any(_number(value) for value in column) for column in columns)
    texts = [[_cell(value, decimals) for value in column] for column, decimals in zip(
        columns, (of_column(filter(_number, column)) for column in columns), strict=True)]
    for place, (low, high) in intervals.items():
        for number, row in enumerate(table.rows):
            three = [row[place], row[low], row[high]]
            if all(map(_number, three)):
                for column, text in zip((place, low, high), with_uncertainty(*three), strict=True):
                    texts[column][number] = text
    header = tuple(noted(name, unit_text(unit, lang), lang) if unit not in ("1", name) else name
                   for name, unit in zip(table.header, table.units, strict=True))
    rows = tuple(zip(*texts, strict=True))
    return Grid(title, header, rows, numeric, (None,) * len(rows))


def _number(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value)


def _cell(value: object, decimals: int) -> str:
    if isinstance(value, float):
        return rounded(value, decimals) if math.isfinite(value) else ""
    return str(value)


def to_latex(tables: Sequence[Grid | Table], notes: Sequence[str] = (), lang: str = "en") -> str:
    """Tables for a LaTeX document that loads booktabs, with notes under the last. Text stands as text, whatever it is;
    Chinese letters need xelatex or lualatex with ctex.
    """
    grids = [item if isinstance(item, Grid) else grid_of(item, lang) for item in tables]
    parts = [_tabular(grid, lang) for grid in grids]
    parts += [rf"\par\smallskip{{\footnotesize {_latex(note, lang)}\par}}" for note in notes]
    return "\n\n".join(("% needs \\usepackage{booktabs}", *parts)) + "\n"


def _tabular(grid: Grid, lang: str) -> str:
    shape = "".join("r" if numeric else "l" for numeric in grid.numeric)
    caption = [rf"\caption{{{_latex(grid.title, lang)}}}"] if grid.title else []
    lines = [r"\begin{table}[htbp]", r"\centering", r"\small", *caption, rf"\begin{{tabular}}{{{shape}}}", r"\toprule",
             _row(grid.header, lang), r"\midrule", *(_row(row, lang) for row in grid.rows), r"\bottomrule",
             r"\end{tabular}", r"\end{table}"]
    return "\n".join(lines)


def _row(cells: Sequence[str], lang: str) -> str:
    texts = [_latex(cell, lang) for cell in cells]
    if texts[0].startswith("["):
        texts[0] = f"{{}}{texts[0]}"  # after \\ a bracket would be read as an option
    return " & ".join(texts) + r" \\"


def _latex(text: str, lang: str) -> str:
    """Text that LaTeX prints as it stands; a number's sign is a minus."""
    text = escaped(" ".join(text.split()))
    if text.startswith("-") and text[1:2].isdigit():
        text = f"$-${text[1:]}"
    if lang == "zh":
        return text
    text = re.sub(r"(?<=\d) (?=[亿万]元)", r"$\\times$", text)
    for letters, command in LATIN.items():
        text = text.replace(letters, command)
    return text


def to_markdown(tables: Sequence[Grid | Table], notes: Sequence[str] = (), lang: str = "en") -> str:
    """Tables in Markdown, with notes under the last. Text stands as text."""
    parts = []
    for item in tables:
        grid = item if isinstance(item, Grid) else grid_of(item, lang)
        lines = [grid.header, tuple("--:" if numeric else ":--" for numeric in grid.numeric), *grid.rows]
        rows = ["| " + " | ".join(cell if number == 1 else _markdown(cell) for cell in line) + " |"
                for number, line in enumerate(lines)]
        parts.append("\n".join([*([f"**{_markdown(grid.title)}**", ""] if grid.title else []), *rows]))
    return "\n\n".join([*parts, *map(_markdown, notes)]) + "\n"


def _markdown(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return "".join(f"\\{letter}" if letter in MARKDOWN else letter for letter in " ".join(text.split()))


def check_ending(path: Path) -> None:
    """Raise UsageError, before anything runs, for a file that no table can be written as."""
    if path.suffix not in ENDINGS:
        raise UsageError(f"{path}: a table is written as {', '.join(ENDINGS)}, by the name's ending."
                         f"{nearest(path.suffix, ENDINGS)}")
    if path.suffix == ".xlsx":
        check_packages(["xlsx"])


def write_table(path: Path, table: Table, shown: Shown, lang: str) -> None:
    """Write a table by the ending of a name: full numbers as CSV and Excel (which shows them rounded), what is shown to
    people as LaTeX and Markdown.
    """
    match path.suffix:
        case ".xlsx":
            write_xlsx(path, {"table": table})
        case ".tex":
            write_text(path, to_latex(shown.grids, shown.facts, lang))
        case ".md":
            write_text(path, to_markdown(shown.grids, shown.facts, lang))
        case _:
            write_text(path, table.to_csv())
