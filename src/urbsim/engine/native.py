"""The native engine: the expression graph as C, compiled once, run by as many threads as wanted.

Results do not depend on threads, nor on which members share a block: every member's numbers are computed by the same
operations, lane by lane. A single run has a library of its own, in which lanes hold elements: its sums are taken in
another order, so that it differs from the same run among others by rounding.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from urbsim.engine.build import build, lanes, library_path
from urbsim.engine.integrate import METHODS
from urbsim.engine.vectorised import Arrays, events_by_step, grid_of
from urbsim.errors import ModelError, NumericalError, UsageError
from urbsim.export.layout import Layout, Source
from urbsim.files import write_text
from urbsim.members import Batch
from urbsim.model.assemble import Model
from urbsim.model.start import INITIAL_PASSES

RECORD, MIDDLE, YEAR_END, YEAR_START = 1, 2, 4, 8
"""What happens at a step; as in driver.c."""

MOST_EVENTS = 64
"""Bits of a mask."""
ARITHMETICS = ("portable vectors", "AVX2", "AVX-512")
"""As numbered in vectors.h."""

_Doubles = ctypes.POINTER(ctypes.c_double)
_Integers = ctypes.POINTER(ctypes.c_int64)


class _Source(ctypes.Structure):
    _fields_ = (("data", _Doubles), ("row_step", ctypes.c_int64), ("member_step", ctypes.c_int64),
                ("offset", ctypes.c_int64), ("rows", ctypes.c_int64))


class _Job(ctypes.Structure):
    _fields_ = (
        ("members", ctypes.c_int64), ("start", ctypes.c_double), ("step", ctypes.c_double), ("steps", ctypes.c_int64),
        ("passes", ctypes.c_int64), ("stages", ctypes.c_int64), ("nodes", _Doubles), ("stage_weights", _Doubles),
        ("weights", _Doubles), ("input", _Doubles), ("varying", ctypes.c_int64), ("varied", ctypes.POINTER(_Source)),
        ("starts", ctypes.c_int64), ("start_values", ctypes.POINTER(_Source)), ("lever_off", _Source),
        ("knots", ctypes.c_int64), ("knot_times", _Doubles), ("lever_change", ctypes.POINTER(_Source)),
        ("ramp", ctypes.c_double), ("price", ctypes.POINTER(_Source)),
        ("actions", ctypes.POINTER(ctypes.c_uint8)), ("events", ctypes.POINTER(ctypes.c_uint64)),
        ("stop", ctypes.POINTER(ctypes.c_int)),
        ("slots", ctypes.c_int64), ("slot", _Integers), ("out", _Doubles), ("failed_step", _Integers),
        ("failed_element", _Integers))


class Stop:
    """Asks a run of many members to end early, from another thread."""

    def __init__(self) -> None:
        self.flag = ctypes.c_int(0)

    def set(self) -> None:
        self.flag.value = 1

    def __call__(self) -> bool:
        return self.flag.value != 0


@dataclass(frozen=True)
class Failure:
    """A member whose state stopped being finite: which stock and element, and when."""

    member: int
    stock: str
    element: str
    time: float


@dataclass
class _Keep:
    """Arrays that C points to, kept alive as long as the job."""

    arrays: list[Any] = field(default_factory=list)

    def doubles(self, value: Any) -> Any:
        array = np.ascontiguousarray(value, dtype=np.float64)
        self.arrays.append(array)
        return array.ctypes.data_as(_Doubles)

    def integers(self, array: np.ndarray) -> Any:
        self.arrays.append(array)
        return array.ctypes.data_as(_Integers)

    def bits(self, array: np.ndarray | None) -> Any:
        """Masks, or a null pointer."""
        if array is None:
            return None
        self.arrays.append(array)
        return array.ctypes.data_as(ctypes.POINTER(ctypes.c_uint64))

    def source(self, value: Any, offset: int, rows: int) -> _Source:
        """Numbers of one array: the same for all members, or (rows, members)."""
        data = np.asarray(value, dtype=np.float64)
        members = data.shape[1] if data.ndim == 2 else 1
        return _Source(self.doubles(data), members, int(data.ndim == 2), offset, rows)

    def sources(self, sources: Sequence[_Source]) -> Any:
        array = (_Source * max(len(sources), 1))(*sources)
        self.arrays.append(array)
        return array


PARTS = 2
"""Parts of the C text, on which compilers run beside each other."""


class Library:
    """A model's compiled library. Inputs, levers, starts and the grid may differ from call to call."""

    def __init__(self, source: Source, path: Path) -> None:
        self.source = source
        self._input_rows: list[np.ndarray] | None = None
        library = ctypes.CDLL(str(path))
        self.arithmetic = ARITHMETICS[ctypes.c_int.in_dll(library, "arithmetic").value]
        """Results of two libraries with the same arithmetic have the same bits, whatever compiler made them."""
        self._run = library.run
        self._run.argtypes = (ctypes.POINTER(_Job), ctypes.c_int64, ctypes.c_int64)

    def run(self, model: Model, actions: np.ndarray, slots: np.ndarray, prices: np.ndarray | None = None,
            threads: int = 1, stop: Stop | None = None) -> tuple[np.ndarray, list[Failure]]:
        """Run all members of a model (one, for a model without members).

        `actions` says what happens at each step, `slots` which workspace rows are recorded. Returns an array (record,
        slot, member), and the members that failed. What a run that was stopped returns means nothing.
        """
        members = model.members or 1
        keep = _Keep()
        out = np.empty((int(((actions & RECORD) > 0).sum()), len(slots), members))  # all of it is written
        failed = np.full((2, members), -1, dtype=np.int64)
        job = self._job(model, keep, actions, slots, prices, out, failed, stop or Stop())
        block = self.source.layout.members
        share = -(-members // (threads * block)) * block
        parts = [(first, min(first + share, members)) for first in range(0, members, share)]
        if len(parts) == 1:
            codes = [self._run(ctypes.byref(job), 0, members)]
        else:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(len(parts)) as pool:
                codes = list(pool.map(lambda part: self._run(ctypes.byref(job), *part), parts))
        if any(codes):
            raise MemoryError("the native engine found no memory for its workspace")
        return out, self._failures(model, failed)

    def _job(self, model: Model, keep: _Keep, actions: np.ndarray, slots: np.ndarray, prices: np.ndarray | None,
             out: np.ndarray, failed: np.ndarray, stop: Stop) -> _Job:
        method, grid = METHODS[model.time.method], grid_of(model)
        stages = len(method.nodes)
        table = np.zeros((stages, stages))
        for row, weights in enumerate(method.stages):
            table[row, : len(weights)] = weights
        varied = [self._placed(keep, name, value) for name, value in model.inputs.items() if isinstance(value, Batch)]
        starts = [self._placed(keep, name, value) for name, value in model.starts.items()]
        schedule, rows = model.schedule, len(model.schedule.names)
        changes = [keep.source(change, 0, rows) for _, change in schedule.changes]
        price = keep.source(prices if prices is not None else np.ones(1), 0, 1)
        action = np.ascontiguousarray(actions, dtype=np.uint8)
        keep.arrays.append(action)
        return _Job(
            model.members or 1, grid.start, grid.size, grid.steps, INITIAL_PASSES, stages, keep.doubles(method.nodes),
            keep.doubles(table), keep.doubles(method.weights), keep.doubles(self._inputs(model)),
            len(varied), keep.sources(varied), len(starts), keep.sources(starts),
            keep.source(schedule.off, 0, rows), len(changes), keep.doubles([time for time, _ in schedule.changes]),
            keep.sources(changes), schedule.ramp, keep.sources([price]),
            action.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8)), keep.bits(_event_bits(model)),
            ctypes.pointer(stop.flag), len(slots),
            keep.integers(np.ascontiguousarray(slots, dtype=np.int64)), out.ctypes.data_as(_Doubles),
            failed[0].ctypes.data_as(_Integers), failed[1].ctypes.data_as(_Integers))

    def _inputs(self, model: Model) -> np.ndarray:
        """The inputs that are the same for all members, as they stand in the workspace."""
        if self._input_rows is None:
            places = [self.source.rows(name) for name in model.inputs]
            first = min((int(rows[0]) for rows in places), default=0)
            self._input_rows = [rows - first for rows in places]
        whole = np.zeros(1 + max((int(rows[-1]) for rows in self._input_rows), default=0))
        for rows, value in zip(self._input_rows, model.inputs.values(), strict=True):
            if not isinstance(value, Batch):
                whole[rows] = np.ravel(value)
        return whole

    def _placed(self, keep: _Keep, name: str, value: Any) -> _Source:
        """The numbers of one array as they stand in the workspace; a scalar fills a stock."""
        rows = self.source.rows(name)
        numbers = value.data.reshape(-1, value.data.shape[-1]) if isinstance(value, Batch) else np.ravel(value)
        first, size = int(rows[0]), int(rows[-1] - rows[0]) + 1
        placed = np.zeros((size, *numbers.shape[1:]))
        placed[rows - first] = numbers
        return keep.source(placed, first, size)

    @staticmethod
    def _failures(model: Model, failed: np.ndarray) -> list[Failure]:
        grid, failures = grid_of(model), []
        for member in np.flatnonzero(failed[0] >= 0):
            element = int(failed[1, member])
            name = next(name for name, place in model.layout.items() if place.start <= element < place.stop)
            failures.append(Failure(int(member), name, model.element(name, element - model.layout[name].start),
                                    grid.start + int(failed[0, member]) * grid.size))
        return failures


