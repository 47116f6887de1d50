"""The pieces of a search, kept so that whatever stops it loses at most those in work.

Each piece is a small file of arrays (npz, never pickled), written to a temporary name, synced and renamed. A search
that is resumed computes the same, but takes the pieces that are there; what is damaged is computed again.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from urbsim.files import writing

Piece = dict[str, np.ndarray]


@dataclass(frozen=True)
class Journal:
    """The pieces in a folder; where it is None they are kept nowhere."""

    folder: Path | None = None

    def kept(self, name: str, compute: Callable[[], Piece]) -> Piece:
        """A piece by name: read where it is there, else computed and kept."""
        if self.folder is None:
            return compute()
        path = self.folder / f"{name}.npz"
        with (contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile),
              np.load(path, allow_pickle=False) as file):
            return dict(file)
        piece = compute()
        with writing(path) as temporary, temporary.open("wb") as file:
            np.savez(file, **piece)  # type: ignore[arg-type]
        return piece
