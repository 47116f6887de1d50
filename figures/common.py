"""What the scripts of this folder share: runs of the shipped scenarios, made once, and a way to write a figure."""

import functools
import io
from pathlib import Path

from PIL import Image

from urbsim.api import read, run_case
from urbsim.present.figures import CATALOGUE
from urbsim.present.style import TWO_COLUMNS

HERE = Path(__file__).parent
SCENARIOS = HERE.parent / "scenarios"
DOTS_PER_INCH, COLOURS = 130, 128


@functools.cache
def run(name):
    """A shipped scenario, run."""
    return run_case(read(SCENARIOS / f"{name}.toml")).results


def write(figure, found, name=""):
    """Draw a figure of the catalogue and write it as PNG beside the scripts, under its own name where none is given."""
    drawn = io.BytesIO()
    CATALOGUE[figure].draw(found, "en", TWO_COLUMNS).savefig(drawn, dpi=DOTS_PER_INCH)
    image = Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(HERE / f"{name or figure}.png", optimize=True)
