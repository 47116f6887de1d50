"""A study adds to the model or replaces parts of it, in every command and both engines; what does not fit is told."""

from __future__ import annotations

import csv
import hashlib
import json

import numpy as np
import pytest
from conftest import SCENARIOS, run_of, urbsim

from urbsim.api import read, run
from urbsim.api_decisions import ask
from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.errors import InputError, ModelError
from urbsim.optimisation.decide import Effort, own_values
from urbsim.optimisation.question import Question

BASE = SCENARIOS / "baseline.toml"
SLOWER = '''
"""Servicing takes twice as long, pays a fee into a stock of its own, and a lever weakens it."""
from urbsim.declare import auxiliary, flow, lever, stock
from urbsim.functions import guarded
from urbsim.indices import PARK

slowness = lever("How much slower servicing is.", 2.0, "1", low=1.0, high=4.0, group="land")
fees = stock("Fees paid.", "亿元", initial=0.0)
helper_without_effect_on_the_model = 3

@flow("ha/year", dims=PARK, out_of="raw_land", into="serviced_land", replaces=True)
def servicing(servicing_wanted, land_spending, land_need, slowness):
    """Land servicing, as far as the money goes, slowed."""
    return servicing_wanted * land_spending / guarded(land_need) / slowness

@auxiliary("亿元/year", dims=PARK)
def fee(land_spending):
    """A twentieth of what is spent on land."""
    return land_spending / 20.0

@flow("亿元/year", dims=PARK, into="fees")
def fee_paid(fee):
    """Fees are paid."""
    return fee
'''

PLANE = """title = "Slowness and siting"
scenarios = ["{scenario}"]
[axes.slowness]
title = "Slowness"
shown = "slowness"
points = 2
levers = {{ slowness = [1.0, 4.0] }}
[axes.siting]
title = "Siting"
shown = "siting_strictness"
points = 2
levers = {{ siting_strictness = [0.0, 1.0] }}
"""


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "slower.py"
    path.write_text(SLOWER, encoding="utf-8")
    return path


def test_a_study_changes_what_it_says_and_adds_its_own(study):
    changed = run(BASE, studies=[study], engine="numpy", time={"end": 2014.0})
    usual = run_of("baseline")
    servicing, full = changed.array("servicing"), usual.array("servicing")[: len(changed.array("servicing"))]

    assert servicing[0] == pytest.approx(full[0] / 2.0, rel=1e-12)
    assert changed.indicators.loc[2013, "revenue"] < usual.indicators.loc[2013, "revenue"]
    assert changed.array("fees")[-1] > 0.0
    assert changed.case.vocabulary.levers["slowness"].zh == "slowness"
    assert "fees" not in usual.case.vocabulary.stocks


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
def test_both_engines_run_a_study_to_the_same_numbers(study):
    model = read(BASE, {"time": {"end": 2012.0}, "levers": {"slowness": 3.0}}, studies=[study]).model
    ours, theirs = native.simulate(model), vectorised.simulate(model)

    for name in model.layout:
        scale = max(float(np.abs(theirs.values[name]).max()), 1e-9)
        assert np.abs(ours.values[name] - theirs.values[name]).max() <= 1e-10 * scale, name


def test_a_lever_of_a_study_is_one_that_optimise_sets(study):
    asked = ask(BASE, Question(), Effort(engine="numpy"), studies=[study], overrides={"time": {"end": 2014.0}})
    points = np.repeat(asked.task.space.point({**own_values(asked.task, asked.base), "slowness": 1.0})[None], 2, axis=0)
    points[1, asked.task.space.names.index("slowness")] = 1.0
    tried = asked.task.tried(points)

    assert asked.task.space.bounds("slowness") == (1.0, 4.0)
    assert tried.revenue[:, 1].sum() < tried.revenue[:, 0].sum()


def test_a_plane_takes_a_study_and_its_levers(study, tmp_path):
    (tmp_path / "plane.toml").write_text(PLANE.format(scenario=BASE.as_posix()), encoding="utf-8")
    command = ("plane", tmp_path / "plane.toml", "--with", study, "--engine", "numpy", "-s", "time.end=2014",
               "--no-figures", "-o", tmp_path / "out")
    urbsim(*command)
    with (tmp_path / "out" / "plane.csv").open(encoding="utf-8", newline="") as file:
        margins = [float(row["margin_total"]) for row in csv.DictReader(file)]

    assert len(margins) == 4
    assert margins[2] < margins[0]  # four times slower, with the same siting
    without = [word for word in command if word not in ("--with", study)]
    assert "slowness: no such lever" in urbsim(*without, "--force", code=3).stderr


@pytest.mark.parametrize("arguments", [
    ("run",), ("check",), ("compare",), ("figures", "--only", "total_revenue"),
    ("export", "--to", "xmile"), ("sweep", "--vary", "slowness=1,2,4", "--no-figures"), ("simulator",),
    ("loops",),
    ("attribute", "--to", SCENARIOS / "equal_shares.toml", "--orders", "4", "--no-figures"),
    ("sensitivity", "--method", "morris", "--samples", "4", "--factors", "slowness,outside_pull", "--no-figures")],
    ids=lambda words: words[0])
