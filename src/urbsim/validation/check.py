"""One check of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Phrase(NamedTuple):
    """A text in English and Chinese."""

    en: str
    zh: str

    def within(self, lang: str) -> str:
        """The text in a language, `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Check:
    """What is claimed, whether it holds, and what was measured. `topic` is a label of the catalogue of words."""

    topic: str
    claim: Phrase
    holds: bool
    measured: Phrase


def plain(text: str) -> Phrase:
    """A text that needs no translation: numbers and names."""
    return Phrase(text, text)


def figure(value: float, name: str = "") -> Phrase:
    """A measured number, and what it was measured on."""
    return plain(f"{value:.1e} ({name})" if name else f"{value:.1e}")
