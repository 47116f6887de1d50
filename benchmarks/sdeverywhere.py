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

import pandas

from urbsim.api import read
from urbsim.export.vensim import to_vensim
from urbsim.validation.engines import CLOSE, differences

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
    export = to_vensim(model)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        prepared(folder)
        (folder / "model.mdl").write_text(export.text, encoding="utf-8")
        names = [name for names in export.stocks.values() for name in names]
        (folder / "outputs.json").write_text(json.dumps(names), encoding="utf-8")
        start = time.perf_counter()
        done = subprocess.run(["node", "sdeverywhere.mjs", "model.mdl", "outputs.json", "build"], cwd=folder,
                              check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - start
    theirs = pandas.DataFrame(json.loads(done.stdout))
    worst = sorted(differences(model, theirs).items(), key=lambda item: -item[1])
    print(f"SDEverywhere {VERSION}, {file.stem}, Euler, step {model.time.step:g}, {len(theirs)} moments, "
          f"{theirs.shape[1]} scalars, {seconds:.1f} s to compile and run")
    for name, value in worst[:5]:
        print(f"{name}: {value:.1e} of its scale")
    return 0 if worst[0][1] <= CLOSE else 1


if __name__ == "__main__":
    sys.exit(main())
