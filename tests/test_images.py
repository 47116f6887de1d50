"""The figures look as they did: pixels against stored pictures. `python tests/test_images.py` draws those anew.

No tile of 16 x 16 pixels may differ from the stored one by more than 2 % of full contrast, in the root mean square over
its pixels and colours. With the matplotlib of constraints.txt, and the FreeType inside it, the same figure differs by
nothing but rounding (0.2 %), a text that is another by 9 % or more, the thinnest grey line in magenta by 3.7 % or more.
Another version of either draws letters otherwise, by some 30 %, and needs the pictures drawn anew.
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import numpy as np
import pytest
from conftest import SCENARIOS, run_of
from pictures import faults, seen
from PIL import Image
from test_pictures import analyses

import urbsim
from urbsim.analysis.loops import loop_scores
from urbsim.present.figures import CATALOGUE, names_of
from urbsim.present.loops import LoopStudy
from urbsim.present.style import TWO_COLUMNS

STORED = Path(__file__).parent / "images"
DOTS_PER_INCH = 72
TILE = 16
TOLERANCE = 0.02
NAMES = names_of("runs", "run", "loops", "sweep", "discovery", "sensitivity", "attribution")
"""Figures of what takes seconds to make. A calibration, a decision, a front and a plane take longer: their tests ask
whether their texts stand apart."""
CHINESE = ("target_margins", "adequacy_map", "comparison_matrix", "money_flow", "stock_flow_map", "causal")
"""Figures with much text, whose Chinese pictures are stored too."""
STORED_AS = {**{name: (name, "en") for name in NAMES}, **{f"{name}-zh": (name, "zh") for name in CHINESE}}
LINED = ("target_margins", "total_revenue", "park_slopes", "park_bottlenecks", "park_revenue", "debt")
"""Figures with lines, of which some are dense and some nearly empty."""


@functools.cache
def found_for(source):
    """What the figures of a source are drawn from: two shipped scenarios, one, or a small analysis."""
    runs = [run_of(one).results for one in ("no_policy", "full_package")]
    if source in ("runs", "run"):
        return runs if source == "runs" else runs[1]
    if source == "loops":
        return LoopStudy(runs[1], loop_scores(runs[1]), ())
    if source == "discovery":
        with tempfile.TemporaryDirectory() as folder:
            urbsim.sweep(SCENARIOS / "full_package.toml", sample="sobol", runs=256, seed=1, engine="numpy",
                         time={"end": 2014.0}, folder=f"{folder}/sweep")
            return urbsim.discover(f"{folder}/sweep", target="second_tier", boxes=1)
    return small()[source]


@functools.cache
def small():
    return dict(analyses())


def figure_of(name, lang="en"):
    return CATALOGUE[name].draw(found_for(CATALOGUE[name].source), lang, TWO_COLUMNS)


def pixels_of(figure):
    return seen(figure, DOTS_PER_INCH)[1]


def stored(stem):
    """The picture of a figure as it was, as pixels."""
    with Image.open(STORED / f"{stem}.png") as image:
        return np.asarray(image.convert("RGB")) / 255.0


def distance(one, other):
    """The largest root mean square difference of a tile of two pictures; full contrast where their sizes differ."""
    if one.shape != other.shape:
        return 1.0
    squares = ((one - other) ** 2).mean(axis=2)
    high, wide = (-(-size // TILE) for size in squares.shape)
    tiles = np.zeros((high * TILE, wide * TILE))
    tiles[:squares.shape[0], :squares.shape[1]] = squares
    return float(np.sqrt(tiles.reshape(high, TILE, wide, TILE).mean(axis=(1, 3)).max()))


@pytest.mark.parametrize("stem", STORED_AS)
def test_a_figure_looks_as_it_did_and_its_texts_stand_apart(stem):
    figure = figure_of(*STORED_AS[stem])
    texts, pixels = seen(figure, DOTS_PER_INCH)

    assert distance(pixels, stored(stem)) <= TOLERANCE
    assert faults(figure, texts) == []


def other_text(figure):
    """Turn the letters of the shortest text round that reads otherwise then; those at ticks are made when drawn."""
    legends = [legend for place in (figure, *figure.axes) if (legend := getattr(place, "legend_", None))]
    texts = [*figure.texts, *(text for legend in [*figure.legends, *legends] for text in legend.get_texts())]
    texts += [text for axes in figure.axes for text in (*axes.texts, axes.title, axes.xaxis.label, axes.yaxis.label)]
    least = min((text for text in texts if text.get_visible() and text.get_text() != text.get_text()[::-1]),
                key=lambda text: len(text.get_text()))
    least.set_text(least.get_text()[::-1])


def other_colour(figure):
    """Draw the thinnest line in magenta."""
    lines = [line for axes in figure.axes for line in axes.get_lines()
             if line.get_visible() and line.get_linestyle() != "None"]
    min(lines, key=lambda line: line.get_linewidth()).set_color("magenta")


@pytest.mark.parametrize("name", LINED)
@pytest.mark.parametrize("change", [other_text, other_colour])
def test_a_changed_text_and_another_colour_are_noticed(change, name):
    figure = figure_of(name)
    change(figure)

    assert distance(pixels_of(figure), stored(name)) > TOLERANCE


def test_another_size_is_noticed_and_the_pictures_take_little_room():
    assert distance(stored(NAMES[0]), stored(NAMES[0])[1:]) == 1.0
    assert {path.stem for path in STORED.iterdir()} == set(STORED_AS)
    assert sum(path.stat().st_size for path in STORED.iterdir()) < 2_000_000


def main():
    """Draw the stored pictures anew, without loss; those of figures that are no more are deleted."""
    STORED.mkdir(exist_ok=True)
    for path in STORED.glob("*.png"):
        path.unlink()
    for stem, (name, lang) in STORED_AS.items():
        image = Image.fromarray(np.uint8(np.round(255.0 * pixels_of(figure_of(name, lang)))))
        image.save(STORED / f"{stem}.png", optimize=True)


if __name__ == "__main__":
    main()
