"""The house style of figures: print sizes, fonts, a palette that colour-blind readers can tell apart."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from urbsim.errors import UsageError
from urbsim.files import writing
from urbsim.present.words import unit_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TWO_COLUMNS = 174.0
"""Width in mm of a text page."""

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#999933", "#882255", "#44AA99",
           "#AA4499", "#332288", "#88CCEE", "#117733", "#DDCC77", "#CC6677")
"""Okabe and Ito, Color Universal Design (2008), without yellow; then Tol's muted scheme (2021)."""
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
GOAL = "#555555"

FORMATS = ("png", "svg", "pdf")


def money_factor(lang: str) -> float:
    """亿元 in Chinese figures, billion CNY in English ones."""
    return 1.0 if lang == "zh" else 0.1


def unit_label(unit: str, lang: str) -> str:
    """A unit in the letters of a language, as a picture has them; nothing for a pure number."""
    text = unit_text(unit, lang)
    return text if lang == "zh" else text.replace("亿元", "10⁸ CNY")


@contextlib.contextmanager
def house_style(lang: str, texts: tuple[str, ...] = ()) -> Iterator[None]:
    """matplotlib settings for a figure in a language; `texts` are titles from files, which may hold Chinese.

    Raises UsageError where Chinese is to be drawn and the font package is missing.
    """
    import matplotlib

    chinese = lang == "zh" or any(ord(letter) > 0x2E7F for text in texts for letter in text)
    families = ([chinese_font()] if chinese else []) + ["DejaVu Sans"]
    settings: dict[str, Any] = {
        "font.family": families, "font.size": 8.0, "axes.titlesize": 9.0, "axes.labelsize": 8.0,
        "xtick.labelsize": 7.5, "ytick.labelsize": 7.5, "legend.fontsize": 7.5, "axes.spines.top": False,
        "axes.spines.right": False, "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#DDDDDD",
        "grid.linewidth": 0.5, "axes.axisbelow": True, "lines.linewidth": 1.4, "legend.frameon": False,
        "figure.constrained_layout.use": True, "savefig.dpi": 300, "svg.fonttype": "path", "pdf.fonttype": 42,
        "svg.hashsalt": "urbsim", "axes.unicode_minus": False}
    with matplotlib.rc_context(settings):  # type: ignore[arg-type]
        yield


def chinese_font() -> str:
    """Register the open Chinese font of extra `report` and return its family. Raises UsageError where it is missing."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError as error:
        raise UsageError("Chinese text in figures needs a font: pip install 'urbsim[report]'") from error
    from matplotlib import font_manager

    path = str(sans_path())
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, Any]:
    """A figure of a print size in mm, and its axes as a flat array. It belongs to no window system."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 25.4, height / 25.4))
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, axes.ravel()


def paths_of(folder: Path, name: str) -> list[Path]:
    """The files that a figure is written to."""
    return [folder / f"{name}.{kind}" for kind in FORMATS]


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG, SVG and PDF without dates, so that the same figure is the same bytes."""
    paths = paths_of(folder, name)
    for kind, path in zip(FORMATS, paths, strict=True):
        metadata: dict[str, Any] = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}[kind]
        with writing(path) as temporary:
            figure.savefig(temporary, format=kind, metadata=metadata)
    return paths
