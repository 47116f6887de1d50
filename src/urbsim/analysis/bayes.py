"""The posterior of parameters: flat within their bounds, times the likelihood of the observations.

Several independent ensembles of walkers, moved by differential evolution (ter Braak 2006, ter Braak and Vrugt 2008, in
emcee), tell by their agreement whether they have converged: nested R-hat compares the ensembles' means (Margossian et
al. 2024), the effective sample size counts draws by their autocorrelation.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from urbsim.analysis.fit import Fit, Objective

RHAT_WANTED, SIZE_WANTED = 1.01, 400.0
"""Thresholds of Vehtari et al. (2021)."""
LONG_ENOUGH = 20.0
"""Autocorrelation times that the kept steps must span, so that the time itself is known."""


@dataclass(frozen=True)
class Settings:
    """How long to sample: independent ensembles of walkers, the most steps of each, and the steps between two looks at
    the convergence. Half the walkers of an ensemble are run at a time: 16 fill the native engine's vectors.
    """

    ensembles: int = 2
    walkers: int = 32
    most_steps: int = 4000
    piece: int = 100


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws on the unit cube, (draw, parameter), in random order, of the second half of `steps` steps.

    `rhat`, `size` (effective sample size) and `time` (steps of autocorrelation) by parameter.
    """

    unit: np.ndarray
    steps: int
    rhat: np.ndarray
    size: np.ndarray
    time: np.ndarray

    @property
    def converged(self) -> bool:
        """Whether the ensembles agree, draws are many, and the steps are long enough to know both."""
        return bool((self.rhat <= RHAT_WANTED).all() and (self.size >= SIZE_WANTED).all()
                    and (self.steps - self.steps // 2 >= LONG_ENOUGH * self.time).all())


def draw(objective: Objective, fit: Fit, count: int, seed: int, settings: Settings,
         told: Callable[[str], None] = lambda text: None) -> Draws:
    """Sample the posterior until it has converged, or for the most steps; keep `count` draws."""
    samplers = [_sampler(objective.single_threaded(), fit, settings, seed, number)
                for number in range(settings.ensembles)]
    steps = 0
    with ThreadPoolExecutor(objective.experiment.threads or os.cpu_count() or 1) as pool:
        while steps < settings.most_steps:
            list(pool.map(lambda ensemble: _advance(ensemble, settings.piece), samplers))
            steps += settings.piece
            chains = np.array([sampler.get_chain(discard=steps // 2) for sampler, _ in samplers])
            time = autocorrelation_time(chains)
            found = Draws(chains, steps, nested_rhat(chains), chains[..., 0].size / time, time)
            told(f"{steps} steps, R-hat {found.rhat.max():.3f}, effective draws {found.size.min():.0f}")
            if found.converged:
                break
    flat = chains.reshape(-1, chains.shape[-1])
    order = np.random.default_rng(seed).permutation(len(flat))[:count]
    return replace(found, unit=flat[order])


def _sampler(objective: Objective, fit: Fit, settings: Settings, seed: int, number: int) -> tuple[Any, list[Any]]:
    """An ensemble and where it stands: around the best fit, as wide as the fit is uncertain."""
    import emcee

    count = len(fit.unit)
    walkers = max(settings.walkers, 2 * count + 2)
    random = np.random.RandomState(np.random.SeedSequence([seed, number]).generate_state(8))
    start = random.multivariate_normal(fit.unit, fit.covariance, walkers)
    start = 1.0 - np.abs(1.0 - np.abs(start) % 2.0)  # reflected into the bounds
    state = emcee.State(start, random_state=random.get_state())

    def log_probability(unit: np.ndarray) -> np.ndarray:
        inside = ((unit >= 0.0) & (unit <= 1.0)).all(axis=1)
        found = np.full(len(unit), -np.inf)
        if inside.any():
            found[inside] = -0.5 * np.sum(objective.residuals(unit[inside]) ** 2, axis=0)
        return found

    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
    return emcee.EnsembleSampler(walkers, count, log_probability, vectorize=True, moves=moves), [state]


def _advance(ensemble: tuple[Any, list[Any]], steps: int) -> None:
    sampler, state = ensemble
    state[0] = sampler.run_mcmc(state[0], steps)


def nested_rhat(chains: np.ndarray) -> np.ndarray:
    """R-hat by parameter of ensembles, (ensemble, step, walker, parameter): 1 where the means of the first and second
    halves of their steps agree.
    """
    half = chains.shape[1] // 2
    flat = np.concatenate([chains[:, :half], chains[:, -half:]]).reshape(2 * len(chains), -1, chains.shape[-1])
    between = flat.mean(axis=1).var(axis=0, ddof=1)
    within = flat.var(axis=1, ddof=1).mean(axis=0)
    return np.asarray(np.sqrt(1.0 + between / within))


def autocorrelation_time(chains: np.ndarray) -> np.ndarray:
    """Steps of autocorrelation by parameter of ensembles, (ensemble, step, walker, parameter): the longest of them.

    Infinite where a walker has not moved at all.
    """
    from emcee.autocorr import integrated_time

    with np.errstate(invalid="ignore"):
        found = np.max([integrated_time(chain, tol=0) for chain in chains], axis=0)
    return np.where(np.isnan(found), np.inf, np.maximum(found, 1.0))
