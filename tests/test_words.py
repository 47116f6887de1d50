"""The catalogue of labels: both languages say the same, and Chinese is Chinese."""

from __future__ import annotations

import csv
import re
import string

import pytest
from conftest import ROOT

from urbsim import sectors
from urbsim.present.simulator.words import PAGE_WORDS
from urbsim.present.words import WORDS
from urbsim.present.words_sources import CHINESE_SOURCES
from urbsim.validation.weaknesses import weaknesses


def fields(text):
    """What is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_fill_in_the_same(key):
    english, chinese = WORDS[key]

    assert english
    assert chinese
    assert fields(english) == fields(chinese)


def chinese_texts():
    """All Chinese that the package holds, with where it stands."""
    for words in (WORDS, PAGE_WORDS):
        yield from ((key, chinese) for key, (_, chinese) in words.items())
    yield from CHINESE_SOURCES.items()
    yield from ((item.name, item.zh) for item in sectors.load().everything)
    yield from ((item.en, item.zh) for item in weaknesses(built_in_city=True))
    with (ROOT / "src" / "urbsim" / "policy.csv").open(encoding="utf-8", newline="") as file:
        yield from ((row["clause"], row["text_zh"]) for row in csv.DictReader(file))
    for page in (ROOT / "README.zh.md", ROOT / "docs" / "tutorial.zh.md"):
        text = re.sub(r"^```.*?^```|\]\(\S+\)", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        yield from ((page.name, line) for line in text.splitlines())


def test_chinese_has_the_marks_of_chinese():
    narrow = re.compile(r"[\u4e00-\u9fff] ?[,;:()]|[,;:()] ?[\u4e00-\u9fff]")

    assert {where: text for where, text in chinese_texts() if narrow.search(text)} == {}
