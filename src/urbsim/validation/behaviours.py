"""Behaviour checks: plain sentences about the model, each put to the test in random settings.

A setting is a value of every parameter, city value and lever, drawn evenly from its range; levers that are shares of a
whole stay as the scenario has them, and so does `demand_multiplier`, which is no property of the world but a switch of
these very checks. Every change that a sentence asks for is laid over the same settings, so that a comparison is between
two runs that differ in it alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Literal

import numpy as np
from pydantic import ConfigDict, Field, FiniteFloat

from urbsim.engine import native
from urbsim.engine.build import compiler
from urbsim.many import run_members
from urbsim.members import Batch, plain
from urbsim.model.assemble import Model
from urbsim.scenario.load import Scenario
from urbsim.scenario.schema import Strict
from urbsim.validation.check import Check, Phrase

SETTINGS, SEED = 200, 0
AS_IT_IS = ("demand_multiplier",)
CLOSE = 1e-9
"""Difference, of a value's own size, that rounding may make."""
LEAST = 0.1
"""Share of the settings in which there must be something to see, or the sentence says too little to hold."""
Expected = Literal["is zero", "at most", "at least", "falls", "rises", "does not fall", "does not rise"]


class Behaviour(Strict):
    """A sentence and how it is tested: the keys that `behaviour/__init__.py` explains."""

    model_config = ConfigDict(strict=False)

    claim: str
    zh: str
    empty: tuple[str, ...] = ()
    set: Mapping[str, FiniteFloat] = Field(default_factory=dict)
    levers: Mapping[str, FiniteFloat] = Field(default_factory=dict)
    look: str
    over: Literal["each", "sum"] = "each"
    at: Literal["always", "early", "target"] = "always"
    expect: Expected
    bound: FiniteFloat = 0.0
    share: FiniteFloat = Field(1.0, gt=0.0, le=1.0)

    @property
    def change(self) -> Change:
        """What is laid over the settings."""
        return Change(tuple(sorted(self.empty)), tuple(sorted(self.set.items())), tuple(sorted(self.levers.items())))


@dataclass(frozen=True)
class Change:
    """Stocks that begin empty, inputs and levers with one value in every setting."""

    empty: tuple[str, ...] = ()
    inputs: tuple[tuple[str, float], ...] = ()
    levers: tuple[tuple[str, float], ...] = ()


def behaviours() -> tuple[Behaviour, ...]:
    """All that the package holds, by file and place in it."""
    texts = sorted((item for item in files("urbsim.validation.behaviour").iterdir() if item.name.endswith(".toml")),
                   key=lambda item: item.name)
    return tuple(Behaviour.model_validate(one) for text in texts
                 for one in tomllib.loads(text.read_text(encoding="utf-8"))["check"])


def behaviour_checks(scenario: Scenario, model: Model, report: Callable[[str], None],
                     sentences: Sequence[Behaviour] | None = None, settings: int = SETTINGS) -> Iterator[Check]:
    """Every sentence, tried in random settings up to the end of the target year."""
    sentences = behaviours() if sentences is None else sentences
    trial = Trial(scenario, model, sentences, settings)
    usual = trial.run(Change())
    for number, change in enumerate(trial.changes, 1):
        report(f"behaviour {number}/{len(trial.changes)}")
        changed = trial.run(change) if change != Change() else usual
        yield from (judged(one, trial.early, usual, changed) for one in sentences if one.change == change)


