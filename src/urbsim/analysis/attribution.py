"""What each policy clause contributes to the difference between two scenarios, whatever the order of counting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from urbsim.analysis.shapley import Shares, coalitions, exact_shares, sampled_shares
from urbsim.errors import InputError, Problem, UsageError
from urbsim.experiments import Basis, Experiment, Report, unheard
from urbsim.members import Batch
from urbsim.model.assemble import Model
from urbsim.outcomes import Outcome
from urbsim.results import Table
from urbsim.scenario.schedule import Schedule

MOST_EXACT = 16
"""Players up to which all coalitions are run: 65,536 runs."""
OTHER_INPUTS = "other_inputs"
"""The player of everything that is no lever: parameters and data in which the scenarios differ."""
By = Literal["group", "lever"]


@dataclass(frozen=True)
class Player:
    """What changes together: the levers of a clause group, one lever, or shares of one whole."""

    name: str
    levers: tuple[str, ...]
    clauses: tuple[str, ...]
    zh: str = ""


@dataclass(frozen=True, repr=False)
class Attribution:
    """The difference of outcomes between two scenarios, shared among players. `same` are groups that do not differ."""

    scenarios: tuple[str, str]
    titles: tuple[tuple[str, str], tuple[str, str]]
    players: tuple[Player, ...]
    same: tuple[Player, ...]
    outcomes: tuple[Outcome, ...]
    shares: Shares
    basis: Basis

    def __repr__(self) -> str:
        one, other = self.scenarios
        return f"<attribution of {other} less {one} to {len(self.players)} players>"

    @property
    def table(self) -> Table:
        """A row an outcome and player: its share of the difference, with the 95 % interval where it is sampled."""
        shares, rows = self.shares, []
        for row, outcome in enumerate(self.outcomes):
            difference = float(shares.full[row] - shares.empty[row])
            for column, player in enumerate(self.players):
                value, half = float(shares.shapley[row, column]), float(shares.half_widths[row, column])
                rows.append((outcome.name, outcome.year, outcome.unit, player.name, " ".join(player.clauses),
                             " ".join(player.levers), value, value - half, value + half,
                             float(shares.first_in[row, column]), float(shares.last_in[row, column]), difference))
        header = ("outcome", "year", "unit", "player", "clauses", "levers", "shapley", "low", "high", "first_in",
                  "last_in", "difference")
        return self.basis.attached(Table(header, ("1",) * len(header), tuple(rows)))

    @property
    def interaction_table(self) -> Table:
        """A row an outcome and pair: what the two bring together beyond what each brings, the largest first."""
        header = ("outcome", "year", "unit", "player", "other", "interaction", "low", "high")
        rows = tuple((outcome.name, outcome.year, outcome.unit, one.name, other.name, value, value - half, value + half)
                     for row, outcome in enumerate(self.outcomes)
                     for one, other, value, half in self.interactions(row))
        return self.basis.attached(Table(header, ("1",) * len(header), rows))

    def interactions(self, outcome: int) -> list[tuple[Player, Player, float, float]]:
        """Pairs of players with their interaction index and half width, the largest first; pairs never sampled are
        left out."""
        found = []
        for i, j in zip(*np.triu_indices(len(self.players), 1), strict=True):
            value = float(self.shares.interactions[outcome, i, j])
            if np.isfinite(value):
                half = float(self.shares.interaction_half_widths[outcome, i, j])
                found.append((self.players[i], self.players[j], value, half))
        return sorted(found, key=lambda item: -abs(item[2]))


def attribute(one: Experiment, other: Experiment, outcomes: tuple[Outcome, ...], *, by: By = "group",
              orders: int | None = None, seed: int = 0, report: Report = unheard) -> Attribution:
    """Share the differences of outcomes between two scenarios among lever groups (or levers) and other inputs.

    Exact up to MOST_EXACT players, from all coalitions; beyond, or with `orders`, from that many sampled orders.
    Raises InputError where the scenarios are not comparable or the same, or a coalition cannot be run.
    """
    _refuse(one, other)
    mixture = Mixture(one.model, other.model, by)
    players = mixture.players
    if not players:
        raise InputError(f"{one.scenario.name} and {other.scenario.name} do not differ in anything that is run")
    if orders is None and len(players) > MOST_EXACT:
        raise UsageError(f"{len(players)} players have {2 ** len(players):,} coalitions: sample orders, e.g. "
                         "--orders 500")
    if orders is not None and (orders < 4 or orders % 2):
        raise UsageError(f"--orders {orders}: an even number from 4 on, since each order is taken with its reverse")

    def values(model_of: Any, runs: int) -> np.ndarray:
        found = one.outcomes_of(model_of, runs, outcomes, report)
        failed = np.flatnonzero(~np.isfinite(found).all(axis=0))
        if len(failed):
            raise InputError(f"{len(failed):,} of {runs:,} mixtures of the two scenarios stopped being finite; their "
                             "difference cannot be shared")
        return found

    if orders is None:
        count = len(players)
        shares = exact_shares(values(lambda first, last: mixture.model(coalitions(count, first, last)), 2**count),
                              count)
    else:
        def game(members: np.ndarray) -> np.ndarray:
            return values(lambda first, last: mixture.model(members[:, first:last]), members.shape[1])

        shares = sampled_shares(game, len(players), orders, seed)
    titles = tuple((item.scenario.label("en"), item.scenario.label("zh")) for item in (one, other))
    return Attribution((one.scenario.name, other.scenario.name), (titles[0], titles[1]), players, mixture.same,
                       outcomes, shares, one.basis(shares.runs, None if shares.exact else seed))


def _refuse(one: Experiment, other: Experiment) -> None:
    """Raise InputError where a mixture of the two scenarios has no meaning."""
    pairs = {"the start of the run": (one.model.time.start, other.model.time.start),
             "the ramp of the policy": (one.scenario.policy.ramp, other.scenario.policy.ramp),
             "the targets": (one.scenario.targets, other.scenario.targets),
             "the parks, districts or other rows of the city": (one.model.city.elements, other.model.city.elements),
             "the price index": (one.model.city.prices, other.model.city.prices),
             "the method or step of integration": (one.model.time, other.model.time)}
    problems = [Problem(f"differs from {other.scenario.name} in {what}; only levers, parameters and data can be shared "
                        "among", key=one.scenario.name) for what, (left, right) in pairs.items() if left != right]
    if problems:
        raise InputError(problems)


class Mixture:
    """Models between two: each player takes its part from the one or from the other."""

    def __init__(self, one: Model, other: Model, by: By) -> None:
        self._one, self._other = one, other
        self._inputs = [name for name, value in one.inputs.items()
                        if not np.array_equal(value, other.inputs[name])]
        differing = _differing(one.schedule, other.schedule)
        self.players, self.same = _players(one, differing, by)
        if self._inputs:
            self.players += (Player(OTHER_INPUTS, (), ()),)
        self._player_of = {lever: number for number, player in enumerate(self.players) for lever in player.levers}

    def model(self, members: np.ndarray) -> Model:
        """The models of coalitions, (player, member): those inside take their part from the other scenario."""
        runs = members.shape[1]
        inputs: dict[str, Any] = {}
        for name in self._inputs:
            one, other = (np.asarray(model.inputs[name], dtype=float)[..., None] for model in (self._one, self._other))
            inputs[name] = Batch(np.where(members[-1], other, one))
        return replace(self._one, inputs={**self._one.inputs, **inputs}, schedule=self._schedule(members, runs))

    def _schedule(self, members: np.ndarray, runs: int) -> Schedule:
        one, other = self._one.schedule, self._other.schedule
        outside = np.zeros(runs, dtype=bool)
        inside = np.array([members[self._player_of[name]] if name in self._player_of else outside
                           for name in one.names])
        nothing = np.zeros(len(one.names))
        left, right = dict(one.changes), dict(other.changes)
        changes = tuple((time, np.where(inside, right.get(time, nothing)[:, None], left.get(time, nothing)[:, None]))
                        for time in sorted({*left, *right}))
        return Schedule(one.names, np.repeat(one.off[:, None], runs, axis=1), changes, one.ramp)


def _differing(one: Schedule, other: Schedule) -> set[str]:
    """Levers that do not run the same course."""
    nothing = np.zeros(len(one.names))
    left, right = dict(one.changes), dict(other.changes)
    differs = np.zeros(len(one.names), dtype=bool)
    for time in {*left, *right}:
        differs |= left.get(time, nothing) != right.get(time, nothing)
    return {name for name, differ in zip(one.names, differs, strict=True) if differ}


def _players(model: Model, differing: set[str], by: By) -> tuple[tuple[Player, ...], tuple[Player, ...]]:
    """The players that differ, and those that do not. Shares of a whole stay together: a part of them
    would not make the whole.
    """
    levers = model.vocabulary.levers
    names: dict[str, list[str]] = {}
    for name, item in levers.items():
        own = f"{item.share_of}_shares" if item.share_of else name
        names.setdefault(item.group or own if by == "group" else own, []).append(name)
    players = [Player(name, tuple(members), tuple(_clauses(levers[lever].source for lever in members)),
                      levers[name].zh if name in levers else "") for name, members in names.items()]
    return (tuple(player for player in players if differing & set(player.levers)),
            tuple(player for player in players if not differing & set(player.levers)))


def _clauses(sources: Iterator[str]) -> Mapping[str, None]:
    """Codes of the policy's clauses in sources such as `policy 3.4d`, each once, in order."""
    return dict.fromkeys(sorted(code for source in sources if source.startswith("policy")
                                for code in re.findall(r"\d\.\d\w*", source)))
