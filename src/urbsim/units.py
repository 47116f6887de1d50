"""The unit registry: parse and compare the units of declarations. Needs pint (extra `units`)."""

from __future__ import annotations

import functools
from typing import Any

from urbsim.errors import UsageError
from urbsim.functions import TINY

DEFINITIONS = """
CNY = [money]
亿元 = 1e8 CNY
person = [person]
load = [pollution]
unit = [capacity] = utility_unit
tce = 29.3076e9 joule
ten_thousand_tce = 1e4 tce
"""

SPELLINGS = {"10^4 tce": "ten_thousand_tce"}
"""Units as the field writes them, where the parser would read something else."""


@functools.cache
def registry() -> Any:
    """The registry with the units of the model. Raises UsageError where pint is missing."""
    try:
        import pint
    except ImportError as error:
        raise UsageError("Unit checks need pint: pip install 'urbsim[units]'") from error

    class Quantity(pint.UnitRegistry.Quantity):  # type: ignore[misc]
        """A quantity for which TINY is an amount of any unit, as the building blocks mean it."""

        def __add__(self, other: Any) -> Any:
            return super().__add__(TINY * self.units if other is TINY else other)

    class Registry(pint.registry.GenericUnitRegistry[Quantity, pint.Unit]):  # type: ignore[misc]
        """pint's own registry, with our quantity."""

    Registry.Quantity = Quantity
    Registry.Unit = pint.UnitRegistry.Unit
    units = Registry(cache_folder=None)
    units.load_definitions(DEFINITIONS.strip().splitlines())
    return units


def parse(unit: str) -> Any:
    """The pint unit that a declaration's unit means, e.g. `亿元/ha`, `10^4 tce/year`, `1`.

    A word that pint does not know, such as `dollar`, is a unit of its own: a misspelt one agrees with no other.
    """
    units = registry()
    import pint

    for written, read in SPELLINGS.items():
        unit = unit.replace(written, read)
    try:
        return units.parse_units("dimensionless" if unit == "1" else unit)
    except pint.UndefinedUnitError as error:
        for word in error.unit_names:
            units.define(f"{word} = [{word}]")
        return parse(unit)


def same(one: str, other: str) -> bool:
    """Whether two units are equal, not merely convertible."""
    return bool((1.0 * parse(one)).to_root_units() == (1.0 * parse(other)).to_root_units())
