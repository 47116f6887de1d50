"""The house style of figures: print sizes, fonts, a palette that colour-blind readers can tell apart."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from urbsim import __version__
from urbsim.errors import UsageError
from urbsim.files import write_text, writing
from urbsim.present.words import unit_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ONE_COLUMN, TWO_COLUMNS = 85.0, 175.0
"""Widths in mm of a column of text and of a page of two."""
WIDTHS = {"one": ONE_COLUMN, "two": TWO_COLUMNS}

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#999933", "#882255", "#44AA99",
           "#AA4499", "#332288", "#88CCEE", "#117733", "#DDCC77", "#CC6677")
"""Okabe and Ito, Color Universal Design (2008), without yellow; then Tol's muted scheme (2021)."""
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
REACHED, MISSED = PALETTE[0], PALETTE[1]
"""Blue where a target or a level is reached, vermilion where it is missed."""
GOAL = "#555555"
QUIET = "#BBBBBB"
"""Grey of what stands behind."""

SMALL_MONEY = {"亿元/person": ((1e5, "thousand CNY"), (1e4, "万元")), "亿元/ha": ((1e2, "million CNY"), (1e4, "万元"))}
"""Units whose amounts are a small part of 亿元, with the factor and the money that figures have for them, English and
Chinese.
"""

FORMATS = ("png", "svg", "pdf")
FILE_SETTINGS: Any = {"savefig.dpi": 300, "svg.fonttype": "path", "pdf.fonttype": 42, "svg.hashsalt": "urbsim"}


@dataclass(frozen=True)
class Look:
    """How figures are drawn and written: language, width in mm, formats, and whether drawn numbers stand beside."""

    lang: str = "en"
    width: float = TWO_COLUMNS
    formats: Sequence[str] = FORMATS
    data: bool = False


def money_factor(lang: str) -> float:
    """亿元 in Chinese figures, billion CNY in English ones."""
    return 1.0 if lang == "zh" else 0.1


def unit_label(unit: str, lang: str) -> str:
    """A unit in the letters of a language, as a picture has them; nothing for a pure number."""
    text = unit_text(unit, lang)
    return text if lang == "zh" else text.replace("亿元", "10⁸ CNY")


def shown_unit(unit: str, lang: str) -> tuple[float, str]:
    """What numbers in a unit are multiplied with for a figure, and the unit that they have there."""
    if "亿元" not in unit:
        return 1.0, unit_label(unit, lang)
    small = next((known for start, known in SMALL_MONEY.items() if unit.startswith(start)), None)
    if lang == "zh":
        factor, money = small[1] if small else (money_factor(lang), "亿元")
        return factor, unit_label(unit, lang).replace("亿元", money)
    factor, money = small[0] if small else (money_factor(lang), "billion CNY")
    return factor if unit.startswith("亿元") else 1.0 / factor, unit.replace("亿元", money).replace("/year", " a year")


def with_unit(text: str, unit: str) -> str:
    """What an axis shows, and under it the unit where there is one."""
    return f"{text}\n{unit}" if unit else text


def ink(ground: Any) -> str:
    """Black or white, whichever stands out more from a colour (relative luminance of WCAG 2.2)."""
    from matplotlib.colors import to_rgb

    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(ground))
    return "black" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "white"


