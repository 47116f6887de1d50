"""Feedback loops: they are the model's own, scores follow published rules, knock-outs are what a study would give."""

from __future__ import annotations

import csv
import json
import re

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, rows, run_of, urbsim

import urbsim as package
from urbsim.analysis.knockouts import cut_link, knockouts
from urbsim.analysis.loops import loop_scores
from urbsim.api import read, run
from urbsim.declare import auxiliary, flow, loop, parameter, stock
from urbsim.model.links import causes, loop_problems, partitions
from urbsim.vocabulary import read as read_declarations

REFERENCE = {row["loop"]: row for row in rows("loops")}


@pytest.fixture(scope="module")
def scores():
    return loop_scores(run_of("baseline").results)


def test_the_named_loops_are_those_of_the_specification_and_stand_in_the_models_graph():
    words = case_of("baseline").vocabulary
    ours = {item.code: (" -> ".join(item.chain), item.sign) for item in words.loops.values()}

    assert ours == {code: (row["chain"], row["sign"]) for code, row in REFERENCE.items()}
    assert list(loop_problems(words)) == []


def test_every_link_of_every_loop_has_the_sign_that_it_had_in_the_specification_in_2012(scores):
    moment = int(np.argmin(np.abs(scores.times - 2012.0)))
    for item in case_of("baseline").vocabulary.loops.values():
        if item.closed:
            signs = ["+" if scores.signs[link][moment] > 0 else "-" for link in item.links]
            assert " ".join(signs) == REFERENCE[item.code]["signs"], item.code


def test_every_score_of_a_loop_has_the_loops_sign_wherever_its_links_have_theirs(scores):
    moment = int(np.argmin(np.abs(scores.times - 2012.0)))
    for item in case_of("baseline").vocabulary.loops.values():
        if item.closed and abs(scores.scores[item.name][moment]) > 1e-12:
            assert np.sign(scores.scores[item.name][moment]) == (1.0 if item.sign == "+" else -1.0), item.code


def test_relative_scores_sum_to_one_within_the_cycle_partition(scores):
    total = np.sum([np.abs(values) for values in scores.relative.values()], axis=0)

    assert len({partitions(case_of("baseline").vocabulary)[item.chain[0]]
                for item in case_of("baseline").vocabulary.loops.values()}) == 1
    assert total == pytest.approx(np.ones(len(total)), abs=1e-12)


def logistic(**more):
    people = stock("People.", "person", initial=20.0)
    growth = parameter("Growth without limit.", 0.3, "1/year")
    room = parameter("How many there is room for.", 1000.0, "person")

    @auxiliary("1")
    def free(people, room):
        """Part of the room that is free."""
        return 1.0 - people / room

    @flow("person/year", into="people")
    def net_births(people, growth, free):
        """Births less deaths."""
        return growth * people * free

    growth_loop = loop("R", "Growth.", "people -> net_births -> people", sign="+")
    limit_loop = loop("B", "Limit.", "people -> free -> net_births -> people", sign="-")
    return package.assemble({**locals(), **more}, start=0.0, end=40.0, step=1 / 64)


def test_scores_of_logistic_growth_are_the_exact_ones():
    """Relative scores 1 - x / K and - x / K (Schoenberg, Davidsen, Eberlein 2020), up to the length of an interval."""
    model = logistic()
    found = package.simulate(model, "numpy")
    scores = loop_scores(found)
    part = found.array("people")[:-1] / 1000.0

    assert scores.relative["growth_loop"] == pytest.approx(1.0 - part, abs=2e-3)
    assert scores.relative["limit_loop"] == pytest.approx(-part, abs=2e-3)
    assert scores.levels == {"growth_loop": "", "limit_loop": ""}


def test_a_link_that_does_not_move_has_no_score():
    level = stock("Level.", "m", initial=1.0)

    @flow("m/year", into="level")
    def rise(level):
        """Nothing rises."""
        return 0.0 * level

    still = loop("R", "Still.", "level -> rise -> level", sign="+")
    scores = loop_scores(package.simulate(package.assemble(locals(), start=0.0, end=1.0, step=0.25), "numpy"))

    assert not scores.scores["still"].any()
    assert not scores.relative["still"].any()


def test_a_loop_that_the_model_does_not_have_is_told_and_left_out():
    wrong = loop("X", "Wrong.", "people -> room_left -> net_births -> people", sign="-")
    model = logistic(wrong=wrong)
    scores = loop_scores(package.simulate(model, "numpy"))

    assert scores.absent == ("wrong",)
    (problem, _) = loop_problems(model.vocabulary)
    assert str(problem).endswith("wrong: room_left does not hang on people")


def test_a_flow_and_its_stock_are_linked_both_ways():
    known = causes(case_of("baseline").vocabulary)

    assert "servicing" in known["raw_land"]
    assert "servicing" in known["serviced_land"]
    assert "raw_land" in known["servicing_wanted"]
    assert "depreciation_rate" not in known["depreciation"]


