"""The model in JavaScript gives what the numpy engine gives."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess

import numpy as np
import pytest
from conftest import NAMES, SCENARIOS, case_of, run_of, urbsim
from test_structure import three_parks_two_districts

from urbsim import functions
from urbsim.api import read, run_case
from urbsim.engine.javascript import to_module
from urbsim.engine.vectorised import simulate
from urbsim.errors import InputError
from urbsim.export.javascript import printer
from urbsim.export.javascript.script import script_json
from urbsim.export.layout import Layout
from urbsim.export.loops import Access, Operation, Statement
from urbsim.export.memory import Memory

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="no Node.js")
TOLERANCE = 1e-10
ENCODED = ('const encoded = (values) => Object.fromEntries(Object.entries(values).map(([name, one]) => '
           '[name, Buffer.from(one.buffer).toString("base64")]));')


def node(folder, code):
    """What a module prints as JSON."""
    (folder / "run.mjs").write_text(f"{ENCODED}\n{code}", encoding="utf-8")
    done = subprocess.run([NODE, "run.mjs"], cwd=folder, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def simulated(folder, model, arguments="{}"):
    """The result of a model's module: stocks as bytes, everything else as JSON."""
    (folder / "model.mjs").write_text(to_module(model), encoding="utf-8")
    return node(folder, f"""
        import {{ simulate, model }} from "./model.mjs";
        const result = simulate({{ record: {json.dumps([*model.layout])}, ...{arguments} }});
        console.log(JSON.stringify({{ ...result, values: encoded(result.values), times: [...result.times] }}));""")


def assert_same_stocks(model, found, expected):
    """Every stock at every saved step is within 1e-10 of its scale."""
    assert np.array_equal(found["times"], expected.times)
    for name in model.layout:
        ours = np.frombuffer(base64.b64decode(found["values"][name])).reshape(expected.values[name].shape)
        scale = max(float(np.abs(expected.values[name]).max()), 1e-9)
        assert np.abs(ours - expected.values[name]).max() <= TOLERANCE * scale, name


@pytest.mark.parametrize("name", NAMES)
def test_every_stock_of_every_scenario_at_every_saved_step_is_that_of_numpy(name, tmp_path):
    assert_same_stocks(case_of(name).model, simulated(tmp_path, case_of(name).model), run_of(name).results.arrays)


def test_yearly_figures_are_those_of_python(tmp_path):
    found, years = simulated(tmp_path, case_of("full_package").model), run_of("full_package").results.years

    assert found["years"] == list(years.numbers)
    assert found["prices"] == pytest.approx([years.price_index(year) for year in years.numbers], rel=1e-14)
    for name, values in years.indicators().items():
        assert list(found["indicators"][name].values()) == pytest.approx(list(values), rel=TOLERANCE), name
    for year, revenue in zip(years.numbers, found["annualRevenue"], strict=True):
        assert list(revenue.values()) == pytest.approx(list(years.annual_revenue(year)), rel=TOLERANCE)


@pytest.mark.parametrize(("method", "step"), [("euler", 0.0625), ("rk4", 0.25), ("tsit5", 0.125), ("tsit5", 0.03125)])
def test_every_method_and_step_is_that_of_numpy(method, step, tmp_path):
    model = read(SCENARIOS / "full_package.toml", {"time": {"method": method, "step": step, "end": 2011.0}}).model

    assert_same_stocks(model, simulated(tmp_path, model), simulate(model))


def test_levers_over_time_pass_their_knots_by_ramps(tmp_path):
    given = {"time": {"end": 2013.0, "start": 2009.25}, "policy": {"ramp": 0.5},
             "levers": {"guidance_amount": [[2009.5, 1.0], [2011.0, 4.0]], "siting_strictness": [[2012.0, 0.9]]}}
    model = read(SCENARIOS / "no_policy.toml", given).model

    assert_same_stocks(model, simulated(tmp_path, model), simulate(model))


