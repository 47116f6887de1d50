"""World3 of 1974: population, capital, agriculture, resources and pollution of the world, 1900 to 2100.

From D. L. Meadows, W. W. Behrens, D. H. Meadows, R. F. Naill, J. Randers, E. K. O. Zahn, Dynamics of Growth in a Finite
World (Wright-Allen 1974), "DGFW": a declaration's source is its equation's number in the listing of appendix A, a
docstring begins with the name that it has there. Equations and figures were taken from reproductions that carry the
listing's numbers (WorldDynamics.jl; B. Hayes's World3 in JavaScript; the authors' Vensim version of 2004 where it is
unchanged) and from PyWorld3. They agree but for two figures, each settled by the majority: LEN is 28 (Hayes: 32), the
sixth of MLYMCT is 0.008 (WorldDynamics.jl: 0.009). Where none of them shows the number of a constant of equation n, it
follows the listing's pattern: n.1 for the first.

The listing breaks loops among initial values by CUF = 1, AI = 5e9, PFR = 1 and FRSN = 0.82. The first three are where
the smooths LUFD, AI and PFR start, as in the authors' Vensim version. The last is left out: it would start FCFPC at
0.043 instead of 0.089 and change population by up to 0.14 %. Units are those of the book; where it leaves them open
(1 - M1, literal numbers) a parameter carries the unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import urbsim
from classics import (
    world3_capital,
    world3_fertility,
    world3_food,
    world3_land,
    world3_pollution,
    world3_population,
    world3_resources,
    world3_supplement,
)
from urbsim.model.assemble import Model

SECTORS = (world3_population, world3_fertility, world3_capital, world3_food, world3_land, world3_resources,
           world3_pollution, world3_supplement)
Tables = Mapping[str, Sequence[float]]


def world3(*, method: str = "euler", step: float = 0.5, tables: Tables | None = None, **parameters: float) -> Model:
    """World3 by Euler's method and half-years as in the book: the standard run, or another.

    `tables` replaces the values of lookups by name, further arguments are parameters by name.
    """
    return urbsim.assemble(*_sectors(tables or {}), start=1900.0, end=2100.0, step=step, method=method,
                           parameters=parameters, name="world3")


def _sectors(tables: Tables) -> Iterator[ModuleType | Mapping[str, Any]]:
    """The sectors, as they are or with other values in some lookups."""
    for sector in SECTORS:
        known = vars(sector)
        changed = {name: replace(known[name], points=tuple(
            (x, value) for (x, _), value in zip(known[name].points, values, strict=True)))
            for name, values in tables.items() if name in known}
        yield {**known, **changed} if changed else sector
