"""Everything a user can get wrong: one clear message with file and line, exit code 3, nothing written, no traceback."""

from __future__ import annotations

import contextlib
import os
import shutil

import pytest
from conftest import SCENARIOS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from urbsim.api import read
from urbsim.cities.city import BUILT_IN
from urbsim.errors import InputError, UrbsimError

HEAD = 'title = "Test"\n'
SCENARIO_FAULTS = {
    "nan": (HEAD + "[levers]\nannual_quota = nan\n", 3, "levers.annual_quota", "finite number"),
    "inf": (HEAD + "[parameters]\noutside_pull = inf\n", 3, "parameters.outside_pull", "finite number"),
    "text for a number": (HEAD + '[levers]\nannual_quota = "240"\n', 3, "levers.annual_quota", "'240'"),
    "true for a number": (HEAD + "[parameters]\noutside_pull = true\n", 3, "parameters.outside_pull", "not true"),
    "full-width digits": (HEAD + "[levers]\nannual_quota = ２４０\n", 3, "", "full-width"),
    "unknown key": (HEAD + "ttile_zh = 'x'\n", 2, "ttile_zh", "Did you mean 'title_zh'"),
    "unknown key in a table": (HEAD + "[time]\nstpe = 0.5\n", 3, "time.stpe", "Did you mean 'step'"),
    "unknown lever": (HEAD + "[levers]\nsiting_strictnes = 0.5\n", 3, "levers.siting_strictnes",
                      "Did you mean 'siting_strictness'"),
    "unknown parameter": (HEAD + "[parameters]\noutside_pul = 120.0\n", 3, "parameters.outside_pul",
                          "Did you mean 'outside_pull'"),
    "lever among parameters": (HEAD + "[parameters]\nannual_quota = 240.0\n", 3, "parameters.annual_quota", "[levers]"),
    "unknown park": (HEAD + "[parks.LingangZon]\ncapital_0 = 3.0\n", 3, "parks.LingangZon.capital_0",
                     "Did you mean 'LingangZone'"),
    "unknown column": (HEAD + "[parks.LingangZone]\ncapital_1 = 3.0\n", 3, "parks.LingangZone.capital_1",
                       "Did you mean 'capital_0'"),
    "unknown city value": (HEAD + "[city]\nquota_reserv = 4000.0\n", 3, "city.quota_reserv",
                           "Did you mean 'quota_reserve_0'"),
    "outside low..high": (HEAD + "[levers]\nannual_quota = 5000\n", 3, "levers.annual_quota", "outside 100 to 900"),
    "knot outside low..high": (HEAD + "[levers]\nannual_quota = [[2009.0, 240], [2012.0, 5000]]\n", 3,
                               "levers.annual_quota", "outside 100 to 900"),
    "negative land": (HEAD + "[parks.ETDZ]\nraw_land_0 = -7.0\n", 3, "parks.ETDZ.raw_land_0", "outside 0"),
    "city value outside": (HEAD + "[city]\nquota_reserve_0 = 1.0\n", 3, "city.quota_reserve_0", "outside 3000 to 9000"),
    "shares of money": (HEAD + "[levers]\nfund_share_projects = 0.9\n", 3, "levers.fund_share_projects", "sum to 1.7"),
    "shares of a park": (HEAD + "[parks.ETDZ]\nmix_hightech = 0.9\n", 3, "parks.ETDZ.mix", "sum to 1.7"),
    "step 0": (HEAD + "[time]\nstep = 0.0\n", 3, "time.step", "greater than 0"),
    "step that does not divide": (HEAD + "[time]\nstep = 0.3\n", 3, "time.step", "divide half a year"),
    "end before start": (HEAD + "[time]\nstart = 2012.0\nend = 2010.0\n", 4, "time.end", "after the start"),
    "start off the grid": (HEAD + "[time]\nstart = 2009.03\n", 3, "time.start", "grid"),
    "policy off the grid": (HEAD + "[policy]\nstart = 2009.03\n", 3, "policy.start", "grid"),
    "10^9 steps": (HEAD + "[time]\nstep = 1.4901161193847656e-08\n", 3, "time.step", "1.14e+09 steps"),
    "knots closer than the ramp": (HEAD + "[levers]\nannual_quota = [[2009.0, 240], [2009.5, 300]]\n", 3,
                                   "levers.annual_quota", "closer than the ramp"),
    "knots that go back": (HEAD + "[levers]\nannual_quota = [[2012.0, 240], [2009.0, 300]]\n", 3,
                           "levers.annual_quota", "must increase"),
    "odd knots": (HEAD + "[levers]\nannual_quota = [2009.0, 240]\n", 3, "levers.annual_quota", "[time, value] pairs"),
    "unknown method": (HEAD + "[time]\nmethod = 'rk5'\n", 3, "time.method", "'rk4'"),
    "fractional count": (HEAD + "[targets]\nparks_at_least = { revenue = 50.0, count = 7.5 }\n", 3,
                         "targets.parks_at_least.count", "whole number"),
    "huge whole number": (HEAD + f"[levers]\nannual_quota = 1{'0' * 400}\n", 3, "levers.annual_quota", "finite"),
    "number of thousands of digits": (HEAD + f"[levers]\nannual_quota = 1{'0' * 5000}\n", None, "", "digits"),
    "tier of one and a half": (HEAD + "[parks.ETDZ]\ntier = 1.5\n", 3, "parks.ETDZ.tier", "whole number"),
    "duplicate table": (HEAD + "[levers]\n[levers]\n", 3, "", "stands once"),
    "percent": (HEAD + "[levers]\nsiting_strictness = 85%\n", 3, "", "expected"),
    "odd key of an uncertainty": (HEAD + "[uncertainty]\noutside_pull = { low = 100.0, high = 160.0, shap = 'x' }\n", 3,
                                  "uncertainty.outside_pull.shap", "Did you mean 'shape'"),
    "weights of utilities": (HEAD + "[utilities.road]\nweight = 0.9\n", 3, "utilities.road.weight", "sum to 1.66"),
    "no title": ("[levers]\nannual_quota = 240.0\n", None, "title", "is missing"),
    "missing extends": (HEAD + "extends = 'nowhere'\n", 2, "extends", "no file nowhere.toml"),
    "path in extends": (HEAD + "extends = '../../etc/passwd'\n", 2, "extends", "not the name of a file"),
    "extends itself": (HEAD + "extends = 'faulty'\n", 2, "extends", "extends itself: faulty -> faulty"),
    "unknown city": (HEAD + "city = 'qinhuangda'\n", 2, "city", "Did you mean 'qinhuangdao'"),
    "unknown city in a table": (HEAD + "[city]\nname = 'nowhere'\n", 3, "city.name", "no such city"),
    "city of a name too long": (HEAD + f"city = '{'a' * 5000}'\n", 2, "city", "no such city"),
    "extends of a name too long": (HEAD + f"extends = '{'长' * 128}'\n", 2, "extends", "not the name of a file"),
    "a line separator in a title": ('title = "a\u2028b"\n[levers]\nfoo = 1\n', 3, "levers.foo", "no such lever"),
    "a key inside text": (HEAD + 'title_zh = """\n[levers]\nfoo = 1\n"""\n[levers]\nfoo = 1\n', 7, "levers.foo",
                          "no such lever"),
    "deep table": (HEAD + "[" + ".".join("a" * 300) + "]\n", 2, "a", "unknown key"),
    "truncated": (HEAD + "[levers]\nannual_quota = [[2009.0, 2", 3, "", "cut off"),
    "nested arrays": (HEAD + "levers = " + "[" * 50_000, 2, "", "nested too deeply"),
    "table for a number": (HEAD + "[levers.annual_quota]\nvalue = 3.0\n", 2, "levers.annual_quota", "finite number"),
    "number for a table": (HEAD + "time = 3.0\n", 2, "time", "must be a table"),
    "date": ("title = 2009-01-01\n", 1, "title", "string"),
    "control characters": (HEAD + "x = \"\x07\"\n", 2, "", "Illegal character".lower()),
    "uncertainty upside down": (HEAD + "[uncertainty]\noutside_pull = { low = 160.0, high = 100.0 }\n", 3,
                                "uncertainty.outside_pull", "below high"),
    "uncertainty outside": (HEAD + "[uncertainty]\noutside_pull = { low = 10.0, high = 100.0 }\n", 3,
                            "uncertainty.outside_pull", "outside 60 to 200"),
    "uncertain city value outside": (HEAD + "[uncertainty]\nquota_reserve_0 = { low = 10.0, high = 4000.0 }\n", 3,
                                     "uncertainty.quota_reserve_0", "outside 3000 to 9000"),
    "uncertain cell of no park": (HEAD + "[uncertainty]\n'parks.Lingang.capital_0' = { low = 10.0, high = 40.0 }\n", 3,
                                  "uncertainty.parks.Lingang.capital_0", "Did you mean 'LingangZone'"),
    "uncertain mark": (HEAD + "[uncertainty]\n'parks.LingangZone.tier' = { low = 1.0, high = 2.0 }\n", 3,
                       "uncertainty.parks.LingangZone.tier", "cannot vary by itself"),
    "peak outside": (HEAD + "[uncertainty]\noutside_pull = { low = 100, high = 120, shape = 'normal', peak = 90 }\n",
                     3, "uncertainty.outside_pull", "peak lies between low and high"),
    "deviation of uniform": (HEAD + "[uncertainty]\noutside_pull = { low = 100.0, high = 120.0, deviation = 5 }\n",
                              3, "uncertainty.outside_pull", "only a normal range has a deviation"),
    "values and a range": (HEAD + "[uncertainty]\noutside_pull = { low = 100.0, values = [100.0, 120.0] }\n", 3,
                           "uncertainty.outside_pull", "give either values"),
    "one value": (HEAD + "[uncertainty]\noutside_pull = { values = [100.0] }\n", 3, "uncertainty.outside_pull",
                  "at least two numbers"),
    "value outside": (HEAD + "[uncertainty]\noutside_pull = { values = [10.0, 100.0] }\n", 3,
                      "uncertainty.outside_pull", "outside 60 to 200"),
    "uncertainty of nothing": (HEAD + "[uncertainty]\noutside_pul = { low = 100.0, high = 120.0 }\n", 3,
                               "uncertainty.outside_pul", "Did you mean 'outside_pull'"),
}


