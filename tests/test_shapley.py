"""Shapley values of games whose answer is known, exact and sampled."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbsim.analysis.shapley import coalitions, exact_shares, sampled_shares

SIZES = st.integers(1, 7)
NUMBERS = st.floats(-1e3, 1e3)
FAST = settings(max_examples=25, deadline=None)


def exact(game, players):
    return exact_shares(game(coalitions(players, 0, 2**players)), players)


def random_game(seed, players):
    """Any value for any coalition."""
    values = np.random.default_rng(seed).normal(size=2**players)

    def game(members):
        return values[(members * (2 ** np.arange(players))[:, None]).sum(axis=0)][None]
    return game


@FAST
@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_of_a_linear_game_they_are_its_coefficients(coefficients):
    found = exact(lambda members: (np.array(coefficients) @ members)[None], len(coefficients))

    for shares in (found.shapley, found.first_in, found.last_in):
        assert shares[0] == pytest.approx(coefficients, abs=1e-9)
    inside = found.interactions[0][~np.eye(len(coefficients), dtype=bool)]
    assert inside == pytest.approx(0.0, abs=1e-9)


@FAST
@given(SIZES)
def test_of_a_product_they_split_evenly(players):
    found = exact(lambda members: members.all(axis=0).astype(float)[None], players)

    assert found.shapley[0] == pytest.approx(np.full(players, 1.0 / players), rel=1e-12)


@FAST
@given(SIZES, st.integers(0, 2**20))
def test_they_are_the_means_over_all_orders(players, seed):
    """The definition, order by order, on a game of no structure at all."""
    players = min(players, 5)
    game = random_game(seed, players)
    found = exact(game, players).shapley[0]
    total = np.zeros(players)
    for order in itertools.permutations(range(players)):
        members = np.zeros((players, 1), dtype=bool)
        for player in order:
            before = game(members)[0, 0]
            members[player] = True
            total[player] += game(members)[0, 0] - before

    assert found == pytest.approx(total / math.factorial(players), abs=1e-12)


@FAST
@given(SIZES, st.integers(0, 2**20))
def test_they_sum_to_the_whole_difference(players, seed):
    found = exact(random_game(seed, players), players)

    assert found.shapley.sum() == pytest.approx(found.full[0] - found.empty[0], abs=1e-12)


def test_the_interaction_of_two_is_the_coefficient_of_their_product():
    def game(members):
        one, two, three = members
        return (3.0 * one + 2.0 * one * two - 1.0 * two * three)[None]

    found = exact(game, 3)
    assert found.interactions[0, 0, 1] == pytest.approx(2.0)
    assert found.interactions[0, 2, 1] == pytest.approx(-1.0)
    assert found.interactions[0, 0, 2] == pytest.approx(0.0, abs=1e-12)


def test_interactions_of_a_product_of_three_are_shared_by_their_pairs():
    """Grabisch and Roubens (1999): of unanimity on three players each pair has 1/2."""
    found = exact(lambda members: members.all(axis=0).astype(float)[None], 3)

    assert found.interactions[0][~np.eye(3, dtype=bool)] == pytest.approx(0.5)


def test_all_outcomes_are_shared_at_once():
    games = [random_game(seed, 4) for seed in (1, 2)]
    both = exact(lambda members: np.concatenate([game(members) for game in games]), 4)

    for row, game in enumerate(games):
        assert both.shapley[row] == pytest.approx(exact(game, 4).shapley[0])


@FAST
@given(st.integers(2, 7), st.integers(0, 2**20))
def test_sampled_contributions_sum_to_the_difference_too(players, seed):
    found = sampled_shares(random_game(seed, players), players, 6, seed)

    assert found.shapley.sum() == pytest.approx(found.full[0] - found.empty[0], abs=1e-12)


@pytest.mark.parametrize(("players", "orders"), [(4, 40), (6, 60), (8, 100), (10, 40)])
def test_intervals_of_sampled_values_hold_the_exact_ones_as_often_as_they_say(players, orders):
    """Orders drawn 100 times; of interactions those that enough orders tell, down to two pairs."""
    game, held, pairs = random_game(3, players), [], []
    truth = exact(game, players)
    for seed in range(100):
        found = sampled_shares(game, players, orders, seed)
        held.append(np.abs(found.shapley - truth.shapley)[0] <= found.half_widths[0])
        half = found.interaction_half_widths[0][np.triu_indices(players, 1)]
        near = np.abs(found.interactions - truth.interactions)[0][np.triu_indices(players, 1)] <= half
        pairs.append(near[np.isfinite(half)])

    assert 0.92 <= np.mean(held) <= 0.98
    assert 0.92 <= np.concatenate(pairs).mean() <= 0.98


def test_an_interaction_that_no_or_one_pair_of_orders_tells_has_no_value_or_no_interval():
    found, random = sampled_shares(random_game(3, 8), 8, 4, 0), np.random.default_rng(0)
    told = np.zeros((8, 8))
    for order in (random.permutation(8), random.permutation(8)):  # each stands with its reverse
        for one, other in itertools.pairwise(order):
            told[one, other] += 1
            told[other, one] += 1

    assert (np.isnan(found.interactions[0]) == (told == 0)).all()
    assert (np.isnan(found.interaction_half_widths[0]) == (told < 2)).all()
    assert set(told.ravel()) == {0.0, 1.0, 2.0}


def test_alone_and_added_last_are_exact_where_orders_are_sampled():
    game = random_game(5, 6)
    found, truth = sampled_shares(game, 6, 4, 0), exact(game, 6)

    assert found.first_in == pytest.approx(truth.first_in)
    assert found.last_in == pytest.approx(truth.last_in)


def test_the_same_seed_gives_the_same_values_and_another_seed_others():
    game = random_game(5, 6)
    one, two, three = (sampled_shares(game, 6, 8, seed) for seed in (1, 1, 2))

    assert np.array_equal(one.shapley, two.shapley)
    assert not np.array_equal(one.shapley, three.shapley)
