"""One function a check; each yields the problems of a vocabulary. Unit checks stand in `model/unit_check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from urbsim.declare import CONFIDENCES, Declaration, Initial, Parameter, Stock, argument_names
from urbsim.errors import ModelError, Problem, nearest
from urbsim.vocabulary import Vocabulary

TIME = "time"
INITIAL = "initial_"


def check(vocabulary: Vocabulary) -> None:
    """Raise ModelError with every problem of the declarations."""
    problems = [problem for one in (missing_names, flow_ends, idle_stocks, guesses, provenance)
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


def missing_names(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every name that an equation or an initial value uses is declared."""
    known = {*vocabulary.declarations, TIME}
    used: Iterable[tuple[Declaration, str]] = (
        *((item, name) for item in [*vocabulary.variables.values(), *vocabulary.constants.values()]
          for name in item.arguments),
        *((item, name) for item in vocabulary.stocks.values()
          for name in initial_names(item.initial) + initial_names(item.first_guess)),
        *((item, name) for item in vocabulary.indicators.values() for name in item.arguments
          if name not in ("annual_revenue", "price_index")))
    for item, name in used:
        stock = name.removeprefix(INITIAL)
        if name not in known and not (stock != name and stock in vocabulary.stocks):
            yield _at(item, f"uses '{name}', which nothing declares.{nearest(name, known)}")


def flow_ends(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every flow names at least one stock, and has every axis of the stocks at its ends."""
    for item in vocabulary.flows.values():
        ends = [end for end in (item.out_of, item.into) if end]
        if not ends:
            yield _at(item, "a flow names the stock it leaves or the stock it enters")
        for end in ends:
            stock = vocabulary.stocks.get(end)
            if stock is None:
                yield _at(item, f"no such stock: '{end}'.{nearest(end, vocabulary.stocks)}")
            elif not set(stock.dims) <= set(item.dims):
                yield _at(item, f"lacks an axis of the stock '{end}'")


def idle_stocks(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every stock has a flow."""
    ends = {end for item in vocabulary.flows.values() for end in (item.out_of, item.into)}
    for stock in vocabulary.stocks.values():
        if stock.name not in ends:
            yield _at(stock, "no flow enters or leaves this stock")


def guesses(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A start that hangs on variables of the moment needs a first guess, any other takes none."""
    for stock in vocabulary.stocks.values():
        if is_settled(stock, vocabulary) != (stock.first_guess is not None):
            advice = "names variables, so it needs first_guess" if stock.first_guess is None else "needs no first_guess"
            yield _at(stock, f"the initial value {advice}")


def is_settled(stock: Stock, vocabulary: Vocabulary) -> bool:
    """Whether the start of a stock is made consistent with variables of the moment."""
    return any(name in vocabulary.variables for name in initial_names(stock.initial))


def provenance(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every declaration says what it means, where it comes from and how sure it is; bases lie in their range."""
    for item in [*vocabulary.declarations.values(), *vocabulary.indicators.values()]:
        for field in ("meaning", "unit", "zh", "source"):
            if not getattr(item, field).strip():
                yield _at(item, f"has no {field}")
        if item.confidence not in CONFIDENCES:
            yield _at(item, f"confidence must be one of {', '.join(CONFIDENCES)}")
        if isinstance(item, Parameter) and not item.low <= item.base <= item.high:
            yield _at(item, f"the base {item.base:g} lies outside {item.low:g} to {item.high:g}")
