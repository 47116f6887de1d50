"""SDEverywhere runs the exported model: every stock at every step against numpy, by Euler's method.

    python benchmarks/sdeverywhere.py [FILE]

Needs Node.js and npm, which fetches the compiler (@sdeverywhere/compile); its reader of spreadsheets, which is not on
npm and not used here, is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from urbsim.api import read
from urbsim.engine import vectorised
from urbsim.export.vensim import to_vensim

HERE = Path(__file__).parent
VERSION = "0.7.28"
PACKAGE = {"private": True, "type": "module", "dependencies": {"@sdeverywhere/compile": VERSION},
           "overrides": {"xlsx": "file:./xlsx"}}
NO_SPREADSHEETS = ({"name": "xlsx", "version": "0.20.2", "type": "module", "exports": "./index.js"},
                   "export default { set_fs() {} };\n")


def prepared(folder: Path) -> None:
    """The compiler, installed in a folder beside the driver."""
    (folder / "xlsx").mkdir()
    (folder / "xlsx" / "package.json").write_text(json.dumps(NO_SPREADSHEETS[0]), encoding="utf-8")
    (folder / "xlsx" / "index.js").write_text(NO_SPREADSHEETS[1], encoding="utf-8")
    (folder / "package.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    shutil.copy(HERE / "sdeverywhere.mjs", folder)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)


def main() -> int:
    """Print the largest difference of every stock, the worst first."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "scenarios" / "baseline.toml"
    model = read(file, {"time": {"method": "euler"}}).model
    stocks = vectorised.simulate(model, list(model.layout)).values
    names = [f"{name}[{element}]" if (element := model.element(name, at)) else name
             for name, place in model.layout.items() for at in range(place.stop - place.start)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        prepared(folder)
        (folder / "model.mdl").write_text(to_vensim(model), encoding="utf-8")
        (folder / "outputs.json").write_text(json.dumps(names), encoding="utf-8")
        start = time.perf_counter()
        done = subprocess.run(["node", "sdeverywhere.mjs", "model.mdl", "outputs.json", "build"], cwd=folder,
                              check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - start
    theirs = np.array(json.loads(done.stdout), dtype=float)
    found, at = {}, 0
    for name, values in stocks.items():
        flat = values.reshape(len(values), -1)
        found[name] = float(np.abs(theirs[:, at : at + flat.shape[1]] - flat).max() / max(np.abs(flat).max(), 1e-300))
        at += flat.shape[1]
    worst = sorted(found.items(), key=lambda item: -item[1])
    print(f"SDEverywhere {VERSION}, {file.stem}, Euler, step {model.time.step:g}, {len(theirs)} moments, "
          f"{theirs.shape[1]} scalars, {seconds:.1f} s to compile and run")
    for name, value in worst[:5]:
        print(f"{name}: {value:.1e} of its scale")
    return 0 if worst[0][1] <= 1e-12 else 1


if __name__ == "__main__":
    sys.exit(main())
