"""A decision as tables: levers, outcome, what would have to change, regret; each with its runs, seed and confidence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from urbsim.analysis.compare import SHOWN
from urbsim.analysis.public_cost import FORGONE, PublicCost
from urbsim.optimisation.decision import Decision
from urbsim.optimisation.front import AIMS, Front
from urbsim.optimisation.robust import Regret, interval
from urbsim.results import Table

QUANTILE = 0.9
TOTAL_COST, OWED = "public_cost", "owed_at_horizon"


def lever_table(decision: Decision) -> Table:
    """A row a lever: base, chosen, bounds, and what changes where it alone is reset (shares of a whole together)."""
    levers, targets = decision.task.model.vocabulary.levers, decision.task.targets
    header = ("lever", "name_zh", "source", "unit", "low", "high", "base", "chosen", "at_bound", "reset_cost",
              *(f"reset_margin_{name}" for name in targets))
    units = ("1", "1", "1", "1", *("as named",) * 4, "1", "亿元", *("亿元/year" for _ in targets))
    rows = tuple((worth.lever, levers[worth.lever].zh, levers[worth.lever].source, levers[worth.lever].unit, worth.low,
                  worth.high, worth.base, worth.chosen, worth.bound, worth.cost,
                  *(worth.margins[name] for name in targets)) for worth in decision.ranked)
    return decision.basis.attached(Table(header, units, rows))


def cost_rows(cost: PublicCost) -> dict[str, float]:
    """The public cost and its parts."""
    return {TOTAL_COST: float(cost.total), **{name: float(value) for name, value in cost.paid.items()},
            FORGONE: float(cost.forgone), OWED: float(cost.owed)}


def outcome_table(decision: Decision) -> Table:
    """A row a figure: the scenario as it stands, the package, and the difference; money parts are present values."""
    def rows() -> Iterator[tuple[object, ...]]:
        base, package = (cost_rows(side.cost) for side in (decision.base, decision.package))
        for name, value in base.items():
            yield ("cost", name, "亿元", value, package[name], package[name] - value)
        for name in SHOWN:
            one, other = (side.indicator(name, decision.task.wanted.year) for side in (decision.base, decision.package))
            yield ("indicator", name, decision.task.model.vocabulary.indicators[name].unit, one, other, other - one)
        before = {(item.name, item.prices): item.value for item in decision.base.scorecard.targets}
        for item in decision.package.scorecard.targets:
            if item.prices == "current":
                value = before[item.name, item.prices]
                yield ("target", item.name, item.unit, value, item.value, item.value - value)

    header = ("kind", "name", "unit", "base", "package", "difference")
    return decision.basis.attached(Table(header, ("1", "1", "1", *("as named",) * 3), tuple(rows())))


def need_table(decision: Decision) -> Table:
    """A row an input, bound or limit: the value that is enough alone, or blank where not even the end is."""
    header = ("kind", "name", "unit", "base", "enough", "end", "room_at_end")
    rows = tuple((need.kind, need.name, need.unit, need.base, "" if need.enough is None else need.enough, need.end,
                  need.room) for need in decision.needs)
    return decision.basis.attached(Table(header, ("1", "1", "1", *("as named",) * 3, "1"), rows))


def regret_rows(regret: Regret) -> Iterator[tuple[str, float, float, float, float, float, float, float, float]]:
    """By scenario: share of futures in which all holds with its interval, mean and largest regret of shortfall (parts
    of a goal) and of cost, mean cost.
    """
    for i, name in enumerate(regret.names):
        held, futures = int((regret.shortfall[i] <= 0.0).sum()), regret.shortfall.shape[1]
        missed, dearer = regret.shortfall_regret[i], regret.cost_regret[i]
        yield (name, held / futures, *interval(held, futures), float(missed.mean()), float(missed.max()),
               float(regret.cost[i].mean()), float(dearer.mean()), float(dearer.max()))


def regret_table(decision: Decision) -> Table:
    """A row a scenario; needs a decision with regret."""
    assert decision.regret is not None
    header = ("scenario", "share", "share_low", "share_high", "shortfall_regret_mean", "shortfall_regret_max",
              "cost_mean", "cost_regret_mean", "cost_regret_max")
    units = ("1", "1", "1", "1", "1", "1", "亿元", "亿元", "亿元")
    return decision.basis.attached(Table(header, units, tuple(regret_rows(decision.regret))))


def future_table(decision: Decision) -> Table:
    """A row a future and scenario: shortfall and cost, and their differences to the best scenario of that future."""
    regret = decision.regret
    assert regret is not None
    header = ("future", "scenario", "shortfall", "cost", "shortfall_regret", "cost_regret")
    columns = [values.T.tolist() for values in
               (regret.shortfall, regret.cost, regret.shortfall_regret, regret.cost_regret)]
    rows = tuple((future, name, *(column[future][i] for column in columns))
                 for future in range(regret.cost.shape[1]) for i, name in enumerate(regret.names))
    return Table(header, ("1", "1", "1", "亿元", "1", "亿元"), rows)


def front_table(front: Front) -> Table:
    """A row a package of the front, the cheapest first: aims, margins to the targets, and levers."""
    levers = front.task.space.values(front.points)
    known = front.task.model.vocabulary.levers
    header = ("package", *(aim.name for aim in AIMS), *(f"margin_{name}" for name in front.margins), *levers)
    units = ("1", *(aim.unit for aim in AIMS), *("亿元/year" for _ in front.margins),
             *(known[name].unit for name in levers))
    columns = [*front.values.T, *front.margins.values(), *levers.values()]
    rows = tuple((number, *row) for number, row in enumerate(np.array(columns).T.tolist()))
    return front.basis.attached(Table(header, units, rows))
