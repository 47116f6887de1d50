"""A comparison of scenarios in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from urbsim.analysis.compare import SHOWN, Comparison
from urbsim.present.scorecard import Grid, Shown, target_label, terminal_table
from urbsim.present.words import assumed, noted, signed, word
from urbsim.results import Results

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_COLUMNS = 4
DIGITS = {"urbanization": 3, "parks_at_50": 0, "parks_at_100": 0, "debt_ratio": 2, "population": 0, "park_jobs": 0}


def show(comparison: Comparison, runs: Sequence[Results], lang: str) -> Shown:
    """Put a comparison into words of a language: a row an indicator and a column a scenario, or the other way round
    where there are many scenarios.
    """
    names = [run.scenario.label(lang) for run in runs]
    rows = [(word(name, lang), *(f"{value:.{DIGITS.get(name, 1)}f}" for value in row))
            for name, row in zip(SHOWN, comparison.values, strict=True)]
    rows += _targets(comparison, lang)
    if comparison.cost_per_revenue is not None:
        rows.append((word("cost_per_revenue", lang), *(
            word("not_defined", lang) if cost is None else f"{cost:.2f}" for cost in comparison.cost_per_revenue)))
    grids = [_grid("", word("indicator", lang, year=comparison.year), names, rows)]
    if len(names) > 1:
        differences = [(word(name, lang), *(signed(value, DIGITS.get(name, 1)) for value in row[1:]))
                       for name, row in zip(SHOWN, comparison.differences, strict=True)]
        grids.append(_grid(word("difference", lang, first=names[0]), "", names[1:], differences))
    facts = [word("reference", lang, name=comparison.reference) if comparison.reference else word("no_reference", lang)]
    if len({run.model.city.digest for run in runs}) > 1:
        facts.append(word("different_cities", lang))
    return Shown("", "", True, tuple(grids), (*facts, assumed(comparison.scorecards[0].confidence, lang)))


def _grid(title: str, corner: str, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Grid:
    """A grid with a column a scenario; turned where there are more than fit beside one another."""
    header, body = (corner, *names), tuple(rows)
    if len(names) > MOST_COLUMNS:
        turned = tuple(zip((corner, *names), *((row[0], *row[1:]) for row in rows), strict=True))
        header, body = turned[0], turned[1:]
    return Grid(title, header, body, (False, *(True for _ in header[1:])), (None,) * len(body))


def _targets(comparison: Comparison, lang: str) -> tuple[tuple[str, ...], ...]:
    """A row a target: met or not, with its margin; none where the year is not the target year."""
    cards = comparison.scorecards
    if any(not card.covered or card.year != comparison.year for card in cards):
        return ()
    rows = []
    for target in cards[0].targets:
        if target.prices == "current":
            cells = [next((item for item in card.targets if item.name == target.name), None) for card in cards]
            digits = 0 if target.unit == "1" else 1
            rows.append((target_label(cards[0], target, lang), *(
                "" if item is None else
                noted(word("yes" if item.met else "no", lang), signed(item.margin, digits), lang)
                for item in cells)))
    return tuple(rows)


def to_terminal(shown: Shown) -> RenderableType:
    """For rich to print."""
    from rich.console import Group
    from rich.text import Text

    return Group(*(terminal_table(grid) for grid in shown.grids), *(Text(fact) for fact in shown.facts))
