"""Values of one name in a run, and what moved a stock, in words and tables."""

from __future__ import annotations

from urbsim.analysis.trace import Step, Values
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.words import word

MOST_ELEMENTS = 12
"""Elements that are shown one by one; of more, the lowest and the highest."""


def show(values: Values, unit: str, lang: str) -> Shown:
    """Put values and a trace into words of a language."""
    flat = values.values
    if flat.shape[1] > MOST_ELEMENTS:
        rows = [(word("lowest", lang), flat.min(axis=1)), (word("highest", lang), flat.max(axis=1))]
    else:
        rows = list(zip(values.elements, flat.T, strict=True))
    header = (word("explain_element", lang), *(f"{time:g}" for time in values.times))
    grids = [Grid(word("explain_values", lang, unit=unit), header,
                  tuple((name or values.name, *(f"{value:.6g}" for value in numbers)) for name, numbers in rows),
                  (False, *(True for _ in values.times)), (None,) * len(rows))]
    if values.trace:
        heads = ("year", "value", "change", "flow", "amount", "cause", "moved")
        steps = tuple((str(step.year), f"{step.value:.5g}", f"{step.change:+.4g}", step.flow, f"{step.amount:+.4g}",
                       *_cause(step, lang)) for step in values.trace)
        grids.append(Grid(word("explain_trace", lang, unit=unit), tuple(word(f"trace_{head}", lang) for head in heads),
                          steps, (False, True, True, False, True, False, True), (None,) * len(steps)))
    return Shown("", "", True, tuple(grids), (word("trace_note", lang),) if values.trace else ())


def _cause(step: Step, lang: str) -> tuple[str, str]:
    """What moved the flow, and by how much; of an event its moments."""
    if step.moments:
        return word("trace_event", lang, moments=", ".join(f"{moment:g}" for moment in step.moments)), ""
    return step.cause, f"{step.moved:+.4g}"
