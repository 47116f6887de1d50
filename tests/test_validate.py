"""The dossier holds where the model holds, and says what does not."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from conftest import SCENARIOS, run_of, urbsim

from urbsim.api import read
from urbsim.present.dossier import show, to_markdown, to_page
from urbsim.validation import invariance
from urbsim.validation.check import Check, error, plain, worst
from urbsim.validation.conservation import LAWS
from urbsim.validation.dossier import Dossier
from urbsim.validation.engines import program_checks, timed
from urbsim.validation.steps import step_checks


@pytest.mark.slow
def test_every_check_of_the_baseline_holds_and_stands_on_both_pages(tmp_path):
    done = urbsim("validate", SCENARIOS / "baseline.toml", "--against", "simlin", "-o", tmp_path / "checks",
                  timeout=600)
    markdown, page = ((tmp_path / "checks" / name).read_text(encoding="utf-8") for name in ("checks.md", "checks.html"))
    *claims, verdict = done.stdout.splitlines()

    assert verdict == f"All {len(claims)} checks hold."
    assert len(claims) >= 100
    assert markdown.count("| yes |") == page.count("<td>yes</td>") == len(claims)
    assert f"**{verdict}**" in markdown
    assert "note: checking: behaviour" in done.stderr
    assert re.search("src=|href=|@import|url\\(", page) is None


def test_a_program_that_cannot_be_given_the_model_is_told_before_any_check(tmp_path):
    study = tmp_path / "flood.py"
    study.write_text("""
from urbsim.declare import event

@event("ha", at=2010.0, out_of="quota_pool")
def withdrawal(quota_pool):
    '''Half of the quota is taken back.'''
    return 0.5 * quota_pool
""", encoding="utf-8")
    done = urbsim("validate", SCENARIOS / "no_policy.toml", "--with", study, "--against", "simlin", "-o",
                  tmp_path / "checks", code=2)

    assert "flood.py:4: withdrawal: an event" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "checks").exists()


def test_a_step_that_is_too_long_fails_and_the_exit_code_says_so(tmp_path):
    done = urbsim("validate", SCENARIOS / "no_policy.toml", "-s", "time.method=euler", "-s", "time.step=0.25",
                  "-s", "time.end=2014", "-o", tmp_path / "checks", "--lang", "zh", code=5)
    markdown = (tmp_path / "checks" / "checks.md").read_text(encoding="utf-8")

    assert "未通过  各年度指标的数值误差" in done.stdout
    assert "| 否 |" in markdown
    assert done.stdout.splitlines()[-1] in markdown


@pytest.mark.parametrize("law", LAWS)
def test_a_law_that_is_broken_is_seen(law):
    """One number of each array that a law reads is moved: the law must notice at least one of them."""
    class Moved:
        """Results in which one number is not what the run gave."""

        def __init__(self, results, name):
            self.model, self._results, self._name = results.model, results, name

        def array(self, name):
            values = np.array(self._results.array(name), copy=True)
            if name == self._name:
                values.reshape(len(values), -1)[-1, 0] *= 1.01
            return values

    class Asked:
        """Notes the names that a law reads."""

        def __init__(self, results):
            self.model, self._results, self.names = results.model, results, []

        def array(self, name):
            self.names.append(name)
            return self._results.array(name)

    results = run_of("baseline").results
    asked = Asked(results)
    LAWS[law](asked)
    residuals = {name: LAWS[law](Moved(results, name)) for name in dict.fromkeys(asked.names)
                 if results.array(name)[-1].reshape(-1)[0] != 0.0}

    assert residuals
    assert min(residuals.values()) > 1e-9, residuals


def test_the_estimate_of_the_error_is_that_of_a_much_smaller_step():
    """Richardson's estimate at 1/4 year against a run at 1/64 year, within half of it."""
    from urbsim.engine.vectorised import simulate
    from urbsim.results import Results

    case = run_of("no_policy").case
    short = timed(case.model, step=0.25, end=2013.0)
    results = Results(short, simulate(short), case.scenario)
    (claim, _) = step_checks(case.scenario, short, results)
    fine = timed(short, step=1 / 64)
    truth = Results(fine, simulate(fine), case.scenario).indicator_table.to_dataframe()
    coarse = results.indicator_table.to_dataframe()
    size, name = claim.measured.en.split(" (")[0], claim.measured.en.split("(")[1].split(")")[0]
    error = np.abs(coarse[name] - truth[name]).max() / np.abs(truth[name]).max()

    assert float(size) == pytest.approx(error, rel=0.5)


