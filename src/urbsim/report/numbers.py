"""Numbers, units and lists as a report in a language writes them: 亿元 in Chinese, billion CNY in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from urbsim.present.style import money_factor, unit_label
from urbsim.present.words import word

MINUS = "−"


@dataclass(frozen=True)
class Numbers:
    """Writes numbers in a language, with digits that a reader can use."""

    lang: str

    @property
    def money_unit(self) -> str:
        """What amounts of money are counted in."""
        return word("report_money_unit", self.lang)

    def plain(self, value: float, digits: int = 0) -> str:
        """A number with thousands set apart."""
        text = f"{abs(value):,.{digits}f}"
        return f"{MINUS}{text}" if value < 0.0 and float(text.replace(",", "")) else text

    def signed(self, value: float, digits: int = 0) -> str:
        """A number with its sign."""
        text = self.plain(value, digits)
        return text if text.startswith(MINUS) else f"+{text}"

    def amount(self, value: float) -> str:
        """An amount of 亿元, without its unit."""
        return self.plain(value * money_factor(self.lang), self._digits)

    def signed_amount(self, value: float) -> str:
        """An amount of 亿元 with its sign, without its unit."""
        return self.signed(value * money_factor(self.lang), self._digits)

    def money(self, value: float) -> str:
        """An amount of 亿元, with its unit; round ones without decimals."""
        scaled = value * money_factor(self.lang)
        text = self.plain(scaled) if scaled == round(scaled) else self.amount(value)
        return f"{text} {self.money_unit}"

    @property
    def _digits(self) -> int:
        return 1 if self.lang == "zh" else 2

    def percent(self, share: float, digits: int = 0) -> str:
        """A share as per cent."""
        text = self.plain(100.0 * share, digits)
        return f"{text}%" if self.lang == "zh" else f"{text} %"

    def change(self, before: float, after: float) -> str:
        """A change as per cent, with its sign; a dash where it begins at nothing."""
        if not before:
            return "–"
        text = self.percent(after / before - 1.0)
        return text if text.startswith(MINUS) else f"+{text}"

    def value(self, value: float) -> str:
        """A parameter, to six significant digits and not in scientific notation where a reader can do without."""
        return f"{value:.6g}".replace("-", MINUS)

    def over_time(self, knots: Sequence[Sequence[float]]) -> str:
        """A value, or the values that are reached one after another, each with its time."""
        if len(knots) == 1:
            return self.value(knots[0][1])
        colon, between = ("：", "；") if self.lang == "zh" else (": ", "; ")
        return between.join(f"{time:g}{colon}{self.value(value)}" for time, value in knots)

    def unit(self, unit: str) -> str:
        """A unit of the model; a dash for a pure number."""
        return unit_label(unit, self.lang).replace("*", "·") or "–"

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row."""
        return ("、" if self.lang == "zh" else ", ").join(names)
