"""Files of observations: what is taken, what is left out and told, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import SCENARIOS, case_of

from urbsim.analysis.observed import compared, read_series, scale_faults, split
from urbsim.errors import InputError
from urbsim.yearly import calendar

EXAMPLE = SCENARIOS / "data" / "observed_example.csv"


def file_of(tmp_path, text):
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    return path


def points_of(path, prices="current", years=range(2009, 2026)):
    return compared(read_series(path), years, 2009, calendar(case_of("baseline").model).price_index, prices)


@pytest.mark.parametrize(("text", "message"), [
    ("gdp,year\n800,2009\n", "data.csv:1: the first column must be 'year', not 'gdp'"),
    ("year,gpd\n2009,800\n", "data.csv:1: gpd: no such observable. Did you mean 'gdp'?"),
    ("year,gdp\n2009,800\n2009,810\n", "data.csv:3: 2009: stands twice in this table"),
    ("year,gdp,gdp\n2009,800,801\n", "data.csv:1: the first line must name every column, each once"),
    ("year,gdp\n2009,eight\n", "data.csv:2: 2009.gdp: 'eight' is not a finite number."),
    ("year,gdp\n2009,８００\n", "Type the digits in ASCII (half width)."),
    ("year,gdp\n09,800\n", "data.csv:2: 09: is not a year of four digits"),
    ("year,gdp\n2009,800,1\n", "3 cells where the first line names 2 columns"),
    ("year,gdp,gdp_error\n2009,800,0\n", "data.csv:2: 2009.gdp_error: an error is above 0"),
    ("year,urbanization_rate_error,gdp\n2009,0.01,800\n", "stands without urbanization_rate"),
    ("year,gdp\n", "the table has no rows")])
def test_a_faulty_file_is_refused_with_file_line_and_fix(text, message, tmp_path):
    with pytest.raises(InputError) as error:
        read_series(file_of(tmp_path, text))

    assert message in str(error.value)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as error:
        read_series(file_of(tmp_path, "year,gpd,gdp\n2009,1,x\n2010,1,y\n"))

    assert len(error.value.problems) == 3


def test_blank_cells_are_gaps_and_years_outside_the_run_are_left_out_and_told(tmp_path):
    found = points_of(file_of(tmp_path, "year,gdp,resident_population\n2007,683,2930000\n2009,804,\n2012,,3021580\n"))

    assert [(point.name, point.year) for point in found.points] == [("gdp", 2009), ("resident_population", 2012)]
    assert any("left out, since the run covers 2009 to 2025: 2007" in note for note in found.notes)


def test_data_of_no_year_of_the_run_are_refused(tmp_path):
    with pytest.raises(InputError, match="no observation lies in the years of the run, 2009 to 2025"):
        points_of(file_of(tmp_path, "year,gdp\n2005,491\n2006,552\n"))


def test_current_prices_are_deflated_by_what_gdp_and_its_growth_imply(tmp_path):
    path = file_of(tmp_path, "year,gdp,value_added_secondary,gdp_real_growth\n2009,800,300,0.09\n2010,924,330,0.1\n")
    found = points_of(path)
    values = {(point.name, point.year): point.value for point in found.points}

    assert values["gdp", 2010] == pytest.approx(880.0)  # 800 grown by 10 %
    assert values["value_added_secondary", 2010] == pytest.approx(330.0 / 1.05)
    assert not any(name == "gdp_real_growth" for name, _ in values)  # it would be counted twice
    assert any("GDP deflator" in note for note in found.notes)


def test_without_growth_the_citys_price_index_deflates_and_constant_prices_stay(tmp_path):
    path = file_of(tmp_path, "year,gdp\n2009,800\n2010,924\n")
    index = case_of("baseline").city.prices[2010]

    assert points_of(path).values == pytest.approx([800.0, 924.0 / index])
    assert points_of(path, "constant").values == pytest.approx([800.0, 924.0])


def test_errors_are_those_of_the_file_or_the_stated_ones_and_are_deflated_too(tmp_path):
    found = points_of(file_of(tmp_path, "year,gdp,gdp_error,urbanization_rate\n2009,800,,0.47\n2010,924,9.24,0.48\n"))
    errors = {(point.name, point.year): point.error for point in found.points}

    assert errors["gdp", 2009] == pytest.approx(0.03 * 800.0)
    assert errors["gdp", 2010] == pytest.approx(9.24 / case_of("baseline").city.prices[2010])
    assert errors["urbanization_rate", 2010] == 0.01


def test_gdp_beside_its_three_parts_is_left_out(tmp_path):
    path = file_of(tmp_path, "year,gdp,value_added_primary,value_added_secondary,value_added_tertiary\n"
                             "2009,804,102,312,390\n")
    found = points_of(path)

    assert "gdp" not in found.names
    assert any("gdp is left out" in note for note in found.notes)


def test_growth_needs_the_year_before_in_the_run(tmp_path):
    found = points_of(file_of(tmp_path, "year,gdp_real_growth\n2009,0.095\n2010,0.123\n"))

    assert [point.year for point in found.points] == [2010]


@pytest.mark.parametrize(("column", "factor", "advice"), [
    ("resident_population", 1e-4, "are these 万人? multiply by 10,000"),
    ("gdp", 1e4, "are these 万元? divide by 10,000"),
    ("urbanization_rate", 100.0, "are these percent? divide by 100"), ("gdp", 10.0, "multiply by 10^-1?"),
    ("gdp_real_growth", 100.0, "are these percent? divide by 100")])
def test_values_that_are_wrong_by_a_power_of_ten_are_told_with_the_likely_unit(column, factor, advice, tmp_path):
    right = {"resident_population": 3e6, "gdp": 900.0, "urbanization_rate": 0.48, "gdp_real_growth": 0.12}[column]
    found = points_of(file_of(tmp_path, f"year,{column}\n2010,{right * factor}\n"), "constant")

    problems = scale_faults(found, np.array([right]), "data.csv")
    assert len(problems) == 1
    assert advice in problems[0].message
    assert scale_faults(found, np.array([right * factor * 1.5]), "data.csv") == []


def test_years_held_out_are_split_off_and_must_be_there():
    found = points_of(EXAMPLE)
    seen, held = split(found, range(2013, 3000), "x")

    assert {point.year for point in seen.points} == set(range(2009, 2013))
    assert {point.year for point in held.points} == {2013, 2014}
    assert split(found, None, "x") == (found, None)
    with pytest.raises(InputError, match="no observation lies in the years held out"):
        split(found, range(2020, 2030), "x")
    with pytest.raises(InputError, match="all observations lie in the years held out"):
        split(found, range(2000, 2030), "x")


def test_what_is_held_out_must_end_the_data():
    """A forecast that was fitted to 2012 too would know the future of 2010."""
    with pytest.raises(InputError, match=r"2012, 2013, 2014 would be fitted, after the first year held out, 2010; what "
                                         r"is held out must end the data, e\.g\. 2010:"):
        split(points_of(EXAMPLE), range(2010, 2012), "x")


@pytest.mark.parametrize("year", range(2009, 2013))
@pytest.mark.parametrize("factor", [1e4, 1e-4, 10.0, -1.0])
def test_a_single_cell_that_is_wrong_is_told_with_its_line_and_year(year, factor, tmp_path):
    """Whatever the median of its column says."""
    values = {2009: 800.0, 2010: 880.0, 2011: 960.0, 2012: 1050.0}
    values[year] *= factor
    path = file_of(tmp_path, "year,gdp\n" + "".join(f"{at},{value}\n" for at, value in values.items()))
    problems = scale_faults(points_of(path, "constant"), np.array([800.0, 870.0, 950.0, 1000.0]), "data.csv")

    what = "is not above 0" if factor < 0.0 else f"is about 10^{round(np.log10(factor))} of what the model gives"
    assert [(problem.line, problem.key) for problem in problems] == [(year - 2007, f"{year}.gdp")]
    assert what in problems[0].message


def test_of_two_values_the_one_that_is_away_from_the_model_is_told_and_a_steep_series_is_none(tmp_path):
    two = points_of(file_of(tmp_path, "year,gdp\n2009,800\n2010,8800000\n"), "constant")
    steep = points_of(file_of(tmp_path, "year,gdp\n2009,400\n2010,900\n2011,2400\n"), "constant")
    slow = points_of(file_of(tmp_path, "year,gdp_real_growth\n2010,0.1\n2011,0.0001\n2012,-0.02\n"))

    assert [problem.line for problem in scale_faults(two, np.array([800.0, 870.0]), "x")] == [3]
    assert scale_faults(steep, np.array([800.0, 870.0, 950.0]), "x") == []
    assert scale_faults(slow, np.full(3, 0.1), "x") == []


def test_a_file_in_gb18030_is_read_and_said_so(tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes("year,gdp,note\n2009,800,统计年鉴\n".encode("gb18030"))

    assert any("GB18030" in note for note in points_of(path).notes)


def test_what_a_run_says_of_each_point_is_its_indicator(finished):
    run = finished("baseline")
    found = points_of(EXAMPLE, "constant")
    indicators = {name: values[:, None] for name, values in run.results.years.indicators().items()}
    said = found.modelled(tuple(run.results.years.numbers), indicators)[:, 0]
    table = run.indicators

    for point, value in zip(found.points, said, strict=True):
        columns = {"resident_population": "population", "urbanization_rate": "urbanization"}
        if point.name == "gdp_real_growth":
            expected = table["gdp"][point.year] / table["gdp"][point.year - 1] - 1.0
        else:
            expected = table[columns.get(point.name, point.name)][point.year]
        assert value == pytest.approx(expected)


def test_primary_value_added_is_what_the_other_two_leave_of_gdp(finished, tmp_path):
    run = finished("baseline")
    found = points_of(file_of(tmp_path, "year,value_added_primary\n2010,110\n"), "constant")
    indicators = {name: values[:, None] for name, values in run.results.years.indicators().items()}

    said = found.modelled(tuple(run.results.years.numbers), indicators)[0, 0]
    assert said == pytest.approx(float(run["value_added_primary"].loc[2010.5].iloc[0]))
