"""The causal graph of a model: which variable needs which, and which flow changes which stock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from urbsim.declare import Loop, Transfer
from urbsim.errors import Problem
from urbsim.vocabulary import Vocabulary


def causes(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """For each stock, variable and flow what changes it at once: stocks, variables and flows."""
    moving = {*vocabulary.stocks, *vocabulary.variables}
    found = {name: tuple(argument for argument in item.arguments if argument in moving)
             for name, item in vocabulary.variables.items()}
    found |= {name: tuple(flow.name for flow in vocabulary.flows.values() if name in (flow.into, flow.out_of))
              for name in vocabulary.stocks}
    return found


def absent_links(loop: Loop, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Links of a loop that the model does not have."""
    known = causes(vocabulary)
    return [(cause, effect) for cause, effect in loop.links if cause not in known.get(effect, ())]


def loop_problems(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A problem for each named loop that the model does not have."""
    for loop in vocabulary.loops.values():
        for cause, effect in absent_links(loop, vocabulary):
            yield Problem(f"{effect} does not hang on {cause}", loop.file, loop.line, loop.name)


def flow_sign(flow: Transfer, stock: str) -> float:
    """What a flow does to a stock: 1 where it enters, -1 where it leaves."""
    return next(sign for end, sign in flow.ends if end == stock)


def partitions(vocabulary: Vocabulary) -> Mapping[str, int]:
    """The cycle partition of each name: names of one partition reach one another along links."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    known = causes(vocabulary)
    names = {name: number for number, name in enumerate(known)}
    pairs = np.array([(names[cause], names[effect]) for effect, found in known.items() for cause in found], dtype=int)
    rows, columns = pairs.reshape(-1, 2).T
    matrix = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(names)))
    _, labels = connected_components(matrix, directed=True, connection="strong")
    return {name: int(labels[number]) for name, number in names.items()}
