"""Redraw the figures of the documents from the shipped scenarios: `python figures/make.py [NAME...]`.

Every other file of this folder draws one figure. `simulator.png` is not among them, as it needs Chromium:
`python figures/simulator.py` takes it.
"""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("common", "make", "simulator"))


def main(names):
    """Run the scripts of the figures named, of all where none is."""
    sys.path.insert(0, str(HERE))
    for name in names or SCRIPTS:
        runpy.run_path(str(HERE / f"{name}.py"))


if __name__ == "__main__":
    main(sys.argv[1:])
