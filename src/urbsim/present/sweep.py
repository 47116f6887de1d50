"""A sweep in words and tables: how often the targets are reached, and with what margins."""

from __future__ import annotations

from typing import Any

from urbsim.outcomes import MISSED
from urbsim.present.scorecard import Grid, Shown, terminal_table, to_terminal
from urbsim.present.words import assumed, signed, word
from urbsim.scorecard import confidence_mix
from urbsim.sweeps.result import Sweep
from urbsim.sweeps.summary import HEADER, judged_columns, summary_rows, target_of

MOST_POINTS = 24
"""Points of a grid that are shown one by one."""

__all__ = ["show", "terminal_table", "to_dict", "to_terminal"]


def to_dict(sweep: Sweep) -> dict[str, Any]:
    """Plain data for JSON: the judgement over all runs, and by point of the grid where futures are sampled."""
    plan = sweep.plan
    points = sweep.targets.to_dict("records")
    return {"scenario": plan.scenario.name, "runs": plan.design.runs, "failed": len(sweep.failures),
            "year": plan.scenario.targets.year, "sampled": list(plan.design.sampled), "grid": dict(plan.design.grid),
            "targets": [_clean(row) for row in _judged(sweep)], "points": [_clean(row) for row in points]}


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    return {key: None if value == "" else value for key, value in row.items()}


def _judged(sweep: Sweep) -> list[dict[str, Any]]:
    """A row a target over all runs, in the target year; none where that year is not kept."""
    plan = sweep.plan
    year = plan.scenario.targets.year
    if year not in plan.years:
        return []
    rows = summary_rows(plan, sweep.parts, judged_columns(plan), (year,))
    return [{"target": target_of(row["quantity"]), **row} for row in (dict(zip(HEADER, values, strict=True))
                                                                      for values in rows)]


def show(sweep: Sweep, lang: str) -> Shown:
    """Put a sweep into words of a language, `en` or `zh`."""
    plan = sweep.plan
    title, year = plan.scenario.label(lang), plan.scenario.targets.year
    judged = _judged(sweep)
    if not judged or not judged[-1]["runs"]:
        covered = f"{plan.years[0]}-{plan.years[-1]}"
        return Shown(title, word("not_covered", lang, year=year, covered=covered), False, (), ())
    every = judged[-1]
    key = "sweep_verdict" if plan.design.sampled else "sweep_verdict_grid"
    verdict = word(key, lang, year=year, share=f"{every['share']:.1%}", runs=every["runs"], interval=_interval(every))
    grids = [_targets(sweep, judged, lang)]
    if plan.design.sampled and 1 < plan.design.points <= MOST_POINTS:
        grids.append(_points(sweep, lang))
    kind = "sweep_posterior" if plan.design.draws else "sweep_sampled" if plan.design.sampled else "sweep_grid"
    facts = [word("sweep_margin", lang), word(kind, lang), assumed(confidence_mix(plan.model), lang)]
    return Shown(title, verdict, every["share"] >= 0.5, tuple(grids), tuple(facts))


def _targets(sweep: Sweep, judged: list[dict[str, Any]], lang: str) -> Grid:
    least = sweep.plan.scenario.targets.parks_at_least.revenue
    rows = []
    for row in judged:
        margins = ("", "", "") if row["quantity"] == MISSED else tuple(signed(row[f"q{q}"]) for q in ("05", "50", "95"))
        rows.append((word(row["target"], lang, revenue=least), f"{row['share']:.1%}", _interval(row), *margins))
    header = tuple(word(key, lang, **({"year": sweep.plan.scenario.targets.year} if key == "target" else {}))
                   for key in ("target", "sweep_share", "sweep_interval", "sweep_q05", "sweep_q50", "sweep_q95"))
    return Grid(word("current", lang), header, tuple(rows), (False, True, True, True, True, True),
                tuple(None for _ in rows))


def _points(sweep: Sweep, lang: str) -> Grid:
    """A row a point of the grid: shares of futures that reach each target."""
    frame = sweep.targets
    names, least = list(sweep.plan.design.grid), sweep.plan.scenario.targets.parks_at_least.revenue
    targets = list(dict.fromkeys(frame["target"]))
    rows = []
    for values, group in frame.groupby(names, sort=False):
        shares = dict(zip(group["target"], group["share"], strict=True))
        rows.append((*(f"{value:g}" for value in values), *(f"{shares[name]:.1%}" for name in targets)))
    labels = {factor.name: factor.label(lang) for factor in sweep.plan.factors}
    header = (*(labels[name] for name in names), *(word(name, lang, revenue=least) for name in targets))
    return Grid(word("sweep_points", lang), header, tuple(rows), (True,) * len(header), tuple(None for _ in rows))


def _interval(row: dict[str, Any]) -> str:
    return "" if row["share_low"] == "" else f"{row['share_low']:.1%} - {row['share_high']:.1%}"