def problems_of(path, overrides=None):
    with pytest.raises(InputError) as error:
        read(path, overrides)
    return error.value.problems


@pytest.mark.parametrize("fault", SCENARIO_FAULTS)
def test_scenario_fault_is_one_clear_message(fault, tmp_path):
    text, line, key, message = SCENARIO_FAULTS[fault]
    path = tmp_path / "faulty.toml"
    path.write_text(text, encoding="utf-8")

    problems = problems_of(path)
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert message in str(problems[0])
    if line is not None:
        assert problems[0].file == str(path)
        assert problems[0].line == line, str(problems[0])
    assert problems[0].key.startswith(key)
    assert len(str(problems[0])) < 500


def test_a_fault_of_kind_does_not_hide_a_fault_of_name(tmp_path):
    path = tmp_path / "faulty.toml"
    path.write_text('title = 3\n[levers]\nsiting_strictnes = 0.5\n', encoding="utf-8")

    assert [problem.key for problem in problems_of(path)] == ["title", "levers.siting_strictnes"]


@pytest.mark.parametrize("key", ["title", "title_zh", "extends"])
def test_titles_and_extends_cannot_be_set_on_top(key):
    assert "cannot be set on top" in problems_of(SCENARIOS / "baseline.toml", {key: "full_package"})[0].message


