"""What a report is handed: folders of analyses that do not fit it are refused in words that say what to do."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from conftest import SCENARIOS, SHORT, case_of, run_of, urbsim
from test_report_analyses import CONTRIBUTIONS, write_analysis

from urbsim.api import Run, read
from urbsim.errors import InputError
from urbsim.report.compose import compose
from urbsim.scenario.resolved import settings_digest, settings_in_force

TARGETS = "target,year,runs,reached,share,share_low,share_high,margin_q05,margin_q50,margin_q95\n"
SUMMARY = "quantity,year,q05,q25,q50,q75,q95\nrevenue_current,2013,1,2,3,4,5\n"
SAMPLED = {"sampled": ["a"], "grid": {}, "years": [2013]}


def refusal(kind, folder, run=None):
    with pytest.raises(InputError) as told:
        compose([run or run_of("baseline")], "en", folders={kind: folder})
    return str(told.value)


def made(folder, command, tables, **about):
    return write_analysis(folder, tables, command=["urbsim", command], **about)


@pytest.mark.parametrize(("sweep", "rows", "message"), [
    ({"sampled": [], "grid": {"a": [1, 2]}, "years": [2013]}, "", "a sweep over a grid without a sample"),
    ({"sampled": ["a"], "grid": {"b": [1, 2]}, "years": [2013]}, "", "a sample at every point of a grid of b"),
    ({"sampled": ["a"], "grid": {}, "years": [2020]}, "", "does not keep 2013, the year of the targets"),
    (SAMPLED, "", "targets.csv: has no rows"),
    (SAMPLED, "all,2020,8,4,0.5,0.2,0.8,,,\n", "has no rows of 2013"),
    (SAMPLED, "all,2013,8,4,half,0.2,0.8,,,\n", "targets.csv: share: is no number: half"),
])
def test_a_sweep_without_shares_of_the_target_year_is_refused(sweep, rows, message, tmp_path):
    folder = made(tmp_path / "one", "sweep", {"targets.csv": TARGETS + rows, "summary.csv": SUMMARY}, sweep=sweep)
    told = refusal("sweep", folder)

    assert message in told
    assert "`urbsim sweep baseline.toml --sample sobol --runs 1024" in told


@pytest.mark.parametrize(("kind", "command", "tables", "message"), [
    ("attribution", "attribute", {"contributions.csv": CONTRIBUTIONS.splitlines()[0] + "\n"}, "has no rows"),
    ("loops", "loops", {"loops.csv": "year,loop\n2010,a\n"}, "loops.csv: has no column relative_score"),
    ("sensitivity", "sensitivity", {"indices.csv": ""}, "has no column outcome, year"),
])
def test_a_table_without_rows_or_columns_is_refused(kind, command, tables, message, tmp_path):
    folder = made(tmp_path / "one", command, tables, samples=8, precision={})
    told = refusal(kind, folder)

    assert message in told
    assert f"-o {folder} --force` makes it again" in told


NOBODYS = {
    "loops": {"loops.csv": "year,loop,relative_score\n2010,nope,0.5\n",
              "knockouts.csv": "loop,breaks_down,change_total,change_parks\nnope,,1,1\n"},
    "sensitivity": {"indices.csv": "outcome,year,unit,factor,measure,value,low,high\n"
                                   "gdp,2013,1,demand_trend,nope,1,,\n",
                    "one_at_a_time.csv": "outcome,year,unit,factor,factor_unit,factor_low,factor_base,factor_high,"
                                         "outcome_low,outcome_base,outcome_high\n"
                                         "gdp,2013,1,demand_trend,1,1,1,1,1,1,1\n"}}


@pytest.mark.parametrize(("kind", "what"), [("loops", "loop"), ("sensitivity", "measure")])
def test_a_table_that_names_what_nobody_knows_is_refused(kind, what, tmp_path):
    folder = made(tmp_path / "one", kind, NOBODYS[kind], samples=8, precision={})

    assert f"is no {what} that this report knows: nope" in refusal(kind, folder)


def test_a_folder_of_another_command_is_named_and_never_to_be_replaced(tmp_path):
    told = refusal("sweep", made(tmp_path / "one", "attribute", {"contributions.csv": CONTRIBUTIONS}))

    assert "this is a folder of urbsim attribute; --sweep takes one of urbsim sweep" in told
    assert "--force" not in told
    (tmp_path / "mine").mkdir()
    assert "--force" not in refusal("sweep", tmp_path / "mine")


def test_an_analysis_of_the_scenario_with_other_settings_is_refused_and_says_which(tmp_path):
    other = read(SCENARIOS / "baseline.toml", {"levers": {"annual_quota": 123.0}})
    folder = made(tmp_path / "one", "attribute", {"contributions.csv": CONTRIBUTIONS},
                  settings=settings_in_force(other.scenario, other.vocabulary))
    told = refusal("attribution", folder)

    assert "is of 'baseline' with other settings: levers.annual_quota (123.0 there, " in told
    assert "--force` makes it again" in told


def test_an_analysis_with_another_step_is_taken_and_an_old_manifest_is_not(tmp_path):
    base = run_of("baseline")
    settings = settings_in_force(base.case.scenario, base.case.vocabulary)
    taken = made(tmp_path / "one", "attribute", {"contributions.csv": CONTRIBUTIONS},
                 settings={**settings, "time.step": 0.125})
    old = made(tmp_path / "two", "attribute", {"contributions.csv": CONTRIBUTIONS}, settings=None)

    compose([base], "en", folders={"attribution": taken})
    assert "does not say how the scenario 'baseline' was set" in refusal("attribution", old)


def test_the_name_and_title_of_a_scenario_are_no_settings_and_a_value_of_the_base_is_none():
    case = case_of("no_policy")
    quota = case.vocabulary.levers["annual_quota"].base
    same = read(SCENARIOS / "no_policy.toml", {"levers": {"annual_quota": quota}})
    first = settings_in_force(case.scenario, case.vocabulary)
    second = settings_in_force(replace(same.scenario, name="other", title="Another"), same.vocabulary)

    assert first == second
    assert settings_digest(first) == settings_digest(second)
    assert json.loads(json.dumps(first)) == first


def test_the_manifests_of_commands_fit_the_report(tmp_path):
    """An attribution as the command leaves it; then the report of other settings."""
    folder = tmp_path / "one"
    urbsim("attribute", SCENARIOS / "no_policy.toml", "--to", SCENARIOS / "equal_shares.toml", "--orders", 4, "-o",
           folder, "--no-figures", *SHORT)
    case = read(SCENARIOS / "equal_shares.toml")
    shown = run_of("equal_shares")
    changed = read(SCENARIOS / "equal_shares.toml", {"policy": {"ramp": 2.0}})

    compose([shown], "en", folders={"attribution": folder})
    other = Run(replace(case, scenario=changed.scenario), shown.results, shown.engine)
    assert re.search(r"policy\.ramp \(1\.0 there, 2\.0 in this report\)", refusal("attribution", folder, other))


@pytest.mark.parametrize("out", [".", "..", "there"])
def test_an_output_that_is_a_folder_is_told(out, tmp_path):
    (tmp_path / "there").mkdir()
    done = urbsim("report", SCENARIOS / "no_policy.toml", "-o", out, "--format", "html", cwd=tmp_path, code=2)

    assert "folder" in done.stderr or "names no file" in done.stderr
    assert "report" in done.stderr
    assert list((tmp_path / "there").iterdir()) == []
