"""One check of a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np


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


def error(value: Any, expected: Any) -> float:
    """The largest difference, relative to the largest size of what is expected; infinite where a number is none."""
    if not (np.isfinite(value).all() and np.isfinite(expected).all()):
        return float("inf")
    return float(np.abs(value - expected).max() / (np.abs(expected).max() or 1.0))


def worst(errors: Mapping[str, float]) -> tuple[float, str]:
    """The largest error and whose it is; what is not a number counts as infinite."""
    found = {name: value if np.isfinite(value) else float("inf") for name, value in errors.items()}
    name = max(found, key=lambda name: found[name])
    return found[name], name
