"""Figures of the report: those of the catalogue, and those that it draws from tables handed in."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from urbsim.api import Run
from urbsim.present.figures import CATALOGUE
from urbsim.present.style import house_style
from urbsim.present.words import word
from urbsim.report.document import Picture
from urbsim.report.material import Material

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 220


def picture(material: Material, name: str, runs: Sequence[Run], chart: Mapping[str, Any] | None = None) -> Picture:
    """A figure of the catalogue for some of the runs."""
    results = [run.results for run in runs]
    titles = material.numbers.listed([material.title(run) for run in runs])
    caption = word(f"report_figure_{name}", material.lang, title=titles, year=material.year)
    return Picture(name, caption, f"{caption}. {titles}", lambda: CATALOGUE[name](results, material.lang), chart)


def own_picture(name: str, caption: str, draw: Callable[[], Figure], chart: Mapping[str, Any]) -> Picture:
    """A figure drawn from a table of the report."""
    return Picture(name, caption, caption, draw, chart)


def as_svg(picture: Picture, lang: str, texts: tuple[str, ...]) -> bytes:
    """A figure as vectors; letters become outlines."""
    return _saved(picture, lang, texts, format="svg", metadata={"Date": None})


def as_png(picture: Picture, lang: str, texts: tuple[str, ...]) -> bytes:
    """A figure in dots, for Word."""
    return _saved(picture, lang, texts, format="png", dpi=DOTS_PER_INCH)


def _saved(picture: Picture, lang: str, texts: tuple[str, ...], **options: Any) -> bytes:
    file = io.BytesIO()
    with house_style(lang, texts):
        picture.draw().savefig(file, **options)
    return file.getvalue()
