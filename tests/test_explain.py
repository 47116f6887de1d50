"""What `explain` says of a name: its formula and what it hangs on; in a run its values, and what moved a stock."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, run_of, urbsim

from urbsim import assemble, simulate
from urbsim.analysis.pieces import Pieces
from urbsim.analysis.trace import _Whole, values_of
from urbsim.api import run
from urbsim.declare import auxiliary, event, flow, parameter, stock
from urbsim.delays import delay, smooth
from urbsim.errors import InputError
from urbsim.model.describe import describe
from urbsim.present.trace import show
from urbsim.vocabulary import read


@pytest.mark.parametrize("stock", list(case_of("baseline").vocabulary.stocks))
def test_what_the_flows_of_a_stock_move_is_its_change(stock):
    results = run_of("baseline").results
    whole = _Whole(results, stock, "")
    first, last = results.years.grid.index(2012), results.years.grid.index(2013.0)
    amounts = sum(whole.amount(name, first, last) for name in whole.signs)
    start, end = (whole.of_stock(results.array(stock)[moment]) for moment in (first, last))

    assert amounts == pytest.approx(end - start, rel=1e-4, abs=1e-7 * max(abs(end), 1e-9))


def things_of_every_kind():
    """Declarations whose formulas stand in different ways."""
    def beginning(room):
        """Half the room."""
        return room / 2.0

    room = parameter("Room.", 10.0, "m")
    level = stock("Level.", "m", initial=beginning)
    low, high = stock("L.", "m", initial=lambda room: room - 1.0), stock("H.", "m", initial=lambda room: room + 1.0)
    seen = smooth("Level as it is seen.", "m", input="level", time=2.0, order=2)
    late = delay("What arrives.", "m/year", "m", input="rise", time="lag", order=2, into="high")
    lag = parameter("Time on the way.", 1.5, "year")

    @auxiliary("m")
    def undocumented(level, room):
        free = room - level
        return np.maximum(free, 0.0)

    @flow("m/year", into="level", out_of="low")
    def rise(undocumented, seen):
        """It rises."""
        return 0.1 * undocumented + 0.0 * seen

    @event("m", at=(1.0, "lag"), into="level", out_of="high")
    def flood(level):
        """It doubles."""
        return level

    return read([locals()])


@pytest.mark.parametrize(("name", "field", "text"), [
    ("level", "initial", "room / 2.0"), ("low", "initial", "room - 1.0"), ("high", "initial", "room + 1.0"),
    ("late_stage_1", "initial", "rise * lag / 2"), ("late", "formula", "late_stage_2 * 2 / lag"),
    ("late_entering", "formula", "rise"), ("seen", "initial", "level"),
    ("seen_change", "formula", "(seen_stage_1 - seen) * 2 / 2.0"),
    ("undocumented", "formula", "free = room - level\nnp.maximum(free, 0.0)"), ("flood", "formula", "level"),
    ("flood", "moments", ("1", "lag")), ("flood", "into", "level"), ("level", "inflows", ("rise", "flood")),
    ("high", "outflows", ("flood",)), ("high", "inflows", ("late",))])
def test_formula_start_and_flows_are_those_of_the_declaration(name, field, text):
    (found,) = describe(name, things_of_every_kind())

    assert getattr(found, field) == text


def test_an_event_uses_its_arguments_and_its_moments():
    words = things_of_every_kind()

    assert "flood" in describe("lag", words)[0].uses
    assert "flood" in describe("level", words)[0].uses


WINDFALL = """
from urbsim.declare import event, parameter
gift = parameter("A gift.", 1000.0, "亿元")

@event("亿元", at=2010.0, into="city_treasury")
def windfall(gift):
    '''A gift to the city.'''
    return gift

@event("亿元", at=(2011.015625, 2012.5), out_of="city_treasury")
def fine(city_treasury):
    '''Half of what the city has.'''
    return 0.5 * city_treasury
