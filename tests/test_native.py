"""The native engine gives what the numpy engine gives, whatever varies, and its library survives its cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import NAMES, ROOT, SCENARIOS, case_of, run_of

import urbsim
from urbsim import functions
from urbsim.api import read
from urbsim.declare import auxiliary, flow, parameter, stock
from urbsim.engine import build, native, vectorised
from urbsim.errors import NumericalError
from urbsim.members import Batch

pytestmark = pytest.mark.skipif(build.compiler() is None, reason="no C compiler")

TOLERANCE = 1e-10


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """A cache of this module's own, so that every library is built here."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("URBSIM_CACHE")
    os.environ["URBSIM_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["URBSIM_CACHE"]
    else:
        os.environ["URBSIM_CACHE"] = before


def assert_same(model, ours, numpys, names):
    for name in names:
        scale = max(float(np.abs(numpys.values[name]).max()), 1e-9)
        assert np.abs(ours.values[name] - numpys.values[name]).max() <= TOLERANCE * scale, name


@pytest.mark.parametrize("name", NAMES)
def test_every_stock_and_variable_of_every_scenario_is_that_of_numpy(name):
    model = case_of(name).model
    ours = native.simulate(model)

    assert set(ours.values) == set(run_of(name).results.arrays.values)
    assert_same(model, ours, run_of(name).results.arrays, model.layout)
    for variable, values in run_of(name).results.arrays.values.items():
        scale = max(float(np.abs(values).max()), 0.01)
        assert np.abs(ours.values[variable] - values).max() <= TOLERANCE * scale, variable


@pytest.mark.parametrize("method", ["euler", "rk4", "tsit5"])
@pytest.mark.parametrize("step", [0.5, 0.125, 0.03125])
def test_every_method_and_step_is_that_of_numpy(method, step):
    model = read(SCENARIOS / "full_package.toml", {"time": {"method": method, "step": step, "end": 2012.0}}).model

    assert_same(model, native.simulate(model), vectorised.simulate(model), model.layout)


def blocks():
    """A model of the building blocks of equations, of two numbers."""
    one = parameter("One amount.", 1.0, "1")
    other = parameter("Another amount.", 1.0, "1")
    exponent = parameter("A power.", 3.0, "1")
    kept = stock("What keeps the model going.", "1", initial=1.0)

    @flow("1/year", into="kept")
    def coming(kept):
        """Growth."""
        return 0.1 * kept

    @auxiliary("1")
    def saturated(one):
        """Smooth minimum with 1."""
        return functions.saturate(one)

    @auxiliary("1")
    def smaller(one, other):
        """Smooth minimum of both."""
        return functions.smooth_min(one, other)

    @auxiliary("1")
    def positive(one, other):
        """Smooth positive part."""
        return functions.smooth_pos(one, other)

    @auxiliary("1")
    def odd_power(one):
        """A power that keeps its sign."""
        return one**5

    @auxiliary("1")
    def even_power(one):
        """A power that loses it."""
        return one**6

    @auxiliary("1")
    def power(one, exponent):
        """A power that differs by member."""
        return one**exponent

    @auxiliary("1")
    def root(one):
        """A power that negative numbers do not have."""
        return one**0.3

    return urbsim.assemble(locals(), start=0.0, end=1.0, step=1.0, name="blocks")


def test_building_blocks_are_those_of_python_whatever_the_sign_and_size():
    """A coarse step may take a stock below 0 for a moment."""
    random = np.random.default_rng(2)
    sizes = np.concatenate([[0.0, 1e-300, 1e-13, 1e-5, 0.5, 0.97, 1.0, 1.0000001, 2.0, 50.0, 1e9],
                            random.uniform(0.0, 2.0, 20), 10.0 ** random.uniform(-12.0, 9.0, 20)])
    one, other = map(np.ravel, np.meshgrid([*sizes, *-sizes], [*sizes, *-sizes]))
    exponent = np.resize([2.0, 3.0, 2.5], one.size)
    model = blocks().with_inputs({"one": Batch(one), "other": Batch(other), "exponent": Batch(exponent)})
    ours, numpys = native.simulate(model), vectorised.simulate(model)

    defined = np.abs(one + other) > 1e-10  # else the sign of smooth_min is that of the guard in its sum
    for name in ("saturated", "smaller", "positive", "odd_power", "even_power", "power", "root"):
        found, expected = ours.values[name][0], numpys.values[name][0]
        scale = np.maximum(np.abs(one), np.abs(other)) + 1e-75
        close = np.abs(found - expected) <= 1e-10 * np.abs(expected) + 1e-15 * scale
        close |= np.isnan(found) & np.isnan(expected)
        assert close[defined if name == "smaller" else ...].all(), name


def random_members(model, members, seed):
    """Every parameter, lever, city value, table and some starts differ by member, within their ranges."""
    random = np.random.default_rng(seed)
    words = model.vocabulary
    inputs = {name: Batch(random.uniform(item.low, item.high, members)) for name, item in words.parameters.items()
              if item.low < item.high and name != "demand_multiplier"}
    for name in [*words.tables, *words.city_values]:
        value = np.asarray(model.inputs[name])
        if not (words.declarations[name].unit == "1" and name.startswith("is_")):
            inputs[name] = Batch(value[..., None] * random.uniform(0.95, 1.05, (*value.shape, members)))
    levers = {name: random.uniform(item.low, item.high, members) for name, item in words.levers.items()
              if not item.share_of}
    starts = {"raw_land": Batch(random.uniform(0.0, 20.0, (12, members))),
              "quota_pool": Batch(random.uniform(10.0, 60.0, members))}
    return model.with_levers(levers, 2009.5).with_inputs(inputs, starts)


def test_a_thousand_random_members_are_those_of_numpy():
    model = replace(case_of("baseline").model, time=case_of("baseline").model.time.model_copy(update={"end": 2012.0}))
    varied = random_members(model, 1000, 5)
    names = list(model.layout)
    ours, numpys = native.simulate(varied, names, threads=2), vectorised.simulate(varied, names)

    for name in names:
        scale = np.abs(numpys.values[name]).max(axis=tuple(range(numpys.values[name].ndim - 1)))
        error = np.abs(ours.values[name] - numpys.values[name]).max(axis=tuple(range(numpys.values[name].ndim - 1)))
        assert (error <= TOLERANCE * np.maximum(scale, 1e-9)).all(), name


def test_levers_over_time_may_differ_by_member():
    from urbsim.scenario.schedule import make_schedule

    model = case_of("baseline").model
    off = {name: item.base for name, item in model.vocabulary.levers.items()}
    quota = np.array([200.0, 300.0, 400.0])
    schedule = make_schedule(off, {"annual_quota": ((2009.0, quota), (2011.0, quota * 1.5))}, 1.0)
    varied = replace(model, schedule=schedule, time=model.time.model_copy(update={"end": 2013.0}))

    assert_same(model, native.simulate(varied), vectorised.simulate(varied), model.layout)


def test_a_member_is_the_same_to_the_bit_whatever_its_neighbours_and_threads():
    model = replace(case_of("baseline").model, time=case_of("baseline").model.time.model_copy(update={"end": 2011.0}))
    pull = np.linspace(100.0, 160.0, 53)

    def revenue(members, threads=1):
        part = model.with_inputs({"outside_pull": Batch(pull[members])})
        return native.simulate(part, ["revenue"], threads=threads).values["revenue"]

    whole = revenue(slice(None))
    assert np.array_equal(whole, revenue(slice(None), threads=3))
    for part in (slice(0, 1), slice(3, 20), slice(16, 53)):
        assert np.array_equal(whole[..., part], revenue(part))


def test_a_start_that_is_replaced_is_seen_by_what_hangs_on_it():
    model = case_of("baseline").model
    changed = model.with_inputs({}, {"consolidation_potential": 0.0, "capital": 0.0})

    assert_same(model, native.simulate(changed), vectorised.simulate(changed), model.layout)


def test_a_member_that_leaves_the_numbers_is_named_and_the_others_are_finished():
    model = replace(case_of("baseline").model, time=case_of("baseline").model.time.model_copy(update={"end": 2011.0}))
    rates = np.array([0.09, -3000.0, 0.1])
    varied = model.with_inputs({"depreciation_rate": Batch(rates)})
    with pytest.raises(NumericalError) as error:
        native.simulate(varied)

    assert error.value.member == 1
    library = native.load(varied)
    grid = vectorised.grid_of(varied)
    actions = np.full(grid.steps + 1, native.RECORD, dtype=np.uint8)
    out, failures = library.run(varied, actions, np.array(library.source.rows("revenue")))
    assert [failure.member for failure in failures] == [1]
    assert np.isfinite(out[:, :, [0, 2]]).all()


def test_a_damaged_library_is_built_again(cache):
    model = case_of("baseline").model
    native.load(model)
    (path,) = [item for item in cache.glob("*.so") if item.name == build.library_path(native.key_of(model)).name]
    whole = path.read_bytes()

    for damage in (whole[:1000], b"\0" * len(whole), whole[:5000] + b"x" + whole[5001:], b""):
        path.unlink()
        path.write_bytes(damage)
        assert native.simulate(model, ["revenue"]).values["revenue"].shape == (273, 12)
        assert path.stat().st_size == len(whole)
    path.with_suffix(".json").write_text("{", encoding="utf-8")
    assert native.simulate(model, ["revenue"]).values["revenue"].shape == (273, 12)


def test_two_processes_that_build_at_once_both_succeed(tmp_path):
    code = "from urbsim.api import run; print(run('scenarios/baseline.toml', engine='native').scorecard.spending)"
    environment = {**os.environ, "URBSIM_CACHE": str(tmp_path)}

    def once(_):
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment,
                              timeout=120, check=True).stdout

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(once, range(2))
    assert one == two
    assert len(list(tmp_path.glob("*.so"))) == 1
    assert not list(tmp_path.glob(".build-*"))


