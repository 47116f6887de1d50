"""Declarations that do not make a model are refused: each fault with its name, its place and the nearest known name."""

from __future__ import annotations

import importlib.util
import textwrap
from dataclasses import replace

import pytest
from conftest import case_of

from urbsim import vocabulary
from urbsim.errors import ModelError
from urbsim.model.check import check
from urbsim.model.graph import topological_order
from urbsim.model.order import start_order
from urbsim.model.trace import trace
from urbsim.model.unit_check import unit_problems

HEAD = """
from urbsim.declare import auxiliary, event, flow, parameter, stock
from urbsim.indices import DISTRICT, PARK
import numpy as np
SAME = {"source": "test", "zh": "测试"}
level = stock("A level.", "ha", initial=1.0, **SAME)
@flow("ha/year", into="level", **SAME)
def rise(level, speed):
    '''It rises.'''
    return level * speed
speed = parameter("Its speed.", 0.1, "1/year", low=0.0, high=1.0, confidence="ASSUMED", **SAME)
"""
FAULTS = {
    "missing name": ("""
        @auxiliary("1", **SAME)
        def other(sped):
            '''Other.'''
            return sped
        """, "uses 'sped', which nothing declares. Did you mean 'speed'?"),
    "flow to nowhere": ("""
        @flow("ha/year", into="levl", **SAME)
        def fall(level):
            '''Fall.'''
            return level
        """, "no such stock: 'levl'. Did you mean 'level'?"),
    "flow without an end": ("""
        @flow("ha/year", **SAME)
        def fall(level):
            '''Fall.'''
            return level
        """, "a flow or event names the stock"),
    "flow that lacks an axis": ("""
        tall = stock("Tall.", "ha", dims=PARK, initial=1.0, **SAME)
        @flow("ha/year", into="tall", **SAME)
        def fall(level):
            '''Fall.'''
            return level
        """, "lacks an axis of the stock 'tall'"),
    "idle stock": ("""
        lake = stock("A lake.", "ha", initial=1.0, **SAME)
        """, "no flow enters or leaves"),
    "base outside its range": ("""
        slow = parameter("Slow.", 3.0, "1", low=0.0, high=1.0, confidence="ASSUMED", **SAME)
        """, "the base 3 lies outside 0 to 1"),
    "no meaning": ("""
        slow = parameter("", 0.5, "1", low=0.0, high=1.0)
        """, "has no meaning"),
    "start that needs no guess": ("""
        lake = stock("A lake.", "ha", initial="speed", first_guess=1.0, **SAME)
        @flow("ha/year", into="lake", **SAME)
        def rain(lake, speed):
            '''Rain.'''
            return lake * speed
        """, "needs no first_guess"),
    "name of the language": ("""
        globals()["lambda"] = parameter("Slow.", 0.5, "1")
        """, "no word of Python"),
    "name that is known already": ("""
        time = parameter("Time.", 0.5, "1")
        """, "knows already"),
    "start of a stock in a variable": ("""
        @auxiliary("1", **SAME)
        def growth(level, initial_level):
            '''Growth.'''
            return level / initial_level
        """, "uses 'initial_level', which only a constant may"),
    "start of a stock in an initial value": ("""
        lake = stock("A lake.", "ha", initial=lambda initial_level: initial_level, **SAME)
        @flow("ha/year", into="lake", **SAME)
        def rain(lake, speed):
            '''Rain.'''
            return lake * speed
        """, "uses 'initial_level', which only a constant may"),
    "event without an end": ("""
        @event("ha", at=2010.0)
        def flood(level):
            '''Flood.'''
            return level
        """, "a flow or event names the stock"),
    "event at an unknown moment": ("""
        @event("ha", at="year_of_flood", into="level")
        def flood(level):
            '''Flood.'''
            return level
        """, "uses 'year_of_flood', which nothing declares"),
}


def module_of(text, tmp_path, name="faulty"):
    path = tmp_path / f"{name}.py"
    path.write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_a_declaration_is_told_with_its_place(fault, tmp_path):
    text, message = FAULTS[fault]
    with pytest.raises(ModelError) as error:
        check(vocabulary.read([module_of(text, tmp_path)]))

    (problem,) = [item for item in error.value.problems if message in item.message]
    assert problem.file.endswith("faulty.py")
    assert problem.line > HEAD.count("\n")


def test_a_start_that_hangs_on_itself_needs_a_first_guess(tmp_path):
    module = module_of("""
        lake = stock("A lake.", "ha/year", initial="rain", **SAME)
        @auxiliary("ha/year", **SAME)
        def rain(lake, speed):
            '''Rain.'''
            return lake * speed
        @flow("ha/year/year", into="lake", **SAME)
        def rise_of_lake(rain, speed):
            '''It rises.'''
            return rain * speed
        """, tmp_path)
    with pytest.raises(ModelError, match=r"lake \(.*faulty\.py:\d+\) -> rain .* a first_guess"):
        start_order(vocabulary.read([module]))


def test_sound_declarations_pass(tmp_path):
    check(vocabulary.read([module_of("", tmp_path)]))


def test_a_name_declared_twice_is_told_with_both_places(tmp_path):
    one, two = (module_of("", tmp_path, name) for name in ("one", "two"))
    with pytest.raises(ModelError, match=r"two\.py:\d+: level: declared twice, first at .*one\.py:\d+"):
        vocabulary.read([one, two])


def test_an_algebraic_loop_is_spelled_out_with_places():
    needs = {"a": ("b",), "b": ("x", "c"), "c": ("a",), "d": ()}
    with pytest.raises(ModelError, match=r"a \(f:1\) -> b \(f:2\) -> c \(f:3\) -> a"):
        topological_order(needs, {"a": "f:1", "b": "f:2", "c": "f:3", "d": "f:4"})


def test_order_puts_every_name_after_what_it_needs():
    needs = {"a": ("b", "d"), "b": ("c",), "c": (), "d": ("c", "given")}
    order = topological_order(needs, dict.fromkeys(needs, ""))

    assert sorted(order) == ["a", "b", "c", "d"]
    assert all(order.index(need) < order.index(name) for name in needs for need in needs[name] if need in needs)


@pytest.mark.parametrize(("kind", "name", "unit"), [("variables", "revenue", "亿元"), ("variables", "land_take", "ha"),
                                                    ("constants", "park_turnover", "1"), ("stocks", "talent", "ha")])
def test_a_wrong_unit_is_found(kind, name, unit):
    case = case_of("baseline")
    words = case.vocabulary
    wrong = replace(getattr(words, kind)[name], unit=unit)
    changed = vocabulary.Vocabulary({**words.declarations, name: wrong}, words.indicators)

    assert any(problem.key == name for problem in unit_problems(changed, case.model))


def test_an_equation_that_mixes_dimensions_is_found_by_tracing():
    case = case_of("baseline")
    equation = case.vocabulary.variables["servicing"]
    broken = replace(equation, function=lambda servicing_wanted, town_need: servicing_wanted * town_need)
    model = replace(case.model, rate_plan=tuple(broken if item.name == "servicing" else item
                                                for item in case.model.rate_plan))
    with pytest.raises(ModelError, match=r"land\.py:\d+: servicing: (park|district) meets (park|district)"):
        trace(model)
