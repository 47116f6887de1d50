"""How well modelled values meet observed ones.

MAPE, RMSPE    mean absolute and root mean square error as a share of the observed value
r_squared      1 - residual sum of squares / total sum of squares: below 0 where the mean would do better
r_squared_correlation  squared correlation: blind to bias and scale
um, us, uc     Theil's shares of the mean square error: unequal means, unequal variation, imperfect covariation; they
               sum to 1 (Theil 1966; Sterman 1984), with population standard deviations
u2             Theil's U2: root mean square error of relative changes over that of "no change"; below 1 beats it; over
               pairs of consecutive years

A statistic that is not defined is None: shares of a mean square error of 0, a correlation of constants or of two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SMALLEST = 1e-12
"""Errors and variations below this part of the values are rounding."""


@dataclass(frozen=True)
class FitStatistics:
    """Statistics of one series of `count` values."""

    count: int
    mape: float | None
    rmspe: float | None
    rmse: float
    r_squared: float | None
    r_squared_correlation: float | None
    um: float | None
    us: float | None
    uc: float | None
    u2: float | None


def fit_statistics(years: np.ndarray, observed: np.ndarray, modelled: np.ndarray) -> FitStatistics:
    """Statistics of modelled against observed values of years, in their order. U2 is over those that follow each other.
    """
    error = modelled - observed
    scale = float(np.abs(observed).max(initial=0.0))
    relative = error / observed if (np.abs(observed) > 0.0).all() else None
    square = float(np.mean(error**2))
    um, us, uc = _theil(observed, modelled, square, scale)
    return FitStatistics(
        len(observed), None if relative is None else float(np.mean(np.abs(relative))),
        None if relative is None else float(np.sqrt(np.mean(relative**2))), float(np.sqrt(square)),
        *_r_squared(observed, modelled, square, scale), um, us, uc, _u2(years, observed, modelled))


def _r_squared(observed: np.ndarray, modelled: np.ndarray, square: float, scale: float,
               ) -> tuple[float | None, float | None]:
    spread = observed.std(), modelled.std()
    if len(observed) < 2 or spread[0] <= SMALLEST * scale:
        return None, None
    by_sums = 1.0 - square / float(spread[0]) ** 2
    if len(observed) < 3 or spread[1] <= SMALLEST * scale:
        return by_sums, None
    return by_sums, float(np.corrcoef(observed, modelled)[0, 1] ** 2)


def _theil(observed: np.ndarray, modelled: np.ndarray, square: float, scale: float,
           ) -> tuple[float | None, float | None, float | None]:
    if len(observed) < 2 or square <= (SMALLEST * scale) ** 2:
        return None, None, None
    one, other = float(observed.std()), float(modelled.std())
    um, us = float(modelled.mean() - observed.mean()) ** 2 / square, (other - one) ** 2 / square
    if min(one, other) == 0.0:
        return um, us, 0.0
    apart = (modelled - modelled.mean()) / other - (observed - observed.mean()) / one
    return um, us, one * other * float(np.mean(apart**2)) / square  # 2 (1 - r) without its loss of digits


def _u2(years: np.ndarray, observed: np.ndarray, modelled: np.ndarray) -> float | None:
    follows = np.diff(years) == 1
    before, after, said = observed[:-1][follows], observed[1:][follows], modelled[1:][follows]
    if len(before) < 1 or not (before != 0.0).all():
        return None
    none = np.sum(((after - before) / before) ** 2)
    if none <= SMALLEST**2 * len(before):
        return None
    return float(np.sqrt(np.sum(((said - after) / before) ** 2) / none))


@dataclass(frozen=True)
class Forecast:
    """Root mean square errors in the years held out: of the model, of no change since the last year fitted, and of a
    straight line through the years fitted (None for fewer than two).
    """

    years: tuple[int, ...]
    model: float
    no_change: float
    trend: float | None


def forecast(fitted_years: np.ndarray, fitted: np.ndarray, years: np.ndarray, observed: np.ndarray,
             modelled: np.ndarray) -> Forecast:
    """Compare forecasts of the years held out, which all lie after those fitted."""
    line = None
    if len(fitted_years) > 1:
        slope, level = np.polyfit(fitted_years - fitted_years[-1], fitted, 1)
        line = _rmse(level + slope * (years - fitted_years[-1]), observed)
    return Forecast(tuple(years.astype(int).tolist()), _rmse(modelled, observed),
                    _rmse(np.full(len(observed), fitted[-1]), observed), line)


def _rmse(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.sqrt(np.mean((one - other) ** 2)))