def test_a_park_named_like_an_indicator_is_refused(tmp_path):
    folder = tmp_path / "city"
    shutil.copytree(BUILT_IN / "qinhuangdao", folder)
    replaced("parks.csv", "\nETDZ,", "\nrevenue,")(folder)

    assert "column of indicators.csv" in problems_of(SCENARIOS / "baseline.toml", {"city": str(folder)})[0].message


def test_times_that_say_less_than_they_seem_get_a_warning(tmp_path):
    path = tmp_path / "late.toml"
    path.write_text(HEAD + "[time]\nstart = 2010.0\n[levers]\nannual_quota = [[2030.0, 300.0]]\n", encoding="utf-8")

    start, knot = read(path).scenario.warnings
    assert "taken as the state of 2010" in start
    assert "outside the run" in knot


def test_all_problems_are_told_at_once(tmp_path):
    path = tmp_path / "faulty.toml"
    path.write_text(HEAD + "[levers]\nsiting_strictnes = 0.5\nannual_quota = 5000\n[parameters]\noutside_pul = 1.0\n",
                    encoding="utf-8")

    assert [problem.line for problem in problems_of(path)] == [3, 4, 6]


@pytest.mark.parametrize(("ending", "encoding"), [("\n", "utf-8-sig"), ("\r\n", "utf-8"), ("\r", "utf-8")])
def test_byte_order_mark_and_any_line_end_are_read(ending, encoding, tmp_path):
    path = tmp_path / "fine.toml"
    text = HEAD + "title_zh = '测试'\n[levers]\nannual_quota = 250.0\n"
    path.write_bytes(text.replace("\n", ending).encode(encoding))

    assert read(path).scenario.title_zh == "测试"


