"""Every equation of a model as a formula, with the declaration that it computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from urbsim.declare import Declaration, Event, Flow, Stock, Transfer
from urbsim.export.notation import Notation, Term, brackets, joined, number, operator, row
from urbsim.model.assemble import Model
from urbsim.model.trace import DECLARED, START, trace


@dataclass(frozen=True)
class Formula:
    """A name with its indices and what it equals; of a stock its rate of change, and `start` its initial value.

    `jumps` is what events add to a stock at their moments, None where there are none.
    """

    item: Declaration
    name: Term
    value: Term
    start: Term | None = None
    jumps: Term | None = None


@dataclass(frozen=True)
class Equations:
    """The formulas of a model by kind, in the order of declaration, and the letter of each index."""

    stocks: tuple[Formula, ...]
    flows: tuple[Formula, ...]
    auxiliaries: tuple[Formula, ...]
    events: tuple[Formula, ...]
    constants: tuple[Formula, ...]
    letters: Mapping[str, str]
    notation: Notation


def equations(model: Model) -> Equations:
    """The formulas of a model, from its expression graph."""
    graph, words = trace(model), model.vocabulary
    notation = Notation(graph.lengths, model.city.elements,
                        {item.points: name for name, item in words.lookups.items()})
    computed = {item.name: item for item in (*graph.setup, *graph.variables, *graph.outputs, *graph.amounts)}

    def formula(item: Declaration) -> Formula:
        places = notation.places(item.dims)
        return Formula(item, notation.name(item.name, places), notation.write(computed[item.name].node, places))

    settled = {item.name.removeprefix(START): item for item in graph.settled}
    declared = {item.name.removeprefix(DECLARED): item for item in graph.setup if item.name.startswith(DECLARED)}

    def start(item: Stock) -> Term:
        if item.name in model.starts and item.name not in settled:
            return _numbers(model.starts[item.name])
        return notation.write({**declared, **settled}[item.name].node, notation.places(item.dims))

    others = [item for item in words.variables.values() if not isinstance(item, Flow)]
    return Equations(tuple(_stock(item, start(item), model, notation) for item in words.stocks.values()),
                     tuple(map(formula, words.flows.values())), tuple(map(formula, others)),
                     tuple(map(formula, words.events.values())), tuple(map(formula, words.constants.values())),
                     notation.letters, notation)


def _numbers(value: Any) -> Term:
    """The numbers of a start that was replaced: one for all elements, or each in its order."""
    terms = [number(float(one)) for one in np.ravel(value)]
    return terms[0] if len(terms) == 1 else brackets(joined(terms, ";"), "[]")


def _stock(item: Stock, start: Term, model: Model, notation: Notation) -> Formula:
    """Net flow, what events add, and where it starts."""
    net, jumps = (_moved(item, kind, model, notation) for kind in (Flow, Event))
    return Formula(item, notation.name(item.name, notation.places(item.dims)), net or Term("number", "0"), start, jumps)


def _moved(item: Stock, kind: type[Transfer], model: Model, notation: Notation) -> Term | None:
    """What transfers of a kind bring to a stock less what they take, or None where there are none."""
    transfers = model.vocabulary.of_kind(kind).values()
    signed = [(sign, one) for sign, side in (("+", "into"), ("-", "out_of")) for one in transfers
              if getattr(one, side) == item.name]
    terms: list[Term] = []
    for place, (sign, one) in enumerate(signed):
        terms += [operator(sign)] if place or sign == "-" else []
        terms.append(notation.summed(one, item.dims))
    return row(*terms) if terms else None
