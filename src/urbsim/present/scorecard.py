"""The scorecard in words and tables: one structure, shown in a terminal and in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urbsim.cities.city import City
from urbsim.present.words import assumed, signed, word
from urbsim.scorecard import Growth, Scorecard, Target

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True)
class Grid:
    """A table of text; `numeric` columns are aligned right, `marks` say good, bad or neither by row."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    marks: tuple[bool | None, ...]


@dataclass(frozen=True)
class Shown:
    """A scorecard ready to show: title, verdict, tables, and lines of facts."""

    title: str
    verdict: str
    good: bool
    grids: tuple[Grid, ...]
    facts: tuple[str, ...]


def show(card: Scorecard, city: City, lang: str) -> Shown:
    """Put a scorecard into words of a language, `en` or `zh`."""
    title = (card.title_zh if lang == "zh" else card.title) or card.title
    rests = assumed(card.confidence, lang)
    covered = f"{card.years[0]}-{card.years[-1]}" if card.years else "-"
    if not card.covered:
        return Shown(title, word("not_covered", lang, year=card.year, covered=covered), False, (), (rests,))
    current = [target for target in card.targets if target.prices == "current"]
    met = sum(target.met for target in current)
    verdict = word("all_met" if card.all_met else "some_met", lang, year=card.year, met=met, all=len(current))
    grids = tuple(_target_grid(card, prices, lang) for prices in ("current", "constant"))
    return Shown(title, verdict, card.all_met, (*grids, _park_grid(card, city, lang)),
                 (word("bottlenecks", lang), *_facts(card, city, lang), word("money", lang), rests))


def target_label(card: Scorecard, target: Target, lang: str) -> str:
    """Name of a target, with the revenue that its parks must have."""
    return word(target.name, lang, revenue=card.park_goal)


def _target_grid(card: Scorecard, prices: str, lang: str) -> Grid:
    rows, marks = [], []
    for target in card.targets:
        if target.prices == prices:
            digits = 1 if target.unit != "1" else 0
            first = str(target.first_year or word("never", lang, year=card.year))
            rows.append((target_label(card, target, lang), f"{target.value:.{digits}f}", f"{target.goal:.{digits}f}",
                         signed(target.margin, digits), word("yes" if target.met else "no", lang), first))
            marks.append(target.met)
    header = tuple(word(key, lang, **({"year": card.year} if key == "target" else {}))
                   for key in ("target", "value", "goal", "margin", "met", "first_year"))
    return Grid(word(prices, lang), header, tuple(rows), (False, True, True, True, False, False), tuple(marks))


def _park_grid(card: Scorecard, city: City, lang: str) -> Grid:
    first = card.growth.first_year if card.growth else card.year
    rows = tuple((
        city.label(park.park, lang), str(park.tier), f"{park.revenue_start:.1f}", f"{park.revenue:.1f}",
        "" if park.goal is None else f"{park.goal:g}", "" if park.margin is None else signed(park.margin),
        f"{word(park.bottleneck, lang)} {park.bottleneck_value:.2f}") for park in card.parks)
    header = (word("park", lang), word("tier", lang), str(first), str(card.year), word("goal", lang),
              word("margin", lang), word("bottleneck", lang))
    return Grid(word("park_heading", lang), header, rows, (False, True, True, True, True, True, False),
                tuple(park.met for park in card.parks))


def _facts(card: Scorecard, city: City, lang: str) -> tuple[str, ...]:
    nth = card.nth_park["current"]
    facts = [word("few_parks", lang, count=len(card.parks)) if nth is None else
             word("nth_park", lang, count=nth.rank, park=city.label(nth.park, lang), value=f"{nth.revenue:.1f}",
                  goal=nth.goal, margin=signed(nth.margin))]
    if card.growth is not None:
        facts.append(_growth(card.growth, card.year, lang))
    facts.append(word("cost", lang, year=card.year, spending=f"{card.spending:.0f}", debt=f"{card.debt_ratio:.2f}",
                      unpaid=f"{card.unpaid_share:.0%}"))
    return tuple(facts)


def _growth(growth: Growth, year: int, lang: str) -> str:
    def change(pair: tuple[float, float]) -> str:
        return f"{pair[0]:.0f} -> {pair[1]:.0f} ({pair[1] / pair[0] - 1:+.0%})" if pair[0] else f"{pair[1]:.0f}"

    return word("growth", lang, first=growth.first_year, year=year, revenue=change(growth.revenue),
                net=change(growth.revenue_net), gdp=change(growth.gdp),
                urbanization=f"{growth.urbanization[0]:.1%} -> {growth.urbanization[1]:.1%}")


def to_terminal(shown: Shown) -> RenderableType:
    """For rich to print."""
    from rich.console import Group
    from rich.text import Text

    colour = "green" if shown.good else "red"
    parts: list[RenderableType] = [Text(shown.title, style="bold"), Text(shown.verdict, style=colour)]
    parts += [terminal_table(grid) for grid in shown.grids]
    parts += [Text(fact) for fact in shown.facts]
    return Group(*parts)


def terminal_table(grid: Grid) -> RenderableType:
    """A grid as a rich table."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=grid.title, title_justify="left", title_style="italic", box=box.SIMPLE_HEAD, pad_edge=False)
    for name, numeric in zip(grid.header, grid.numeric, strict=True):
        table.add_column(Text(name), justify="right" if numeric else "left")
    styles = {True: "green", False: "red", None: ""}
    for row, mark in zip(grid.rows, grid.marks, strict=True):
        table.add_row(*map(Text, row), style=styles[mark])
    return table


def to_html(shown: Shown) -> str:
    """For a notebook; text is escaped."""
    parts = [f"<h3>{html.escape(shown.title)}</h3>", f"<p><b>{html.escape(shown.verdict)}</b></p>"]
    for grid in shown.grids:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in grid.header)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                       for row in grid.rows)
        parts.append(f"<table><caption>{html.escape(grid.title)}</caption><thead><tr>{head}</tr></thead>"
                     f"<tbody>{body}</tbody></table>")
    parts += [f"<p>{html.escape(fact)}</p>" for fact in shown.facts]
    return "\n".join(parts)
