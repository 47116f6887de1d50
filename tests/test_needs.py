"""What stands in the way of a package: limits and their prices, against problems whose answer is known exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import SCENARIOS
from scipy.optimize import linprog
from test_optimise import EARLY

from urbsim.api import read
from urbsim.engine.native import Stop
from urbsim.optimisation import needs
from urbsim.optimisation.binding import LOOSENED, binding_of
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.question import Question, task_of
from urbsim.optimisation.search import TO_SPARE, finished, search
from urbsim.optimisation.task import Limit, Tried

INDICATORS = {"spending": SimpleNamespace(unit="亿元")}


@dataclass(frozen=True)
class Limited:
    """A task with cost `price @ x` and conditions `gain @ x >= wanted`; the last of them are limits, of the value 1."""

    price: np.ndarray
    gain: np.ndarray
    wanted: np.ndarray
    limits: tuple[Limit, ...]
    futures: dict = field(default_factory=dict)
    members: int = 1
    stop: Stop = field(default_factory=Stop)

    @property
    def model(self):
        return SimpleNamespace(vocabulary=SimpleNamespace(indicators=INDICATORS))

    @property
    def space(self):
        size = len(self.price)
        return SimpleNamespace(size=size, coordinates=[slice(i, i + 1) for i in range(size)])

    @property
    def target_conditions(self):
        return slice(0, -len(self.limits))

    def tried(self, points):
        rooms = (points @ self.gain.T - self.wanted).T
        return Tried((points @ self.price)[:, None], rooms[:, :, None], rooms[len(rooms) - len(self.limits) :, :, None])

    def deciding(self, tried):
        return np.zeros(0)

    def rooms(self, tried, deciding):
        return tried.revenue[:, :, 0]


def at_most(*values):
    return tuple(Limit("spending", False, value, (2013,)) for value in values)


def closest(task):
    first = np.full(task.space.size, 0.5)
    found, _ = search(task, first, 1.0, starts=4, seed=1, journal=Journal(), jobs=1)
    return finished(task, found, first, 1.0, Journal(), 1)[0].point


def test_limits_of_one_name_are_each_relaxed_alone_and_what_is_not_enough_has_the_better_room(tmp_path):
    """x0 >= 0.6 is wanted where x0 <= 0.3 and x1 <= 0.2: the first must give way by 0.3, the second cannot help."""
    task = Limited(np.ones(2), np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, -1.0]]), np.array([0.6, -0.3, -0.2]),
                   at_most(1.0, 1.0))
    point = np.array([0.3, 0.1])
    (one, other), _ = needs._limits(task, point, 1.0, Journal(tmp_path), 1)

    assert one.enough == pytest.approx(1.3, abs=1e-3)
    assert other.enough is None
    assert other.room == pytest.approx(-0.3, abs=1e-3)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_limit_that_cannot_help_is_told_with_no_less_room_than_the_closest_package_has():
    """Where the rest cannot hold, the search for it may end anywhere: here two targets contradict each other."""
    task = Limited(np.ones(2), np.array([[1.0, 1.0], [-1.0, -1.0], [0.0, -1.0]]), np.array([1.6, -0.4, -0.3]),
                   at_most(1.0))
    for point in (np.array([0.7, 0.3]), np.array([0.9, 0.1]), np.array([0.2, 0.2])):
        (need,), _ = needs._limits(task, point, 1.0, Journal(), 1)
        least = (task.gain[:2] @ point - task.wanted[:2]).min()

        assert need.enough is None
        assert need.room >= least - 1e-12


@pytest.mark.parametrize("seed", range(5))
def test_what_loosening_a_limit_saves_is_its_multiplier_in_linear_programming(seed):
    random = np.random.default_rng(seed)
    price, useful = random.uniform(0.1, 1.0, 6), random.uniform(0.0, 1.0, (2, 6))
    cheap = (price < np.median(price)).astype(float)  # at most so much of what is cheap
    task = Limited(price, np.vstack([useful, -cheap]), np.append(0.5 * useful.sum(axis=1), -1.2), at_most(1.0))
    exact = linprog(price, A_ub=-task.gain, b_ub=-(task.wanted + TO_SPARE), bounds=(0.0, 1.0))
    (found,), _ = binding_of(task, exact.x, 7.0)

    assert exact.status == 0
    assert found.worth == pytest.approx(-LOOSENED * exact.ineqlin.marginals[2], abs=1e-6)
    assert found.tight == (exact.slack[2] < 1e-6)


def test_where_nothing_holds_a_tight_limit_tells_how_much_nearer_its_loosening_leads():
    """2 x0 + x1 >= 2.5 where x0 <= 0.3: 1 % of the limit is worth 2 % of the goal; x1 stands at its bound."""
    task = Limited(np.ones(3), np.array([[2.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, -1.0]]),
                   np.array([2.5, -0.3, -5.0]), at_most(1.0, 1.0))
    (binds, loose), _ = binding_of(task, closest(task), 1.0)

    assert binds.tight
    assert binds.worth == pytest.approx(0.02)
    assert (loose.tight, loose.worth) == (False, 0.0)


def test_limits_of_the_same_figure_and_side_are_merged_by_year():
    case = read(SCENARIOS / "baseline.toml", {"time": EARLY})
    tight, _, _ = task_of(Question(debt_ceiling=0.6, at_most={"debt_ratio": 0.4}), case.scenario, case.model,
                          engine="numpy")
    loose, _, _ = task_of(Question(debt_ceiling=0.6, at_most={"debt_ratio": 0.8}, at_least={"debt_ratio": 0.1}),
                          case.scenario, case.model, engine="numpy")

    assert [(limit.least, limit.value, limit.years) for limit in tight.limits] == [
        (False, 0.6, (2009, 2010, 2011, 2012)), (False, 0.4, (2013,))]
    assert [(limit.least, limit.value, limit.years) for limit in loose.limits] == [
        (False, 0.6, (2009, 2010, 2011, 2012, 2013)), (True, 0.1, (2013,))]


@dataclass(frozen=True)
class Sum:
    """A task that holds where a number of inputs, each moved from 0 to 1, sum to a goal."""

    goal: float
    futures: dict = field(default_factory=dict)
    members: int = 1

    def tried(self, points, changes):
        return np.sum(list(changes.values()), axis=0)[:, None]

    def worst(self, tried):
        return tried / self.goal - 1.0


@pytest.mark.parametrize(("goal", "enough"), [(0.9, [0.9]), (1.5, [0.75, 0.75]), (2.5, [])])
def test_one_input_or_two_together_or_none_are_told(goal, enough, monkeypatch):
    inputs = [needs.Need("parameter", name, "1", 0.0, end) for name, end in (("a", 1.0), ("b", 1.0), ("c", 0.3))]
    monkeypatch.setattr(needs, "_inputs", lambda task: inputs)
    monkeypatch.setattr(needs, "_bounds", lambda task, point: [])
    monkeypatch.setattr(needs, "_base", lambda task, name, point: 0.0)
    monkeypatch.setattr(needs, "_limits", lambda *_: ([], 0))
    found, _ = needs.needs_of(Sum(goal), np.zeros(1), 1.0, Journal(), 1)
    told = [need for need in found if need.enough is not None]

    assert {need.together for need in told} <= {len(enough) == 2}
    assert [need.enough for need in told if need.name in ("a", "b")][: len(enough)] == pytest.approx(enough, abs=1e-3)
    assert bool(told) == bool(enough)
    assert len([need for need in found if not need.together]) == (2 if goal < 1.0 else 3)
