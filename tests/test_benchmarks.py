"""The benchmarks run, on short spans, and their counter of operations counts a hand-made expression right."""

from __future__ import annotations

import re
import shutil
import sys

import pytest
from conftest import ROOT, case_of

from urbsim.engine.build import compiler
from urbsim.export.loops import Access, Operation, Program, Statement

sys.path.insert(0, str(ROOT / "benchmarks"))
pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler")


def test_operations_of_a_statement_are_counted_for_all_its_elements():
    from bound import Counts

    x, y = Access("x", ("i0",)), Access("y", ("i0",))
    value = Operation("add", (Operation("multiply", (x, y)), Operation("power", (x, -4.0))))
    statement = Statement(Access("z", ("i0",)), (("i0", 12),), Operation("smooth_pos", (value, x)))
    total = Statement(Access("t", ()), (), Operation("multiply", (x, y)), "sum", (("k0", 7),))
    counts = Counts(Program({}, (), (), (), (), (), ()), case_of("baseline").model)

    # x y + x^-4: one multiply-add, two products and a division; smooth_pos: three and one multiply-add and a root
    assert counts.statement(statement) == {"multiply-add": 24, "multiply or add": 60, "divide": 12, "square root": 12}
    assert +counts.statement(total) == {"multiply-add": 7}


def test_an_exponent_that_the_setup_computes_is_known():
    from bound import Counts

    exponent = Statement(Access("e", ()), (), Operation("negative", (Access("bottleneck_exponent", ()),)))
    counts = Counts(Program({}, (exponent,), (), (), (), (), ()), case_of("baseline").model)

    assert counts.number(Access("e", ())) == -4.0


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js")
def test_the_tables_of_javascript_have_their_rows():
    import javascript

    table = javascript.rows(12, 1)
    assert [row[:2] for row in table] == [("rk4", "1/16"), ("rk4", "1/8"), ("tsit5", "1/8")]
    assert all(len(row) == len(javascript.HEADER) for row in table)
    assert [len(row) for row in javascript.sizes()] == [len(javascript.SIZES_HEADER)] * 3


def test_the_benchmark_of_analyses_counts_its_runs(monkeypatch):
    import analyses

    monkeypatch.setattr(analyses, "FACTORS", ("uncertainty",))
    row = analyses.sobol_row(4)

    assert len(row) == len(analyses.HEADER)
    assert row[:2] == ("Sobol', 12 factors, N = 4", "81")


def test_the_benchmark_of_decisions_names_levers_and_cost():
    import analyses

    fixed = [name for name in case_of("baseline").vocabulary.levers if name != "fund_seed"]
    row = analyses.optimise_row(starts=1, question={"fixed": fixed}, targets={"total_revenue": 790.0},
                                time={"end": 2014.0})

    assert len(row) == len(analyses.HEADER)
    assert re.fullmatch(r"optimise --target total, 1 levers: 1[45]\d\.\d 亿元", row[0])
    assert int(row[1].replace(",", "")) > 10


def test_the_tables_of_growth_and_precision_have_their_rows():
    import scaling
    import work_precision

    assert [row[0] for row in scaling.member_rows(1.0, 1, (1, 16))] == ["1", "16"]
    assert [row[1] for row in scaling.city_rows(0.125, 1, (1, 2))] == ["12", "24"]
    table = work_precision.rows((1 / 8,), ("no_policy",))
    assert {row[0] for row in table} == {"euler", "rk4", "tsit5"}
    assert all(len(row) == len(work_precision.HEADER) for row in table)
