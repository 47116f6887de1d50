"""The search against problems whose answer is known exactly."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from urbsim.engine.native import Stop
from urbsim.optimisation.exchange import exchanged
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.search import TO_SPARE, finished, search
from urbsim.optimisation.task import Tried


@dataclass(frozen=True)
class Linear:
    """A task with cost `price @ x` and conditions `gain @ x >= wanted`; the last `limits` of them are limits."""

    price: np.ndarray
    gain: np.ndarray
    wanted: np.ndarray
    limits: int = 0
    members: int = 1
    stop: Stop = field(default_factory=Stop)

    @property
    def space(self):
        size = len(self.price)
        return SimpleNamespace(size=size, coordinates=[slice(i, i + 1) for i in range(size)])

    @property
    def target_conditions(self):
        return slice(0, -self.limits or None)

    def tried(self, points):
        rooms = (points @ self.gain.T - self.wanted).T
        return Tried((points @ self.price)[:, None], rooms[:, :, None], rooms[len(rooms) - self.limits :, :, None])

    def deciding(self, tried):
        return np.zeros(0)

    def rooms(self, tried, deciding):
        return tried.revenue[:, :, 0]


def solved(task, **options):
    first = np.full(task.space.size, 0.5)
    chosen = {"starts": 4, "seed": 1, "journal": Journal(), "jobs": 1, **options}
    found, runs = search(task, first, 1.0, **chosen)
    better, more = finished(task, found, first, 1.0, chosen["journal"], chosen["jobs"])
    return better, runs + more


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_cheapest_package_of_a_linear_task_is_that_of_linear_programming(seed):
    random = np.random.default_rng(seed)
    price, gain = random.uniform(0.1, 1.0, 6), random.uniform(0.0, 1.0, (3, 6))
    wanted = 0.6 * gain.sum(axis=1)
    found, _ = solved(Linear(price, gain, wanted))
    exact = linprog(price, A_ub=-gain, b_ub=-(wanted + TO_SPARE), bounds=(0.0, 1.0))

    assert found.holds
    assert found.cost == pytest.approx(exact.fun, rel=2e-3)
    assert found.cost >= exact.fun * (1.0 - 1e-6)


def test_where_nothing_holds_the_closest_falls_short_by_the_least_sum_and_is_the_cheapest_of_those():
    """Both conditions ask for 2 where 1 is the most; the third lever is of no use and not free."""
    task = Linear(np.array([1.0, 1.0, 1.0]), np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), np.array([2.0, 2.0]))
    found, _ = solved(task)

    assert not found.holds
    assert found.point == pytest.approx([1.0, 1.0, 0.5], abs=1e-4) or found.point == pytest.approx([1.0, 1.0, 0.0],
                                                                                                   abs=1e-4)
    assert found.short == pytest.approx(2.0, abs=1e-3)
    assert found.room == pytest.approx(-1.0, abs=1e-3)


def test_limits_are_kept_where_targets_cannot_be_reached():
    """x0 >= 2 is wanted, x0 <= 0.3 is a limit: the closest keeps the limit."""
    task = Linear(np.array([0.1, 0.1]), np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([2.0, -0.3]), limits=1)
    found, _ = solved(task)

    assert not found.holds
    assert found.point[0] == pytest.approx(0.3, abs=1e-3)


@dataclass(frozen=True)
class Threads:
    threads: int = 1


@dataclass(frozen=True)
class Trap(Linear):
    """The first two levers are dear, each alone, and cheap together: at 0, 0 every slope says stay."""

    experiment: Threads = field(default_factory=Threads)

    def tried(self, points):
        plain = super().tried(points)
        return replace(plain, cost=plain.cost - 3.0 * points[:, :1] * points[:, 1:2])


def test_levers_that_are_worth_moving_only_together_are_found():
    """cost x + y - 3 x y + z where z >= 0.5: slopes lead from 0, 0 to a cost of 0.5; 1, 1 costs -0.5."""
    task = Trap(np.ones(3), np.array([[0.0, 0.0, 1.0]]), np.array([0.5]))
    first = np.array([0.1, 0.1, 0.5])
    found, _ = search(task, first, 1.0, starts=1, seed=1, journal=Journal(), jobs=1)
    better, runs = exchanged(task, found, 1.0, Journal(), 1)

    assert found.cost == pytest.approx(0.5, abs=1e-3)
    assert better.cost == pytest.approx(-0.5, abs=1e-3)
    assert better.holds
    assert runs < 200


def test_levers_that_hardly_matter_stay_as_they_were():
    price, gain = np.array([1.0, 1.0, 1e-6]), np.array([[1.0, 0.5, 1e-6]])
    found, _ = solved(Linear(price, gain, np.array([0.8])))

    assert found.holds
    assert found.point[2] == 0.5
    assert found.cost == pytest.approx(0.8, rel=2e-3)


def test_jobs_change_no_bit_and_a_search_goes_on_with_its_pieces(tmp_path):
    random = np.random.default_rng(3)
    task = Linear(random.uniform(0.1, 1.0, 6), random.uniform(0.0, 1.0, (3, 6)), np.array([1.0, 1.2, 0.8]))
    one, _ = solved(task)
    many, _ = solved(task, jobs=3)
    kept, runs = solved(task, journal=Journal(tmp_path))
    pieces = sorted(path.name for path in tmp_path.iterdir())
    before = {name: (tmp_path / name).read_bytes() for name in pieces}
    (tmp_path / "start-001.npz").write_bytes(b"cut off")
    (tmp_path / "start-002.npz").unlink()
    again, same_runs = solved(task, journal=Journal(tmp_path))

    assert pieces == ["finished.npz", "simpler.npz", *(f"start-00{i}.npz" for i in range(4))]
    for other in (many, kept, again):
        assert np.array_equal(one.point, other.point)
        assert one.cost == other.cost
    assert runs == same_runs
    assert {name: (tmp_path / name).read_bytes() for name in pieces} == before


def test_a_piece_is_never_unpickled(tmp_path):
    np.savez(tmp_path / "x.npz", point=np.array([{"code": "runs"}], dtype=object))

    assert Journal(tmp_path).kept("x", lambda: {"point": np.zeros(2)})["point"].tolist() == [0.0, 0.0]


def test_a_run_that_fails_is_a_bad_package_and_no_error():
    class Failing(Linear):
        def tried(self, points):
            good = super().tried(points)
            bad = np.where(points[:, :1] > 0.9, np.nan, 0.0)
            return Tried(good.cost + bad, good.revenue + bad[None], good.limits)

    found, _ = solved(Failing(np.array([1.0, 2.0]), np.array([[1.0, 1.0]]), np.array([0.8])))

    assert found.holds
    assert found.cost == pytest.approx(0.8, rel=2e-3)