def _event_bits(model: Model) -> np.ndarray | None:
    """A mask of events for each step, or nothing where there are none. Raises InputError as `events_by_step` does."""
    names = list(model.vocabulary.events)
    if not names:
        return None
    if len(names) > MOST_EVENTS:
        raise UsageError(f"the native engine takes {MOST_EVENTS} events, not {len(names)}; the numpy engine takes more")
    bits = np.zeros(grid_of(model).steps + 1, dtype=np.uint64)
    for step, events in events_by_step(model).items():
        bits[step] = sum(1 << names.index(event.name) for event in events)
    return bits


@dataclass(frozen=True)
class _Kind:
    """What a library is made for: its layout, the inputs that vary, and what can be recorded beside the outputs."""

    layout: Layout
    varying: frozenset[str]
    recorded: frozenset[str] | None


def _kind(model: Model, recorded: Collection[str] | None) -> _Kind:
    varying = frozenset(name for name, value in model.inputs.items() if isinstance(value, Batch))
    single = model.members is None
    return _Kind(Layout(single, lanes()), varying, None if single or recorded is None else frozenset(recorded))


@cache
def _printers() -> str:
    """SHA-256 of the code that makes C of a model."""
    package = Path(__file__).parents[1]
    content = hashlib.sha256()
    for folder, pattern in (("export", "*.py"), ("export/native", "*.*"), ("model", "*.py"), (".", "functions.py"),
                            (".", "indices.py")):
        for path in sorted((package / folder).glob(pattern)):
            content.update(path.read_bytes())
    return content.hexdigest()


