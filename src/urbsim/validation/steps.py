"""The step: how large the error of integration is, and whether it decides a verdict."""

from __future__ import annotations

import numpy as np

from urbsim.engine.integrate import METHODS
from urbsim.engine.vectorised import simulate
from urbsim.model.assemble import Model
from urbsim.results import Results
from urbsim.scenario.load import Scenario
from urbsim.scorecard import score
from urbsim.validation.check import Check, Phrase, error, worst
from urbsim.validation.engines import timed

CLOSE = 1e-5
"""Largest error of a yearly figure, of its own scale, that a reader of tables and pictures would not see."""
COUNTS = ("parks_at_50", "parks_at_100")
"""Whole numbers, which have no small errors; whether a verdict changes is told apart."""


def step_checks(scenario: Scenario, model: Model, results: Results) -> list[Check]:
    """Yearly figures against those with half the step, and the verdicts of both.

    The error of the step is estimated as Richardson does: with a method of order p, the difference to half the step is
    1 - 2^-p of it.
    """
    half = timed(model, step=model.time.step / 2.0)
    finer = Results(half, simulate(half), scenario)
    order = METHODS[model.time.method].order
    coarse, errors = _figures(results), {}
    for name, values in _figures(finer).items():
        if name not in COUNTS:
            errors[name] = error(coarse[name], values) / (1.0 - 2.0**-order)
    largest, figure = worst(errors)
    verdicts = [[(target.name, target.met) for target in score(one).targets] for one in (results, finer)]
    method, size = model.time.method, model.time.step
    changed, of = sum(one != other for one, other in zip(*verdicts, strict=True)), len(verdicts[0])
    return [
        Check("step", Phrase(
            f"No yearly figure errs by more than {CLOSE:g} of its scale ({method}, step {size:g} year).",
            f"各年度指标的数值误差不超过其量级的 {CLOSE:g}（{method}，步长 {size:g} 年）。"), largest <= CLOSE,
            Phrase(f"{largest:.1e} ({figure}), by Richardson's estimate",
                   f"{largest:.1e}（{figure}），Richardson 估计")),
        Check("step", Phrase("Half the step changes no verdict.", "步长减半不改变达标结论。"), changed == 0,
              Phrase(f"{changed} of {of} change", f"{of} 项中 {changed} 项改变"))]


def _figures(results: Results) -> dict[str, np.ndarray]:
    table = results.indicator_table.to_dataframe().set_index("year")
    return {str(name): table[name].to_numpy() for name in table.columns}