def test_another_program_that_disagrees_is_told(monkeypatch):
    from urbsim.validation import engines

    model = timed(run_of("baseline").case.model, end=2010.0)
    stocks = engines.simlin_stocks

    def wrong(one):
        table = stocks(one)
        table.iloc[-1, list(map(str.lower, map(str, table.columns))).index("quota_pool")] *= 1.0 + 1e-9
        return table

    monkeypatch.setattr(engines, "simlin_stocks", wrong)
    assert all(not check.holds and "quota_pool" in check.measured.en for check in program_checks(model, "simlin"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_text_from_a_file_comes_out_as_text(lang):
    hostile = "<script>alert(1)</script> a|b *c* [d](e) `f`"
    case = run_of("baseline").case
    scenario = replace(case.scenario, title=hostile, title_zh=hostile)
    shown = show(Dossier(scenario, case.model, [Check("units", plain(hostile), True, plain("1"))]), lang)

    assert "<script>" not in to_page(shown, lang)
    assert "&lt;script&gt;" in to_page(shown, lang)
    row = next(line for line in to_markdown(shown).splitlines() if line.startswith("| &lt;script"))
    assert row.startswith(r"| &lt;script&gt;alert(1)&lt;/script&gt; a\|b \*c\* \[d](e) \`f\` | ")


@pytest.mark.parametrize(("unit", "expected"), [
    ("亿元/ha", (1, 0, -1, 0, 0, 0)), ("ha^0.5", (0, 0, 0.5, 0, 0, 0)), ("10^4 tce/year", (0, 0, 0, 1, 0, 0)),
    ("load/person/year", (0, -1, 0, 0, 0, 1)), ("unit", (0, 0, 0, 0, 1, 0)), ("1", (0,) * 6), ("year", (0,) * 6)])
def test_powers_of_the_base_units(unit, expected):
    assert invariance.powers(unit) == pytest.approx(expected)


@pytest.mark.parametrize("unit", ["亿元/ha", "ha/year", "person", "10^4 tce/亿元"])
def test_a_number_of_another_unit_than_it_says_is_seen(unit, monkeypatch):
    factors = invariance.factors
    monkeypatch.setattr(invariance, "factors", lambda one: factors("1") if one == unit else factors(one))
    model = timed(run_of("baseline").case.model, end=2011.0)

    assert unit in {item.unit for item in model.vocabulary.declarations.values()}
    assert not invariance.scaling_check(model).holds


def test_a_place_that_matters_is_seen(monkeypatch):
    reordered = invariance._reordered
    monkeypatch.setattr(invariance, "_reordered", lambda model, name, value, orders: (
        value if name == "capital_0" else reordered(model, name, value, orders)))

    assert not invariance.order_check(timed(run_of("baseline").case.model, end=2011.0)).holds


def test_an_unknown_program_is_refused():
    done = urbsim("validate", SCENARIOS / "baseline.toml", "--against", "stella", code=2)

    assert "there are simlin, pysd" in done.stderr


def test_a_number_that_is_none_is_worse_than_any():
    assert worst({"a": 1.0, "b": np.nan, "c": 2.0}) == (np.inf, "b")
    assert error(np.array([1.0, np.nan]), np.array([1.0, 1.0])) == np.inf
    assert error(np.array([1.0, 1.1]), np.array([1.0, 2.0])) == pytest.approx(0.45)


@pytest.mark.parametrize("law", LAWS)
def test_no_law_holds_of_what_is_not_a_number(law):
    class Broken:
        model = run_of("baseline").results.model

        def array(self, name):
            return np.full_like(run_of("baseline").array(name), np.nan)

    assert not LAWS[law](Broken()) <= 1e-9


def test_a_program_that_gives_no_number_for_a_stock_is_told(monkeypatch):
    from urbsim.validation import engines

    model = timed(run_of("baseline").case.model, end=2010.0)
    stocks = engines.simlin_stocks
    monkeypatch.setattr(engines, "simlin_stocks", lambda one: stocks(one).assign(quota_pool=np.nan))

    assert all(not check.holds and "inf (quota_pool)" in check.measured.en for check in program_checks(model, "simlin"))


def test_base_units_scale_in_a_study_with_a_start_in_numbers(tmp_path):
    (tmp_path / "study.py").write_text(
        "from urbsim.declare import flow, stock\nkept = stock('Kept.', '亿元', initial=5.0)\n"
        "@flow('亿元/year', into='kept')\ndef kept_more(city_tax):\n    '''Kept.'''\n    return city_tax / 9.0\n",
        encoding="utf-8")
    model = read(SCENARIOS / "baseline.toml", {"time": {"end": 2010.0}}, studies=[tmp_path / "study.py"]).model

    assert invariance.scaling_check(model).holds
