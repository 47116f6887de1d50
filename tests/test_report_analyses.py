"""What a report says of analyses that are handed in, and of those that are not."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from conftest import NAMES, SCENARIOS, case_of, run_of, urbsim
from test_report import document, texts_of

from urbsim.cli import report
from urbsim.errors import InputError
from urbsim.report.compose import compose
from urbsim.report.document import DataTable, Picture
from urbsim.report.page import to_html
from urbsim.report.pictures import Gallery
from urbsim.results import model_hash
from urbsim.scenario.resolved import settings_in_force

OTHER = "This analysis is of another scenario"


def write_analysis(folder, tables, **about):
    folder.mkdir()
    case = case_of("baseline")
    manifest = {"model_sha256": model_hash(), "city_sha256": case.city.digest, "studies": {}, "scenario": "baseline",
                "method": "rk4", "step": 0.0625, "seed": 0, "command": ["urbsim", "attribute"], **about}
    if manifest["command"][1] == "attribute":
        manifest.setdefault("to", "baseline")
    for key, settings in (("scenario", "settings"), ("to", "to_settings")):
        if (SCENARIOS / f"{manifest.get(key)}.toml").is_file():
            shown = case_of(manifest[key])
            manifest.setdefault(settings, settings_in_force(shown.scenario, shown.vocabulary))
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


CONTRIBUTIONS = """outcome,year,unit,player,clauses,levers,shapley,low,high,first_in,last_in,difference
revenue_current,2013,亿元/year,land,3.2a 3.2b,annual_quota,21.26,21.26,21.26,23.77,18.75,26.03
revenue_current,2013,亿元/year,land_reuse,3.2c,consolidation_effort,4.77,4.77,4.77,7.28,2.26,26.03
"""


def test_an_attribution_handed_in_is_told_in_the_units_of_the_language(tmp_path):
    folder = write_analysis(tmp_path / "one", {"contributions.csv": CONTRIBUTIONS}, scenario="no_policy",
                            to="baseline", runs=4)
    shown = compose([run_of("baseline"), run_of("no_policy")], "en", folders={"attribution": folder})
    said = " ".join(texts_of(shown))

    assert "From “No policy” to “The policy as written, moderate funding”" in said
    assert "+2.603 billion CNY" in said
    assert "Land quota and priority" in said
    picture = next(block for block in shown.blocks if isinstance(block, Picture) and block.name == "attribution")
    widths = [bar.get_width() for bar in picture.draw().axes[0].patches]
    assert widths == pytest.approx([2.126, 0.477])


def test_a_report_that_lacks_an_analysis_says_which_command_makes_it():
    said = " ".join(texts_of(document("en")))

    for command in ("urbsim loops baseline.toml", "urbsim attribute NO_POLICY.toml --to baseline.toml",
                    "urbsim sensitivity baseline.toml", "urbsim sweep baseline.toml --sample sobol"):
        assert command in said


@pytest.mark.parametrize(("about", "tables", "message"), [
    ({}, {}, "contributions.csv: is missing; `urbsim attribute"),
    ({"model_sha256": "old"}, {"contributions.csv": CONTRIBUTIONS}, "was made with another version of the model"),
    ({"city_sha256": "old"}, {"contributions.csv": CONTRIBUTIONS}, "was made with another version of the city"),
    ({"to": "debt_push"}, {"contributions.csv": CONTRIBUTIONS}, "is of the scenario 'debt_push'"),
])
def test_a_folder_that_does_not_belong_to_the_report_is_refused(about, tables, message, tmp_path):
    folder = write_analysis(tmp_path / "one", tables, **about)

    with pytest.raises(InputError, match=re.escape(message)):
        compose([run_of("baseline")], "en", folders={"attribution": folder})


def test_all_faulty_folders_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as told:
        compose([run_of("baseline")], "en", folders={"loops": tmp_path, "sweep": tmp_path / "nothing"})

    assert "it has no manifest.json. `urbsim loops baseline.toml" in str(told.value)
    assert "`urbsim sweep baseline.toml --sample sobol" in str(told.value)


@pytest.fixture(scope="module")
def sensitivity(tmp_path_factory):
    """A small sensitivity analysis of the baseline, by two methods."""
    folder = tmp_path_factory.mktemp("sensitivity")
    for method, samples in (("sobol", 16), ("morris", 8)):
        urbsim("sensitivity", SCENARIOS / "baseline.toml", "--method", method, "--samples", samples, "--no-figures",
               "--factors", "demand_plateau,town_unit_cost,land_cost_share", "--outcomes", "margin_total,urbanization",
               "-o", folder / method)
    return folder


def ranked(shown):
    return next(block for block in shown.blocks if isinstance(block, DataTable) and "three factors" in block.caption)


def test_indices_of_a_sensitivity_have_intervals_with_the_same_digits(sensitivity):
    shown = compose([run_of("baseline")], "en", folders={"sensitivity": sensitivity / "sobol"})
    rows = ranked(shown).rows

    assert len(rows) == 6
    assert [bool(row[0]) for row in rows] == [True, False, False] * 2
    for _, _, value, interval in rows:
        low, high = interval.split(" – ")
        assert float(low.replace("−", "-")) <= float(value) <= float(high)
        assert len({len(text.partition(".")[2]) for text in (value, low, high)}) == 1
    assert "samples are few for 2 of 2 outcomes" in " ".join(texts_of(shown))


def test_effects_in_the_unit_of_an_outcome_are_in_the_money_of_the_language(sensitivity):
    tables = [ranked(compose([run_of("baseline")], "en", folders={"sensitivity": sensitivity / "morris"})), next(
        block for block in compose([run_of("baseline")], "zh", folders={"sensitivity": sensitivity / "morris"}).blocks
        if isinstance(block, DataTable) and "三个因素" in block.caption)]
    english, chinese = (table.rows[0] for table in tables)

    assert "billion CNY" in english[0]
    assert "亿元" in chinese[0]
    assert float(chinese[2]) == pytest.approx(10.0 * float(english[2]), rel=0.05)


def test_an_analysis_of_another_scenario_than_the_one_in_detail_says_so(sensitivity):
    runs, folders = [run_of("baseline"), run_of("no_policy")], {"sensitivity": sensitivity / "sobol"}
    of_another = [OTHER in " ".join(texts_of(compose(runs, "en", detail=name, folders=folders)))
                  for name in ("baseline", "no_policy")]

    assert of_another == [False, True]


def test_contributions_of_clauses_have_the_same_decimals(tmp_path):
    folder = write_analysis(tmp_path / "one", {"contributions.csv": CONTRIBUTIONS}, scenario="no_policy", to="baseline")
    shown = compose([run_of("baseline")], "en", folders={"attribution": folder})
    rows = next(block.rows for block in shown.blocks if isinstance(block, DataTable) and "3.2a" in block.rows[0][1])

    assert len({len(cell.partition(".")[2]) for row in rows for cell in row[2:]}) == 1


def test_the_page_of_all_shipped_scenarios_can_be_sent_by_mail():
    page = to_html(compose([run_of(name) for name in NAMES], "zh"), Gallery())

    assert len(page.encode()) <= 6_000_000


def test_the_command_says_which_scenario_is_told_in_detail(monkeypatch):
    monkeypatch.setattr("urbsim.report.compose.compose", lambda *_, **__: None)
    monkeypatch.setattr("urbsim.report.write.write", lambda *_: None)
    files = [str(SCENARIOS / f"{name}.toml") for name in ("baseline", "no_policy")]
    first, chosen = (CliRunner().invoke(report.command, [*files, "-o", "one.html", *more]).output
                     for more in ([], ["--detail", "no_policy"]))

    assert "'baseline' is told in detail" in first
    assert "one.html" in chosen
    assert "in detail" not in chosen
