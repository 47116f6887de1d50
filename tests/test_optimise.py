"""Decisions on the model: cheapest packages, confirmed by runs; what stands in the way where there is none."""

from __future__ import annotations

import functools

import cma
import numpy as np
import pytest
from conftest import SCENARIOS, case_of, figure_faults, urbsim

import urbsim as package
from urbsim.errors import InputError, UsageError
from urbsim.optimisation.tables import lever_table, need_table, outcome_table
from urbsim.present.optimisation import show, to_dict
from urbsim.present.package_file import package_name, package_text

BASE = SCENARIOS / "baseline.toml"
EARLY = {"end": 2014.0}
CLOSE = 0.01
"""Part of the cost by which packages of two seeds may differ."""
BETTER = 0.005
"""Part of the cost that a local improvement may not find."""
FEW = ("siting_strictness", "planning_lead", "fund_seed", "fund_leverage", "land_intensity_standard",
       "idle_reactivation", "chain_recruitment", "planning_quality", "circular_policy", "annual_quota", "borrow_effort",
       "debt_ceiling_ratio")
FIXED = [name for name, lever in case_of("baseline").vocabulary.levers.items()
         if name not in FEW and not lever.share_of]
"""Levers that stay where they are, so that a test takes little time; shares of a whole are set."""


@functools.cache
def decided(seed=1):
    return package.optimise(BASE, seed=seed, starts=2, question={"fixed": FIXED}, time=EARLY)


def rerun(decision, tmp_path, **tables):
    """The package's file, run as `urbsim run` runs it."""
    path = tmp_path / f"{package_name(decision)}.toml"
    path.write_text(package_text(decision), encoding="utf-8")
    return package.run(path, **tables)


def test_two_seeds_find_packages_of_the_same_cost_and_runs_confirm_both(tmp_path):
    one, two = decided(), decided(2)

    assert float(one.package.cost.total) == pytest.approx(float(two.package.cost.total), rel=CLOSE)
    for decision in (one, two):
        assert decision.found
        run = rerun(decision, tmp_path)
        assert run.scorecard.target("total").met
        assert run.scorecard.target("total").value == decision.package.scorecard.target("total").value


def test_another_method_finds_nothing_better_nearby():
    """CMA-ES (Hansen), from the package, with the conditions as a penalty."""
    decision = decided()
    task = decision.task
    start = task.space.point(decision.levers)
    cost = float(task.tried(start[None]).cost[0, 0])

    def value(points):
        tried = task.tried(np.array(points))
        missed = np.maximum(0.0, -task.worst(tried)[:, 0])
        return (tried.cost[:, 0] / cost + 100.0 * missed).tolist()

    search = cma.CMAEvolutionStrategy(start, 0.02, {"bounds": [0.0, 1.0], "popsize": 48, "seed": 1, "verbose": -9})
    for _ in range(20):
        points = search.ask()
        search.tell(points, value(points))

    assert min(value([search.result.xbest, start])) > 1.0 - BETTER


@functools.cache
def not_found():
    return package.optimise(SCENARIOS / "full_package.toml", target="all", starts=1, question={"fixed": FIXED},
                            time=EARLY)


def test_all_targets_are_missed_by_little_and_the_closest_package_is_told():
    decision = not_found()
    card = decision.package.scorecard

    assert not decision.found
    assert -0.05 < decision.room < 0.0
    assert [target.met for target in card.targets if target.prices == "current"] == [True, True, False, True]
    shown = show(decision, "en")
    assert shown.verdict.startswith("Not found: no package that was tried holds all targets in 2013")
    assert "This is no proof that there is none." in shown.verdict
    assert "impossible" not in str(shown)


def test_what_is_said_to_be_enough_is_enough_in_a_run_of_its_own(tmp_path):
    decision = not_found()
    start = next(need for need in decision.needs if need.name == "parks.LingangZone.capital_0")
    assert start.base < start.enough < 1.05 * start.base
    parameter = next(need for need in decision.needs if need.kind == "parameter")

    for tables in ({"parks": {"LingangZone": {"capital_0": start.enough}}},
                   {"parameters": {parameter.name: parameter.enough}}):
        run = rerun(decision, tmp_path, **tables)
        margins = [target.margin for target in run.scorecard.targets if target.prices == "current"]
        assert min(margins) >= -2e-3, tables  # levers are rounded to what a plan can state
    half = start.base + 0.5 * (start.enough - start.base)
    short = rerun(decision, tmp_path, parks={"LingangZone": {"capital_0": half}})
    assert not short.scorecard.all_met


