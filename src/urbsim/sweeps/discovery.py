"""Which ranges of what varies make a target fail: boxes found in the runs of a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from urbsim.analysis.prim import HIGH, LEAST_RUNS, Found, enough, find_boxes
from urbsim.errors import InputError, UsageError, nearest
from urbsim.experiments import Basis
from urbsim.results import Table
from urbsim.sweeps.stored import Runs, Varied

SIDES = ("at least", "at most")


@dataclass(frozen=True)
class Limit:
    """One side of a box: the factor is at least or at most `value`. `repeated`: the share of resamples that set it."""

    factor: Varied
    side: str
    value: float
    quasi_p: float
    repeated: float


@dataclass(frozen=True, repr=False)
class Discovery:
    """Boxes in which runs miss a target (or reach it, where `reached`). `cases` (run) are the runs looked for."""

    runs: Runs
    target: str
    reached: bool
    cases: np.ndarray
    found: list[Found]
    basis: Basis

    def __repr__(self) -> str:
        return f"<{len(self.found)} boxes of {self.runs.scenario} for {self.target}>"

    @property
    def share(self) -> float:
        """Part of all runs that are cases."""
        return float(self.cases.mean())

    def limits(self, box: Found) -> Iterator[Limit]:
        """The limits of a box, the surest first."""
        order = sorted(np.argwhere(box.box.restricted).tolist(), key=lambda at: (box.quasi_p[tuple(at)], at))
        for factor, side in order:
            yield Limit(self.runs.factors[factor], SIDES[int(side == HIGH)], float(box.box.limits[factor, side]),
                        float(box.quasi_p[factor, side]), float(box.repeated[factor, side]))

    def coverage(self, box: Found) -> float:
        """Part of all cases that a box holds."""
        return float(box.box.cases[box.box.inside].sum() / self.cases.sum())

    @property
    def boxes(self) -> Table:
        """A row a box. Coverage counts all cases, `held_out` that of the runs that a resample was not made from."""
        header = ("box", "target", "looked_for", "runs_inside", "coverage", "density", "share_of_all_runs",
                  "held_out_coverage", "held_out_density", "unit")
        rows = tuple((number, self.target, "reached" if self.reached else "missed", item.box.runs, self.coverage(item),
                      item.box.density, self.share, *(item.held_out or ("", "")), "1")
                     for number, item in enumerate(self.found, 1))
        return self.basis.attached(Table(header, ("1",) * len(header), rows))

    @property
    def limit_table(self) -> Table:
        """A row a limit of a box."""
        header = ("box", "factor", "unit", "side", "value", "quasi_p", "repeated")
        rows = tuple((number, limit.factor.name, limit.factor.unit, limit.side, limit.value, limit.quasi_p,
                      limit.repeated) for number, item in enumerate(self.found, 1) for limit in self.limits(item))
        return self.basis.attached(Table(header, ("1",) * len(header), rows))

    @property
    def trajectory(self) -> Table:
        """A row a step of each box's peeling, before anything is pasted or dropped."""
        header = ("box", "step", "runs_inside", "coverage", "density", "limits", "unit")
        rows = tuple((number, step, box.runs, box.coverage, box.density, int(box.restricted.sum()), "1")
                     for number, item in enumerate(self.found, 1) for step, box in enumerate(item.trajectory))
        return self.basis.attached(Table(header, ("1",) * len(header), rows))


def discover(runs: Runs, target: str = "all", *, reached: bool = False, density: float | None = None, boxes: int = 3,
             seed: int = 0) -> Discovery:
    """Look for boxes in which a target is missed (or `reached`). `all` means any target missed, or all reached.

    Raises UsageError for an unknown target, InputError where nearly all runs agree, so that there is nothing to find.
    """
    if target not in runs.missed:
        raise UsageError(f"no such target: '{target}'.{nearest(target, runs.missed)} There are "
                         f"{', '.join(runs.missed)}")
    if density is not None and not 0.0 < density <= 1.0:
        raise UsageError(f"--density {density:g}: a share above 0, at most 1")
    missed = runs.missed[target]
    cases = ~missed if reached else missed
    if not enough(cases):
        raise InputError(f"{int(missed.sum()):,} of {len(missed):,} runs miss the target '{target}'; at least "
                         f"{LEAST_RUNS} that miss it and {LEAST_RUNS} that reach it are needed to tell them apart")
    found = find_boxes(runs.rows, cases, most=boxes, density=density, seed=seed)
    return Discovery(runs, target, reached, cases, found, Basis(len(cases), seed, runs.confidence))
