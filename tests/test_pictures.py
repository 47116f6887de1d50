"""Of figures: no text overlaps another, leaves the page or lacks a glyph.

Those of scenarios are asked on one column in both languages (on two, in English, by test_images); those of sweeps,
sensitivity and attribution on two columns in one language, from analyses as small as may be; those of an analysis that
takes longer in both, by the tests that make one: test_discover, test_calibration, test_optimise, test_front and
test_plane.
"""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import NAMES, SCENARIOS, run_of
from pictures import faults, seen
from test_structure import three_parks_two_districts

import urbsim
from urbsim.analysis.loops import loop_scores
from urbsim.api import read, run_case
from urbsim.present.drawn import drawn
from urbsim.present.figures import CATALOGUE, names_of
from urbsim.present.loop_figures import MOST_DRAWN, kept_names, look_of, sign_between
from urbsim.present.loops import LoopStudy
from urbsim.present.style import ONE_COLUMN, TWO_COLUMNS, new_figure

LONG = "产业聚集与城镇化" * 25
"""200 Chinese letters."""
WILD = "<script>alert('x')</script> =1+1 $x_y$ \"q\" \\frac{a}{b} #let & % ~ ^ { *b* [l](u)"
PAIR = ("baseline", "full_package")
SHORTER = {"time": {"end": 2014.0}}


@pytest.fixture(scope="module")
def study():
    results = run_of("full_package").results
    return LoopStudy(results, loop_scores(results), ())


def found_for(name, runs, study):
    """What a figure of scenarios is drawn from."""
    return {"runs": runs, "run": runs[-1], "loops": study}[CATALOGUE[name].source]


@pytest.mark.parametrize("name", names_of("runs", "run", "loops"))
def test_texts_of_a_figure_stand_apart_on_the_page(name, study):
    found = found_for(name, [run_of(one).results for one in PAIR], study)
    for lang in ("en", "zh"):
        figure = CATALOGUE[name].draw(found, lang, ONE_COLUMN)

        assert faults(figure) == [], lang
        assert figure.get_figwidth() * 25.4 == pytest.approx(CATALOGUE[name].least)
        assert figure.get_figheight() * 25.4 < 247.0  # a page less its margins


@pytest.mark.parametrize("name", names_of("runs"))
def test_eleven_scenarios_fit_a_figure(name):
    figure = CATALOGUE[name].draw([run_of(one).results for one in NAMES], "en", ONE_COLUMN)

    assert faults(figure) == []
    assert figure.get_figheight() * 25.4 < 260.0


@pytest.fixture(scope="module")
def titled(tmp_path_factory):
    """Runs with a title of 200 letters and one of special letters."""
    folder = tmp_path_factory.mktemp("titled")
    for path in SCENARIOS.glob("*.toml"):
        shutil.copy(path, folder)
    runs = []
    for number, title in enumerate((LONG, WILD)):
        path = folder / f"titled{number}.toml"
        text = json.dumps(title, ensure_ascii=False)
        path.write_text(f'title = {text}\ntitle_zh = {text}\nextends = "baseline"\n', encoding="utf-8")
        runs.append(run_case(read(path, {"time": {"end": 2016.0}}), "numpy").results)
    return runs


@pytest.mark.parametrize("name", names_of("runs", "run"))
def test_a_title_of_any_letters_comes_out_as_text_that_fits(name, titled):
    found = titled if CATALOGUE[name].source == "runs" else titled[1]
    figure = CATALOGUE[name].draw(found, "en", ONE_COLUMN)
    texts, _ = seen(figure)
    shown = "".join("".join(text.split()) for text, *_ in texts)

    assert faults(figure, texts) == []
    assert CATALOGUE[name].source == "runs" or "<script>alert('x')</script>=1+1$x_y$" in shown


