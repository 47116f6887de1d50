"""The command line as a user meets it: output, exit codes, files, and nothing half-written."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib

import pytest
from conftest import ROOT, SCENARIOS, SHORT, urbsim

from urbsim.api import read, run
from urbsim.cli import COMMANDS


def test_run_prints_the_scorecard_and_leaves_the_promised_files(tmp_path):
    done = urbsim("run", SCENARIOS / "baseline.toml", "-o", tmp_path)
    folder = tmp_path / "baseline"

    assert "0 of 4 targets of 2013 are met" in done.stdout
    assert "781.3" in done.stdout
    assert "Park no. 8 by revenue: Northern Industrial Zone, 39.6 亿元, margin to 50: -10.4" in done.stdout
    assert "ASSUMED" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == [
        "districts.csv", "indicators.csv", "manifest.json", "parks.csv", "scenario.resolved.toml", "scorecard.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["baseline"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"urbsim", "model_sha256", "city_sha256", "command", "seed", "engine", "time"} <= set(manifest)
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["year"] for row in rows] == [str(year) for year in range(2009, 2026)]


def test_the_resolved_scenario_runs_to_the_same_bytes(tmp_path):
    urbsim("run", SCENARIOS / "debt_push.toml", *SHORT, "-s", "parks.ETDZ.capital_0=130", "-o", tmp_path / "one")
    resolved = tmp_path / "debt_push.toml"
    shutil.copy(tmp_path / "one" / "debt_push" / "scenario.resolved.toml", resolved)
    urbsim("run", resolved, "-o", tmp_path / "two")

    for name in ("indicators.csv", "parks.csv", "districts.csv", "scorecard.json"):
        one, two = (tmp_path / which / "debt_push" / name for which in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), name


def test_two_runs_are_the_same_bytes(tmp_path):
    for which in ("one", "two"):
        urbsim("run", SCENARIOS / "full_package.toml", *SHORT, "-o", tmp_path / which)
    for path in (tmp_path / "one" / "full_package").iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (tmp_path / "two" / "full_package" / path.name).read_bytes(), path.name


def test_nothing_is_overwritten_without_force(tmp_path):
    arguments = ("run", SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path)
    urbsim(*arguments)
    before = (tmp_path / "no_policy" / "indicators.csv").stat().st_mtime_ns

    assert "--force" in urbsim(*arguments, code=2).stderr
    assert (tmp_path / "no_policy" / "indicators.csv").stat().st_mtime_ns == before
    urbsim(*arguments, "--force")
    assert [path.name for path in tmp_path.iterdir()] == ["no_policy"]


def test_force_never_replaces_a_folder_that_urbsim_did_not_write(tmp_path):
    own = tmp_path / "no_policy"
    own.mkdir()
    (own / "thesis.doc").write_text("years of work", encoding="utf-8")
    done = urbsim("run", SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path, "--force", code=2)

    assert "did not write (thesis.doc)" in done.stderr
    assert (own / "thesis.doc").read_text(encoding="utf-8") == "years of work"
    urbsim("figures", SCENARIOS / "no_policy.toml", *SHORT, "-o", own, "--force", "--only", "total_revenue")
    assert (own / "thesis.doc").exists()


def test_force_keeps_a_note_among_results_and_takes_an_empty_folder(tmp_path):
    arguments = ("run", SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path)
    (tmp_path / "no_policy").mkdir()
    urbsim(*arguments)
    (tmp_path / "no_policy" / "notes.md").write_text("mine", encoding="utf-8")

    assert "did not write (notes.md)" in urbsim(*arguments, "--force", code=2).stderr
    assert (tmp_path / "no_policy" / "notes.md").exists()


def test_one_faulty_scenario_does_not_stop_the_others(tmp_path):
    faulty = tmp_path / "faulty.toml"
    faulty.write_text('title = "Faulty"\n[levers]\nanual_quota = 240.0\n', encoding="utf-8")
    done = urbsim("run", faulty, SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path / "out", code=3)

    assert f"{faulty}:3: levers.anual_quota: no such lever. Did you mean 'annual_quota'?" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["no_policy"]


def test_a_fault_leaves_nothing(tmp_path):
    done = urbsim("run", SCENARIOS / "baseline.toml", "-s", "levers.annual_quota=nan", "-o", tmp_path / "out", code=3)

    assert "--set: levers.annual_quota: must be a finite number" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_written_is_exit_2(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")

    assert "cannot be written" in urbsim("run", SCENARIOS / "no_policy.toml", *SHORT, "-o", blocked, code=2).stderr


def test_a_numerical_failure_is_exit_4_and_leaves_nothing(tmp_path):
    """Ten thousand people a job: the model leaves the range of numbers; the other scenario still runs."""
    huge = tmp_path / "huge.toml"
    huge.write_text('title = "Huge"\n[parks.ETDZ]\ncapital_0 = 1e300\n', encoding="utf-8")
    done = urbsim("run", huge, SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path / "out", code=4)

    assert "stopped being finite at 2009" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["no_policy"]


def test_an_interrupt_is_exit_130_and_leaves_nothing(tmp_path):
    command = [sys.executable, "-m", "urbsim", "run", *map(str, sorted(SCENARIOS.glob("*.toml")))]
    process = subprocess.Popen(  # a shell's background jobs ignore the signal, and children inherit that
        [*command, "-o", str(tmp_path / "out")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    while not (tmp_path / "out").exists():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"Traceback" not in error
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]
    for folder in (tmp_path / "out").iterdir():
        assert len(list(folder.iterdir())) == 6


def test_the_full_time_series_and_the_tables_are_saved_and_read_back(tmp_path):
    import openpyxl
    import pandas
    import pyarrow.parquet
    import xarray

    urbsim("run", SCENARIOS / "baseline.toml", *SHORT, "--save", "csv,parquet,nc,xlsx", "-o", tmp_path)
    folder, result = tmp_path / "baseline", run(SCENARIOS / "baseline.toml", time={"end": 2014.0})
    revenue = result.array("revenue")

    table = pyarrow.parquet.read_table(folder / "timeseries.parquet")
    assert table["revenue[ETDZ]"].to_numpy() == pytest.approx(revenue[:, 0], rel=1e-10)
    assert json.loads(table.schema.metadata[b"units"])["revenue[ETDZ]"] == "亿元/year"
    read_back = pandas.read_csv(folder / "timeseries.csv")["revenue[ETDZ]"]
    assert read_back.to_numpy() == pytest.approx(revenue[:, 0], rel=1e-10)
    with xarray.open_dataset(folder / "timeseries.nc", engine="h5netcdf") as data:
        assert data["revenue"].dims == ("time", "park")
        assert data["revenue"].sel(park="ETDZ").to_numpy() == pytest.approx(revenue[:, 0], rel=1e-10)
        assert data["utility_capacity"].attrs["units"] == "unit"
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["indicators"]
    assert [sheet.cell(row, 1).value for row in range(3, 8)] == [2009, 2010, 2011, 2012, 2013]
    assert sheet.cell(2, 2).value == "亿元/year"


def test_an_unknown_format_and_a_missing_package_are_exit_2_before_anything_runs(tmp_path):
    unknown = urbsim("run", SCENARIOS / "baseline.toml", "--save", "parket", "-o", tmp_path, code=2)
    assert "Did you mean 'parquet'" in unknown.stderr
    code = ("import importlib.util as u; find = u.find_spec\n"
            "u.find_spec = lambda name, *a: None if name == 'pyarrow' else find(name, *a)\n"
            "from urbsim.cli import main; main()")
    done = subprocess.run(
        [sys.executable, "-c", code, "run", str(SCENARIOS / "baseline.toml"), "--save", "parquet", "-o", str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "pip install 'urbsim[data]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_json_is_the_scorecard(tmp_path):
    card = json.loads(urbsim("run", SCENARIOS / "baseline.toml", "--json", "-q", "-o", tmp_path).stdout)

    assert card == json.loads((tmp_path / "baseline" / "scorecard.json").read_text(encoding="utf-8"))
    assert card["all_met"] is False
    assert {target["prices"] for target in card["targets"]} == {"current", "constant"}


def test_chinese_output_holds_no_english_words(tmp_path):
    done = urbsim("run", SCENARIOS / "baseline.toml", *SHORT, "--lang", "zh", "-q", "-o", tmp_path)

    assert "意见照办" in done.stdout
    words = {word for word in done.stdout.replace("（", " ").split() if word.isascii() and word.isalpha()}
    assert words == set()


def test_check_says_what_is_right_and_what_is_wrong(tmp_path):
    faulty = tmp_path / "faulty.toml"
    faulty.write_text('title = "Faulty"\n[time]\nstep = 0\n', encoding="utf-8")
    done = urbsim("check", *sorted(SCENARIOS.glob("*.toml")), faulty, code=3)

    assert done.stdout.count(": ok (") == 11
    assert f"{faulty}:3: time.step" in done.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_name_can_be_explained(lang):
    from urbsim import sectors
    from urbsim.cli.explain import _print
    from urbsim.model.describe import describe

    vocabulary = sectors.load()
    for name in [*vocabulary.declarations, *vocabulary.indicators]:
        found = describe(name, vocabulary)
        assert len(found) == (name in vocabulary.declarations) + (name in vocabulary.indicators)
        _print(found[0], lang)


def test_explain_shows_formula_source_causes_uses_and_place():
    text = urbsim("explain", "servicing").stdout

    for part in ("Land servicing, as far as the money goes", "servicing_wanted * land_spending / guarded(land_need)",
                 "policy 2.5", "seven utilities, in step with the towns", "raw_land", "serviced_land",
                 "land.py:"):
        assert part in text
    assert "Did you mean 'servicing_cost'" in urbsim("explain", "servicing_cots", code=3).stderr


def test_new_city_runs_as_it_stands(tmp_path):
    urbsim("new", "mycity", cwd=tmp_path)
    done = urbsim("run", "mycity/no_policy.toml", *SHORT, cwd=tmp_path)

    assert "mycity without policy" in done.stdout
    assert "exists already" in urbsim("new", "mycity", cwd=tmp_path, code=2).stderr


def test_the_committed_schema_is_current_and_covers_every_name():
    schema = json.loads((SCENARIOS / "scenario.schema.json").read_text(encoding="utf-8"))
    case = read(SCENARIOS / "baseline.toml")

    assert json.loads(urbsim("schema").stdout) == schema
    assert set(schema["properties"]["levers"]["properties"]) == set(case.vocabulary.levers)
    assert set(schema["properties"]["parameters"]["properties"]) == set(case.vocabulary.parameters)


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_scenario_has_titles_in_both_languages_and_one_comment_on_what_it_asks(path):
    text = path.read_text(encoding="utf-8")
    data = tomllib.loads(text)

    assert data["title"]
    assert data["title_zh"]
    assert text.splitlines()[1].startswith("# ")
    assert text.splitlines()[1].endswith("?")
    assert read(path).notes == ()


def test_help_is_there_for_every_command_and_a_wrong_one_is_named():
    text = urbsim("--help").stdout
    for name in COMMANDS:
        assert name in text
        assert "Usage" in urbsim(name, "-h").stdout
    assert "Did you mean 'compare'" in urbsim("comapre", code=2).stderr
    urbsim("run", "--nonsense", code=2)
    urbsim("run", code=2)


def test_set_without_its_table_is_told_the_table():
    done = urbsim("run", SCENARIOS / "baseline.toml", "-s", "siting_strictness=0.3", code=2)

    assert "levers.siting_strictness=0.3" in done.stderr


def test_a_chinese_park_in_the_resolved_scenario_runs(tmp_path):
    from test_structure import copy_city

    folder = copy_city(tmp_path / "city")
    parks = folder / "parks.csv"
    parks.write_text(parks.read_text(encoding="utf-8").replace("\nETDZ,", "\n开发区,"), encoding="utf-8")
    scenario = tmp_path / "chinese.toml"
    scenario.write_text('title = "x"\ncity = "city"\n[parks."开发区"]\ncapital_0 = 130.0\n', encoding="utf-8")
    urbsim("run", scenario, *SHORT, "-o", tmp_path / "out")
    resolved = tmp_path / "again.toml"
    shutil.copy(tmp_path / "out" / "chinese" / "scenario.resolved.toml", resolved)

    urbsim("check", resolved)


def test_output_that_cannot_show_chinese_is_no_failure(tmp_path):
    done = subprocess.run([sys.executable, "-m", "urbsim", "run", str(SCENARIOS / "no_policy.toml"), *SHORT, "-o",
                           str(tmp_path)], capture_output=True, check=False, timeout=120, cwd=ROOT,
                          env={**os.environ, "PYTHONIOENCODING": "ascii"})

    assert done.returncode == 0
    assert b"Total revenue" in done.stdout


def test_two_files_of_one_name_are_refused(tmp_path):
    copy = tmp_path / "baseline.toml"
    shutil.copy(SCENARIOS / "no_policy.toml", copy)

    assert "share one folder" in urbsim("run", SCENARIOS / "baseline.toml", copy, "-o", tmp_path / "o", code=2).stderr
