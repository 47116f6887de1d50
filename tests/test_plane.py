"""Land and funds: their complementarity, the plane, and the page that reads it."""

from __future__ import annotations

import csv
import json
import re
import shutil

import numpy as np
import pytest
from conftest import ROOT, SCENARIOS, case_of, figure_faults, urbsim

import urbsim as package
from urbsim.analysis.plane_file import read_setup
from urbsim.errors import InputError
from urbsim.results import LIMITS

STUDY = SCENARIOS / "studies" / "land_and_funds.toml"
PAGE = (ROOT / "docs" / "land_and_funds.md").read_text(encoding="utf-8")
LEVERS = case_of("baseline").vocabulary.levers
REFERENCE = {  # of the model's specification: revenue of 2013 and 2020, land factor and spending of 2013
    "no_policy": (687.343, 1039.38, 0.429561, 96.5984), "land": (713.382, 1311.11, 0.999851, 111.293),
    "fund": (711.92, 1226.3, 0.271045, 116.312), "both": (756.429, 1861.73, 0.991733, 129.305),
    "full_no_land": (786.932, 1597.56, 0.257686, 171.014), "full_no_fund": (866.532, 2066.28, 0.996299, 189.576),
    "full": (910.371, 2559.6, 0.956742, 217.423)}
PARKS = {"no_policy": 2, "land": 2, "fund": 2, "both": 2, "full_no_land": 5, "full_no_fund": 6, "full": 7}


def settings(case):
    """Scenario and levers of a case of the reference."""
    setup = read_setup(STUDY, LEVERS)
    land, funds = (axis.levers for axis in setup.axes)
    strong = {name: high for axis in (land, funds) for name, (_, high) in axis.items()}
    off = {name: LEVERS[name].base for name in strong}
    return {
        "no_policy": ("no_policy", {}), "land": ("no_policy", {name: strong[name] for name in land}),
        "fund": ("no_policy", {name: strong[name] for name in funds}), "both": ("no_policy", strong),
        "full_no_land": ("full_package", {name: off[name] for name in land}),
        "full_no_fund": ("full_package", {name: off[name] for name in funds}), "full": ("full_package", {})}[case]


@pytest.mark.parametrize("case", REFERENCE)
def test_land_and_funds_complement_each_other_as_in_the_reference(case):
    name, levers = settings(case)
    run = package.run(SCENARIOS / f"{name}.toml", levers=levers, time={"end": 2021.0})
    early, late = run.indicators.loc[2013], run.indicators.loc[2020]

    found = (early["revenue_current"], late["revenue_current"], early["land_factor"], early["spending"])
    assert found == pytest.approx(REFERENCE[case], rel=1e-5)
    assert early["parks_at_50"] == PARKS[case]


def test_axes_start_without_policy_and_end_where_the_single_lever_scenarios_stand():
    setup = read_setup(STUDY, LEVERS)

    for axis, scenario in zip(setup.axes, ("land_first", "fund_first"), strict=True):
        levers = case_of(scenario).scenario.levers
        assert {name: high for name, (_, high) in axis.levers.items()} == {
            name: knots[0][1] for name, knots in levers.items()}
        for name, (low, _) in axis.levers.items():
            assert low == LEVERS[name].base, name


@pytest.fixture(scope="module")
def planes():
    return package.plane(STUDY)


def test_corners_of_the_plane_are_runs_of_their_own(planes):
    plane = planes["full_package"]
    name, levers = settings("full_no_land")
    levers = {**levers, **{key: LEVERS[key].base for key in settings("fund")[1]}}
    run = package.run(SCENARIOS / f"{name}.toml", levers=levers, time={"end": 2014.0})

    assert plane.values["revenue_current"][0, 0] == pytest.approx(run.indicators.loc[2013, "revenue_current"], rel=1e-6)
    assert plane.values["debt_ratio"][0, 0] == pytest.approx(run.indicators.loc[2013, "debt_ratio"], rel=1e-5)
    limits = [plane.values[limit][0, 0] for limit in LIMITS]
    assert plane.values["bottleneck"][0, 0] == int(np.argmin(limits)) == LIMITS.index("land_factor")


def test_the_cheapest_point_reaches_the_goal_and_none_that_does_is_cheaper(planes):
    assert planes["baseline"].cheapest is None
    plane = planes["full_package"]
    held = plane.values["margin_total"] >= 0.0

    assert held[plane.cheapest]
    assert plane.values["public_cost"][held].min() == plane.values["public_cost"][plane.cheapest]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_texts_of_its_figures_stand_apart_on_the_page(planes, lang):
    assert figure_faults("plane", (read_setup(STUDY, LEVERS), planes), lang) == {"plane": []}


