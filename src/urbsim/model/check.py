"""One function a check; each yields the problems of a vocabulary. Unit checks stand in `model/unit_check`."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator

from urbsim.declare import (
    CONFIDENCES,
    Array,
    Constant,
    Declaration,
    Equation,
    Initial,
    Lookup,
    Parameter,
    Stock,
    Transfer,
    argument_names,
)
from urbsim.errors import ModelError, Problem, nearest
from urbsim.vocabulary import Vocabulary

TIME = "time"
INITIAL = "initial_"


def check(vocabulary: Vocabulary) -> None:
    """Raise ModelError with every problem of the declarations."""
    problems = [problem for one in (names, missing_names, flow_ends, idle_stocks, needless_guesses, words,
                                   idle_additions)
                for problem in one(vocabulary)]
    if problems:
        raise ModelError(problems)


def _at(item: Declaration, message: str) -> Problem:
    return Problem(message, item.file, item.line, item.name)


def initial_names(initial: Initial | None) -> tuple[str, ...]:
    """The names that an initial value needs."""
    if isinstance(initial, str):
        return (initial,)
    return argument_names(initial) if callable(initial) else ()


def names(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Names are Python's, do not begin with an underscore, and are not what equations know already."""
    for item in vocabulary.everything:
        if not item.name.isidentifier() or keyword.iskeyword(item.name) or item.name.startswith("_"):
            yield _at(item, "a name is a letter, then letters, digits or underscores, and no word of Python")
        elif item.name in (TIME, "annual_revenue", "price_index") and item.name in vocabulary.declarations:
            yield _at(item, "is a name that every equation knows already; choose another")


def missing_names(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every name that an equation, an initial value or an event uses is declared; `initial_x` is for constants."""
    known = {*vocabulary.declarations, TIME}
    equations = [*vocabulary.variables.values(), *vocabulary.constants.values(), *vocabulary.events.values()]
    used: Iterable[tuple[Declaration, str]] = (
        *((item, name) for item in equations for name in item.arguments),
        *((item, name) for item in vocabulary.events.values() for name in item.at if isinstance(name, str)),
        *((item, name) for item in vocabulary.stocks.values()
          for name in initial_names(item.initial) + initial_names(item.first_guess)),
        *((item, name) for item in vocabulary.indicators.values() for name in item.arguments
          if name not in ("annual_revenue", "price_index")))
    for item, name in used:
        if name in known:
            continue
        if not (name.startswith(INITIAL) and name.removeprefix(INITIAL) in vocabulary.stocks):
            yield _at(item, f"uses '{name}', which nothing declares.{nearest(name, known)}")
        elif not isinstance(item, Constant):
            yield _at(item, f"uses '{name}', which only a constant may: declare a constant that returns it, and "
                            "use that")


def flow_ends(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every flow and event names at least one stock, and has every axis of the stocks at its ends."""
    for item in vocabulary.of_kind(Transfer).values():
        if not item.ends:
            yield _at(item, "a flow or event names the stock it leaves or the stock it enters")
        for end, _ in item.ends:
            stock = vocabulary.stocks.get(end)
            if stock is None:
                yield _at(item, f"no such stock: '{end}'.{nearest(end, vocabulary.stocks)}")
            elif not set(stock.dims) <= set(item.dims):
                yield _at(item, f"lacks an axis of the stock '{end}'")


def idle_stocks(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every stock has a flow or an event."""
    ends = {end for item in vocabulary.of_kind(Transfer).values() for end, _ in item.ends}
    for stock in vocabulary.stocks.values():
        if stock.name not in ends:
            yield _at(stock, "no flow enters or leaves this stock")


def needless_guesses(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Only a start that hangs on variables of the moment takes a first guess."""
    for stock in vocabulary.stocks.values():
        if stock.first_guess is not None and not is_settled(stock, vocabulary):
            yield _at(stock, "the initial value needs no first_guess")


def is_settled(stock: Stock, vocabulary: Vocabulary) -> bool:
    """Whether the start of a stock hangs on variables of the moment."""
    return any(name in vocabulary.variables for name in initial_names(stock.initial))


def words(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every declaration says what it means, in which unit and how sure it is; bases lie in their range."""
    for item in vocabulary.everything:
        for field in ("meaning", "unit"):
            if not getattr(item, field).strip():
                yield _at(item, f"has no {field}")
        if item.confidence not in CONFIDENCES:
            yield _at(item, f"confidence must be one of {', '.join(CONFIDENCES)}")
        if isinstance(item, Parameter) and not item.low <= item.base <= item.high:
            yield _at(item, f"the base {item.base:g} lies outside {item.low:g} to {item.high:g}")


def idle_additions(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Whatever a study adds that has no effect of its own is used by something."""
    used = {name for item in vocabulary.everything if isinstance(item, Equation) for name in item.arguments}
    used |= {name for item in vocabulary.events.values() for name in item.at if isinstance(name, str)}
    used |= {name for item in vocabulary.stocks.values()
             for name in initial_names(item.initial) + initial_names(item.first_guess)}
    for item in vocabulary.everything:
        added = item.name in vocabulary.studied and not item.replaces
        if added and item.name not in used and isinstance(item, Parameter | Lookup | Array | Constant):
            yield _at(item, "nothing uses it, so it changes nothing")