def equations_digest(model: Model) -> str:
    """SHA-256 of what a model computes. That of equations of one's own is of their graph: they may call anything, and
    use any number of their surroundings. Raises ModelError as `trace` does.
    """
    if model.vocabulary.shipped:
        return model.vocabulary.fingerprint
    from urbsim.model.trace import digest, trace

    return digest(trace(model))


def key_of(model: Model, recorded: Collection[str] | None = None) -> str:
    """What a library depends on: equations, shape, what varies and is recorded, and the code that prints them."""
    shape = {name: len(names) for name, names in model.city.elements.items()}
    kind = _kind(model, recorded)
    content = (_printers(), equations_digest(model), sorted(shape.items()), kind.layout, sorted(kind.varying),
               kind.recorded and sorted(kind.recorded), list(model.layout), model.schedule.names)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def load(model: Model, recorded: Collection[str] | None = None) -> Library:
    """The library of a model, compiled if it is not in the cache. Raises UsageError where it cannot be built.

    It serves every model of the same equations and shape in which the same inputs differ by member. Where there are
    members, `recorded` are the only variables that can be recorded beside stocks, outputs and indicators: all, where
    None. What is not whole (cut off, damaged, from another system) is built again.
    """
    path = library_path(key_of(model, recorded))
    with contextlib.suppress(OSError, ValueError):
        return Library(_layout_from(path), path)
    source = source_of(model, recorded)
    build(path, source.text, PARTS)
    layout = json.dumps({"single": source.layout.single, "lanes": source.layout.lanes, "offsets": source.offsets,
                         "lengths": source.lengths})
    write_text(path.with_suffix(".json"), f"{_digest(path, layout)}\n{layout}")
    return Library(source, path)