@contextlib.contextmanager
def house_style(lang: str) -> Iterator[None]:
    """matplotlib settings for a figure in a language.

    The house font is that of the extra `report`; without it English figures have matplotlib's own, and Chinese ones
    cannot be drawn: raises UsageError.
    """
    import matplotlib

    settings: Any = {
        "font.family": [*house_font(needed=lang == "zh"), "DejaVu Sans"], "font.size": 7.5, "axes.titlesize": 8.0,
        "figure.titlesize": 9.5, "axes.labelsize": 7.5, "xtick.labelsize": 7.0, "ytick.labelsize": 7.0,
        "legend.fontsize": 7.0, "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
        "axes.linewidth": 0.6, "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#DDDDDD",
        "grid.linewidth": 0.5, "axes.axisbelow": True, "xtick.major.width": 0.6, "xtick.major.size": 2.5,
        "ytick.major.size": 0.0, "lines.linewidth": 1.4, "lines.solid_capstyle": "round", "legend.frameon": False,
        "legend.handlelength": 1.6, "figure.constrained_layout.use": True, "figure.constrained_layout.w_pad": 0.03,
        "figure.constrained_layout.h_pad": 0.03, "text.parse_math": False, "axes.unicode_minus": False,
        "axes.formatter.limits": (-4, 8)}
    with matplotlib.rc_context(settings):
        yield


def house_font(*, needed: bool) -> list[str]:
    """Register the open font of extra `report`, which has Latin and Chinese letters, and return its family.

    Without the extra there is none; raises UsageError where it is needed.
    """
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError as error:
        if needed:
            raise UsageError("Chinese text in figures needs a font: pip install 'urbsim[report]'") from error
        return []
    from matplotlib import font_manager

    path = str(sans_path())
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)
    return [font_manager.FontProperties(fname=path).get_name()]


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, Any]:
    """A figure of a print size in mm, and its axes as a flat array. It belongs to no window system."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 25.4, height / 25.4))
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, axes.ravel()


def new_panels(count: int, width: float, most: int, height: float, around: float = 14.0, **options: Any,
           ) -> tuple[Figure, Any]:
    """A figure of `count` panels of a height in mm, at most `most` beside one another on a page of two columns and half
    as many on one; `around` mm stay for headings and legend. Returns the figure and the axes that are used.
    """
    columns = min(count, most if width > ONE_COLUMN else max(1, most // 2))
    rows = math.ceil(count / columns)
    figure, axes = new_figure(width, around + rows * height, rows, columns, **options)
    for unused in axes[count:]:
        unused.remove()
    for last in axes[max(0, count - columns):count]:
        last.tick_params(labelbottom=True)
    return figure, axes[:count]


def path_of(folder: Path, name: str, kind: str) -> Path:
    """The file of a figure in a format."""
    return folder / f"{name}.{kind}"


def rendered(figure: Figure, kind: str, target: Any, about: Mapping[str, str]) -> None:
    """Write a figure to a file or path in a format, without dates, so that the same figure is the same bytes.

    `about` says what the figure rests on: it stands in the file's metadata. Text of PDF is text in embedded fonts, that
    of SVG is outlines, which look the same everywhere. Raises UsageError where no font has a letter.
    """
    import matplotlib

    made = f"urbsim {__version__}"
    title, rests = about.get("title", ""), about.get("rests", "")
    metadata: Any = {
        "png": {"Software": made, "Title": title, "Description": rests},
        "svg": {"Date": None, "Creator": made, "Title": title, "Description": rests},
        "pdf": {"CreationDate": None, "Creator": made, "Title": title, "Subject": rests}}[kind]
    with matplotlib.rc_context(FILE_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        try:
            figure.savefig(target, format=kind, metadata=metadata)
        except UserWarning as warning:
            raise UsageError(f"{str(warning).split(' missing')[0]} is in no font that figures have. Chinese letters "
                             "need pip install 'urbsim[report]'; others cannot be drawn") from None


def save(figure: Figure, folder: Path, name: str, look: Look, about: Mapping[str, str]) -> list[Path]:
    """Write a figure in its formats, and the numbers drawn where they are wanted."""
    from urbsim.present.drawn import drawn

    paths = []
    for kind in look.formats:
        paths.append(path_of(folder, name, kind))
        with writing(paths[-1]) as temporary:
            rendered(figure, kind, temporary, about)
    if look.data:
        paths.append(path_of(folder, name, "csv"))
        write_text(paths[-1], drawn(figure).to_csv())
    return paths
