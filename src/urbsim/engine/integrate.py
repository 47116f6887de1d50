"""Explicit Runge-Kutta methods on a fixed grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Rates = Callable[[float, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Method:
    """A Butcher tableau: nodes, rows of stage weights, weights of the step, and the order of convergence."""

    nodes: tuple[float, ...]
    stages: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    order: int


METHODS = {
    "euler": Method((0.0,), ((),), (1.0,), 1),
    "rk4": Method((0.0, 0.5, 0.5, 1.0), ((), (0.5,), (0.0, 0.5), (0.0, 0.0, 1.0)), (1 / 6, 1 / 3, 1 / 3, 1 / 6), 4),
    # Ch. Tsitouras, Runge-Kutta pairs of order 5(4) satisfying only the first column simplifying assumption,
    # Computers & Mathematics with Applications 62 (2011) 770-775, table 1.
    "tsit5": Method(
        (0.0, 0.161, 0.327, 0.9, 0.9800255409045097, 1.0),
        ((),
         (0.161,),
         (-0.008480655492356989, 0.335480655492357),
         (2.8971530571054935, -6.359448489975075, 4.3622954328695815),
         (5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525),
         (5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383)),
        (0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774), 5),
}


def step(method: Method, rates: Rates, time: float, state: np.ndarray, size: float, first: np.ndarray) -> np.ndarray:
    """The state one step on; `first` are the rates at its start."""
    slopes = [first]
    for node, row in zip(method.nodes[1:], method.stages[1:], strict=True):
        slopes.append(rates(time + node * size, state + size * _combine(row, slopes)))
    return state + size * _combine(method.weights, slopes)


def _combine(weights: tuple[float, ...], slopes: list[np.ndarray]) -> np.ndarray:
    """The weighted sum of slopes, term by term: the same rounding for one run and for any batch."""
    terms = [weight * slope for weight, slope in zip(weights, slopes, strict=True) if weight != 0.0]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
