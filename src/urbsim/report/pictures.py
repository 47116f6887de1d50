"""Figures of the report: those of the catalogue, and those that it draws from tables handed in."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from urbsim.analysis.loops import loop_scores
from urbsim.present.figures import CATALOGUE
from urbsim.present.loops import LoopStudy
from urbsim.present.style import TWO_COLUMNS, house_style, rendered
from urbsim.report.document import Picture
from urbsim.report.material import Material

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def picture(material: Material, name: str) -> Picture:
    """A figure of the catalogue: of all runs, or of the one in detail, as the figure wants it."""
    entry, run, lang = CATALOGUE[name], material.detail.results, material.lang
    caption = entry.shows(lang)
    if entry.source == "runs":
        found: Any = [one.results for one in material.runs]
        titles = material.numbers.listed([material.title(one) for one in material.runs])
    else:
        found = LoopStudy(run, loop_scores(run), ()) if entry.source == "loops" else run
        titles = material.title(material.detail)
        caption = f"{caption}：{titles}" if lang == "zh" else f"{caption}: {titles}"
    return Picture(name, caption, f"{caption}. {titles}", lambda: entry.draw(found, lang, TWO_COLUMNS))


def own_picture(name: str, caption: str, lang: str, draw: Callable[[], Figure]) -> Picture:
    """A figure drawn from a table of the report, in the house style."""
    def styled() -> Figure:
        with house_style(lang):
            return draw()

    return Picture(name, caption, caption, styled)


class Gallery:
    """The figures of a report as files, each drawn once for all formats that show it."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}
        self._files: dict[tuple[str, str], bytes] = {}

    def file(self, picture: Picture, kind: str) -> bytes:
        """A figure as `svg` (vectors; letters become outlines) or `png` (300 dots an inch). Raises UsageError where no
        font has a letter.
        """
        if (picture.name, kind) not in self._files:
            file = io.BytesIO()
            rendered(self.figure(picture), kind, file, {"title": picture.caption})
            self._files[picture.name, kind] = file.getvalue()
        return self._files[picture.name, kind]

    def figure(self, picture: Picture) -> Figure:
        """A figure, laid out: places do not move any more."""
        if picture.name not in self._figures:
            figure = picture.draw()
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # which would lay it out anew for every file
            self._figures[picture.name] = figure
        return self._figures[picture.name]
