"""The model in JavaScript, in Node.js: milliseconds a run, the error of the page's step, sizes, and making it."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from engines import BASELINE

from urbsim.api import read
from urbsim.engine.javascript import to_module
from urbsim.model.assemble import Model
from urbsim.present.simulator.content import CHECK_STEP, METHOD, STEP, Preset
from urbsim.present.simulator.page import to_page

HEADER = ("method", "step", "first run, ms", "warm run, ms", "error of total revenue", "of any yearly figure")
SIZES_HEADER = ("JavaScript and the page", "kB", "kB gzipped", "made in, s")
MEASURE = """
import { simulate } from "./model.mjs";
const [method, step, runs, check] = JSON.parse(process.argv[2]);
const time = { method, step };
const times = Array.from({ length: runs }, () => {
  const start = performance.now();
  simulate({ time });
  return performance.now() - start;
});
const fine = simulate({ time: { ...time, step: check } }).indicators, ours = simulate({ time }).indicators;
const errors = Object.fromEntries(Object.keys(fine).filter((name) => !name.startsWith("parks_at")).map((name) =>
  [name, Math.max(...fine[name].map((value, i) => Math.abs(value - ours[name][i])))
    / (Math.max(...fine[name].map(Math.abs)) || 1)]));
console.log(JSON.stringify({ first: times[0], warm: times.slice(10).sort((a, b) => a - b)[Math.floor((runs - 10) / 2)],
  revenue: errors.revenue_current, any: Math.max(...Object.values(errors)) }));
"""


def measured(folder: Path, method: str, step: float, runs: int) -> dict[str, float]:
    """What a process of its own measures."""
    command = [shutil.which("node") or "node", "measure.mjs", json.dumps([method, step, runs, CHECK_STEP])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def rows(runs: int = 60, rounds: int = 3) -> list[tuple[str, ...]]:
    """RK4 with the step of scenarios and with the page's, and Tsitouras' method; the best of some processes."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.mjs").write_text(to_module(read(BASELINE).model), encoding="utf-8")
        (folder / "measure.mjs").write_text(MEASURE, encoding="utf-8")
        for method, step in (("rk4", CHECK_STEP), (METHOD, STEP), ("tsit5", STEP)):
            several = [measured(folder, method, step, runs) for _ in range(rounds)]
            first, warm = (min(one[key] for one in several) for key in ("first", "warm"))
            errors = (f"{several[0][key]:.0e}" if step != CHECK_STEP else "" for key in ("revenue", "any"))
            found.append((method, f"1/{1 / step:.0f}", f"{first:.0f}", f"{warm:.1f}", *errors))
    return found


def sizes() -> list[tuple[str, ...]]:
    """The equations and the runtime, with the numbers of the scenario, and the whole page."""
    model = read(BASELINE).model
    module, seconds = timed(model)
    code = re.sub(r"^const model = .*;$", "", module, flags=re.MULTILINE)
    start = time.perf_counter()
    cases = [read(path) for path in sorted(BASELINE.parent.glob("*.toml"))]
    page = to_page([Preset(case.scenario, case.model) for case in cases], "both")
    made = time.perf_counter() - start
    return [("equations and runtime", *kilobytes(code), ""),
            ("with the numbers of a scenario", *kilobytes(module), seconds),
            ("the page, both languages, all shipped scenarios", *kilobytes(page), f"{made:.2f}")]


def timed(model: Model) -> tuple[str, str]:
    """The module of a model, and the seconds that it takes to make."""
    start = time.perf_counter()
    module = to_module(model)
    return module, f"{time.perf_counter() - start:.2f}"


def kilobytes(text: str) -> tuple[str, str]:
    """Size of a text, and gzipped."""
    data = text.encode()
    return f"{len(data) / 1e3:.1f}", f"{len(gzip.compress(data, 9, mtime=0)) / 1e3:.1f}"
