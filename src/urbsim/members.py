"""A value that differs by member of an ensemble, and that equations use like any array.

`Batch` keeps the members on a trailing axis and hides it: shapes, axes and indices mean the logical array, so that an
equation written for one run computes all members at once. No result depends on a member's neighbours: sums over an axis
are sums of whole slices, and matrix products avoid BLAS, whose rounding depends on the place in the array.
"""

from __future__ import annotations

from typing import Any

import numpy as np


class Batch(np.lib.mixins.NDArrayOperatorsMixin):
    """An array of logical shape `data.shape[:-1]` for each of `data.shape[-1]` members."""

    __slots__ = ("data",)
    __array_priority__ = 10

    def __init__(self, data: np.ndarray) -> None:
        self.data = data

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape[:-1]

    @property
    def ndim(self) -> int:
        return self.data.ndim - 1

    def __len__(self) -> int:
        return int(self.data.shape[0])

    def __repr__(self) -> str:
        return f"Batch(shape={self.shape}, members={self.data.shape[-1]})"

    def __getitem__(self, key: Any) -> Batch:
        return Batch(self.data[key])

    def sum(self, axis: int | tuple[int, ...] | None = None, *, keepdims: bool = False) -> Batch:
        return self._reduce(np.add, axis, keepdims)

    def min(self, axis: int | None = None) -> Batch:
        return self._reduce(np.minimum, axis, False)

    def max(self, axis: int | None = None) -> Batch:
        return self._reduce(np.maximum, axis, False)

    def mean(self) -> Batch:
        return Batch(self.sum().data / float(np.prod(self.shape)))

    def _reduce(self, ufunc: np.ufunc, axis: int | tuple[int, ...] | None, keepdims: bool) -> Batch:
        if axis is None:
            axis = tuple(range(self.ndim))
        axes = tuple(one % self.ndim for one in ((axis,) if isinstance(axis, int) else axis))
        return Batch(_reduced(ufunc, self.data, axes, keepdims))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options:
            return NotImplemented
        if ufunc is np.matmul:
            return _matmul(*inputs)
        return Batch(ufunc(*(_with_members(value) for value in inputs)))

    def __array_function__(self, function: Any, types: Any, arguments: Any, options: Any) -> Any:
        if function is np.stack:
            parts = [_with_members(value) for value in arguments[0]]
            return Batch(np.stack(np.broadcast_arrays(*parts)))
        if function is np.interp:
            x, *points = arguments
            return Batch(np.interp(x.data, *points))
        if function in (np.where, np.clip) and len(arguments) == 3:
            return Batch(function(*map(_with_members, arguments)))
        return NotImplemented


def _with_members(value: Any) -> Any:
    """The array behind a batch; other arrays get a member axis of length 1."""
    if isinstance(value, Batch):
        return value.data
    return value[..., None] if isinstance(value, np.ndarray) and value.ndim else value


def _reduced(ufunc: np.ufunc, data: np.ndarray, axes: tuple[int, ...], keepdims: bool) -> np.ndarray:
    """Reduce term by term. numpy does so of itself, but for a single member, where it would add pairwise."""
    if data.shape[-1] == 1:
        pair = np.broadcast_to(data, (*data.shape[:-1], 2)).copy()
        return ufunc.reduce(pair, axis=axes, keepdims=keepdims)[..., :1]  # type: ignore[no-any-return]
    return ufunc.reduce(data, axis=axes, keepdims=keepdims)  # type: ignore[no-any-return]


def _matmul(one: Any, other: Any) -> Batch:
    """`one @ other` for vectors and matrices, of which at least one is a batch."""
    a, b = _with_members(one), _with_members(other)
    if a.ndim == b.ndim == 3:
        return Batch(_reduced(np.add, a[:, :, None] * b[None], (1,), False))
    if a.ndim == 3:
        return Batch(_reduced(np.add, a * b, (1,), False))
    if b.ndim == 2:
        return Batch(_reduced(np.add, a * b, (0,), False))
    return Batch(_reduced(np.add, a[:, None] * b, (0,), False))


def plain(value: Any) -> np.ndarray:
    """The numbers behind a value, with the trailing axis of members where it is a batch."""
    return value.data if isinstance(value, Batch) else np.asarray(value)
