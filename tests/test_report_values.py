"""The appendix of a report gives every number that the runs rest on."""

from __future__ import annotations

import csv
import functools

import pytest
from conftest import case_of, run_of

from urbsim.cities.city import NOTES
from urbsim.report.compose import compose
from urbsim.report.document import DataTable


@functools.cache
def document():
    return compose([run_of("baseline"), run_of("no_policy")], "en")


def appendix_table(words):
    return next(block for block in document().blocks if isinstance(block, DataTable) and words in block.caption)


@pytest.mark.parametrize("table", ["parks", "districts", "industries", "utilities", "platforms", "commuting"])
def test_every_number_of_a_citys_table_stands_in_the_appendix(table):
    with (case_of("baseline").city.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        there = list(csv.DictReader(file))
    shown = {row[0].partition(" (")[0]: row[1:] for row in appendix_table(f"Numbers of {table}.csv").rows}
    _, *columns = there[0]

    assert set(shown) == set(columns) - set(NOTES)
    for column, numbers in shown.items():
        given = [float(number.replace("−", "-")) for number in numbers]
        assert given == pytest.approx([float(row[column]) for row in there], rel=1e-5)


def test_the_appendix_says_what_each_scenario_is_and_where_they_differ():
    policy, base = case_of("baseline").scenario.levers, case_of("baseline").vocabulary.levers
    files = appendix_table("digest of all").rows
    differing = {row[0]: row[1:] for row in appendix_table("in which the scenarios differ").rows}

    assert [row[1] for row in files] == ["baseline.toml", "no_policy.toml"]
    assert files[0][3] != files[1][3]
    assert set(differing) == {f"levers.{name}" for name, knots in policy.items() if knots[-1][1] != base[name].base}
    assert all(float(off) == pytest.approx(base[name.partition(".")[2]].base, rel=1e-5)
               for name, (_, off) in differing.items())
