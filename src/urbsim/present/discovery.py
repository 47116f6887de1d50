"""Boxes found in a sweep, in words and tables."""

from __future__ import annotations

from typing import Any

from urbsim.present.common import as_rows, basis_line
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.words import assumed, unit_text, word
from urbsim.sweeps.discovery import SIDES, Discovery

SIDE_WORDS = dict(zip(SIDES, ("discover_side_low", "discover_side_high"), strict=True))


def target_name(found: Discovery, lang: str) -> str:
    """The short name of the target looked at."""
    return word(f"short_{found.target}", lang)


def to_dict(found: Discovery) -> dict[str, Any]:
    """Plain data for JSON."""
    return {"scenario": found.runs.scenario, "year": found.runs.year, "target": found.target,
            "looked_for": "reached" if found.reached else "missed", "share": found.share, **found.basis.to_dict(),
            "failed": found.runs.failed, "boxes": as_rows(found.boxes), "limits": as_rows(found.limit_table)}


def show(found: Discovery, lang: str) -> Shown:
    """Put boxes into words of a language, `en` or `zh`."""
    verdict = word("discover_verdict_reached" if found.reached else "discover_verdict", lang, share=found.share,
                   runs=found.basis.runs, target=target_name(found, lang), year=found.runs.year)
    grids = (_boxes(found, lang), _limits(found, lang)) if found.found else ()
    facts = [word("discover_meaning" if found.found else "discover_none", lang)]
    lost = found.runs.failed + found.runs.absent
    if lost:
        facts.append(word("runs_failed", lang, failed=lost, runs=found.basis.runs + lost))
    facts += [basis_line(found.basis, lang), assumed(found.basis.confidence, lang)]
    return Shown(found.runs.scenario, verdict, found.reached, grids, tuple(facts))


def _boxes(found: Discovery, lang: str) -> Grid:
    rows = []
    for number, item in enumerate(found.found, 1):
        held = "" if item.held_out is None else f"{item.held_out[0]:.0%} / {item.held_out[1]:.0%}"
        rows.append((str(number), f"{item.box.runs:,}", f"{found.coverage(item):.1%}", f"{item.box.density:.1%}", held))
    header = tuple(word(f"discover_{key}", lang) for key in ("box", "inside", "coverage", "density", "held_out"))
    return Grid("", header, tuple(rows), (True,) * 5, (None,) * len(rows))


def _limits(found: Discovery, lang: str) -> Grid:
    rows = tuple((str(number), limit.factor.label(lang), word(SIDE_WORDS[limit.side], lang), f"{limit.value:.4g}",
                  unit_text(limit.factor.unit, lang), f"{limit.quasi_p:.2g}",
                  f"{limit.repeated:.0%}")
                 for number, item in enumerate(found.found, 1) for limit in found.limits(item))
    header = (word("discover_box", lang), word("factor", lang), "", word("discover_limits", lang), word("unit", lang),
              word("discover_quasi_p", lang), word("discover_repeated", lang))
    return Grid("", header, rows, (True, False, False, True, False, True, True), (None,) * len(rows))
