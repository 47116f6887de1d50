"""What the scripts of this folder share: runs of the shipped scenarios, made once, and a way to write a figure."""

import functools
import io
from pathlib import Path

from PIL import Image

from urbsim.api import read, run_case
from urbsim.present.figures import CATALOGUE
from urbsim.present.style import TWO_COLUMNS, rendered

HERE = Path(__file__).parent
SCENARIOS = HERE.parent / "scenarios"
DOTS_PER_INCH, COLOURS = 130, 128


@functools.cache
def run(name):
    """A shipped scenario, run."""
    return run_case(read(SCENARIOS / f"{name}.toml")).results


def write(figure, found, name="", kind="png"):
    """Draw a figure of the catalogue and write it beside the scripts, under its own name where none is given.

    A PNG has few colours; SVG is for what has small letters.
    """
    drawn = io.BytesIO()
    picture = CATALOGUE[figure].draw(found, "en", TWO_COLUMNS)
    if kind == "svg":
        rendered(picture, kind, HERE / f"{name or figure}.svg", {"title": CATALOGUE[figure].shows("en")})
        return
    picture.savefig(drawn, dpi=DOTS_PER_INCH)
    image = Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(HERE / f"{name or figure}.png", optimize=True)
