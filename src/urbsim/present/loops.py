"""Feedback loops in words and tables: their shares in what moves the run, and what the targets lose without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from urbsim.analysis.knockouts import Knockout
from urbsim.analysis.loops import LoopScores
from urbsim.declare import Loop
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.words import signed, word
from urbsim.results import Results, Table
from urbsim.scorecard import confidence_mix


@dataclass(frozen=True)
class LoopStudy:
    """The loops of a run: scores, and each loop knocked out."""

    results: Results
    scores: LoopScores
    knockouts: Sequence[Knockout]

    @property
    def loops(self) -> list[Loop]:
        """The loops, the one with the largest share until the target year first."""
        found = [loop for loop in self.results.model.vocabulary.loops.values() if loop.name in self.scores.scores]
        return sorted(found, key=lambda loop: -abs(self.share(loop, *self.early)))

    @property
    def early(self) -> tuple[int, int]:
        """First year, and the target year or the last one."""
        years = self.results.years.numbers
        return years[0], min(self.results.scenario.targets.year, years[-1])

    @property
    def late(self) -> tuple[int, int] | None:
        """The years after the target year, if the run has any."""
        years = self.results.years.numbers
        return (self.early[1] + 1, years[-1]) if years[-1] > self.early[1] else None

    def share(self, loop: Loop, first: int, last: int) -> float:
        """Mean relative score of a loop over years."""
        years = np.array(self.results.years.numbers)
        return float(self.yearly[loop.name][(years >= first) & (years <= last)].mean())

    @cached_property
    def yearly(self) -> dict[str, np.ndarray]:
        """Mean relative score of each loop in each year."""
        years = np.array(self.results.years.numbers)
        place = np.ceil(self.scores.times - 1e-9).astype(int) - 1  # the year that an interval belongs to
        return {name: np.array([values[place == year].mean() for year in years])
                for name, values in self.scores.relative.items()}

    def to_table(self) -> Table:
        """A row a year and loop."""
        rows = [(year, loop.code, loop.name, float(self.yearly[loop.name][i]))
                for i, year in enumerate(self.results.years.numbers) for loop in self.loops]
        return Table(("year", "code", "loop", "relative_score"), ("year", "1", "1", "1"), tuple(rows))

    def knockout_table(self) -> Table:
        """A row a loop: margins with one of its links held, and how they differ from those of the whole model."""
        names = list(dict.fromkeys(name for one in self.knockouts for name in one.margins))
        header = ("code", "loop", "cause", "effect", "also_of", *(f"margin_{name}" for name in names),
                  *(f"change_{name}" for name in names), "breaks_down")
        codes = {loop.name: loop.code for loop in self.loops}
        rows = tuple((codes[one.loop], one.loop, one.cause, one.effect, " ".join(codes[name] for name in one.shared),
                      *(values.get(name, "") for values in (one.margins, one.changes) for name in names), one.failure)
                     for one in self.knockouts)
        return Table(header, ("1",) * 5 + ("亿元/year",) * (2 * len(names)) + ("1",), rows)


def loop_label(loop: Loop, lang: str) -> str:
    """A short name of a loop."""
    return f"{loop.code} {loop.zh if lang == 'zh' else loop.name.replace('_', ' ')}"


def _lost(one: Knockout, lang: str) -> tuple[str, str]:
    """What a knocked-out loop does to the margins of the total and of the deciding park."""
    if one.failure:
        return word("loops_breaks_down", lang), ""
    return signed(one.changes["total"]), signed(one.changes["parks"], 2)


def show(study: LoopStudy, lang: str) -> Shown:
    """Put loops into words of a language."""
    results = study.results
    knocked = {one.loop: one for one in study.knockouts}
    codes = {loop.name: loop.code for loop in study.loops}
    spans = [study.early, *([study.late] if study.late else [])]
    rows = []
    for loop in study.loops:
        one = knocked[loop.name]
        link = f"{one.cause} -> {one.effect}"
        if one.shared:
            link = word("loops_shared", lang, link=link, others=", ".join(codes[name] for name in one.shared))
        rows.append((loop.code, loop.zh if lang == "zh" else loop.meaning,
                     word("loops_reinforcing" if loop.sign == "+" else "loops_balancing", lang),
                     *(signed(study.share(loop, *span), 2) for span in spans),
                     *_lost(one, lang), link))
    heads = [word(key, lang, first=span[0], last=span[1])
             for key, span in zip(("loops_early", "loops_late"), spans, strict=False)]
    header = (*(word(f"loops_{key}", lang) for key in ("code", "name", "sign")), *heads,
              *(word(f"loops_{key}", lang) for key in ("total", "parks", "link")))
    grid = Grid("", header, tuple(rows), (False, False, False, *(True for _ in heads), True, True, False),
                (None,) * len(rows))
    mix = confidence_mix(results.model)
    facts = [word("loops_shares", lang), word("loops_knockouts", lang, year=results.scenario.targets.year)]
    if study.scores.absent:
        facts.append(word("loops_absent", lang, names=", ".join(study.scores.absent)))
    facts.append(word("assumed", lang, **mix, all=sum(mix.values())))
    title = word("loops_title", lang, title=results.scenario.label(lang))
    return Shown(title, "", True, (grid,), tuple(facts))
