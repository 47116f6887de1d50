"""The dossier: every check of a scenario, in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from urbsim.cities.city import BUILT_IN
from urbsim.engine.vectorised import simulate
from urbsim.model.assemble import Model
from urbsim.model.unit_check import unit_problems
from urbsim.results import Results
from urbsim.scenario.load import Scenario
from urbsim.validation.behaviours import behaviour_checks
from urbsim.validation.check import Check, Phrase, figure
from urbsim.validation.conditions import CLOSE, EMPTY, condition_checks
from urbsim.validation.conservation import LAWS, LAWS_ZH, lowest_stock
from urbsim.validation.corners import corner_check
from urbsim.validation.engines import exported, native_check, program_checks
from urbsim.validation.invariance import order_check, scaling_check
from urbsim.validation.modes import mode_checks
from urbsim.validation.steps import step_checks
from urbsim.validation.weaknesses import Weakness, weaknesses
from urbsim.vocabulary import Vocabulary

Report = Callable[[str], None]
"""Told what is being checked."""


@dataclass(frozen=True)
class Dossier:
    """All checks of a scenario, and what to know before relying on it."""

    scenario: Scenario
    model: Model
    checks: Sequence[Check]

    @property
    def failed(self) -> int:
        """How many checks do not hold."""
        return sum(not check.holds for check in self.checks)

    @property
    def weaknesses(self) -> tuple[Weakness, ...]:
        """What is known to be weak: in the model, and in the numbers of its city where that is the built-in one."""
        return weaknesses(built_in_city=self.model.city.folder.parent == BUILT_IN)


def checks(vocabulary: Vocabulary, scenario: Scenario, model: Model, against: Sequence[str] = (),
           report: Report = lambda what: None) -> Iterator[Check]:
    """Every check of a scenario, each as soon as it is made. `against` names programs of `engines.PROGRAMS`.

    Raises UsageError, before any check, where one of them cannot be given the model, and NumericalError where the
    scenario itself cannot be run.
    """
    for program in against:
        exported(model, program)
    report("units")
    yield _units(vocabulary, model)
    if (scaled := scaling_check(model)) is not None:
        yield scaled
    report("symmetry")
    yield order_check(model)
    report("conservation")
    results = Results(model, simulate(model), scenario)
    yield from _conservation(results)
    report("corners of every equation")
    yield corner_check(scenario, model)
    yield from condition_checks(scenario, results, report)
    report("step")
    yield from step_checks(scenario, model, results)
    report("modes")
    yield from mode_checks(model, min(scenario.targets.year + 1.0, model.time.end))
    yield from behaviour_checks(scenario, model, report)
    report("native engine")
    if (found := native_check(model)) is not None:
        yield found
    for program in against:
        report(program)
        yield from program_checks(model, program)


def _units(vocabulary: Vocabulary, model: Model) -> Check:
    problems = list(unit_problems(vocabulary, model))
    number = len(vocabulary.variables) + len(vocabulary.constants) + len(vocabulary.stocks) + len(vocabulary.indicators)
    listed = "".join(f"; {item}" for item in problems[:5])
    return Check("units", Phrase("Every equation, initial value, flow and indicator has the unit that it declares.",
                                 "各方程、初始值、流量与指标的单位均与其声明一致。"), not problems,
                 Phrase(f"{len(problems)} of {number} wrong{listed}", f"{number} 项中 {len(problems)} 项不符{listed}"))


def _conservation(results: Results) -> Iterator[Check]:
    for name, law in LAWS.items():
        residual = law(results)
        claim = Phrase(" ".join((law.__doc__ or "").split()), LAWS_ZH[name])
        yield Check("conservation", claim, residual <= CLOSE,
                    Phrase(f"{residual:.1e} of what is conserved, at worst", f"最大残差为守恒量的 {residual:.1e}"))
    lowest, name = lowest_stock(results)
    yield Check("conservation", Phrase("No stock falls below zero.", "存量均不为负。"), lowest >= EMPTY,
                figure(lowest, name))
