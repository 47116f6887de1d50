"""In which order the start of a run is computed: constants, initial values, and the variables that these hang on."""

from __future__ import annotations

from urbsim.declare import Initial, Stock
from urbsim.model.check import INITIAL, initial_names, is_settled
from urbsim.model.graph import ancestors, topological_order
from urbsim.vocabulary import Vocabulary

START_ADVICE = "Give the initial value of a stock in it a first_guess"


def start_order(vocabulary: Vocabulary) -> list[str]:
    """Constants, stocks and the variables that their starts hang on, each after what it needs.

    Raises ModelError where a start hangs on itself and has no first guess.
    """
    needs = {name: initial_names(first_initial(stock)) for name, stock in vocabulary.stocks.items()}
    needs |= {name: tuple(start_name(argument, vocabulary) or argument for argument in item.arguments)
              for name, item in vocabulary.constants.items()}
    roots = list(needs)
    needs |= {name: item.arguments for name, item in vocabulary.variables.items()}
    wanted = ancestors(roots, needs)
    places = {name: vocabulary.declarations[name].place for name in wanted}
    return topological_order({name: needs[name] for name in needs if name in wanted}, places, START_ADVICE)


def first_initial(stock: Stock) -> Initial:
    """What a start is computed from at first."""
    return stock.initial if stock.first_guess is None else stock.first_guess


def settled_stocks(vocabulary: Vocabulary) -> dict[str, Stock]:
    """Stocks whose start hangs on variables of the moment, where a first guess has to be made consistent with them."""
    if all(stock.first_guess is None for stock in vocabulary.stocks.values()):
        return {}
    return {name: stock for name, stock in vocabulary.stocks.items() if is_settled(stock, vocabulary)}


def start_name(argument: str, vocabulary: Vocabulary) -> str | None:
    """The stock whose start an argument `initial_x` means, or None."""
    stock = argument.removeprefix(INITIAL)
    return stock if stock != argument and argument not in vocabulary.declarations else None
