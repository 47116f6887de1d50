"""The dossier: every check of a scenario in turn, and the page that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from urbsim.engine.vectorised import simulate
from urbsim.model.assemble import Model
from urbsim.model.unit_check import unit_problems
from urbsim.results import Results
from urbsim.scenario.load import Scenario
from urbsim.validation.check import Check
from urbsim.validation.conservation import LAWS, lowest_stock
from urbsim.validation.engines import native_check, program_checks
from urbsim.validation.invariance import order_check, scaling_check
from urbsim.validation.steps import step_checks
from urbsim.vocabulary import Vocabulary

CLOSE = 1e-9
"""Largest residual of a conservation law, relative to what is conserved: rounding over a thousand steps."""
EMPTY = -1e-6
"""How far below zero rounding may bring a stock, in its own unit."""

Report = Callable[[str], None]
"""Told what is being checked."""


def checks(vocabulary: Vocabulary, scenario: Scenario, model: Model, against: Sequence[str] = (),
           report: Report = lambda what: None) -> Iterator[Check]:
    """Every check of a scenario, each as soon as it is made. `against` names programs of `engines.PROGRAMS`.

    Raises NumericalError where the scenario itself cannot be run.
    """
    report("units")
    yield _units(vocabulary, model)
    yield scaling_check(model)
    report("symmetry")
    yield order_check(model)
    report("conservation")
    results = Results(model, simulate(model), scenario)
    yield from _conservation(results)
    report("step")
    yield from step_checks(scenario, model, results)
    report("native engine")
    if (found := native_check(model)) is not None:
        yield found
    for program in against:
        report(program)
        yield from program_checks(model, program)


def _units(vocabulary: Vocabulary, model: Model) -> Check:
    problems = list(unit_problems(vocabulary, model))
    number = len(vocabulary.variables) + len(vocabulary.constants) + len(vocabulary.stocks) + len(vocabulary.indicators)
    return Check("units", "every equation, initial value, flow and indicator has the unit that it declares",
                 not problems, f"{len(problems)} of {number} wrong" + "".join(f"; {item}" for item in problems[:5]))


def _conservation(results: Results) -> Iterator[Check]:
    for law in LAWS.values():
        residual = law(results)
        claim = " ".join((law.__doc__ or "").split())
        yield Check("conservation", claim, residual <= CLOSE, f"{residual:.1e} of what is conserved, at worst")
    lowest, name = lowest_stock(results)
    yield Check("conservation", "No stock falls below zero.", lowest >= EMPTY, f"lowest {lowest:.1e} ({name})")


def to_markdown(scenario: Scenario, found: Sequence[Check]) -> str:
    """The dossier as a page."""
    failed = sum(not check.holds for check in found)
    lines = [f"# Checks of {scenario.name}", "", scenario.title, "",
             f"{len(found) - failed} of {len(found)} checks hold.", "",
             "| topic | claim | holds | measured |", "| --- | --- | --- | --- |"]
    lines += ["| " + " | ".join(text.replace("|", "\\|") for text in (
        check.topic, check.claim, "yes" if check.holds else "**NO**", check.measured)) + " |" for check in found]
    return "\n".join(lines) + "\n"
