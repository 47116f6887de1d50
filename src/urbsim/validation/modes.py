"""Modes: the eigenvalues of the model near a run, and whether the run returns from small pushes as they say.

At the end of the target year the rates are linearised by central differences. A push along the eigenvector of a real
eigenvalue must grow or die at that rate; and no mode that dies may grow by the method of integration, whose factor a
step is 1 + z b'(I - zA)^-1 1 with z the eigenvalue times the step and A, b the method's tableau.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from urbsim.engine.integrate import METHODS, Method, step
from urbsim.engine.vectorised import simulate
from urbsim.model.assemble import Model
from urbsim.model.evaluate import Evaluator
from urbsim.model.start import prepare
from urbsim.validation.check import Check, Phrase, figure, worst

NUDGE = 1e-6
"""Of a stock's scale: for differences."""
PUSH = 1e-5
"""Of a stock's scale: for runs, so small that the model is linear and so large that rounding does not matter."""
TRIED = 12
CLOSE = 0.01
"""Difference of a rate, a year, or of its own size where that is more than 1 a year: the modes themselves move with
the run, which extrapolation from two short spans removes only in part."""
SPAN = 1.0 / 64.0
"""Step, in years, of the runs that are pushed."""


class Linearised:
    """The model near a moment of its run: state, scale of each scalar, and the Jacobian of the rates."""

    def __init__(self, model: Model, time: float) -> None:
        self._model, self.time = model, time
        found = simulate(replace(model, time=model.time.model_copy(update={"end": time})), list(model.layout))
        self.state = np.concatenate([found.values[name][-1].ravel() for name in model.layout])
        self.scale = np.concatenate([
            np.full(place.stop - place.start, max(float(np.abs(self.state[place.start : place.stop]).max()), 1e-6))
            for place in model.layout.values()])
        self._evaluator: Evaluator = prepare(model)[0]
        self.jacobian = self._differences()

    def rates(self, time: float, state: np.ndarray) -> np.ndarray:
        """Rates of change of all stocks."""
        return self._evaluator.rates(time, state, self._model.schedule.at(time))

    def _differences(self) -> np.ndarray:
        columns = []
        for place, nudge in enumerate(NUDGE * self.scale):
            more, less = self.state.copy(), self.state.copy()
            more[place] += nudge
            less[place] -= nudge
            columns.append((self.rates(self.time, more) - self.rates(self.time, less)) / (2.0 * nudge))
        return np.column_stack(columns)

    def returned(self, right: np.ndarray, left: np.ndarray, steps: int) -> float:
        """The rate, a year, at which a push along `right` grows over a number of steps, as seen by `left`."""
        push = right * PUSH / np.abs(right / self.scale).max()
        states = [self.state, self.state + push]
        for number in range(steps):
            at = self.time + number * SPAN
            states = [step(METHODS["rk4"], self.rates, at, one, SPAN, self.rates(at, one)) for one in states]
        return float(np.log((left @ (states[1] - states[0])) / (left @ push)) / (steps * SPAN))


def factor(method: Method, z: complex) -> complex:
    """By what a step multiplies a mode; z is its eigenvalue times the step."""
    stages = len(method.weights)
    tableau = np.zeros((stages, stages))
    for row, entries in enumerate(method.stages):
        tableau[row, : len(entries)] = entries
    solved = np.linalg.solve(np.eye(stages) - z * tableau, np.ones(stages))
    return complex(1.0 + z * (np.array(method.weights) @ solved))


def mode_checks(model: Model, time: float) -> list[Check]:
    """The two claims above, at a moment of a run."""
    near = Linearised(model, time)
    values, rights = np.linalg.eig(near.jacobian)
    lefts = np.linalg.inv(rights)
    real = [place for place in np.argsort(values.real) if abs(values[place].imag) < 1e-9]
    tried = [real[i] for i in np.unique(np.linspace(0, len(real) - 1, TRIED).round().astype(int))]
    errors = {}
    for place in tried:
        rate = values[place].real
        short, long = (near.returned(rights[:, place].real, lefts[place].real, steps) for steps in (1, 2))
        errors[f"{rate:+.3f} / year"] = abs(2.0 * short - long - rate) / max(1.0, abs(rate))
    furthest, mode = worst(errors)
    size, method = model.time.step, METHODS[model.time.method]
    dying = values[values.real < 0.0]
    largest = max(abs(factor(method, complex(value * size))) for value in dying)
    span = f"{values.real.min():+.3f} ... {values.real.max():+.3f} / year"
    waves = int((np.abs(values.imag) > 1e-9).sum())
    return [
        Check("modes", Phrase(
            f"After a small push along {len(tried)} eigenvectors of the Jacobian the run returns, or leaves, at the "
            f"rate of the eigenvalue; of {len(values)} eigenvalues ({span}) {waves} are complex.",
            f"沿雅可比矩阵 {len(tried)} 个特征向量小幅扰动后，模拟的回归（或偏离）速率等于特征值；"
            f"共 {len(values)} 个特征值（{span}），其中复数 {waves} 个。"),
            furthest <= CLOSE, figure(furthest, mode)),
        Check("modes", Phrase(
            f"No mode that dies grows by the method ({model.time.method}, step {size:g} year).",
            f"衰减的模态在数值方法（{model.time.method}，步长 {size:g} 年）下均不增长。"), largest <= 1.0,
            Phrase(f"largest factor a step {largest:.6f}", f"每步最大倍数 {largest:.6f}"))]