@pytest.mark.parametrize(("encoding", "message"), [("utf-16", "UTF-16"), ("gb18030", "not UTF-8")])
def test_other_encodings_of_a_scenario_are_refused_with_the_fix(encoding, message, tmp_path):
    path = tmp_path / "faulty.toml"
    path.write_bytes((HEAD + "title_zh = '测试'\n").encode(encoding))

    (problem,) = problems_of(path)
    assert message in problem.message
    assert "save it as UTF-8" in problem.message


def test_a_folder_a_device_a_pipe_and_a_missing_file_are_refused(tmp_path):
    pipe, folder = tmp_path / "pipe.toml", tmp_path / "folder.toml"
    os.mkfifo(pipe)
    folder.mkdir()
    endless = tmp_path / "endless.toml"
    endless.symlink_to("/dev/zero")

    for path, message in ((pipe, "device or pipe"), (folder, "a folder"), (endless, "device"),
                          (tmp_path / "none.toml", "no such file")):
        (problem,) = problems_of(path)
        assert message in problem.message


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(3 * 2**30)

    assert "larger than" in problems_of(path)[0].message


def test_a_cycle_and_a_deep_chain_of_extends_are_refused(tmp_path):
    for name, extends in (("one", "two"), ("two", "three"), ("three", "one")):
        (tmp_path / f"{name}.toml").write_text(HEAD + f"extends = '{extends}'\n", encoding="utf-8")
    assert "one -> two -> three -> one" in problems_of(tmp_path / "one.toml")[0].message

    for number in range(1500):
        (tmp_path / f"deep{number}.toml").write_text(HEAD + f"extends = 'deep{number + 1}'\n", encoding="utf-8")
    assert "deeper than" in problems_of(tmp_path / "deep0.toml")[0].message


@pytest.mark.parametrize("name", ["..toml", "a\nb.toml", "....toml"])
def test_a_file_name_that_could_leave_the_output_folder_is_refused(name, tmp_path):
    path = tmp_path / name
    path.write_text(HEAD, encoding="utf-8")

    assert "file name" in problems_of(path)[0].message


def replaced(file, old, new, count=1):
    """Change a city table."""
    def change(folder):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, count), encoding="utf-8")
    return change


def cut_off(folder):
    path = folder / "parks.csv"
    path.write_text(path.read_text(encoding="utf-8")[:1500], encoding="utf-8")


def duplicate_park(folder):
    path = folder / "parks.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")


