"""Units of declarations: what is known, and what becomes a unit of its own."""

from __future__ import annotations

import sys

import pytest

import urbsim
from urbsim import units
from urbsim.declare import flow, parameter, stock
from urbsim.errors import UsageError
from urbsim.model.unit_check import unit_problems


def herd(unit):
    """Names of what is wrong in a model of cows, whose births have a unit."""
    cows = stock("Cows.", "cow", initial=10.0)
    fertility = parameter("Calves of a cow.", 0.5, "1/year")

    @flow(unit, into="cows")
    def calves(cows, fertility):
        """Calves."""
        return cows * fertility

    model = urbsim.assemble(locals(), start=0.0, end=1.0, step=0.5)
    return [problem.key for problem in unit_problems(model.vocabulary, model)]


def test_a_word_that_nothing_defines_is_a_unit_of_its_own():
    assert herd("cow/year") == []
    assert units.same("cow*dollar/cow", "dollar")
    assert not units.same("cow", "dollar")


@pytest.mark.parametrize("unit", ["cwo/year", "kilocow/year", "person/year", "cow"])
def test_a_misspelt_or_wrong_unit_is_found_by_the_equation_and_by_the_stock(unit):
    assert herd(unit) == ["calves", "calves"]


def test_without_pint_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pint", None)
    units.registry.cache_clear()
    with pytest.raises(UsageError, match=r"pip install 'urbsim\[units\]'"):
        units.parse("person")
