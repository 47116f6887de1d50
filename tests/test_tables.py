"""Tables for people: digits follow the uncertainty, text stays text; numbers for machines stay whole."""

from __future__ import annotations

import csv
import math
import re
from decimal import Decimal

import openpyxl
import pytest
from conftest import SCENARIOS, run_of, urbsim
from hypothesis import given
from hypothesis import strategies as st

from urbsim.analysis.compare import compare
from urbsim.digits import bounds, decimals_for, of_column, rounded, with_uncertainty
from urbsim.present.comparison import show
from urbsim.present.tables import grid_of, to_latex, to_markdown, write_table
from urbsim.results import Table
from urbsim.save import write_xlsx

WILD = "=1+1 <script> \"q\" \\frac{a}{b} $x_y$ & % # ~ ^ | `c` [l](u) *b*"
FILES = (SCENARIOS / "no_policy.toml", SCENARIOS / "baseline.toml")


@pytest.mark.parametrize(("value", "low", "high", "shown"), [
    (1.23456, 1.1, 1.3, ("1.23", "1.10", "1.30")),           # the rule of the Guide to the expression of uncertainty
    (10.05, 9.0, 11.0, ("10.1", "9.0", "11.0")),             # in measurement, JCGM 100:2008, 7.2.6: two digits
    (123456.0, 120000.0, 126000.0, ("123500", "120000", "126000")),
    (0.000123456, 0.00012, 0.000126, ("0.0001235", "0.0001200", "0.0001260")),
    (5.0, 4.004, 5.996, ("5.0", "4.0", "6.0")),              # a half-width of 0.996 has two digits as 1.0
    (-0.04, -1.0, 1.0, ("0.0", "-1.0", "1.0")),
    (3.14159, 3.14159, 3.14159, ("3.142", "3.142", "3.142")),
    (3.14159, math.nan, math.nan, ("3.142", "nan", "nan"))])
def test_a_number_has_two_digits_of_its_uncertainty(value, low, high, shown):
    assert with_uncertainty(value, low, high) == shown


@given(st.floats(1e-8, 1e8), st.floats(1e-8, 1e8))
def test_rounding_stays_within_a_twentieth_of_the_half_width(value, half):
    text = with_uncertainty(value, value - half, value + half)[0]

    assert abs(float(text) - value) <= 0.0501 * half + 1e-9 * value
    assert "e" not in text


@given(st.floats(1e-9, 1e9), st.integers(1, 6))
def test_decimals_show_the_digits_asked_for(size, significant):
    decimals = decimals_for(size, significant)
    shown = Decimal(rounded(size, decimals))

    if decimals < 12 and shown:
        assert shown.adjusted() + decimals in (significant - 1, significant)  # 9.99 may come out as 10.0


@pytest.mark.parametrize(("values", "decimals"), [
    ([687.3123, 12.5], 1), ([0.50219, 0.5], 4), ([3035581.0, 12.0], 0), ([3035581.4], 0), ([math.nan], 0), ([], 0),
    ([1.5, math.nan], 3)])
def test_a_column_without_uncertainty_has_four_digits_of_its_largest_number(values, decimals):
    assert of_column(values) == decimals


def test_columns_with_their_ends_are_found():
    assert bounds(("name", "value", "low", "high")) == {1: (2, 3)}
    assert bounds(("gdp", "other", "gdp_low", "gdp_high")) == {0: (2, 3)}
    assert bounds(("unit", "bound_low", "bound_high", "low")) == {}


TABLE = Table(("name", "year", "share", "low", "high", "money"), ("1", "year", "1", "1", "1", "亿元/year"),
              ((WILD, 2013, 0.512345678, 0.4912, 0.5336, 687.3123456), ("[b", 2014, 0.25, "", "", 8.0)))


def test_a_table_for_people_is_rounded_and_has_its_units():
    grid = grid_of(TABLE)

    assert grid.header == ("name", "year", "share", "low", "high", "money (亿元/year)")
    assert grid.rows[0][1:] == ("2013", "0.512", "0.491", "0.534", "687.3")
    assert grid.rows[1][1:] == ("2014", "0.2500", "", "", "8.0")
    assert grid.numeric == (False, True, True, True, True, True)
    assert grid_of(TABLE, "zh").header[-1] == "money（亿元/年）"


def test_latex_has_booktabs_rules_and_text_as_text():
    text = to_latex([TABLE], ["100 % sure_thing"])
    body = re.sub(r"\\(textbackslash|textasciitilde|textasciicircum|textless|textgreater)\{\}|\\[&%$#_{}]", "", text)

    for rule in (r"\toprule", r"\midrule", r"\bottomrule", r"\begin{tabular}{lrrrrr}"):
        assert rule in text
    assert "\\frac" not in text
    assert r"100 \% sure\_thing" in text
    assert r"$10^{8}$\,CNY/year" in text
    assert "亿" not in text
    assert "亿元/年" in to_latex([TABLE], lang="zh")
    assert "\n{}[b & 2014" in text
    for line in body.splitlines():
        assert line.count(" & ") == (5 if line.endswith(r" \\") else 0)


def test_markdown_shows_text_as_text():
    lines = to_markdown([TABLE]).splitlines()

    assert lines[1] == "| :-- | --: | --: | --: | --: | --: |"
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 7 for line in lines[:4])
    assert "\\<script\\>" in lines[2]
    assert "\\[l\\](u)" in lines[2]


def test_excel_shows_rounded_numbers_and_keeps_them_whole_and_takes_no_text_for_a_formula(tmp_path):
    write_xlsx(tmp_path / "table.xlsx", {"table": TABLE})
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx")["table"]

    assert sheet["F3"].value == 687.3123456
    assert sheet["F3"].number_format == "#,##0.0"
    assert sheet["B3"].number_format == "General"
    assert sheet["A3"].value == WILD
    assert {sheet[f"A{row}"].data_type for row in range(1, 5)} == {"s"}


def test_a_comparison_is_written_by_the_ending_of_its_name(tmp_path):
    runs = [run_of(name).results for name in ("no_policy", "baseline")]
    found = compare(runs)
    for ending in ("csv", "md"):
        write_table(tmp_path / f"table.{ending}", found.to_table(), show(found, runs, "zh"), "zh")
    urbsim("compare", *FILES, "--lang", "zh", "-o", tmp_path / "table.tex", "-q")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    latex, markdown = ((tmp_path / f"table.{ending}").read_text(encoding="utf-8") for ending in ("tex", "md"))

    assert len(row["revenue_current"]) > 12
    shown = f"{float(row['revenue_current']):.1f}"
    assert f"收入合计（亿元，现价） & {shown} &" in latex
    assert f"| 收入合计（亿元，现价） | {shown} |" in markdown
    for text in (latex, markdown):
        assert "结果依赖假定数据" in text


def test_an_unknown_ending_is_refused_before_anything_runs(tmp_path):
    done = urbsim("compare", *FILES, "-o", tmp_path / "table.txe", code=2)

    assert ".csv, .xlsx, .tex, .md" in done.stderr
    assert "Did you mean '.tex'" in done.stderr
    assert list(tmp_path.iterdir()) == []
