"""Runs a second of each engine on the full model, RK4 with step 1/16, 2009 to 2026, in interleaved rounds."""

from __future__ import annotations

import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from urbsim.api import read
from urbsim.engine import native, vectorised
from urbsim.engine.build import build, compiler
from urbsim.members import Batch
from urbsim.model.assemble import Model
from urbsim.model.trace import trace

BASELINE = Path(__file__).parents[1] / "scenarios" / "baseline.toml"
HEADER = ("engine", "members", "runs/s", "x numpy batched")
YEARS = 17.0


def varied(model: Model, members: int) -> Model:
    """Two parameters that differ by member."""
    random = np.random.default_rng(1)
    return model.with_inputs({"outside_pull": Batch(random.uniform(100.0, 160.0, members)),
                              "depreciation_rate": Batch(random.uniform(0.07, 0.11, members))})


def numpy_batched(model: Model, members: int) -> Callable[[], float]:
    """Runs a second, measured over one year and scaled: every year costs the same."""
    short = replace(varied(model, members), time=model.time.model_copy(update={"end": model.time.start + 1.0}))

    def measure() -> float:
        start = time.perf_counter()
        vectorised.simulate(short, ["cumulative_revenue"])
        return members / (YEARS * (time.perf_counter() - start))
    return measure


def numpy_single(model: Model) -> Callable[[], float]:
    def measure() -> float:
        start = time.perf_counter()
        vectorised.simulate(model, ["cumulative_revenue"])
        return 1.0 / (time.perf_counter() - start)
    return measure


def native_runs(model: Model, members: int, threads: int) -> Callable[[], float]:
    """Runs a second of the compiled engine; the library is built before."""
    batch = varied(model, members) if members > 1 else model
    library = native.load(batch, ())
    grid = vectorised.grid_of(batch)
    actions = np.zeros(grid.steps + 1, dtype=np.uint8)
    actions[16::16] = native.RECORD
    slots = library.source.rows("cumulative_revenue")

    def measure() -> float:
        start = time.perf_counter()
        library.run(batch, actions, slots, threads=threads)
        return members / (time.perf_counter() - start)
    return measure


def rows(rounds: int = 5) -> list[tuple[str, ...]]:
    """The table, medians over interleaved rounds."""
    model = read(BASELINE).model
    measures = {
        ("numpy, single run", 1): numpy_single(model),
        ("numpy batched", 1024): numpy_batched(model, 1024),
        ("native, single run", 1): native_runs(model, 1, 1),
        ("native, 1 thread", 1024): native_runs(model, 1024, 1),
        ("native, 2 threads", 1024): native_runs(model, 1024, 2),
    }
    samples: dict[tuple[str, int], list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            samples[name].append(measure())
    found = {name: statistics.median(values) for name, values in samples.items()}
    floor = found["numpy batched", 1024]
    return [(name, str(members), f"{speed:.1f}", f"{speed / floor:.2f}") for (name, members), speed in found.items()]


def making() -> list[tuple[str, ...]]:
    """How long it takes to make the native libraries by each compiler there is, and to find one again."""
    model = read(BASELINE).model
    start = time.perf_counter()
    trace(model)
    found = [("trace", f"{time.perf_counter() - start:.3f}")]
    commands = {name: path for name in ("gcc", "clang") if (path := shutil.which(name))}
    if importlib.util.find_spec("ziglang"):
        commands["zig"] = f"{sys.executable} -m ziglang cc"
    kept = {name: os.environ.get(name) for name in ("URBSIM_CC", "URBSIM_CACHE")}
    try:
        for name, command in commands.items():
            found += _made(model, name, command)
    finally:
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        compiler.cache_clear()
    return found


def _made(model: Model, name: str, command: str) -> list[tuple[str, str]]:
    """Seconds of each library with one compiler, after a first call that makes the compiler's own cache."""
    os.environ["URBSIM_CC"] = command
    compiler.cache_clear()
    rows = []
    for text, one in (("single run", model), ("ensemble", varied(model, 16))):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["URBSIM_CACHE"] = folder
            if text == "single run":
                build(Path(folder) / "first.so", "int x;")
            start = time.perf_counter()
            native.load(one, ())
            made = time.perf_counter()
            native.load(one, ())
            rows += [(f"trace, emit and compile, {text}, {name}", f"{made - start:.2f}"),
                     (f"load from the cache, {text}, {name}", f"{time.perf_counter() - made:.3f}")]
    return rows