def test_a_city_of_three_parks_has_its_own_loops(tmp_path):
    folder = three_parks_two_districts(tmp_path / "small")
    model = read(SCENARIOS / "full_package.toml", {"time": {"end": 2012.0}, "city": str(folder)}).model

    assert_same_stocks(model, simulated(tmp_path, model), simulate(model))


def test_one_module_runs_other_levers_inputs_and_times_one_after_another(tmp_path):
    (tmp_path / "model.mjs").write_text(to_module(case_of("baseline").model), encoding="utf-8")
    given = {"time": {"end": 2014.0, "step": 0.125}, "parameters": {"outside_pull": 150.0},
             "parks": {"LingangZone": {"capital_0": 35.0}}, "levers": {"annual_quota": 333.0}}
    model = read(SCENARIOS / "baseline.toml", given).model
    inputs = {"outside_pull": 150.0, "capital_0": model.inputs["capital_0"].tolist()}
    arguments = json.dumps({"time": given["time"], "inputs": inputs, "levers": model.levers})
    found = node(tmp_path, f"""
        import {{ simulate }} from "./model.mjs";
        const first = simulate({{ time: {{ end: 2011 }} }}), other = simulate({arguments});
        const again = simulate({{ time: {{ end: 2011 }} }});
        console.log(JSON.stringify({{ other: [...other.indicators.revenue], first: [...first.indicators.revenue],
                                      again: [...again.indicators.revenue] }}));""")
    years = run_case(read(SCENARIOS / "baseline.toml", given)).results.years

    assert found["other"] == pytest.approx(list(years.indicators()["revenue"]), rel=TOLERANCE)
    assert found["first"] == found["again"]


def test_wrong_names_and_numbers_are_refused_before_anything_runs(tmp_path):
    (tmp_path / "model.mjs").write_text(to_module(case_of("baseline").model), encoding="utf-8")
    found = node(tmp_path, """
        import { simulate, InputError } from "./model.mjs";
        const said = (settings) => {
          try { simulate(settings); } catch (error) { return [error instanceof InputError, error.message]; }
        };
        console.log(JSON.stringify([
          said({ levers: { quota: [[2009, 1]] } }), said({ levers: { annual_quota: [[2009, NaN]] } }),
          said({ inputs: { capital_0: [1, 2] } }), said({ inputs: { outside_pull: "<b>" } }),
          said({ time: { method: "constructor" } }), said({ record: ["__proto__"] })]));""")

    assert found == [
        [True, "no such lever: 'quota'"], [True, "annual_quota must be a finite number, not NaN"],
        [True, "capital_0 must be 12 number(s)"], [True, "outside_pull must be a finite number, not <b>"],
        [True, "no such method: 'constructor'"], [True, "no such stock or variable: '__proto__'"]]


def test_a_run_that_leaves_the_numbers_tells_stock_place_and_time(tmp_path):
    found = simulated(tmp_path, case_of("baseline").model,
                      '{ inputs: { capital_0: model.inputs.capital_0.map((one, i) => i === 3 ? -1e300 : one) } }')

    assert found["failure"]["stock"] in case_of("baseline").model.layout
    assert found["failure"]["time"] < 2010.0


def test_no_function_has_more_statements_than_v8_compiles_well():
    text = to_module(case_of("baseline").model)
    generated = re.findall(r"^function [a-z]+\d+\(w, r\) \{\n(.*?)\n\}$\n(?=f)", text, re.DOTALL | re.MULTILINE)

    assert len(generated) > 10
    assert max(len(re.findall(r"^(?:const x\d+ = )?[wr]\[[^\]]*\] = ", body, re.MULTILINE)) for body in generated) <= 30


def test_a_model_of_many_members_is_refused():
    model = case_of("baseline").model.with_levers({"annual_quota": np.array([200.0, 300.0])}, 2009.0)

    with pytest.raises(InputError, match="single run"):
        to_module(model)


def test_json_in_a_script_cannot_end_the_script():
    text = script_json({"a": "</script><!--&\u2028\u2029", "值": 1.5})

    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": "</script><!--&\u2028\u2029", "值": 1.5}


