"""Design of experiments: which values each run takes, a piece at a time, so that no design has to fit in memory.

A design crosses a grid with a sample: run k takes point k mod G of the grid's G points and member k div G of the
sample, so that every grid point meets the same uncertain futures, and a longer sample extends a shorter one.

Samples are made on the unit cube and mapped by the inverse distribution of each range:

random  counter-based (Philox 4x64, Salmon et al. 2011): a number depends on (seed, name, member) alone
sobol   scrambled Sobol' sequence of scipy.stats.qmc: a point depends on (seed, names, member)
lhs     Latin hypercube: each of n equal slices of every range once; the slices depend on n
"""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from urbsim.scenario.schema import Range

Method = Literal["random", "sobol", "lhs"]
METHODS: tuple[Method, ...] = get_args(Method)
MOST_SOBOL = 2**30
"""Points that scipy's Sobol' sequence has at its default resolution."""


@dataclass(frozen=True)
class Design:
    """All runs of an experiment.

    `grid` maps names to the values that are combined in full, the last name fastest; `sampled` names to ranges;
    `members` is the length of the sample. With `draws` (of a posterior) member k takes their row k, and the ranges only
    say how far they reach.
    """

    grid: Mapping[str, tuple[float, ...]]
    sampled: Mapping[str, Range]
    method: Method = "sobol"
    members: int = 1
    seed: int = 0
    draws: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what varies: those of the grid, then the sampled ones."""
        return (*self.grid, *self.sampled)

    @property
    def sample(self) -> str:
        """How the sample is made."""
        return "posterior" if self.draws else self.method

    @property
    def points(self) -> int:
        """Points of the grid."""
        return math.prod(len(values) for values in self.grid.values())

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.points * self.members

    def rows(self, first: int, last: int) -> np.ndarray:
        """Values of runs first .. last - 1: (run, name)."""
        runs = np.arange(first, last, dtype=np.int64)
        point, member = runs % self.points, runs // self.points
        columns, step = [], self.points
        for values in self.grid.values():
            step //= len(values)
            columns.append(np.array(values)[point // step % len(values)])
        if self.draws:
            columns += [self.draws[name][member] for name in self.sampled]
        elif self.sampled and len(runs):
            start = int(member[0])
            unit = self.unit(start, int(member[-1]) + 1)[member - start]
            columns += [quantile(item, unit[:, i]) for i, item in enumerate(self.sampled.values())]
        return _columns(columns)

    def unit(self, first: int, last: int) -> np.ndarray:
        """Members of the sample on the open unit cube: (member, name)."""
        if self.method == "sobol":
            return _sobol(len(self.sampled), self.seed, first, last)
        columns = [_philox(self.seed, name, first, last) for name in self.sampled]
        if self.method == "lhs":
            slices = [_permuted(np.arange(first, last), self.members, self.seed, name) for name in self.sampled]
            columns = [(cell + inside) / self.members for cell, inside in zip(slices, columns, strict=True)]
        return _columns(columns)


def _columns(columns: list[np.ndarray]) -> np.ndarray:
    table: np.ndarray = np.stack(columns, axis=1)
    return table


def uniform(low: float, high: float) -> Range:
    """A range of which nothing more is known than its ends."""
    return Range.model_validate({"low": low, "high": high})


def quantile(item: Range, unit: np.ndarray) -> np.ndarray:
    """Values of a range at probabilities between 0 and 1."""
    low, high = item.low, item.high
    peak = 0.5 * (low + high) if item.peak is None else item.peak
    found: np.ndarray
    if item.shape == "discrete":
        found = np.array(item.values)[(unit * len(item.values)).astype(int)]
    elif item.shape == "loguniform":
        found = low * (high / low) ** unit
    elif item.shape == "triangular":
        turn = (peak - low) / (high - low)
        rising = low + np.sqrt(unit * (high - low) * (peak - low))
        falling = high - np.sqrt((1.0 - unit) * (high - low) * (high - peak))
        found = np.where(unit < turn, rising, falling)
    elif item.shape == "normal":
        from scipy.special import ndtr, ndtri

        deviation = item.deviation or 0.25 * (high - low)
        ends = ndtr((np.array([low, high]) - peak) / deviation)
        found = peak + deviation * ndtri(ends[0] + unit * (ends[1] - ends[0]))
    else:
        found = low + (high - low) * unit
    return found.clip(low, high)


def _philox(seed: int, name: str, first: int, last: int) -> np.ndarray:
    """Uniform numbers of members first .. last - 1, never 0 or 1; the stream belongs to the seed and the name."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    stream = np.random.Philox(key=np.array([seed, key], dtype=np.uint64))
    block = first // 4  # the generator makes four numbers at a count
    raw = stream.advance(block).random_raw(last - 4 * block)[first - 4 * block:]
    unit: np.ndarray = ((raw >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52
    return unit


def _sobol(count: int, seed: int, first: int, last: int) -> np.ndarray:
    from scipy.stats import qmc

    sequence = qmc.Sobol(count, scramble=True, seed=np.random.default_rng(seed))
    if first:
        sequence.fast_forward(first)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a piece need not be a power of two
        unit: np.ndarray = sequence.random(last - first)
    return unit.clip(2.0**-53, 1.0 - 2.0**-53)


def _permuted(index: np.ndarray, count: int, seed: int, name: str) -> np.ndarray:
    """Where a pseudo-random permutation of 0 .. count - 1 puts indices, without holding the permutation.

    A Feistel network of eight rounds (four make a pseudo-random permutation, Luby and Rackoff 1988) on the next even
    number of bits; what falls outside walks on until it falls inside (Black and Rogaway 2002).
    """
    half = max(1, math.ceil(math.log2(max(count, 2)) / 2))
    mask = np.uint64(2**half - 1)
    keys = np.frombuffer(hashlib.sha512(f"{seed} {name}".encode()).digest(), dtype="<u8")
    found = index.astype(np.uint64)
    outside = np.ones(len(found), dtype=bool)
    while outside.any():
        value = found[outside]
        left, right = value >> np.uint64(half), value & mask
        for key in keys:
            left, right = right, left ^ (_mixed(right ^ key) & mask)
        found[outside] = (left << np.uint64(half)) | right
        outside = found >= count
    return found.astype(np.int64)


def _mixed(value: np.ndarray) -> np.ndarray:
    """Scrambled bits (splitmix64's finaliser, Steele et al. 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: np.ndarray = value ^ (value >> np.uint64(31))
    return mixed


def posterior_design(grid: Mapping[str, tuple[float, ...]], draws: Mapping[str, np.ndarray], members: int) -> Design:
    """A grid crossed with the first draws of a posterior; what the grid has is left out of them."""
    taken = {name: values[:members] for name, values in draws.items() if name not in grid}
    reach = {name: uniform(float(values.min()), float(values.max())) for name, values in taken.items()}
    return Design(grid, reach, members=members if taken else 1, draws=taken)


def spaced(low: float, high: float, count: int) -> tuple[float, ...]:
    """Equally spaced values of a grid, both ends among them."""
    return tuple(np.linspace(low, high, count).tolist()) if count > 1 else (low,)


def sample_notes(design: Design) -> tuple[str, ...]:
    """What a user of a sample should know."""
    members = design.members
    if design.sampled and design.sample == "sobol" and members & (members - 1):
        near = 2 ** (members.bit_length() - 1)
        return (f"a Sobol' sample is balanced at powers of two, e.g. {near:,} or {2 * near:,} rather than {members:,}",)
    return ()