def test_numbers_of_the_page_are_those_of_the_plane(planes):
    for name, plane in planes.items():
        land, funds, both = plane.together
        row = f"| {name} | {land:.1f} | {funds:.1f} | {both:.1f} | {both - land - funds:.1f} |"
        assert row in PAGE
    values = {case: package.run(SCENARIOS / f"{settings(case)[0]}.toml", levers=settings(case)[1], time={
        "end": 2014.0}).indicators.loc[2013, "revenue_current"] for case in ("no_policy", "land", "fund", "both")}
    land, funds, both = (values[case] - values["no_policy"] for case in ("land", "fund", "both"))
    assert f"| no_policy | {land:.1f} | {funds:.1f} | {both:.1f} | {both - land - funds:.1f} |" in PAGE

    assert f"comes within {-planes['baseline'].values['margin_total'].max():.0f} 亿元 of it" in " ".join(PAGE.split())
    plane, setup = planes["full_package"], read_setup(STUDY, LEVERS)
    i, j = plane.cheapest
    flat = " ".join(PAGE.split())
    one, other = setup.axes
    assert (f"annual quota of {one.values(one.parts)['annual_quota'][i]:.0f} ha and a guidance fund of "
            f"{other.values(other.parts)['guidance_amount'][j]:.1f} 亿元 a year") in flat
    assert (f"public cost of {plane.values['public_cost'][i, j]:.0f} 亿元 and a debt of "
            f"{plane.values['debt_ratio'][i, j]:.2f} years of revenue") in flat
    least = one.values(one.parts)["annual_quota"][(plane.values["margin_total"] >= 0.0).any(axis=1)].min()
    assert f"below an annual quota of about {least:.0f} ha no volume of funds reaches it" in flat
    bound = plane.values["bottleneck"] == LIMITS.index("land_factor")
    quotas = one.values(one.parts)["annual_quota"]
    last = [quotas[bound[:, column]].max() for column in (0, -1)]
    assert f"land binds up to about {last[0]:.0f} ha a year without funds and {last[1]:.0f} ha with all" in flat
    finance = min(float(item.values["finance_factor"].min()) for item in planes.values())
    assert f"never below {finance:.2f}" in flat


def test_the_page_shows_the_study_as_it_is():
    block = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]

    assert block.strip() in STUDY.read_text(encoding="utf-8")


def test_the_command_leaves_table_and_picture(tmp_path):
    done = urbsim("plane", STUDY, "-o", tmp_path / "p", "--lang", "zh", "-j", "1")
    folder = tmp_path / "p"

    assert "土地与资金" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "plane.csv", "plane.pdf", "plane.png",
                                                              "plane.svg"]
    with (folder / "plane.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 31 * 31
    assert {"scenario", "land", "funds", "annual_quota", "guidance_amount", "margin_total", "public_cost", "debt_ratio",
            "bottleneck", "runs", "inputs_assumed"} <= set(rows[0])
    assert {row["bottleneck"] for row in rows} <= set(LIMITS)
    data = json.loads(urbsim("plane", STUDY, "-o", tmp_path / "q", "--json", "--no-figures").stdout)
    assert data["together"]["full_package"]["both"] == pytest.approx(146.5, abs=0.1)
    assert (tmp_path / "q" / "plane.csv").read_bytes() == (folder / "plane.csv").read_bytes()
    assert "exists already" in urbsim("plane", STUDY, "-o", tmp_path / "q", code=2).stderr


@pytest.mark.parametrize(("old", "new", "message"), [
    ("annual_quota = [150.0", "anual_quota = [150.0", "axes.land.levers.anual_quota: no such lever. Did you mean"),
    ("[150.0, 380.0]", "[150.0, 3800.0]", "axes.land.levers.annual_quota: must lie in 100 to 900 (ha/year)"),
    ("[150.0, 380.0]", "[150.0]", "give two different values"),
    ('shown = "annual_quota"', 'shown = "annual_quote"', "axes.land.shown: must be one of the axis's levers"),
    ("points = 31", "points = 1", "points"),
    ('"../baseline.toml"', '"../basline.toml"', "no file ../basline.toml beside this file"),
    ("fund_seed = [0.0, 3.0]", "annual_quota = [150.0, 380.0]", "stands on the axis land already"),
    ("fund_seed = [0.0, 3.0]", "fund_share_subsidy = [0.0, 0.5]", "is a share of a whole"),
    ('title_zh = "土地与资金"', 'titel = "x"', "titel: unknown key"),
    ("[axes.funds]", "[axes.funds", "axes.funds")])
def test_faults_of_a_plane_file_are_told_with_their_place(old, new, message, tmp_path):
    shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    path = tmp_path / "scenarios" / "studies" / "land_and_funds.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    if message == "axes.funds":
        with pytest.raises(InputError, match=f"{path.name}:\\d+: "):
            read_setup(path, LEVERS)
        return
    with pytest.raises(InputError) as told:
        read_setup(path, LEVERS)
    assert message in str(told.value)
    assert re.search(rf"{path.name}:\d+: ", str(told.value))