def source_of(model: Model, recorded: Collection[str] | None = None) -> Source:
    """The C text that a model's library is made of. Raises ModelError where an equation is not plain array code."""
    from urbsim.export.c import to_c
    from urbsim.model.trace import trace

    kind = _kind(model, recorded)
    return to_c(trace(model), kind.layout, model.inputs, kind.varying, kind.recorded)


def _digest(path: Path, layout: str) -> str:
    return hashlib.sha256(path.read_bytes() + layout.encode()).hexdigest()


def _layout_from(path: Path) -> Source:
    """Where arrays stand in the workspace of a built library. Raises ValueError where the library is damaged."""
    digest, _, text = path.with_suffix(".json").read_text(encoding="utf-8").partition("\n")
    if digest != _digest(path, text):
        raise ValueError("damaged")
    layout = json.loads(text)
    lengths = {name: tuple(lengths) for name, lengths in layout["lengths"].items()}
    return Source("", Layout(layout["single"], layout["lanes"]), layout["offsets"], lengths)


def is_built(model: Model) -> bool:
    """Whether the library of a model stands in the cache, undamaged."""
    with contextlib.suppress(OSError, ValueError, ModelError):
        _layout_from(library_path(key_of(model)))
        return True
    return False


def simulate(model: Model, names: Sequence[str] | None = None, *, library: Library | None = None,
             threads: int = 1) -> Arrays:
    """Run a model and record `names` (all stocks and variables where None) at every saved moment.

    Raises NumericalError with stock, element and time where a stock stops being finite.
    """
    library = library or load(model, names)
    grid = grid_of(model)
    if names is None:
        names = [*model.layout, *(item.name for item in model.rate_plan + model.output_plan)]
    actions = np.zeros(grid.steps + 1, dtype=np.uint8)
    actions[:: grid.stride] = RECORD
    rows = {name: library.source.rows(name) for name in names}
    slots = np.concatenate([*rows.values()])
    out, failures = library.run(model, actions, slots, threads=threads)
    if failures:
        first = min(failures, key=lambda failure: (failure.time, failure.member))
        raise NumericalError(first.stock, first.element, first.time, None if model.members is None else first.member)
    return Arrays(grid.times, _by_name(model, out, rows))


def _by_name(model: Model, out: np.ndarray, rows: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    values, start = {}, 0
    declarations = model.vocabulary.declarations
    for name, where in rows.items():
        part = out[:, start : start + len(where)]
        shape = model.shape(declarations[name].dims)
        values[name] = part.reshape(len(out), *shape, -1) if model.members else part.reshape(len(out), *shape)
        start += len(where)
    return values