def test_a_command_takes_a_study(arguments, study, tmp_path):
    """Each sets a lever that only the study declares."""
    command, *more = arguments
    out = [] if command == "check" else ["-o", tmp_path / ("out.csv" if command == "compare" else "out")]
    done = urbsim(command, BASE, "--with", study, "-s", "time.end=2014", "-s", "levers.slowness=3", *more, *out)

    assert "slowness" not in done.stderr
    if command == "run":
        manifest = json.loads((tmp_path / "out" / "baseline" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["studies"] == {"slower.py": hashlib.sha256(SLOWER.encode()).hexdigest()}
    if command == "export":
        assert 'name="fee_paid_of_fees"' in (tmp_path / "out").read_text(encoding="utf-8")


def test_explain_knows_what_a_study_declares(study):
    done = urbsim("explain", "fee_paid", "--with", study)

    assert "fee" in done.stdout
    assert "slower.py:" in done.stdout


def test_a_sweep_is_not_resumed_with_another_study(study, tmp_path):
    command = ("sweep", BASE, "--vary", "slowness=1,2", "-s", "time.end=2010", "--keep", "revenue", "--no-figures",
               "-o", tmp_path / "sweep", "--with", study)
    urbsim(*command)
    urbsim(*command, "--resume")
    study.write_text(SLOWER.replace("/ 20.0", "/ 21.0"), encoding="utf-8")
    done = urbsim(*command, "--resume", code=2)

    assert "studies:" in done.stderr


FAULTS = {
    "declared already": ("from urbsim.declare import parameter\nservicing_cost = parameter('x', 1.0, '1')",
                         "study.py:2: servicing_cost: is declared already at"),
    "replaces nothing": ("from urbsim.declare import parameter\n"
                         "servicing_cots = parameter('x', 1.0, '1', replaces=True)",
                         "replaces a name that nothing declares. Did you mean 'servicing_cost'?"),
    "declares nothing": ("x = 3", "declares nothing, so it changes nothing"),
    "is used by nothing": ("from urbsim.declare import parameter\nidle = parameter('Idle.', 1.0, '1')",
                           "study.py:2: idle: nothing uses it, so it changes nothing"),
    "is the same": ("from urbsim.declare import parameter\nservicing_cost = parameter('Other words.', 0.045, "
                    "'亿元/ha', low=0.02, high=0.06, replaces=True)", "is the same as what it replaces"),
    "lacks a name": ("from urbsim.declare import auxiliary\n@auxiliary('1')\ndef extra(revenu):\n    '''Extra.'''\n"
                     "    return revenu",
                     "study.py:2: extra: uses 'revenu', which nothing declares. Did you mean 'revenue'?"),
    "raises": ("def fail():\n    return 1 / 0\n\nfail()", "study.py:2: ZeroDivisionError: division by zero"),
    "stops": ("import sys\nsys.exit('no')", "study.py:2: SystemExit: no"),
    "an equation raises": ("from urbsim.declare import auxiliary\n@auxiliary('1')\ndef wrong(revenue):\n"
                           "    '''Wrong.'''\n    return revenue[99]", "study.py:5: IndexError: "),
    "is no Python": ("x = = 3", "study.py:1: SyntaxError: invalid syntax"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_study_that_does_not_fit_is_told_with_its_place_and_exit_code_3(fault, tmp_path):
    text, message = FAULTS[fault]
    path = tmp_path / "study.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(BASE, studies=[path])

    assert message in str(error.value)
    done = urbsim("check", BASE, "--with", path.name, cwd=tmp_path, code=3)
    assert message in done.stderr


def test_two_studies_that_declare_the_same_name_are_refused(study, tmp_path):
    other = tmp_path / "other.py"
    other.write_text(SLOWER.replace("2.0, \"1\"", "3.0, \"1\""), encoding="utf-8")
    with pytest.raises(ModelError, match=r"other\.py:\d+: slowness: declared twice, first at .*slower\.py:\d+"):
        read(BASE, studies=[study, other])


def test_two_studies_of_the_same_file_name_are_both_remembered(study, tmp_path):
    (tmp_path / "more").mkdir()
    other = tmp_path / "more" / "slower.py"
    other.write_text("from urbsim.declare import parameter\n"
                     "outside_pull = parameter('Pull.', 131.0, '1', low=100.0, high=160.0, replaces=True)\n",
                     encoding="utf-8")

    assert set(read(BASE, studies=[study, other]).vocabulary.studies) == {str(study), str(other)}


def test_a_study_that_is_not_there_is_told():
    done = urbsim("check", BASE, "--with", "nowhere.py", code=3)

    assert "nowhere.py: no such file" in done.stderr


def test_units_of_a_study_are_checked_by_validate(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("from urbsim.declare import auxiliary\n@auxiliary('亿元')\ndef wrong(revenue):\n    '''Wrong.'''\n"
                    "    return revenue.sum()\n", encoding="utf-8")
    done = urbsim("validate", BASE, "--with", path, "-s", "time.end=2011", "-o", tmp_path / "page.md", code=5)

    assert "declares 亿元, computes" in done.stdout
