"""Uncertain futures: where they come from, and how they are shared out so that no package is judged by what it was
fitted to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from urbsim.analysis.intervals import least_held
from urbsim.analysis.sampling import Design
from urbsim.errors import UsageError
from urbsim.scenario.load import Scenario

SEARCHED = 64
"""Futures that a search meets; powers of two are balanced."""
FRESH = 2048
"""Futures of every other purpose, where a posterior has so many."""

Futures = Mapping[str, np.ndarray]


def count_of(futures: Futures) -> int:
    """How many they are."""
    return len(next(iter(futures.values()), ()))


@dataclass(frozen=True)
class Samples:
    """Futures by purpose, none of them in two: those that a search meets, those that guide it, those by which the
    written package is judged once, and those in which it is compared with other scenarios.
    """

    compared: Futures
    searched: Futures = field(default_factory=dict)
    checked: Futures = field(default_factory=dict)
    judged: Futures = field(default_factory=dict)

    @property
    def notes(self) -> list[str]:
        """What a user should know of them."""
        count = count_of(self.judged or self.compared)
        return [] if count >= FRESH else [f"the posterior has {count:,} distinct draws to judge by, fewer than "
                                          f"{FRESH:,}: calibrate with more --draws for a narrower interval"]


def samples_of(scenario: Scenario, posterior: Futures | None, without: Sequence[str], *, searched: int, seed: int,
               share: float | None) -> Samples:
    """Futures by purpose: Sobol' samples of the scenario's [uncertainty], each of a seed of its own, or rows of a
    posterior. Where no `share` is asked for, all are to compare in. Levers that are set (`without`) are not uncertain.

    Raises UsageError where there is nothing to draw from, or too few rows for the share.
    """
    purposes = ["compared"] if share is None else ["searched", "checked", "judged", "compared"]
    counts = {purpose: searched if purpose == "searched" else FRESH for purpose in purposes}
    if posterior is None:
        drawn = {purpose: sobol(scenario, count, [seed, number], without)
                 for number, (purpose, count) in enumerate(counts.items())}
        if not all(drawn.values()):
            raise UsageError(f"{scenario.name} has no [uncertainty] table to draw futures from")
        return Samples(**drawn)
    return Samples(**_rows_by_purpose(posterior, without, counts, seed, share))


def sobol(scenario: Scenario, count: int, seed: Sequence[int], without: Sequence[str] = ()) -> Futures:
    """A Sobol' sample of what the scenario's [uncertainty] names; empty where that is nothing."""
    sampled = {name: item for name, item in scenario.uncertainty.items() if name not in without}
    if not sampled:
        return {}
    design = Design({}, sampled, "sobol", count, int(np.random.SeedSequence(seed).generate_state(1)[0]))
    return dict(zip(design.names, design.rows(0, count).T, strict=True))


def _rows_by_purpose(posterior: Futures, without: Sequence[str], counts: Mapping[str, int], seed: int,
                     share: float | None) -> dict[str, Futures]:
    """Distinct rows of a posterior in random order, shared out without replacement: first those that are searched, then
    equal parts of the rest.
    """
    names = [name for name in posterior if name not in without]
    if not names:
        raise UsageError("the posterior holds nothing but levers that may be set")
    rows = np.unique(np.stack([posterior[name] for name in names], axis=1), axis=0)
    rows = rows[np.random.default_rng(seed).permutation(len(rows))]
    searched = counts.get("searched", 0)
    part = max(0, len(rows) - searched) // (len(counts) - bool(searched))
    if part < 1 or (share is not None and least_held(part, share) > part):
        raise UsageError(f"the posterior holds {len(rows):,} distinct draws: {searched} to search in leave {part} to "
                         f"judge by, too few to assure {share or 0.0:.0%}; calibrate with more --draws")
    found: dict[str, Futures] = {}
    first = 0
    for purpose, count in counts.items():
        last = first + (count if purpose == "searched" else min(count, part))
        found[purpose] = dict(zip(names, rows[first:last].T, strict=True))
        first = last
    return found
