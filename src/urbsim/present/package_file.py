"""A package as a scenario file: self-contained, with comments that say how it was found and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from urbsim import __version__
from urbsim.optimisation.decision import Decision
from urbsim.present.optimisation import limit_text, verdict, wish_text
from urbsim.present.words import assumed, word
from urbsim.scenario.resolved import resolved_toml

LONGEST_TITLE = 400
"""As the schema has it."""


def package_name(decision: Decision) -> str:
    """The stem of the file: scenario and target."""
    targets = decision.task.targets
    return f"{decision.task.experiment.scenario.name}_{targets[0] if len(targets) == 1 else 'all'}"


def package_text(decision: Decision) -> str:
    """The scenario as TOML. `urbsim run` confirms it, wherever the file stands."""
    results = decision.package.results
    key = "package_title" if decision.found else "closest_title"
    english, chinese = (word(key, lang, title=results.scenario.label(lang), wish=wish_text(decision.task, lang))
                        for lang in ("en", "zh"))
    scenario = replace(results.scenario, title=english[:LONGEST_TITLE], title_zh=chinese[:LONGEST_TITLE])
    comments = "".join(f"# {_printable(line)}\n" for line in _comments(decision))
    return comments + resolved_toml(scenario, results.model.vocabulary, results.model.city)


def _comments(decision: Decision) -> Iterator[str]:
    task, basis = decision.task, decision.basis
    yield verdict(decision, "en")
    yield verdict(decision, "zh")
    for limit in task.limits:
        yield f"Limit: {limit_text(limit, task, 'en')}."
    yield word("decision_cost_fact", "en", horizon=task.horizon, start=task.model.time.start, rate=task.rate)
    yield (f"Found by urbsim optimise (urbsim {__version__}): "
           + word("decision_search", "en", starts=decision.starts, runs=basis.runs, seed=basis.seed))
    yield assumed(basis.confidence, "en")
    yield "Levers that the search set are marked `urbsim optimise`; `urbsim run` on this file confirms them."


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
