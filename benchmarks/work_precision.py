"""Work and precision of the three methods: what a yearly figure costs, and how wrong it is.

The error is the largest over all yearly indicators, years, parks, scenarios and futures, each relative to the largest
value of its figure in the run, against Tsitouras 5 with step 1/256. Counts of parks are no measure of error; whether
they are the same is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from engines import BASELINE

from urbsim.api import read
from urbsim.engine.integrate import METHODS
from urbsim.experiments import METHOD, STEP
from urbsim.factors import vary
from urbsim.many import run_members
from urbsim.model.assemble import Model

SCENARIOS = ("no_policy", "baseline", "full_package", "debt_push")
COUNTS = ("parks_at_50", "parks_at_100")
STEPS = (1 / 4, 1 / 8, 1 / 16, 1 / 32)
REFERENCE = ("tsit5", 1 / 256)
WANTED = 1e-5
HEADER = ("method", "step", "derivatives a year", "largest error", "of", "counts the same", "within 1e-5")


def figures(model: Model, method: str, step: float) -> Mapping[str, np.ndarray]:
    """Yearly figures (year, member) by name."""
    timed = replace(model, time=model.time.model_copy(update={"method": method, "step": step}))
    found = run_members(timed, None, "native")
    return {**found.indicators, **{park: found.annual_revenue[:, i] for i, park in enumerate(found.parks)}}


def largest_error(found: Mapping[str, np.ndarray], truth: Mapping[str, np.ndarray]) -> tuple[float, str]:
    """The largest error relative to the scale of its figure, and the figure; infinite where a run failed."""
    errors = {}
    for name, values in truth.items():
        if name not in COUNTS:
            scale = np.abs(values).max(axis=0)
            errors[name] = float(np.max(np.abs(found[name] - values) / np.where(scale > 0.0, scale, 1.0)))
    name = max(errors, key=lambda one: np.inf if np.isnan(errors[one]) else errors[one])
    return (np.inf if np.isnan(errors[name]) else errors[name]), name


def futures(name: str) -> Model:
    """A scenario in three futures: its peak, and both ends of all its uncertain ranges."""
    case = read(BASELINE.with_stem(name))
    values = {one: np.array([item.peak, item.low, item.high]) for one, item in case.scenario.uncertainty.items()}
    return vary(case.model, values, case.scenario.policy.start)


def rows(steps: tuple[float, ...] = STEPS, scenarios: tuple[str, ...] = SCENARIOS) -> list[tuple[str, ...]]:
    """The table; the last column marks the cheapest choice that is precise enough."""
    models = [futures(name) for name in scenarios]
    truths = [figures(model, *REFERENCE) for model in models]
    found = []
    for method in METHODS:
        for step in steps:
            ours = [figures(model, method, step) for model in models]
            error, name = max(largest_error(one, truth) for one, truth in zip(ours, truths, strict=True))
            same = all(np.array_equal(one[count], truth[count]) for one, truth in zip(ours, truths, strict=True)
                       for count in COUNTS)
            found.append((method, step, len(METHODS[method].nodes) / step, error, name, same))
    best = min((work, method, step) for method, step, work, error, _, _ in found if error <= WANTED)
    if best[1:] != (METHOD, STEP):
        print(f"sweeps use {METHOD} with step {STEP}, but {best[1]} with step {best[2]} is cheaper")
    return [(method, f"1/{1 / step:.0f}", f"{work:.0f}", f"{error:.1e}", name, "yes" if same else "no",
             "cheapest" if (work, method, step) == best else "yes" if error <= WANTED else "no")
            for method, step, work, error, name, same in found]
