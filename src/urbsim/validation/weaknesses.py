"""Known weaknesses of the model and of the built-in city, to be shown with any report."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Literal

from urbsim.scenario.schema import Strict
from urbsim.validation.check import Phrase


class Weakness(Strict):
    """A weakness in English and Chinese, and what it is about: the `model`, or the numbers of the built-in `city`."""

    about: Literal["model", "city"]
    en: str
    zh: str

    @property
    def text(self) -> Phrase:
        """The weakness in words."""
        return Phrase(self.en, self.zh)


def weaknesses(*, built_in_city: bool = True) -> tuple[Weakness, ...]:
    """All known weaknesses; those of the built-in city only where asked for."""
    text = (files("urbsim.validation") / "weaknesses.toml").read_text(encoding="utf-8")
    found = tuple(Weakness.model_validate(one) for one in tomllib.loads(text)["weakness"])
    return tuple(one for one in found if built_in_city or one.about == "model")
