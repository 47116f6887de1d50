"""The folder of a sweep: written so that a crash at any moment loses at most the part being written.

    manifest.json      what the sweep is and how it was made
    design.parquet     a row a run: its number and the values of what varies
    runs/              part-*.parquet, a row a run and year; part n holds runs n * 1024 ...
    parts.csv          the journal: each finished part with the SHA-256 of its file
    failed.csv         runs that failed, with stock, element, time and inputs
    summary.csv        quantiles of every figure, and shares of runs that reach the targets
    targets.csv        for each grid point the share of sampled futures that reach each target
    figures/           pictures

A part is finished when it stands in the journal with the digest of its file; everything else is made again.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from urbsim.errors import UsageError
from urbsim.files import json_text, write_text, writing
from urbsim.scorecard import confidence_mix
from urbsim.sweeps.parts import Part
from urbsim.sweeps.plan import Plan

MANIFEST, DESIGN, JOURNAL, LOCK = "manifest.json", "design.parquet", "parts.csv", "sweep.lock"
FAILED, SUMMARY, TARGETS = "failed.csv", "summary.csv", "targets.csv"
RUNS, FIGURES = "runs", "figures"
OURS = {MANIFEST, DESIGN, JOURNAL, FAILED, SUMMARY, TARGETS, LOCK, RUNS, FIGURES}
JOURNAL_OF = "sweep"
"""The journal's first line names the digest of the sweep that it belongs to."""


class Store:
    """The folder of a sweep, held by this process alone while it is open."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self.finished: dict[int, str] = {}
        self._lock: Any = None

    def open(self, *, resume: bool, force: bool, manifest: Mapping[str, Any]) -> Store:
        """Take the folder: a new one, one to go on with (`resume`), or one to begin again (`force`).

        Raises UsageError where another process holds it, where it holds another sweep, or something else.
        """
        self._check_contents(resume=resume, force=force)
        with _told(self.folder):
            (self.folder / RUNS).mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            if resume and any((self.folder / RUNS).iterdir()):
                self._compare()
                self.finished = self._verified()
            else:
                self._clear()
            write_text(self.folder / MANIFEST, json_text({
                "sweep": self.plan.identity, "confidence": confidence_mix(self.plan.model), **manifest}))
            self._write_journal()
        except BaseException:
            self._let_go()
            raise
        return self

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self._let_go()

    def _let_go(self) -> None:
        with contextlib.suppress(OSError):
            (self.folder / LOCK).unlink(missing_ok=True)  # while it is held, so that nobody else's is removed
        self._lock.release()

    def add(self, part: Part) -> None:
        """Keep a finished part: its file first, then its line in the journal."""
        with writing(self.path(part.number)) as temporary:
            temporary.write_bytes(part.data)
        with _told(self.folder), (self.folder / JOURNAL).open("a", encoding="ascii") as journal:
            journal.write(f"{part.number},{part.sha256}\n")
            journal.flush()
            os.fsync(journal.fileno())
        self.finished[part.number] = part.sha256

    def path(self, number: int) -> Path:
        """The file of a part."""
        return self.folder / RUNS / f"part-{number:05d}.parquet"

    @property
    def missing(self) -> list[int]:
        """Parts that are still to be computed."""
        return [number for number in range(self.plan.parts) if number not in self.finished]

    def seal(self) -> None:
        """All parts are there: put the journal in order, drop what does not belong."""
        self._write_journal()
        known = {self.path(number) for number in self.finished}
        leftovers = [path for path in self.folder.iterdir() if is_leftover(path)]
        for path in [*leftovers, *(path for path in (self.folder / RUNS).iterdir() if path not in known)]:
            path.unlink()

    def _write_journal(self) -> None:
        rows = [(JOURNAL_OF, self.plan.digest), ("part", "sha256"), *sorted(self.finished.items())]
        write_text(self.folder / JOURNAL, "".join(f"{one},{other}\n" for one, other in rows))

    def _check_contents(self, *, resume: bool, force: bool) -> None:
        folder = self.folder
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return
        if not folder.is_dir():
            raise UsageError(f"{folder} is a file; name a folder")
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in OURS and not is_leftover(path))
        if foreign:
            raise UsageError(f"{folder} holds what urbsim did not write ({foreign[0]}); it stays as it is. "
                             "-o DIR puts the sweep elsewhere")
        if not (resume or force):
            raise UsageError(f"{folder} exists already: --resume goes on with it, --force begins again, "
                             "-o DIR puts the sweep elsewhere")

    def _take_lock(self) -> None:
        import filelock

        self._lock = filelock.FileLock(self.folder / LOCK, timeout=0)
        with _told(self.folder):
            try:
                self._lock.acquire()
            except filelock.Timeout:
                raise UsageError(f"another process is writing to {self.folder}") from None

    def _compare(self) -> None:
        """Raise UsageError that names what differs between the sweep in the folder and the one asked for."""
        new = self.plan.identity
        try:
            old = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))["sweep"]
            lines = differences(old, new)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            rows = self._journal()
            lines = [] if [JOURNAL_OF, self.plan.digest] in rows else ["  its manifest.json cannot be read"]
        if lines:
            raise UsageError(f"{self.folder} holds another sweep; it cannot be resumed with what differs:\n"
                             + "\n".join(lines))

    def _journal(self) -> list[list[str]]:
        try:
            with (self.folder / JOURNAL).open(encoding="ascii", errors="replace", newline="") as file:
                return list(csv.reader(file))
        except (OSError, csv.Error):
            return []

    def _verified(self) -> dict[int, str]:
        """Parts in the journal whose files have the digest that stands there."""
        found = {int(row[0]): row[1] for row in self._journal()
                 if len(row) == 2 and row[0].isascii() and row[0].isdigit() and int(row[0]) < self.plan.parts}
        return {number: digest for number, digest in found.items() if _digest(self.path(number)) == digest}

    def _clear(self) -> None:
        """Begin anew in a folder that holds nothing but what a sweep wrote."""
        with _told(self.folder):
            for name in OURS - {LOCK}:
                path = self.folder / name
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            (self.folder / RUNS).mkdir()


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in one line what the file system refuses."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from None


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What differs between the identity of what a folder holds and of what is asked for, a line each."""
    return [f"  {key}: {_short(old.get(key))} there, {_short(new.get(key))} here"
            for key in dict.fromkeys([*new, *old]) if old.get(key) != new.get(key)]


def is_leftover(path: Path) -> bool:
    """A temporary file of a process that was killed."""
    return path.name.startswith(".") and path.name.endswith(".tmp")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."