def test_without_a_compiler_numpy_runs_and_native_says_how_to_get_one(monkeypatch, tmp_path):
    environment = {**os.environ, "PATH": str(tmp_path), "URBSIM_CACHE": str(tmp_path)}
    code = ("import importlib.util as u; find = u.find_spec\n"
            "u.find_spec = lambda name, *a: None if name == 'ziglang' else find(name, *a)\n"
            "from urbsim.cli import main; main()")

    def urbsim(*arguments):
        return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=ROOT,
                              env=environment, timeout=120, check=False)

    run = ("run", "scenarios/no_policy.toml", "-s", "time.end=2011")
    assert urbsim(*run, "-o", str(tmp_path / "a")).returncode == 0
    refused = urbsim(*run, "-o", str(tmp_path / "b"), "--engine", "native")
    assert refused.returncode == 2
    assert "urbsim[native]" in refused.stderr


def test_generic_vectors_give_the_same_without_instructions_of_one_processor(tmp_path, monkeypatch):
    """The path for other processors: the same model compiled without AVX-512 and AVX2."""
    monkeypatch.setenv("URBSIM_CACHE", str(tmp_path))
    monkeypatch.setattr(build, "_flags", lambda command: (*build.FLAGS, "-O1"))
    model = replace(case_of("full_package").model,
                    time=case_of("full_package").model.time.model_copy(update={"end": 2012.0}))

    assert_same(model, native.simulate(model), vectorised.simulate(model), model.layout)


