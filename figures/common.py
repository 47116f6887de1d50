"""What the scripts of this folder share: runs of the shipped scenarios, made once, and a way to write a figure."""

import functools
from pathlib import Path

from urbsim.api import read, run_case
from urbsim.present.figures import CATALOGUE
from urbsim.present.style import TWO_COLUMNS

HERE = Path(__file__).parent
SCENARIOS = HERE.parent / "scenarios"
DOTS_PER_INCH = 150


@functools.cache
def run(name):
    """A shipped scenario, run."""
    return run_case(read(SCENARIOS / f"{name}.toml")).results


def write(name, found, lang="en"):
    """Draw a figure of the catalogue and write it as PNG beside the scripts."""
    figure = CATALOGUE[name].draw(found, lang, TWO_COLUMNS)
    figure.savefig(HERE / f"{name}.png", dpi=DOTS_PER_INCH, metadata={"Software": "urbsim"})
