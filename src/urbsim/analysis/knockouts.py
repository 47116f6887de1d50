"""Loops knocked out: one link of a loop is held at its start, and the margins of the targets tell what it was worth.

Where Loops That Matter says what moves a run at a moment, this says what would be missing at the end: in the equation
of the link's effect the cause keeps the value that it had at the start of the run. A link that serves other loops too
stops them as well; so for each loop the link is taken that the fewest other named loops have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from urbsim.declare import Array, Declaration, Equation, Loop, Parameter
from urbsim.delays import function_of
from urbsim.errors import UsageError
from urbsim.many import run_members
from urbsim.members import Batch, plain
from urbsim.model.assemble import Model, join
from urbsim.model.links import absent_links
from urbsim.model.start import prepare
from urbsim.scenario.load import Scenario
from urbsim.targets import margins
from urbsim.vocabulary import Vocabulary


@dataclass(frozen=True)
class Knockout:
    """A loop without one of its links: margins of the targets, and how they differ from those of the whole model.

    `shared` names other loops that have the same link. Margins are in 亿元 a year of the target year, current prices. A
    run that breaks down without the loop has none; `failure` then says which stock stopped being finite, and when.
    """

    loop: str
    cause: str
    effect: str
    shared: tuple[str, ...]
    margins: Mapping[str, float]
    changes: Mapping[str, float]
    failure: str = ""


def knockouts(scenario: Scenario, model: Model, threads: int | None = None) -> list[Knockout]:
    """Every named loop knocked out, in one batch of runs that ends with the target year.

    Raises UsageError where the run ends before.
    """
    words, year = model.vocabulary, scenario.targets.year
    if model.time.end < year + 1.0:
        raise UsageError(f"the run ends at {model.time.end:g}, before the end of the target year {year}: "
                         "what the targets lose without a loop cannot be told")
    loops = [loop for loop in words.loops.values() if loop.closed and not absent_links(loop, words)]
    links = {loop.name: cut_link(loop, loops, words) for loop in loops}
    short = replace(model, time=model.time.model_copy(update={"end": year + 1.0}))
    found = run_members(_switched(short, links), threads, "numpy")
    current = found.annual_revenue * found.price_index[:, None, :]
    judged = {name: values[found.years.index(year)] for name, values in
              margins(model, scenario.targets, current).items()}
    whole = {name: float(values[-1]) for name, values in judged.items()}
    failures = {failure.member: f"{failure.stock}[{failure.element}], {failure.time:g}" for failure in found.failures}
    knocked = []
    for number, loop in enumerate(loops):
        ours = {} if number in failures else {name: float(values[number]) for name, values in judged.items()}
        shared = tuple(other.name for other in loops if other is not loop and links[loop.name] in other.links)
        knocked.append(Knockout(loop.name, *links[loop.name], shared, ours,
                                {name: value - whole[name] for name, value in ours.items()}, failures.get(number, "")))
    return knocked


def cut_link(loop: Loop, loops: Sequence[Loop], words: Vocabulary) -> tuple[str, str]:
    """The link of a loop that the fewest named loops have; never one from a flow to its stock, which is bookkeeping."""
    served = Counter(link for other in loops for link in other.links)
    return min((link for link in loop.links if link[1] not in words.stocks), key=lambda link: served[link])


def _switched(model: Model, links: Mapping[str, tuple[str, str]]) -> Model:
    """The model with a member for each loop, whose link is held, and one more with all links whole."""
    words = model.vocabulary
    evaluator, state = prepare(model)
    start = model.time.start
    first = evaluator.moment(start, state, model.schedule.at(start))[1]
    declared: dict[str, Declaration] = dict(words.declarations)
    inputs = dict(model.inputs)
    for number, (loop, (cause, effect)) in enumerate(links.items()):
        item = declared[effect]
        assert isinstance(item, Equation)
        switch, held = f"held_in_{loop}", f"start_of_{cause}"
        declared[switch] = Parameter(name=switch, meaning="1 where the link is held.", unit="1", base=0.0, low=0.0,
                                     high=1.0, file=item.file, line=item.line)
        inputs[switch] = Batch(np.eye(len(links) + 1)[number])
        inputs[held] = plain(first[cause])
        declared[held] = Array(name=held, meaning=f"{cause} at the start.", unit=declared[cause].unit,
                               dims=declared[cause].dims, values=(), file=item.file, line=item.line)
        declared[effect] = _holding(item, cause, switch, held)
    found = replace(words, declarations=declared)
    joined = join(found, model.city, model.name, model.time, inputs, model.levers, model.schedule.ramp)
    return replace(joined, starts=model.starts)


def _holding(item: Equation, cause: str, switch: str, held: str) -> Equation:
    """An equation in which a cause is held where its switch is 1."""
    mixed = f"{cause} * (1 - {switch}) + {held} * {switch}"
    arguments = ", ".join(mixed if name == cause else name for name in item.arguments)
    function = function_of(f"{item.place} held by {switch}", item.name, f"whole({arguments})",
                           (*item.arguments, switch, held), {"whole": item.function})
    return replace(item, function=function)
