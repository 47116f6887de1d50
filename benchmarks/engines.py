"""Runs a second of each engine on the full model, RK4 with step 1/16, 2009 to 2026, in interleaved rounds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from urbsim.api import read
from urbsim.engine import native, vectorised
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
    """How long it takes to make the native library, and to find it again."""
    model = read(BASELINE).model
    start = time.perf_counter()
    trace(model)
    traced = time.perf_counter()
    native.load(model)
    loaded = time.perf_counter()
    return [("trace", f"{traced - start:.3f}"), ("load from the cache", f"{loaded - traced:.3f}")]
