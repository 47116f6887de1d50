"""The two layouts of the native engine's workspace.

For many members a row of the workspace is one number of each of a block of members. For a single run a row is one
number, and the last axis of every array is padded to whole vectors, so that a vector holds neighbours along it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

BLOCK = 8
"""Members that are computed side by side: a vector, or two of four, each of which works while the other waits."""


@dataclass(frozen=True)
class Layout:
    """What the lanes of a vector hold: `single` is one run, whose lanes hold elements; else they hold members.

    `lanes` is the number of numbers in a vector: 8 or 4.
    """

    single: bool
    lanes: int

    @property
    def members(self) -> int:
        """Members that one pass of the loops carries: one run, or a block of whole vectors."""
        return 1 if self.single else BLOCK

    def vectors(self, length: int) -> int:
        """Vectors that are computed side by side, along a last axis of this length."""
        return 2 if self.single and length > self.lanes else 1

    def stored(self, lengths: Iterable[int]) -> tuple[int, ...]:
        """Lengths of the axes as stored: for a single run the last axis with neighbours is padded."""
        padded = list(lengths)
        place = next((place for place in reversed(range(len(padded))) if padded[place] > 1), None)
        if self.single and place is not None:
            step = self.lanes * self.vectors(padded[place])
            padded[place] = -(-padded[place] // step) * step
        return tuple(padded)


@dataclass(frozen=True)
class Source:
    """C text of a model, and where each array stands in the workspace, in rows of one number a member."""

    text: str
    layout: Layout
    offsets: Mapping[str, int]
    lengths: Mapping[str, tuple[int, ...]]

    def rows(self, name: str) -> np.ndarray:
        """Workspace rows of an array's elements."""
        lengths = self.lengths[name]
        stored = self.layout.stored(lengths)
        places = np.arange(math.prod(stored)).reshape(stored)[tuple(map(slice, lengths))]
        return np.asarray(self.offsets[name] + places.ravel(), dtype=np.int64)
