"""What is known to be weak in the model and in the data of the city."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Weakness:
    """One weakness, in English and Chinese; `about` is `model` or `city`."""

    about: str
    en: str
    zh: str


def weaknesses() -> tuple[Weakness, ...]:
    """All of them, in the order of the file."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return tuple(Weakness(**item) for item in tomllib.loads(text)["weakness"])