HELD = """
from urbsim.declare import constant, flow
from urbsim.indices import PARK
from urbsim.sectors.capability import anchor_building as whole

@constant("亿元", dims=PARK)
def capital_at_start(initial_capital):
    '''Capital at the start.'''
    return initial_capital

@flow("1/year", dims=PARK, into="anchor_strength", replaces=True)
def anchor_building({arguments}):
    '''Anchor building as if capital had stayed as it was.'''
    return whole({held})
"""


def test_a_knocked_out_loop_is_what_a_study_that_holds_the_link_gives(tmp_path):
    case = case_of("baseline")
    (ours,) = [one for one in knockouts(case.scenario, case.model) if one.loop == "anchor_chains"]
    names = case.vocabulary.flows["anchor_building"].arguments
    study = tmp_path / "held.py"
    arguments = ", ".join(name for name in names if name != "capital")
    study.write_text(HELD.format(arguments=f"{arguments}, capital_at_start",
                                 held=", ".join("capital_at_start" if name == "capital" else name for name in names)),
                     encoding="utf-8")
    changed = run(SCENARIOS / "baseline.toml", studies=[study], engine="numpy", time={"end": 2014.0})
    whole = run_of("baseline").scorecard.target("total").margin

    assert (ours.cause, ours.effect) == ("capital", "anchor_building")
    assert ours.margins["total"] == pytest.approx(changed.scorecard.target("total").margin, abs=1e-8)
    assert ours.changes["total"] == pytest.approx(changed.scorecard.target("total").margin - whole, abs=1e-8)


def test_the_link_that_is_cut_is_an_equation_and_the_one_that_fewest_loops_share():
    words = read_declarations([vars_of_two_loops()])
    loops = list(words.loops.values())

    assert cut_link(words.loops["one"], loops, words) == ("a", "b")
    assert cut_link(words.loops["other"], loops, words) == ("c", "rise")


def vars_of_two_loops():
    a = stock("A.", "m", initial=1.0)

    @auxiliary("m")
    def b(a):
        """B."""
        return a

    @auxiliary("m")
    def c(a):
        """C."""
        return a

    @flow("m/year", into="a")
    def rise(b, c):
        """Rise."""
        return b + c

    one = loop("R1", "One.", "a -> b -> rise -> a", sign="+")
    other = loop("R2", "Other.", "a -> c -> rise -> a", sign="+")
    third = loop("R3", "The first link of the other.", "a -> c -> a", sign="+")
    return locals()


def test_the_command_writes_tables_and_pictures_and_says_what_they_rest_on(tmp_path):
    folder = tmp_path / "loops"
    done = urbsim("loops", SCENARIOS / "baseline.toml", "-s", "time.end=2015", "-o", folder)
    with (folder / "loops.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    by_year = {}
    for row in table:
        by_year.setdefault(row["year"], []).append(abs(float(row["relative_score"])))

    assert "R1" in done.stdout
    assert "ASSUMED" in done.stdout
    assert set(by_year) == {str(year) for year in range(2009, 2015)}
    assert all(0.0 < sum(values) <= 1.0 + 1e-9 for values in by_year.values())
    assert {"dominance.png", "causal.svg", "knockouts.csv", "manifest.json"} <= {path.name for path in folder.iterdir()}
    again = urbsim("loops", SCENARIOS / "baseline.toml", "-o", folder, code=2)
    assert "--force" in again.stderr


def test_the_command_speaks_chinese_and_json(tmp_path):
    done = urbsim("loops", SCENARIOS / "no_policy.toml", "-s", "time.end=2014", "-o", tmp_path / "zh", "--lang", "zh")
    assert "反馈回路" in done.stdout
    assert "再投资" in done.stdout

    plain = urbsim("loops", SCENARIOS / "no_policy.toml", "-s", "time.end=2014", "-o", tmp_path / "json", "--json")
    found = json.loads(plain.stdout)
    assert {row["code"] for row in found["knockouts"]} == {row["code"] for row in found["loops"]}
    (broken,) = [row for row in found["knockouts"] if row["code"] == "B1"]
    assert broken["margin_total"] == ""
    assert re.fullmatch(r"\w+\[\w+\], 201\d(\.\d+)?", broken["breaks_down"])


def test_a_study_that_takes_a_link_away_takes_its_loops_with_it(tmp_path):
    study = tmp_path / "no_labour.py"
    study.write_text("from urbsim.declare import auxiliary\nfrom urbsim.indices import PARK\n"
                     "@auxiliary('1', dims=PARK, replaces=True)\ndef wage_premium(wage_elasticity, revenue):\n"
                     "    '''No premium.'''\n    return 0.0 * wage_elasticity * revenue / (revenue + 1e-12)\n",
                     encoding="utf-8")
    case = read(SCENARIOS / "baseline.toml", {"time": {"end": 2014.0}}, studies=[study])
    from urbsim.api_analyses import loops

    assert loops(case, "numpy").scores.absent == ("shortage_raises_wages",)
