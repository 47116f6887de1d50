"""The figures look as they did: pixels against stored pictures. `python tests/test_images.py` draws those anew.

A picture may differ from the stored one by 2 % of full contrast in the root mean square over all pixels and colours,
which another build of the font renderer stays below and a moved label or another colour does not.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import run_of
from pictures import pixels
from PIL import Image

from urbsim.analysis.loops import loop_scores
from urbsim.present.figures import CATALOGUE, names_of
from urbsim.present.loops import LoopStudy
from urbsim.present.style import TWO_COLUMNS

STORED = Path(__file__).parent / "images"
DOTS_PER_INCH = 72
TOLERANCE = 0.02
NAMES = names_of("runs", "run", "loops")


def picture(name, lang="en"):
    """A figure of two shipped scenarios, or of one, as pixels."""
    runs = [run_of(one).results for one in ("no_policy", "full_package")]
    found = {"runs": lambda: runs, "run": lambda: runs[1],
             "loops": lambda: LoopStudy(runs[1], loop_scores(runs[1]), ())}[CATALOGUE[name].source]()
    return pixels(CATALOGUE[name].draw(found, lang, TWO_COLUMNS), DOTS_PER_INCH)


def distance(one, other):
    """Root mean square difference of two pictures; full contrast where their sizes differ."""
    return float(np.sqrt(np.mean((one - other) ** 2))) if one.shape == other.shape else 1.0


@pytest.mark.parametrize("name", [name for name in NAMES if CATALOGUE[name].source != "loops"])
def test_a_figure_looks_as_it_did(name):
    stored = np.asarray(Image.open(STORED / f"{name}.png").convert("RGB")) / 255.0

    assert distance(picture(name), stored) <= TOLERANCE


def test_a_changed_figure_is_noticed():
    stored = np.asarray(Image.open(STORED / "target_margins.png").convert("RGB")) / 255.0

    assert distance(picture("target_margins", "zh"), stored) > TOLERANCE
    assert sum(path.stat().st_size for path in STORED.iterdir()) < 1_000_000


def main():
    """Draw the stored pictures anew."""
    STORED.mkdir(exist_ok=True)
    for name in NAMES:
        if CATALOGUE[name].source != "loops":
            image = Image.fromarray(np.uint8(np.round(255.0 * picture(name))))
            image.quantize(64, dither=Image.Dither.NONE).save(STORED / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