"""


@pytest.fixture(scope="module")
def with_events(tmp_path_factory):
    """A study with events, some of them between saved moments, and a run of the city with it."""
    study = tmp_path_factory.mktemp("study") / "windfall.py"
    study.write_text(WINDFALL, encoding="utf-8")
    return study, run(SCENARIOS / "baseline.toml", studies=[study], engine="numpy",
                      time={"end": 2013.0, "step": 1 / 64}).results


def test_an_event_that_moved_a_stock_most_is_named_with_its_amount_and_moment(with_events):
    steps = {step.year: step for step in values_of(with_events[1], "city_treasury").trace}

    assert (steps[2009].flow, steps[2009].amount, steps[2009].cause) == ("windfall", 1000.0, "")
    assert steps[2009].moments == (2010.0,)
    assert steps[2009].change == pytest.approx(1000.0, rel=0.05)


@pytest.mark.parametrize("year", [2009, 2010, 2011, 2012])
def test_flows_and_events_of_a_stock_together_move_its_change(year, with_events):
    results = with_events[1]
    whole = _Whole(results, "city_treasury", "")
    first, last = results.years.grid.index(year), results.years.grid.index(year + 1)
    values = results.array("city_treasury")

    assert results.years.grid.stride > 1
    assert sum(whole.amount(name, first, last) for name in whole.signs) == pytest.approx(
        values[last] - values[first], rel=1e-4)


def test_amounts_of_flows_and_events_are_the_exact_ones():
    """A drug that leaves by first order, of which a part of a store is given twice."""
    blood, store = stock("In the blood.", "mg", initial=100.0), stock("Stored.", "mg", initial=50.0)

    @flow("mg/hour", out_of="blood")
    def loss(blood):
        """Loss."""
        return 0.7 * blood

    @event("mg", at=(1.0, 2.0), out_of="store", into="blood")
    def dose(store):
        """Two fifths of the store are given."""
        return 0.4 * store

    moved = Pieces(simulate(assemble(locals(), start=0.0, end=3.0, step=1 / 16, time_unit="hour"), "numpy"))
    at_one = 100.0 * np.exp(-0.7)

    assert moved.event("dose", 0, 32) == pytest.approx({1.0: 20.0, 2.0: 12.0}, rel=1e-14)
    assert moved.event("dose", 16, 48) == pytest.approx({2.0: 12.0}, rel=1e-14)
    assert moved.flow("loss", 0, 16) == pytest.approx(100.0 - at_one, rel=1e-6)
    assert moved.flow("loss", 0, 24) == pytest.approx(
        100.0 - at_one + (at_one + 20.0) * (1.0 - np.exp(-0.35)), rel=1e-6)


@pytest.mark.parametrize(("lang", "text"), [("en", "event at 2010"), ("zh", "事件，时刻 2010")])
def test_the_event_is_told_in_both_languages(lang, text, with_events):
    (_, grid) = show(values_of(with_events[1], "city_treasury"), "亿元", lang).grids

    assert grid.rows[0][-2:] == (text, "")


def test_the_trace_names_the_flow_and_the_cause_that_a_lever_moved():
    """The quota released jumps in 2011 because its lever does, and for nothing else."""
    changed = run(SCENARIOS / "baseline.toml", engine="numpy", time={"end": 2014.0},
                  levers={"annual_quota": [[2009.0, 200.0], [2011.0, 800.0]]})
    steps = {step.year: step for step in values_of(changed.results, "quota_reserve").trace}

    assert steps[2011].flow == "quota_release"
    assert steps[2011].cause == "annual_quota"
    assert steps[2011].moved < -100.0
    assert steps[2011].change == pytest.approx(steps[2011].amount, rel=1e-6)


def test_values_are_those_of_the_run_by_element():
    results = run_of("baseline").results
    found = values_of(results, "capital", "LingangZone")

    assert found.elements == ("LingangZone",)
    assert found.times == (2009.0, 2014.0, 2026.0)
    assert found.values[:, 0].tolist() == [results.array("capital")[i, 1] for i in (0, 80, 272)]
    assert values_of(results, "siting_strictness").values[0, 0] == case_of("baseline").vocabulary.levers[
        "siting_strictness"].base
    assert values_of(results, "depreciation_rate").values.tolist() == [[0.09]] * 3
    assert values_of(results, "park_turnover").values.shape == (3, 12)
    assert values_of(results, "relocation").values.shape == (3, 84)
    with pytest.raises(InputError, match=r"no element 'Lingang'\. Did you mean 'LingangZone'"):
        values_of(results, "capital", "Lingang")


def test_a_stock_of_unit_one_is_traced_by_its_mean():
    results = run_of("baseline").results
    steps = values_of(results, "productivity").trace

    assert steps[0].value == pytest.approx(float(np.mean(results.array("productivity")[16])))


def test_the_command_shows_values_and_the_trace_in_both_languages_and_as_json():
    arguments = ("explain", "raw_land[ETDZ]", SCENARIOS / "baseline.toml", "-s", "time.end=2014")
    done = urbsim(*arguments)
    assert "park_quota_grant" in done.stdout
    assert "quota_pool" in done.stdout
    assert "逐年变化原因" in urbsim(*arguments, "--lang", "zh").stdout
    found = json.loads(urbsim(*arguments, "--json").stdout)
    assert [step["year"] for step in found[-1]["values"]["trace"]] == [2009, 2010, 2011, 2012, 2013]


@pytest.mark.parametrize(("name", "message"), [
    ("revenu", "Did you mean 'revenue'"), ("capital[Nowhere]", "no element")])
def test_what_is_not_there_is_told_with_the_nearest_name(name, message):
    done = urbsim("explain", name, SCENARIOS / "baseline.toml", "-s", "time.end=2014", code=3)

    assert message in done.stderr


@pytest.mark.parametrize(("name", "words"), [
    ("R1", "feedback loop"), ("reinvestment", "capital -> potential_revenue"), ("再投资", "feedback loop"),
    ("revenue", "loop R1")])
def test_loops_are_explained_too(name, words):
    assert words in urbsim("explain", name).stdout
