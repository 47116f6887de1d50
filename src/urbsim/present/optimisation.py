"""A decision, and a front, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from urbsim.analysis.compare import SHOWN
from urbsim.analysis.public_cost import FORGONE
from urbsim.factors import find_factor
from urbsim.optimisation.binding import Binding
from urbsim.optimisation.decision import Decision
from urbsim.optimisation.front import AIMS, Front
from urbsim.optimisation.needs import Need
from urbsim.optimisation.projection import ORIGIN
from urbsim.optimisation.space import NEW_PLAN
from urbsim.optimisation.tables import (
    OWED,
    TOTAL_COST,
    cost_rows,
    front_table,
    lever_table,
    limit_table,
    need_table,
    outcome_table,
    regret_rows,
    regret_table,
)
from urbsim.optimisation.task import Limit, Task
from urbsim.present.common import as_rows
from urbsim.present.comparison import DIGITS
from urbsim.present.scorecard import Grid, Shown, target_label
from urbsim.present.words import assumed, signed, unit_text, word
from urbsim.results import Table

MOST_NEEDS = 12
HARMED = ("urbanization", "gdp")
"""Figures that a package is not meant to pay with; `--at-least NAME=base` forbids it."""
SMALLEST_PART = 0.05
"""Parts of the cost below, 亿元, are not shown."""
PART = 5e-4
"""Part of a figure by which it must fall to be told."""


def wish_text(task: Task, lang: str) -> str:
    """The targets that are asked for."""
    wanted, least = task.wanted, task.wanted.parks_at_least
    key = "wish_all" if len(task.targets) > 1 else f"wish_{task.targets[0]}"
    return word(key, lang, total=wanted.total_revenue, count=least.count, revenue=least.revenue)


def verdict(decision: Decision, lang: str) -> str:
    """Found or not found, in a sentence."""
    task, sure = decision.task, decision.assurance
    common: dict[str, Any] = {
        "wish": wish_text(task, lang), "year": task.wanted.year, "cost": float(decision.package.cost.total),
        "base": float(decision.base.cost.total), "name": _name(task, lang)}
    if sure is not None:
        key = "decision_assured" if decision.found else "decision_not_assured"
        return word(key, lang, **common, share=sure.share, low=sure.low, high=sure.high, futures=sure.futures,
                    asked=sure.asked)
    return word("decision_found" if decision.found else "decision_not_found", lang, **common, short=-decision.room)


def show(decision: Decision, lang: str) -> Shown:
    """Put a decision into words of a language, `en` or `zh`."""
    task = decision.task
    grids = [_targets(decision, lang), *([_limits(decision, lang)] if task.limits else []), _cost(decision, lang),
             _outcome(decision, lang), *([_needs(decision, lang)] if decision.needs else []), _levers(decision, lang),
             *([_regret(decision, lang)] if decision.regret else [])]
    facts = [word("decision_cost_fact", lang, horizon=task.horizon, start=task.model.time.start, rate=task.rate),
             *_harm(decision, lang),
             word("decision_new_plan" if NEW_PLAN in task.space.levers else "decision_land", lang,
                  name=_name(task, lang)),
             word("decision_reset_fact", lang, name=_name(task, lang)),
             word("decision_search", lang, starts=decision.starts, runs=decision.basis.runs, seed=decision.basis.seed),
             assumed(decision.basis.confidence, lang)]
    return Shown(task.experiment.scenario.label(lang), verdict(decision, lang), decision.found, tuple(grids),
                 tuple(facts))


def to_dict(decision: Decision) -> dict[str, Any]:
    """Plain data for JSON."""
    task, sure = decision.task, decision.assurance
    return {"scenario": task.experiment.scenario.name, "year": task.wanted.year, "targets": list(task.targets),
            "found": decision.found, "cost": float(decision.package.cost.total),
            "base_cost": float(decision.base.cost.total), "horizon": task.horizon, "discount_rate": task.rate,
            "least_room": decision.room, "verdict": verdict(decision, "en"), **decision.basis.to_dict(),
            "package": dict(decision.levers), "levers": as_rows(lever_table(decision)),
            "outcome": as_rows(outcome_table(decision)), "limits": as_rows(limit_table(decision)),
            "needs": as_rows(need_table(decision)),
            "assurance": None if sure is None else {**vars(sure), "share": sure.share},
            "regret": as_rows(regret_table(decision)) if decision.regret else []}


def limit_text(limit: Limit, task: Task, lang: str) -> str:
    """A limit in words."""
    item = task.model.vocabulary.indicators[limit.name]
    name = item.zh if lang == "zh" else limit.name.replace("_", " ")
    first, last = limit.years[0], limit.years[-1]
    whole = len(limit.years) == last - first + 1 and first != last
    years = f"{first}-{last}" if whole else ", ".join(map(str, limit.years))
    unit = unit_text(item.unit, lang)
    return word("limit_least" if limit.least else "limit_most", lang, name=name, years=years, value=limit.value) + (
        f" {unit}" if unit else "")


def _name(task: Task, lang: str) -> str:
    return f"“{task.experiment.scenario.label(lang)}”" if lang == "zh" else f'"{task.experiment.scenario.label(lang)}"'


def _targets(decision: Decision, lang: str) -> Grid:
    before = {item.name: item for item in decision.base.scorecard.targets if item.prices == "current"}
    rows, marks = [], []
    for item in decision.package.scorecard.targets:
        if item.prices == "current":
            digits = 0 if item.unit == "1" else 1
            rows.append((target_label(decision.package.scorecard, item, lang), f"{before[item.name].value:.{digits}f}",
                         f"{item.value:.{digits}f}", f"{item.goal:.{digits}f}", signed(item.margin, digits),
                         word("yes" if item.met else "no", lang)))
            marks.append(item.met if item.name in decision.task.targets else None)
    header = (word("target", lang, year=decision.task.wanted.year), word("column_before", lang),
              *(word(key, lang) for key in ("column_package", "goal", "margin", "met")))
    return Grid(word("decision_targets", lang, year=decision.task.wanted.year), header, tuple(rows),
                (False, True, True, True, True, False), tuple(marks))


def _limits(decision: Decision, lang: str) -> Grid:
    task, rows, marks = decision.task, [], []
    for item in decision.binding:
        reached, value = decision.reached(item.limit), item.limit.value
        kept = reached >= value if item.limit.least else reached <= value
        rows.append((limit_text(item.limit, task, lang), f"{reached:.6g}", word("yes" if kept else "no", lang),
                     word("yes" if item.tight else "no", lang), _worth(item, decision)))
        marks.append(bool(kept))
    worth = "column_dropped" if decision.assurance else "column_nearer" if decision.room < 0.0 else "column_saved"
    header = tuple(word(key, lang) for key in ("column_condition", "column_value", "met", "column_tight", worth))
    return Grid(word("decision_limits", lang), header, tuple(rows), (False, True, False, False, True), tuple(marks))


def _worth(item: Binding, decision: Decision) -> str:
    if decision.assurance:
        return f"{item.worth:+.1%}"
    return f"{item.worth:.3%}" if decision.room < 0.0 else f"{item.worth:.2f}"


def _cost(decision: Decision, lang: str) -> Grid:
    base, package = (cost_rows(side.cost) for side in (decision.base, decision.package))
    keys, rows = {TOTAL_COST: "cost_total", FORGONE: "cost_forgone", OWED: "cost_owed"}, []
    for name, value in base.items():
        if max(abs(value), abs(package[name])) >= SMALLEST_PART:
            label = word(keys.get(name, f"cost_{name}"), lang, horizon=decision.task.horizon)
            rows.append((label, f"{value:.1f}", f"{package[name]:.1f}", signed(package[name] - value)))
    header = ("", word("column_before", lang), word("column_package", lang), word("column_difference", lang))
    return Grid(word("decision_cost", lang), header, tuple(rows), (False, True, True, True), (None,) * len(rows))


def _outcome(decision: Decision, lang: str) -> Grid:
    year, rows = decision.task.wanted.year, []
    for name in SHOWN:
        base, package = (side.indicator(name, year) for side in (decision.base, decision.package))
        digits = DIGITS.get(name, 1)
        rows.append((word(name, lang), f"{base:.{digits}f}", f"{package:.{digits}f}", signed(package - base, digits)))
    header = (word("indicator", lang, year=year), word("column_before", lang), word("column_package", lang),
              word("column_difference", lang))
    return Grid(word("decision_outcome", lang, year=year), header, tuple(rows), (False, True, True, True),
                (None,) * len(rows))


def _levers(decision: Decision, lang: str) -> Grid:
    levers, targets = decision.task.model.vocabulary.levers, decision.task.targets
    rows = []
    for worth in decision.ranked:
        item = levers[worth.lever]
        label = item.zh if lang == "zh" else worth.lever.replace("_", " ")
        unit = unit_text(item.unit, lang)
        rows.append((f"{label}{f', {unit}' if unit else ''}", item.source.removeprefix("policy "), f"{worth.base:.4g}",
                     f"{worth.chosen:.4g}", f"{worth.low:g} - {worth.high:g}",
                     word(f"bound_{worth.bound}", lang) if worth.bound else "", signed(worth.cost, 2),
                     *(signed(worth.margins[name], 2) for name in targets)))
    header = (word("column_lever", lang), word("column_clause", lang), word("column_before", lang),
              *(word(key, lang) for key in ("column_chosen", "column_range", "column_bound", "column_reset_cost")),
              *(word("column_reset_margin", lang, target=word(f"short_{name}", lang)) for name in targets))
    numeric = (False, False, True, True, True, False, True, *(True for _ in targets))
    return Grid(word("decision_levers", lang), header, tuple(rows), numeric, (None,) * len(rows))


def _needs(decision: Decision, lang: str) -> Grid:
    together = any(need.together for need in decision.needs)
    enough = any(need.enough is not None for need in decision.needs)
    rows = []
    for need in decision.needs[:MOST_NEEDS]:
        change = "" if need.enough is None or need.base == 0.0 else f"{need.enough / need.base - 1.0:+.1%}"
        label = _need_label(need, decision.task, lang)
        rows.append((word("need_together", lang, name=label) if need.together else label, f"{need.base:.6g}",
                     "" if need.enough is None else f"{need.enough:.6g}", change, f"{need.end:.6g}",
                     f"{max(0.0, -need.room):.2%}"))
    header = tuple(word(key, lang) for key in ("column_input", "column_base", "column_enough", "column_change",
                                               "column_end", "column_room"))
    heading = "decision_pair" if together else "decision_needs" if enough else "decision_nearest"
    return Grid(word(heading, lang), header, tuple(rows),
                (False, True, True, True, True, True), (None,) * len(rows))


def _need_label(need: Need, task: Task, lang: str) -> str:
    if need.kind == "limit":
        name = task.model.vocabulary.indicators[need.name].zh if lang == "zh" else need.name.replace("_", " ")
    elif need.kind == "cell":
        _, row, column = need.name.split(".")
        factor = find_factor(need.name, task.model.vocabulary, task.model.city)
        name = factor.zh if lang == "zh" else f"{task.model.city.label(row, lang)}: {column.replace('_', ' ')}"
    else:
        name = find_factor(need.name, task.model.vocabulary, task.model.city).label(lang)
    unit = unit_text(need.unit, lang)
    return f"{name}{f', {unit}' if unit else ''}"


def _regret(decision: Decision, lang: str) -> Grid:
    assert decision.regret is not None
    rows = [(word("package_name", lang) if name == ORIGIN else name,
             f"{share:.1%} ({low:.1%} - {high:.1%})", f"{missed:.1%} / {most_missed:.1%}", f"{cost:.1f}",
             f"{dearer:.1f} / {dearest:.1f}")
            for name, share, low, high, missed, most_missed, cost, dearer, dearest in regret_rows(decision.regret)]
    header = tuple(word(key, lang) for key in ("scenario", "column_share", "column_missed", "column_cost_mean",
                                               "column_dearer"))
    return Grid(word("decision_regret", lang, futures=decision.regret.cost.shape[1]), header, tuple(rows),
                (False, True, True, True, True), (None,) * len(rows))


def _harm(decision: Decision, lang: str) -> Iterator[str]:
    """What falls in the package against the scenario, and how to forbid it."""
    year, harm, names = decision.task.wanted.year, [], []
    for name in HARMED:
        base, package = (side.indicator(name, year) for side in (decision.base, decision.package))
        if package < base * (1.0 - PART):
            digits = DIGITS.get(name, 1)
            harm.append(f"{word(name, lang)} {base:.{digits}f} -> {package:.{digits}f}")
            names.append(f"--at-least {name}=base")
    if harm:
        yield word("decision_harm", lang, harm=("；" if lang == "zh" else "; ").join(harm), advice=" ".join(names))


def show_front(front: Front, lang: str) -> Shown:
    """Put a front into words of a language."""
    task, every = front.task, len(front.margins)
    held = word("front_verdict", lang, packages=len(front.points), reached=int((front.reached == every).sum()),
                year=task.wanted.year)
    low, middle, high = np.quantile(front.values, [0.0, 0.5, 1.0], axis=0)
    ranges = tuple((word(aim.name, lang), *(_figure(aim.name, values[i]) for values in (low, middle, high)))
                   for i, aim in enumerate(AIMS))
    header = tuple(word(key, lang) for key in ("front_aim", "front_worst", "front_median", "front_best"))
    grids = (Grid(word("front_ranges", lang), header, ranges, (False, True, True, True), (None,) * len(ranges)),
             _picked(front, lang))
    facts = (word("decision_cost_fact", lang, horizon=task.horizon, start=task.model.time.start, rate=task.rate),
             word("front_search", lang, population=front.population, generations=front.generations,
                  runs=front.basis.runs, seed=front.basis.seed), assumed(front.basis.confidence, lang))
    return Shown(task.experiment.scenario.label(lang), held, bool((front.reached == every).any()), grids, facts)


def _figure(name: str, value: float) -> str:
    return f"{value:.{DIGITS.get(name, 1)}f}"


def _picked(front: Front, lang: str) -> Grid:
    """For each target, and for all, the cheapest package of the front that reaches it."""
    rows, marks = [], []
    every = np.min(list(front.margins.values()), axis=0)
    for name, margins in {**front.margins, "all": every}.items():
        held = np.flatnonzero(margins >= 0.0)
        cells = ("", *("" for _ in AIMS)) if not len(held) else (
            str(held[0]), *(_figure(aim.name, value) for aim, value in zip(AIMS, front.values[held[0]], strict=True)))
        label = word(f"short_{name}", lang)
        none = f"{label}{'：' if lang == 'zh' else ': '}{word('front_none', lang)}"
        rows.append((label if len(held) else none, *cells))
        marks.append(bool(len(held)))
    header = (word("target", lang, year=front.task.wanted.year), word("column_package", lang),
              *(word(aim.name, lang) for aim in AIMS))
    return Grid(word("front_picked", lang), header, tuple(rows), (False, *(True,) * (len(AIMS) + 1)), tuple(marks))


def front_to_dict(front: Front) -> dict[str, Any]:
    """Plain data for JSON."""
    table: Table = front_table(front)
    return {"scenario": front.task.experiment.scenario.name, "year": front.task.wanted.year,
            "population": front.population, "generations": front.generations, **front.basis.to_dict(),
            "packages": as_rows(table)}