def some_levers(starts=1, **question):
    return package.optimise(BASE, starts=starts, question={"fixed": FIXED, **question}, time=EARLY)


def test_a_limit_that_is_too_tight_is_told_with_the_value_that_would_do():
    decision = some_levers(budget=70.0)
    limit = next(need for need in decision.needs if need.kind == "limit")

    assert not decision.found
    assert decision.package.indicator("spending", 2013) <= 70.0
    assert decision.package.scorecard.target("total").value < 900.0
    assert limit.name == "spending"
    assert 70.0 < limit.enough < 1.01 * decided().package.indicator("spending", 2013)
    wider = some_levers(budget=1.002 * limit.enough, starts=2)
    assert wider.found
    assert wider.package.indicator("spending", 2013) <= 1.002 * limit.enough


def test_a_package_that_may_not_harm_keeps_what_it_must():
    """The cheapest package lowers urbanization and GDP, says so, and says how to forbid it."""
    plain = decided()
    kept = some_levers(at_least={"urbanization": "base", "gdp": "base"})

    for name in ("urbanization", "gdp"):
        assert plain.package.indicator(name, 2013) < plain.base.indicator(name, 2013)
        assert kept.package.indicator(name, 2013) >= kept.base.indicator(name, 2013)
    assert "--at-least urbanization=base" in str(show(plain, "en").facts)
    assert "--at-least" not in str(show(kept, "en").facts)
    assert plain.package.cost.total < kept.package.cost.total


def test_the_worth_of_a_lever_is_what_a_run_with_it_reset_changes(tmp_path):
    decision = decided()
    worth = decision.ranked[0]
    run = rerun(decision, tmp_path, levers={worth.lever: worth.base})
    change = run.scorecard.target("total").value - decision.package.scorecard.target("total").value

    assert change == pytest.approx(worth.margins["total"], rel=1e-3)
    assert change < -10.0


def test_levers_of_a_package_stay_in_their_ranges_and_the_plan_total_stays():
    decision = decided()
    levers = decision.task.model.vocabulary.levers

    assert "new_plan_quota" not in decision.levers
    for name, value in decision.levers.items():
        assert levers[name].low <= value <= levers[name].high
    for whole in ("fund_use", "construction_use"):
        assert sum(value for name, value in decision.levers.items()
                   if levers[name].share_of == whole) == pytest.approx(1.0, abs=1e-9)


def test_every_table_carries_units_runs_seed_and_confidence():
    for table in (lever_table(decided()), outcome_table(decided()), need_table(not_found())):
        assert len(table.units) == len(table.header)
        assert {"runs", "seed", "inputs_assumed", "inputs_typical", "inputs_fact"} <= set(table.header)
        assert len(table.rows) > 5
    data = to_dict(decided())
    assert data["found"] is True
    assert data["seed"] == 1
    assert data["confidence"]["ASSUMED"] > 200


def test_the_package_file_says_how_it_was_found_and_what_it_rests_on():
    text = package_text(decided())

    for part in ("# Found: total revenue of 900 亿元 a year in 2013, at a public cost of", "# 找到方案：2013 年",
                 "starts, ", "281 are ASSUMED", "present value at 2009, 8.0% a year", "# urbsim optimise"):
        assert part in text


def test_chinese_words_are_chinese():
    shown = str(show(not_found(), "zh"))

    assert "未找到：已试方案均不能在限制内实现 2013 年全部目标" in shown
    assert "临港" in shown
    assert "impossible" not in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_texts_of_its_figures_stand_apart_on_the_page(lang):
    assert figure_faults("decision", decided(), lang) == {"levers": []}


