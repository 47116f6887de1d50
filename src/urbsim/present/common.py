"""What the views of analyses share: labels with units, what numbers rest on, lists of names, tables as plain data."""

from __future__ import annotations

from typing import Any

from urbsim.experiments import Basis
from urbsim.outcomes import MARGIN, MISSED, Outcome
from urbsim.present.words import WORDS, unit_text, word
from urbsim.results import Table

MOST_NAMES = 30
"""Names of a list that are written out."""


def outcome_label(outcome: Outcome, lang: str) -> str:
    """What an outcome is called, with its year."""
    name = outcome.labels[lang == "zh"]
    if outcome.name.startswith(MARGIN):
        name = word(f"margin_of_{outcome.name.removeprefix(MARGIN)}", lang)
    elif outcome.name == MISSED:
        name = word("targets_missed", lang)
    elif f"outcome_{outcome.name}" in WORDS:
        name = word(f"outcome_{outcome.name}", lang)
    return f"{outcome.year} 年{name}" if lang == "zh" else f"{name} in {outcome.year}"


def titled(text: str, unit: str, lang: str) -> str:
    """A heading with its unit."""
    shown = unit_text(unit, lang)
    return f"{text}{'，' if lang == 'zh' else ', '}{shown}" if shown else text


def basis_line(basis: Basis, lang: str) -> str:
    """Runs and seed behind numbers."""
    if basis.seed is None:
        return word("basis_exact", lang, runs=basis.runs)
    return word("basis", lang, runs=basis.runs, seed=basis.seed)


def basis_under(title: str, runs: int, seed: int | None, lang: str) -> str:
    """The second line of a figure of many runs: the scenario's title, their number and seed."""
    return word("figure_basis_exact" if seed is None else "figure_basis", lang, title=title, runs=runs, seed=seed)


def listed(names: list[str], lang: str) -> str:
    """Names in a row, the first of them where they are many."""
    mark = "、" if lang == "zh" else ", "
    return mark.join(names[:MOST_NAMES]) + (f"{mark}... ({len(names)})" if len(names) > MOST_NAMES else "")


def as_rows(table: Table) -> list[dict[str, Any]]:
    """A table as plain data for JSON; blanks and what is no number become null."""
    return [{name: None if value == "" or value != value else value  # NaN alone differs from itself
             for name, value in zip(table.header, row, strict=True)} for row in table.rows]
