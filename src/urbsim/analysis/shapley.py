"""Shapley values and interactions of players whose coalitions have values: exact from all coalitions, or sampled.

A game is a function from coalitions, (player, run) of booleans, to values, (outcome, run). The Shapley value of a
player is its contribution averaged over all orders in which players can join (Shapley 1953); the Shapley interaction
index of two is what they bring together beyond what each brings alone, averaged likewise (Grabisch and Roubens 1999).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Game = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Shares:
    """How the difference between the empty and the full coalition is shared, by outcome.

    `empty` and `full` (outcome) are the values of these coalitions; `shapley`, `first_in` (contribution of the player
    alone) and `last_in` (to all others) are (outcome, player); `interactions` (outcome, player, player) is symmetric,
    with NaN on the diagonal and where no order that was sampled had the two in turn. Half widths are those of 95 %
    intervals, 0 where the value is exact, NaN where a single pair of orders tells it.
    """

    empty: np.ndarray
    full: np.ndarray
    shapley: np.ndarray
    half_widths: np.ndarray
    first_in: np.ndarray
    last_in: np.ndarray
    interactions: np.ndarray
    interaction_half_widths: np.ndarray
    runs: int
    exact: bool


def coalitions(players: int, first: int, last: int) -> np.ndarray:
    """Coalitions number first .. last - 1 of all: player i belongs to number k where bit i of k is set."""
    members: np.ndarray = (np.arange(first, last)[None, :] >> np.arange(players)[:, None] & 1).astype(bool)
    return members


def exact_shares(values: np.ndarray, players: int) -> Shares:
    """Shares from the values of all coalitions in the order of `coalitions`: (outcome, 2 ** players)."""
    outcomes = len(values)
    sizes = coalitions(players, 0, 2**players).sum(axis=0)
    weights = np.array([1.0 / (players * math.comb(players - 1, size)) for size in range(players)])
    pair_weights = np.array([1.0 / ((players - 1) * math.comb(players - 2, size)) for size in range(players - 1)])
    shapley = np.empty((outcomes, players))
    interactions = np.full((outcomes, players, players), np.nan)
    for one in range(players):
        gain = _gains(values, one)[1]
        weight = weights[_gains(sizes[None], one)[0][0]]
        shapley[:, one] = gain @ weight
        for other in range(one):
            both = _gains(gain, other)[1]
            size = _gains(_gains(sizes[None], one)[0], other)[0][0]
            interactions[:, one, other] = interactions[:, other, one] = both @ pair_weights[size]
    ends = 2 ** np.arange(players)
    none = np.zeros_like(shapley)
    return Shares(values[:, 0], values[:, -1], shapley, none, values[:, ends] - values[:, :1],
                  values[:, -1:] - values[:, 2**players - 1 - ends], interactions, np.zeros_like(interactions),
                  2**players, True)


def _gains(values: np.ndarray, player: int) -> tuple[np.ndarray, np.ndarray]:
    """Values of coalitions without a player, and what the player adds to each; (outcome, half as many)."""
    halves = values.reshape(len(values), -1, 2, 2**player)
    without = halves[:, :, 0].reshape(len(values), -1)
    gain = (halves[:, :, 1] - halves[:, :, 0]).reshape(len(values), -1)
    return without, gain


def sampled_shares(game: Game, players: int, orders: int, seed: int) -> Shares:
    """Shares from a sample of orders, each with its reverse (Mitchell et al. 2022). Contributions along an order add up
    to the whole difference, so that their means do. `orders` is even, at least 4.
    """
    random = np.random.default_rng(seed)
    half = np.array([random.permutation(players) for _ in range(orders // 2)])
    order = np.concatenate([half, half[:, ::-1]])
    known, blocks = _coalitions_of(order)
    values = game(np.concatenate([known, *blocks]).T)
    empty, full, singles, others, paths, swaps = _split(values, players, len(order))
    path = np.concatenate([np.broadcast_to(empty[:, None, None], (len(values), len(order), 1)), paths,
                           np.broadcast_to(full[:, None, None], (len(values), len(order), 1))], axis=2)
    shapley, widths = _means(np.diff(path, axis=2), order)
    interactions, pair_widths = _pairs(path, swaps, order)
    return Shares(empty, full, shapley, widths, singles - empty[:, None], full[:, None] - others, interactions,
                  pair_widths, values.shape[1], False)


def _coalitions_of(order: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Coalitions to run, (run, player): none, all, each alone, all but each; then for each order the coalitions along
    it, and those in which its last two members stand in the other turn.
    """
    players = order.shape[1]
    rank = np.argsort(order, axis=1)
    known = np.concatenate([np.zeros((1, players), bool), np.ones((1, players), bool), np.eye(players, dtype=bool),
                            ~np.eye(players, dtype=bool)])
    place = np.arange(1, players)
    along = rank[:, None, :] < place[None, :, None]
    # the first place - 1 of an order, and the one after the next: {.., j} where the path has {.., i}
    swapped = (rank[:, None, :] < place[None, :, None] - 1) | (rank[:, None, :] == place[None, :, None])
    return known, [along.reshape(-1, players), swapped.reshape(-1, players)]