CITY_FAULTS = {
    "duplicate park": (duplicate_park, "parks.csv", 14, "twice"),
    "same name in another index": (replaced("parks.csv", "\nETDZ,", "\nhaigang,"), "districts.csv", 2, "unique"),
    "names that differ in case": (replaced("parks.csv", "\nETDZ,", "\nlulongzone,"), "parks.csv", None, "case"),
    "path in a name": (replaced("parks.csv", "\nETDZ,", "\n../ETDZ,"), "parks.csv", 2, "a name is"),
    "blank name": (replaced("parks.csv", "\nETDZ,", "\n,"), "parks.csv", 2, "a name is"),
    "blank number": (replaced("parks.csv", ",132.42,", ",,"), "parks.csv", 2, "blank"),
    "text for a number": (replaced("parks.csv", ",132.42,", ",many,"), "parks.csv", 2, "'many'"),
    "nan": (replaced("parks.csv", ",132.42,", ",nan,"), "parks.csv", 2, "'nan'"),
    "inf": (replaced("parks.csv", ",132.42,", ",1e999,"), "parks.csv", 2, "finite"),
    "full-width digits": (replaced("parks.csv", ",132.42,", ",１３２,"), "parks.csv", 2, "half width"),
    "negative capital": (replaced("parks.csv", ",132.42,", ",-132.42,"), "parks.csv", 2, "outside 0"),
    "mix that does not sum to 1": (replaced("parks.csv", ",0.5,0.0,0.2,0.08,0.22,", ",0.6,0.0,0.2,0.08,0.22,"),
                                   "parks.csv", 2, "sum to 1.1"),
    "commuting that does not sum to 1": (replaced("commuting.csv", "Haigang,0.9,", "Haigang,0.8,"), "commuting.csv", 2,
                                         "sum to 0.9"),
    "unknown column": (replaced("parks.csv", "sme_share", "sme_shar"), "parks.csv", 1, "Did you mean 'sme_share'"),
    "missing row": (replaced("city.csv", "quota_pool_0", "quota_pol_0"), "city.csv", None, "row is missing"),
    "no base year": (replaced("prices.csv", "2009,1.0,", "2009,1.1,"), "prices.csv", 2, "must be 1"),
    "no source": (replaced("city.csv", ",size of a later plan,", ",,"), "city.csv", 3, "blank"),
    "odd confidence": (replaced("city.csv", "ASSUMED", "SURE"), "city.csv", 2, "FACT, TYPICAL, ASSUMED"),
    "cut off": (cut_off, "parks.csv", None, "cut off"),
    "blank in a whole-number column": (replaced("parks.csv", "Zone,1,>100", "Zone,,>100"), "parks.csv", 2, "blank"),
    "full-width digit in a whole-number column": (replaced("parks.csv", "Zone,1,>100", "Zone,１,>100"), "parks.csv", 2,
                                                  "half width"),
    "odd quotes": (replaced("parks.csv", "\nETDZ,", '\n"ETDZ"x,'), "parks.csv", 2, "well-formed"),
}


@pytest.mark.parametrize("fault", CITY_FAULTS)
def test_city_fault_is_told_with_file_and_line(fault, tmp_path):
    change, file, line, message = CITY_FAULTS[fault]
    folder = tmp_path / "city"
    shutil.copytree(BUILT_IN / "qinhuangdao", folder)
    change(folder)

    problems = problems_of(SCENARIOS / "baseline.toml", {"city": str(folder)})
    found = [problem for problem in problems if message in str(problem) and problem.file.endswith(file)]
    assert found, [str(problem) for problem in problems]
    if line is not None:
        assert found[0].line == line
    assert len(problems) <= 14


def test_tables_in_gb18030_are_read_and_said_to_be(tmp_path):
    folder = tmp_path / "city"
    shutil.copytree(BUILT_IN / "qinhuangdao", folder)
    path = folder / "parks.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))

    case = read(SCENARIOS / "baseline.toml", {"city": str(folder)})
    assert case.city.label("ETDZ", "zh") == "秦皇岛经济技术开发区"
    assert any("GB18030" in note for note in case.notes)


def test_a_value_that_changes_nothing_gets_a_warning(tmp_path):
    path = tmp_path / "idle.toml"
    path.write_text(HEAD + "[levers]\nannual_quota = 150.0\n[parameters]\noutside_pull = 134.0\n", encoding="utf-8")

    warnings = read(path).scenario.warnings
    assert len(warnings) == 2
    assert all("changes nothing" in warning for warning in warnings)


def test_blanks_do_not_slow_the_reader_down(tmp_path):
    """A line of a hundred thousand blanks; a search that backtracks would take hours."""
    path = tmp_path / "blanks.toml"
    path.write_text(HEAD + " " * 100_000 + "\n[levers]\nfoo" + " " * 100_000 + "= 1\n", encoding="utf-8")

    assert problems_of(path)[0].line == 4


def test_set_of_thousands_of_digits_is_told():
    from urbsim.cli.options import overrides

    assert problems_of(SCENARIOS / "baseline.toml", overrides([f"levers.annual_quota=1{'0' * 5000}"]))


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_a_traceback(tmp_path, text):
    path = tmp_path / "random.toml"
    path.write_text(HEAD + text, encoding="utf-8", errors="surrogatepass")
    with contextlib.suppress(UrbsimError):
        read(path)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_in_a_table_make_a_traceback(tmp_path, data):
    folder = tmp_path / "city"
    if not folder.exists():
        shutil.copytree(BUILT_IN / "qinhuangdao", folder)
    (folder / "prices.csv").write_bytes(data)

    with pytest.raises(InputError):
        read(SCENARIOS / "baseline.toml", {"city": str(folder)})
