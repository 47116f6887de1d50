"""The front: NSGA-II against an exact front, and on the model."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from conftest import SCENARIOS, figure_faults, urbsim
from pymoo.indicators.hv import HV

import urbsim as package
from urbsim.errors import UsageError
from urbsim.optimisation.front import AIMS, nsga2, thinned
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.tables import front_table

BASE = SCENARIOS / "baseline.toml"
EARLY = {"end": 2014.0}


def zdt1(points):
    """Zitzler, Deb and Thiele, Evolutionary Computation 8 (2000) 173: f2 = 1 - sqrt(f1) on the exact front."""
    first, rest = points[:, 0], 1.0 + 9.0 * points[:, 1:].mean(axis=1)
    return np.column_stack([first, rest * (1.0 - np.sqrt(first / rest))]), np.empty((len(points), 0))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_front_of_zdt1_has_the_exact_hypervolume(seed):
    """Against the reference (1, 1) it is the integral of 1 - f2 = sqrt(f1): 2/3."""
    points, runs = nsga2(zdt1, 30, [], population=100, generations=250, seed=seed, journal=Journal())
    values = zdt1(points)[0]

    assert runs == 1 + 100 * 250
    assert HV(ref_point=np.ones(2))(values) == pytest.approx(2.0 / 3.0, abs=0.01)
    assert np.abs(values[:, 1] - (1.0 - np.sqrt(values[:, 0]))).max() < 0.02


def test_points_that_break_a_limit_are_in_no_front():
    """ZDT1 with f1 >= 0.25 as a limit."""
    def limited(points):
        values, _ = zdt1(points)
        return values, values[:, :1] - 0.25

    values = zdt1(nsga2(limited, 30, [], population=60, generations=80, seed=1, journal=Journal())[0])[0]

    assert values[:, 0].min() >= 0.25
    with pytest.raises(UsageError, match="no package keeps the limits"):
        nsga2(lambda points: (zdt1(points)[0], np.full((len(points), 1), -1.0)), 30, [], population=8, generations=2,
              seed=1, journal=Journal())


def test_what_stands_for_a_front_holds_what_it_must_and_spreads():
    random = np.random.default_rng(1)
    values = random.uniform(size=(500, len(AIMS)))
    rows = thinned(values, [7, 3, 7], 20)

    assert len(rows) == 20
    assert {3, 7} <= set(rows.tolist())
    assert (np.diff(values[rows, 2]) >= 0.0).all()  # the cheapest first


@pytest.fixture(scope="module")
def small():
    return package.front(BASE, population=24, generations=4, seed=1, question={"debt_ceiling": 0.6}, time=EARLY)


def test_no_package_of_the_front_is_better_than_another(small):
    values = small.values * [-1.0 if aim.large else 1.0 for aim in AIMS]

    for row in values:
        assert not ((values <= row).all(axis=1) & (values < row).any(axis=1)).any()


def test_packages_of_the_front_are_what_runs_of_their_levers_give(small):
    table = front_table(small).to_dataframe()
    row = table.iloc[len(table) // 2]
    levers = {name: float(row[name]) for name in small.task.space.levers}
    run = package.run(BASE, levers=levers, time=EARLY)
    year = run.indicators.loc[2013]

    assert row["revenue_current"] == pytest.approx(year["revenue_current"], rel=1e-5)
    assert row["pollution_stock"] == pytest.approx(year["pollution_stock"], rel=1e-5)
    assert row["parks_at_50"] == year["parks_at_50"]
    assert row["margin_total"] == pytest.approx(run.scorecard.target("total").margin, abs=0.01)
    stocks = ("raw_land", "serviced_land", "occupied_land", "idle_land", "town_raw_land", "town_land")
    land = sum(run.array(name)[-1].sum() - run.array(name)[0].sum() for name in stocks)
    assert row["land_used"] == pytest.approx(land, rel=1e-5)


def test_the_front_keeps_its_limits_and_holds_the_cheapest_package_for_the_total(small):
    held = small.values[:, 0][small.margins["total"] >= 0.0]

    assert small.values[:, 3].max() <= 0.6
    assert len(held) >= 1
    assert held.min() < 905.0  # the package that least cost leads to, not just one far above


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_texts_of_its_figures_stand_apart_on_the_page(small, lang):
    assert figure_faults("front", small, lang) == {"front": [], "front_aims": []}


def test_the_command_leaves_its_files_and_goes_on_in_the_same_bytes(tmp_path):
    command = ("optimise", BASE, "--front", "--population", "12", "--generations", "3", "-s", "time.end=2014", "-o",
               tmp_path / "f")
    done = urbsim(*command, "--lang", "zh")
    folder = tmp_path / "f"
    assert "互不占优" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["figures", "front.csv", "manifest.json", "search"]
    assert sorted(path.name for path in (folder / "figures").glob("*.png")) == ["front.png", "front_aims.png"]
    before = (folder / "front.csv").read_bytes()
    (folder / "front.csv").unlink()
    (folder / "search" / "generation-0002.npz").unlink()
    urbsim(*command, "--resume", "--no-figures")

    assert (folder / "front.csv").read_bytes() == before
    with (folder / "front.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header[:7] == ["package", *(aim.name for aim in AIMS)]
    assert {"runs", "seed", "inputs_assumed"} <= set(header)