def test_a_city_of_three_parks_has_all_figures(tmp_path):
    three_parks_two_districts(tmp_path / "small")
    run = run_case(read(SCENARIOS / "full_package.toml", {"city": str(tmp_path / "small"), **SHORTER})).results
    for name in ("target_margins", "park_revenue", *names_of("run")):
        found = [run] if CATALOGUE[name].source == "runs" else run

        assert faults(CATALOGUE[name].draw(found, "en", TWO_COLUMNS)) == [], name


def analyses():
    """Results of small analyses, by what they are the source of."""
    full = SCENARIOS / "full_package.toml"
    yield "sweep", urbsim.sweep(full, sample="sobol", runs=8, seed=1, engine="numpy", **SHORTER)
    factors = ["capacity_margin", "demand_trend", "town_unit_cost"]
    yield "sensitivity", urbsim.sensitivity(full, factors=factors, method="morris", samples=4,
                                            outcomes=["margin_total", "gdp"], engine="numpy")
    yield "attribution", urbsim.attribute(SCENARIOS / "no_policy.toml", SCENARIOS / "strict_siting.toml",
                                          outcomes=["revenue_current", "gdp"], engine="numpy")


def test_texts_of_the_figures_of_analyses_stand_apart_on_the_page():
    for source, found in analyses():
        for name in names_of(source):
            figure = CATALOGUE[name].draw(found, "zh" if source == "sweep" else "en", TWO_COLUMNS)

            assert faults(figure) == [], name
            assert drawn(figure).rows


@pytest.mark.parametrize("name", ["baseline", "debt_push", "full_package", "land_first", "strict_siting"])
def test_drawn_loops_agree_on_the_sign_of_a_link_and_their_names_stand_apart(name):
    results = run_of(name).results
    study = LoopStudy(results, loop_scores(results), ())
    loops = study.loops[:MOST_DRAWN]
    kept = kept_names(loops, study)
    signs = {}
    for loop in loops:
        chain = [one for one in loop.chain[:-1] if one in kept]
        for cause, effect in zip(chain, [*chain[1:], chain[0]], strict=True):
            signs.setdefault((cause, effect), set()).add(sign_between(loop, cause, effect, study))

    assert all(len(found) == 1 for found in signs.values())
    assert len({look_of(loop, study) for loop in study.loops}) == len(study.loops)
    for lang in ("en", "zh"):
        assert faults(CATALOGUE["causal"].draw(study, lang, TWO_COLUMNS)) == [], lang


def test_overlapping_and_leaving_texts_are_found():
    figure, (axes,) = new_figure(ONE_COLUMN, 60.0)
    axes.text(0.5, 0.5, "one text")
    axes.text(0.52, 0.5, "another text")
    axes.text(0.2, 0.2, "turned", rotation=45)
    figure.text(0.98, 0.1, "too far right")
    figure.text(0.1, 1.008, "line over the edge", va="top")  # its letters are on the page
    found = faults(figure)

    assert len(found) == 3
    assert any("outside" in fault and "line over" in fault for fault in found)
    assert any("overlap" in fault and "one text" in fault and "another" in fault for fault in found)
    assert any("outside" in fault and "too far right" in fault for fault in found)


def test_the_numbers_of_bars_lines_points_cells_and_bands_are_read_from_a_figure():
    figure, axes = new_figure(TWO_COLUMNS, 60.0, 1, 5)
    axes[0].barh(["a", "b"], [1.5, 2.5], label="bars")
    axes[1].plot([2009, 2010], [3.5, 4.5], label="line")
    axes[2].scatter([1.0], [2.0], label="points")
    axes[3].imshow([[5.0, 6.0]])
    axes[4].fill_between([2009, 2010], [1.0, 2.0], [7.0, 8.0], label="band")
    rows = [row[1:] for row in drawn(figure).rows]

    assert ("bars", 1.5, "a", 1.5) in rows
    assert ("line", 2010.0, 4.5, "") in rows
    assert ("points", 1.0, 2.0, "") in rows
    assert ("", 1.0, 0.0, 6.0) in rows
    assert {("band", 2009.0, 1.0, ""), ("band", 2010.0, 8.0, "")} <= set(rows)
    assert ("band", 0.0, 0.0, "") not in rows