class Trial:
    """The random settings of a scenario, and the runs of changes laid over them."""

    def __init__(self, scenario: Scenario, model: Model, sentences: Iterable[Behaviour], settings: int) -> None:
        end = min(scenario.targets.year + 1.0, model.time.end)
        self._start = scenario.policy.start
        self.early = min(scenario.policy.start + scenario.policy.ramp, end)
        self._looked = sorted({one.look for one in sentences})
        self.changes = list(dict.fromkeys(one.change for one in sentences))
        names = {name for change in self.changes for name, _ in change.inputs}
        short = replace(model, time=model.time.model_copy(update={"end": end}))
        self._model = _drawn(short, names, settings, self._start)
        self._library = native.load(self._model, self._looked) if compiler() else None

    def run(self, change: Change) -> Recorded:
        """What is looked at, in every setting with a change laid over it."""
        model = self._model
        members = model.members or 1
        inputs = {name: Batch(np.full_like(plain(model.inputs[name]), value)) for name, value in change.inputs}
        model = model.with_inputs(inputs, dict.fromkeys(change.empty, 0.0))
        model = model.with_levers({name: np.full(members, value) for name, value in change.levers}, self._start)
        found = run_members(model, library=self._library, recorded=self._looked,
                            engine="numpy" if self._library is None else "native")
        return Recorded(found.times, found.recorded)


@dataclass(frozen=True)
class Recorded:
    """What was looked at: the saved moments, and arrays (moment, *dims, setting)."""

    times: np.ndarray
    values: Mapping[str, np.ndarray]


def _drawn(model: Model, names: Iterable[str], settings: int, start: float) -> Model:
    """The model in random settings; inputs `names` differ by member too, though they hold their values."""
    random = np.random.default_rng(SEED)
    words = model.vocabulary
    inputs = {name: Batch(np.repeat(np.asarray(model.inputs[name], dtype=float)[..., None], settings, axis=-1))
              for name in names}
    ranges = {**{item.name: (item.low, item.high) for item in words.parameters.values() if item.name not in AS_IT_IS},
              **{name: model.city.ranges[name] for name in words.city_values}}
    inputs |= {name: Batch(random.uniform(low, high, settings)) for name, (low, high) in ranges.items()}
    levers = {item.name: random.uniform(item.low, item.high, settings)
              for item in words.levers.values() if not item.share_of}
    return model.with_inputs(inputs).with_levers(levers, start)


def judged(one: Behaviour, early: float, usual: Recorded, changed: Recorded) -> Check:
    """In how many settings a sentence holds, of those in which there is something to see.

    `early` is the moment at which the policy is in full force.
    """
    before, after = (_seen(one, early, found) for found in (usual, changed))
    seen = np.ones(after.shape[-1], dtype=bool)
    if one.expect not in ("at most", "at least"):
        seen = (before != 0.0).any(axis=(0, 1))
        if one.expect != "is zero":
            seen |= (after != 0.0).any(axis=(0, 1))
    held = holds(one.expect, one.bound, before, after).all(axis=(0, 1)) & seen
    count, of, empty = int(held.sum()), int(seen.sum()), int((~seen).sum())
    least = "" if one.share == 1.0 else f" (>= {one.share:.0%})"
    return Check("behaviour", Phrase(one.claim, one.zh), of >= LEAST * len(seen) and of > 0 and count >= one.share * of,
                 Phrase(f"in {count} of {of} settings{least}" + (f"; in {empty} nothing to see" if empty else ""),
                        f"{of} 组随机设定中 {count} 组成立{least}" + (f"；另 {empty} 组不适用" if empty else "")))


def _seen(one: Behaviour, early: float, found: Recorded) -> np.ndarray:
    """What a sentence looks at: (moment, element, setting)."""
    values = found.values[one.look]
    values = values.reshape(len(values), -1, values.shape[-1])
    if one.over == "sum":
        values = values.sum(axis=1, keepdims=True)
    if one.at == "target":
        return values[-1:]
    if one.at == "early":
        first = int(np.searchsorted(found.times, early - 1e-9))
        return values[first : first + 1]
    return values


def holds(expect: Expected, bound: float, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Where the expectation holds of values with a change, against those without; never where a run broke down."""
    slack = CLOSE * np.maximum(np.abs(before), np.abs(after))
    expected: dict[Expected, Callable[[], np.ndarray]] = {
        "is zero": lambda: after == 0.0, "at most": lambda: after <= bound, "at least": lambda: after >= bound,
        "falls": lambda: after < before - slack, "rises": lambda: after > before + slack,
        "does not fall": lambda: after >= before - slack, "does not rise": lambda: after <= before + slack}
    return expected[expect]()