def loops_over(kind, *operands):
    """JavaScript that computes an operation on arrays of numbers."""
    count = len(operands[0])
    names = [*"abc"[:len(operands)], "y"]
    memory = Memory(Layout(single=False, lanes=1), dict.fromkeys(names, (count,)),
                    {name: count * number for number, name in enumerate(names)}, count * len(names), set(), set())
    place = ("i0",)
    expression = Operation(kind, tuple(Access(name, place) for name in names[:-1]))
    return printer.functions("f", [[Statement(Access("y", place), (("i0", count),), expression)]], memory)


EDGES = [0.0, 1e-300, 1e-13, 1e-5, 0.3, 0.8, 0.97, 1.0, 1.0000001, 1.3, 2.0, 50.0, 1e9, 1e13, 1e80]


def test_whole_powers_of_negative_numbers_are_numbers(tmp_path):
    base, exponent = np.array([-2.0, -2.0, -2.0, 3.0]), np.array([2.0, 3.0, 0.5, 2.5])
    found = node(tmp_path, f"""{loops_over("power", base, exponent)}
        const w = Float64Array.from([{", ".join(map(str, [*base, *exponent]))}, 0, 0, 0, 0]);
        f(w); console.log(JSON.stringify([...w.slice(-4)]));""")

    assert found[2] is None
    assert [found[0], found[1], found[3]] == pytest.approx([4.0, -8.0, 3.0**2.5], rel=1e-12)


@pytest.mark.parametrize(("kind", "arity"), [("saturate", 1), ("smooth_min", 2), ("smooth_pos", 2)])
def test_smooth_blocks_are_those_of_python_from_nothing_to_very_large(kind, arity, tmp_path):
    random = np.random.default_rng(1)
    one, other = np.meshgrid([*EDGES, *random.uniform(0.0, 2.0, 200)], EDGES[:13])
    operands = [one.ravel(), other.ravel()][:arity]
    operands[0] = np.concatenate([operands[0], -operands[0].clip(0.0, functions.SATURATION_LIMIT)])
    operands[1:] = [np.concatenate([item, item]) for item in operands[1:]]
    code = loops_over(kind, *operands)
    numbers = json.dumps(np.concatenate(operands).tolist())
    found = node(tmp_path, f"""{code}
        const given = {numbers}, w = new Float64Array(given.length + {len(operands[0])});
        w.set(given); f(w);
        console.log(JSON.stringify([...w.subarray(given.length)]));""")
    with np.errstate(all="ignore"):
        expected = getattr(functions, kind)(*operands)
    inside = np.isfinite(expected)
    if kind == "smooth_min":  # its sign is that of the guard where the sum is nothing beside it
        inside &= np.abs(operands[0] + operands[1]) > 1e-10
    assert np.allclose(np.array(found)[inside], expected[inside], rtol=2e-11, atol=1e-300)


def test_what_is_no_number_stays_none_in_every_operation(tmp_path):
    nan = np.array([np.nan, np.nan, 1.0])
    for kind in ("saturate", "smooth_min", "smooth_pos", "power", "power_log", "minimum", "maximum"):
        arity = 1 if kind in ("saturate", "power_log") else 2
        operands = [nan, nan[[0, 2, 1]]][:arity]
        numbers = ", ".join(map(str, np.concatenate(operands))).replace("nan", "NaN")
        found = node(tmp_path, f"""{loops_over(kind, *operands)}
            const w = Float64Array.from([{numbers}, 0, 0, 0]);
            f(w); console.log(JSON.stringify([...w.slice(-3)]));""")

        assert found[0] is None, kind  # JSON writes NaN as null


def test_the_command_writes_a_module_and_says_how_to_use_it(tmp_path):
    done = urbsim("export", SCENARIOS / "baseline.toml", "--to", "javascript", "-o", tmp_path / "baseline.mjs")
    found = node(tmp_path, """import { simulate } from "./baseline.mjs";
        const { years, indicators } = simulate();
        console.log(JSON.stringify(indicators.revenue_current[years.indexOf(2013)]));""")

    assert "import { simulate }" in done.stderr
    assert found == pytest.approx(run_of("baseline").scorecard.target("total").value, rel=TOLERANCE)