def _split(values: np.ndarray, players: int, orders: int) -> tuple[np.ndarray, ...]:
    """Values by kind of coalition: empty, full (outcome); single, all but one (outcome, player); along the orders, and
    swapped (outcome, order, players - 1).
    """
    known, along = 2 + 2 * players, orders * (players - 1)
    shape = (len(values), orders, players - 1)
    return (values[:, 0], values[:, 1], values[:, 2 : 2 + players], values[:, 2 + players : known],
            values[:, known : known + along].reshape(shape), values[:, known + along :].reshape(shape))


def _means(contributions: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean contribution by player and half the width of its 95 % interval, from pairs of an order and its reverse."""
    from scipy.stats import t

    by_player = np.take_along_axis(contributions, np.argsort(order, axis=1)[None], axis=2)
    pairs = 0.5 * (by_player[:, : len(order) // 2] + by_player[:, len(order) // 2 :])
    count = pairs.shape[1]
    half = t.ppf(0.975, count - 1) * pairs.std(axis=1, ddof=1) / math.sqrt(count)
    return by_player.mean(axis=1), half


def _pairs(path: np.ndarray, swaps: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Interaction index by pair of players: the mean over orders in which one follows the other, and its half width,
    from pairs of an order and its reverse, in which they follow each other too. NaN where there is no such pair, and no
    half width where there is only one.

    Before an adjacent pair of a random order stands a coalition of uniform size, as the index weights them.
    """
    from scipy.stats import t

    joint = path[:, :, 2:] - path[:, :, 1:-1] - swaps + path[:, :, :-2]
    players, half = order.shape[1], len(order) // 2
    sample = 0.5 * (joint[:, :half] + joint[:, half:, ::-1])
    one, other = order[:half, :-1].ravel(), order[:half, 1:].ravel()
    key = np.minimum(one, other) * players + np.maximum(one, other)
    count = np.bincount(key, minlength=players**2).astype(float)
    means, widths = (np.full((len(path), players**2), np.nan) for _ in range(2))
    with np.errstate(invalid="ignore", divide="ignore"):
        for row, values in enumerate(sample.reshape(len(path), -1)):
            mean = np.bincount(key, values, players**2) / count
            square = np.bincount(key, (values - mean[key]) ** 2, players**2) / (count - 1.0)
            means[row], widths[row] = mean, t.ppf(0.975, count - 1.0) * np.sqrt(square / count)
    means, widths = (table.reshape(-1, players, players) for table in (means, widths))
    upper = np.triu(np.ones((players, players), dtype=bool), 1)
    return (np.where(upper, means, means.transpose(0, 2, 1)), np.where(upper, widths, widths.transpose(0, 2, 1)))
