"""The catalogue of labels: both languages say the same, and Chinese is Chinese."""

from __future__ import annotations

import string

import pytest

from urbsim.present.words import WORDS


def fields(text):
    """What is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_fill_in_the_same(key):
    english, chinese = WORDS[key]

    assert english
    assert chinese
    assert fields(english) == fields(chinese)