def test_bad_questions_are_told_at_once():
    with pytest.raises(UsageError) as told:
        package.optimise(BASE, question={
            "budget": -1.0, "rate": 2.0, "horizon": 2010, "at_least": {"urbanisation": 0.5}, "at_most": {"gdp": "bse"}})
    text = str(told.value)
    for part in ("a budget of -1", "a discount rate of 2", "a horizon of 2010: give a year from the target year 2013",
                 "no such yearly indicator: 'urbanisation'. Did you mean 'urbanization'?", "gdp=bse: give a number"):
        assert part in text
    with pytest.raises(InputError, match=r"no such lever\. Did you mean 'fund_seed'"):
        package.optimise(BASE, question={"fixed": ["fund_sed"]})
    with pytest.raises(UsageError, match="target year 2013 is not covered"):
        package.optimise(BASE, time={"end": 2012.0})
    with pytest.raises(UsageError, match=r"no such target: 'totl'\. Did you mean 'total'"):
        package.optimise(BASE, target="totl")


def test_a_city_of_few_parks_cannot_be_asked_for_more(tmp_path):
    from test_structure import three_parks_two_districts

    three_parks_two_districts(tmp_path / "small")
    path = tmp_path / "small.toml"
    path.write_text('title = "Small"\ncity = "small"\n', encoding="utf-8")

    with pytest.raises(UsageError, match="the city has 3 parks, fewer than the 8"):
        package.optimise(path, target="parks")


COMMAND = ("optimise", BASE, "-s", "time.end=2014", "--starts", "2", "--fix", ",".join(FIXED))


def test_the_command_leaves_its_files_and_goes_on_with_what_was_stopped(tmp_path):
    done = urbsim(*COMMAND, "-o", tmp_path / "one")
    folder = tmp_path / "one"
    assert done.stdout.splitlines()[1].startswith("Found: total revenue of 900 亿元 a year in 2013")
    assert "ASSUMED" in done.stdout
    names = ["baseline_total.toml", "figures", "levers.csv", "manifest.json", "outcome.csv", "search"]
    assert sorted(path.name for path in folder.iterdir()) == names
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".toml")}
    for path in folder.iterdir():  # as if it had been killed before the end of the second start
        if path.suffix in (".csv", ".toml"):
            path.unlink()
    for name in ("start-001.npz", "finished.npz", "simpler.npz"):
        (folder / "search" / name).unlink()

    assert "exists already: --resume goes on with it" in urbsim(*COMMAND, "-o", folder, code=2).stderr
    other = urbsim(*COMMAND, "--seed", "5", "-o", folder, "--resume", code=2).stderr
    assert "holds another search; it cannot be resumed with what differs:\n  seed: 0 there, 5 here" in other
    urbsim(*COMMAND, "-o", folder, "--resume", "-j", "1")
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".toml")} == before
    card = urbsim("run", folder / "baseline_total.toml", "-o", tmp_path / "run").stdout
    assert "cheapest package for total revenue of 900 亿元 a year" in card


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (("--target", "most"), 2, "'most' is not one of"),
    (("--fix", "fund_sed"), 3, "fund_sed: no such lever. Did you mean 'fund_seed'?"),
    (("--bound", "fund_seed=0-2"), 2, "write NAME=LO:HI once for each name"),
    (("--bound", "fund_seed=0:60"), 3, "bounds 0 to 60 must rise and lie in 0 to 6"),
    (("--at-least", "gdp"), 2, "write NAME=X once for each name"),
    (("--at-most", "debt_rato=1"), 2, "Did you mean 'debt_ratio'"),
    (("--budget", "0"), 2, "a budget of 0: give a number above 0"),
    (("--horizon", "2030"), 2, "a horizon of 2030"),
    (("--discount-rate", "-0.1"), 2, "a discount rate of -0.1"),
    (("--robust", "1.5"), 2, "1.5 is not in the range"),
    (("--futures", "64"), 2, "go with --robust or --regret"),
    (("--front", "--robust", "0.9"), 2, "leave out --robust"),
    (("--population", "50"), 2, "goes with --front"),
    (("--regret", "missing.toml"), 3, "missing.toml"),
    (("--robust", "0.9", "--posterior", "missing.parquet"), 3, "no such file")])
def test_bad_options_are_clear_and_leave_nothing(arguments, code, message, tmp_path):
    done = urbsim("optimise", BASE, *arguments, "-o", tmp_path / "out", code=code)

    assert message in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_foreign_folder_stays_as_it_is(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    done = urbsim("optimise", BASE, "-o", tmp_path, "--force", code=2)

    assert "holds what urbsim did not write (thesis.doc)" in done.stderr
    assert (tmp_path / "thesis.doc").exists()
