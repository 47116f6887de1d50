"""The figures look as they did: pixels against stored pictures. `python tests/test_images.py` draws those anew.

A picture may differ from the stored one by 2 % of full contrast in the root mean square over all pixels and colours,
which another build of the font renderer stays below and a moved label or another colour does not.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import run_of
from pictures import faults, seen
from PIL import Image

from urbsim.present.figures import CATALOGUE, names_of
from urbsim.present.style import TWO_COLUMNS

STORED = Path(__file__).parent / "images"
DOTS_PER_INCH = 72
TOLERANCE = 0.02
NAMES = names_of("runs", "run")


def figure_of(name, lang="en"):
    """A figure of two shipped scenarios, or of one."""
    runs = [run_of(one).results for one in ("no_policy", "full_package")]
    found = runs if CATALOGUE[name].source == "runs" else runs[1]
    return CATALOGUE[name].draw(found, lang, TWO_COLUMNS)


def stored(name):
    """The picture of a figure as it was, as pixels."""
    with Image.open(STORED / f"{name}.png") as image:
        return np.asarray(image.convert("RGB")) / 255.0


def distance(one, other):
    """Root mean square difference of two pictures; full contrast where their sizes differ."""
    return float(np.sqrt(np.mean((one - other) ** 2))) if one.shape == other.shape else 1.0


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_looks_as_it_did_and_its_texts_stand_apart(name):
    figure = figure_of(name)
    texts, pixels = seen(figure, DOTS_PER_INCH)

    assert distance(pixels, stored(name)) <= TOLERANCE
    assert faults(figure, texts) == []


def test_a_changed_figure_is_noticed():
    assert distance(seen(figure_of("target_margins", "zh"), DOTS_PER_INCH)[1], stored("target_margins")) > TOLERANCE
    assert sum(path.stat().st_size for path in STORED.iterdir()) < 1_000_000


def main():
    """Draw the stored pictures anew."""
    STORED.mkdir(exist_ok=True)
    for name in NAMES:
        image = Image.fromarray(np.uint8(np.round(255.0 * seen(figure_of(name), DOTS_PER_INCH)[1])))
        image.quantize(64, dither=Image.Dither.NONE).save(STORED / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
