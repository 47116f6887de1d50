"""Whatever a model's names are, its exported file loads and says the same model; so does one whose starts are set."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from conftest import SCENARIOS
from test_classics import exchanges, tea
from test_export import in_simlin

import urbsim as package
from urbsim.api import read
from urbsim.declare import array, auxiliary, constant, flow, index, lever, parameter, stock
from urbsim.engine.build import compiler
from urbsim.export.latex import to_latex
from urbsim.export.vensim import to_vensim
from urbsim.export.xmile import to_xmile
from urbsim.validation.engines import CLOSE, differences, pysd_stocks, simlin_stocks, timed

FORMS = {"readable XMILE": lambda model: ("xmile", to_xmile(model)),
         "flat XMILE": lambda model: ("xmile", to_xmile(model, flat=True)),
         "readable Vensim": lambda model: ("mdl", to_vensim(model)),
         "flat Vensim": lambda model: ("mdl", to_vensim(model, flat=True))}
each_form = pytest.mark.parametrize(("form", "method"), [
    (form, method) for form in FORMS for method in ("euler", "rk4") if "XMILE" in form or method == "euler"])


def crowded():
    """Every name that an exporter could make is declared already, as something else."""
    place = index("place", elements=("b_a_b", "a_b"))
    people = stock("People.", "person", initial="initial_people")
    initial_people = parameter("How many came first, by a name that equations know too.", 7.0, "person")
    houses = stock("Houses.", "house", initial=3.0)
    x = stock("A stock by place.", "unit", dims=place, initial=lambda begin: begin)
    x_b = stock("In one word its elements are x's.", "unit", dims=place, initial=lambda begin: 2.0 * begin)
    begin = array("Where they begin.", [1.0, 2.0], "unit", dims=place)
    weight = array("Weights.", [0.3, 0.4], "1/year", dims=place)
    tax = lever("A lever with two knots that are near.", 0.1, "1", low=0.0, high=1.0, group="own")
    total_term_1 = parameter("A name that is made for a part of an equation.", 0.5, "unit/year")
    moving_of_people = parameter("A name that is made for a flow that is summed.", 0.25, "1")
    ramp_1_from_2010_02 = parameter("A name that is made for a lever.", 0.125, "1/year")

    @constant("house")
    def initial_room(initial_houses):
        """A constant that begins as starts do."""
        return 5.0 * initial_houses

    @auxiliary("unit/year")
    def total(weight, x, x_b):
        """A sum of an expression."""
        return (weight * (x + x_b * x / (x + x_b)) * (1.0 + x / (x + x_b))).sum()

    @flow("person/year", dims=place, into="people")
    def moving(x, weight, moving_of_people, total, total_term_1, tax):
        """People by place into one stock."""
        return moving_of_people * weight * x * (total / total_term_1) * (1.0 - tax)

    @flow("house/year", into="houses")
    def building(houses, initial_room, ramp_1_from_2010_02):
        """Towards a constant."""
        return (initial_room - houses) * ramp_1_from_2010_02

    @flow("unit/year", dims=place, into="x_b", out_of="x")
    def passing(x, people, initial_people, ramp_1_from_2010_02):
        """By people relative to the declared number, which is no start."""
        return x * people / initial_people * ramp_1_from_2010_02

    return package.assemble(locals(), start=2009.0, end=2011.0, step=0.0625, ramp=0.5, name="crowded",
                            levers={"tax": [(2010.02, 0.3), (2010.02 + 1e-7 + 0.5, 0.2), (2011.5, 0.4)]})


def near_knots():
    """Two levers whose knots differ by less than six digits tell."""
    level = stock("Level.", "1", initial=1.0)
    one, other = (lever("A lever.", 0.0, "1/year", low=0.0, high=1.0, group="own") for _ in range(2))

    @flow("1/year", into="level")
    def rise(level, one, other):
        """Rise."""
        return level * (one + 2.0 * other)

    return package.assemble(locals(), start=2009.0, end=2011.0, step=0.0625, ramp=0.5, name="near",
                            levers={"one": [(2010.02, 0.3)], "other": [(2010.021, 0.5)]})


KNOWN = ["pi", "e", "i", "sqrt", "人口", "dt", "time_step", "initial_time", "final_time", "saveper", "nan", "inf",
         "Time", "mean", "INITIAL", "SUM", "Dt", "a_b", "A__b"]


def of_known_words():
    """Stocks called as words of the languages and of the programs are, each with its own start and growth."""
    namespace = {}
    for number, name in enumerate(KNOWN, 1):
        @flow("1/year", into=name)
        def growth(rate):
            """Growth."""
            return rate
        namespace |= {name: stock("A stock.", "1", initial=float(number)), f"growth_{number}": growth}
    rate = parameter("Growth.", 0.5, "1/year")
    return package.assemble({**namespace, "rate": rate}, start=0.0, end=2.0, step=0.25, name="words")


def late_start():
    """A start and a constant that hang on a time and a lever, and are used when those have moved on."""
    people = stock("People.", "person", initial="expected")
    tax = lever("A lever.", 0.1, "1", low=0.0, high=1.0, group="own")

    @auxiliary("person")
    def expected(tax, time):
        """It moves."""
        return 100.0 * (1.0 - tax) + 3.0 * (time - 2008.0)

    @constant("person")
    def aim(initial_people, tax, time):
        """It does not move."""
        return initial_people * (2.0 - tax) + 0.01 * time

    @flow("person/year", into="people")
    def growth(people, aim, expected):
        """Growth towards both."""
        return 0.1 * (expected + aim - people)

    return package.assemble(locals(), start=2009.0, end=2011.0, step=0.0625, ramp=0.5, name="late",
                            levers={"tax": [(2009.5, 0.6)]})


MODELS = {"crowded": crowded, "near": near_knots, "words": of_known_words, "late": late_start}


@each_form
@pytest.mark.parametrize("name", MODELS)
def test_simlin_runs_a_model_whatever_its_names_are(name, form, method, tmp_path):
    ending, export = FORMS[form](model := timed(MODELS[name](), method=method))

    assert len({column for names in export.stocks.values() for column in names}) == model.size
    assert max(differences(model, in_simlin(ending, export, tmp_path)).values()) < CLOSE


@pytest.mark.parametrize("name", MODELS)
def test_pysd_runs_a_model_whatever_its_names_are(name):
    model = timed(MODELS[name](), method="euler")

    assert max(differences(model, pysd_stocks(model)).values()) < CLOSE


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
def test_a_declared_name_that_looks_like_a_start_is_no_start_in_the_native_engine():
    model = crowded()
    ours, theirs = (package.simulate(model, engine) for engine in ("numpy", "native"))

    for name in model.layout:
        assert theirs.array(name) == pytest.approx(ours.array(name), rel=1e-12), name


REPLACED = {"one number": 0.0, "one an element": np.array([0.5, 0.0, 3.0])}


@each_form
@pytest.mark.parametrize("given", REPLACED)
def test_a_start_that_is_replaced_is_exported(form, method, given, tmp_path):
    model = timed(exchanges().with_inputs({}, {"amount": REPLACED[given]}), method=method)

    assert max(differences(model, in_simlin(*FORMS[form](model), tmp_path)).values()) < CLOSE


def test_a_replaced_start_of_the_city_is_exported():
    model = read(SCENARIOS / "baseline.toml", {"time": {"method": "rk4", "end": 2010.0}}).model
    model = model.with_inputs({}, {"raw_land": 0.0, "pollution_stock": 1.0})

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


def test_pysd_reads_a_replaced_start():
    model = timed(tea().with_inputs({}, {"temperature": 300.0}), method="euler")

    assert max(differences(model, pysd_stocks(model)).values()) < CLOSE


def test_the_equation_table_says_the_start_that_is_replaced():
    assert "starts at $300$" in to_latex(tea().with_inputs({}, {"temperature": 300.0}))
    assert "starts at $[0.5; 0; 3]$" in to_latex(exchanges().with_inputs({}, {"amount": REPLACED["one an element"]}))


def test_a_parameter_that_is_changed_in_the_file_changes_the_model(tmp_path):
    """Depreciation of capital, changed in the text of the file, against urbsim with that parameter."""
    model = read(SCENARIOS / "baseline.toml", {"time": {"method": "rk4", "end": 2011.0}}).model
    other = model.with_inputs({"depreciation_rate": 0.12})
    export = to_xmile(model)
    changed = re.sub(r'(name="depreciation_rate">.*?<eqn>)0\.09<', r"\g<1>0.12<", export.text)
    table = in_simlin("xmile", replace(export, text=changed), tmp_path)


    assert max(differences(other, table).values()) < CLOSE
    assert max(differences(model, table).values()) > 0.01