def test_every_compiler_gives_the_same_bits(tmp_path, monkeypatch):
    """Multiply-adds, elementary functions and the order of sums are written out, so that no compiler chooses them."""
    zig = f"{sys.executable} -m ziglang cc"
    commands = [path for name in ("gcc", "clang") if (path := shutil.which(name))] + [zig]
    model = replace(case_of("full_package").model,
                    time=case_of("full_package").model.time.model_copy(update={"end": 2013.0}))
    members = model.with_inputs({"outside_pull": Batch(np.linspace(100.0, 160.0, 11))})
    found = []
    for number, command in enumerate(commands):
        monkeypatch.setenv("URBSIM_CC", command)
        monkeypatch.setenv("URBSIM_CACHE", str(tmp_path / str(number)))
        build.compiler.cache_clear()
        found.append([native.simulate(one, list(model.layout)).values for one in (model, members)])
    build.compiler.cache_clear()

    assert len(found) >= 2
    for name in model.layout:
        for other in found[1:]:
            for ours, theirs in zip(found[0], other, strict=True):
                assert np.array_equal(ours[name], theirs[name]), name


def test_a_changed_helper_of_an_equation_makes_another_library(tmp_path):
    """Equations call helpers of their sector file: the key of the cache covers the whole file."""
    model = case_of("baseline").model
    item = model.vocabulary.declarations["city_out"]
    copy = tmp_path / "budget.py"
    copy.write_text(Path(item.file).read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    words = model.vocabulary
    moved = type(words)({**words.declarations, "city_out": replace(item, file=str(copy))}, words.indicators)

    assert native.key_of(replace(model, vocabulary=moved)) != native.key_of(model)


@pytest.mark.parametrize("name", ["bailout_share", "loan_term", "default_rate", "demand_plateau", "bottleneck_exponent",
                                  "annual_quota"])
def test_nan_is_never_swallowed(name):
    model = replace(case_of("baseline").model, time=case_of("baseline").model.time.model_copy(update={"end": 2010.0}))
    for value in (np.nan, Batch(np.array([np.nan, np.nan]))):
        broken = (model.with_levers({name: np.ravel(getattr(value, "data", value))[0]}, 2009.0)
                  if name in model.schedule.names else model.with_inputs({name: value}))
        for engine in (vectorised.simulate, native.simulate):
            with pytest.raises(NumericalError):
                engine(broken)


def test_auto_takes_numpy_where_the_library_is_damaged(cache):
    from urbsim.engine.choose import resolve

    model = case_of("no_policy").model
    native.load(model)
    assert resolve(model, "auto") == "native"
    path = build.library_path(native.key_of(model))
    path.unlink()
    path.write_bytes(b"damaged")
    assert resolve(model, "auto") == "numpy"


def test_levers_of_several_knots_are_the_same_without_instructions_of_one_processor(tmp_path, monkeypatch):
    monkeypatch.setenv("URBSIM_CACHE", str(tmp_path))
    monkeypatch.setattr(build, "_flags", lambda command: (*build.FLAGS, "-O1", "-mno-avx"))
    case = case_of("full_package")
    model = case.model.with_knots({"annual_quota": ((2009.0, 100.0), (2010.0, 300.0), (2011.0, 50.0))})
    model = replace(model, time=model.time.model_copy(update={"end": 2012.0}))

    assert_same(model, native.simulate(model), vectorised.simulate(model), model.layout)
