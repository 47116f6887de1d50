"""What commands of many runs share: a bar of progress, and a request to end that is taken like Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from urbsim.cli.options import note

if TYPE_CHECKING:
    from rich.progress import Progress


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """A request to end (SIGTERM) is an interruption, like Ctrl-C."""
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Reporter:
    """Is told the runs finished, and all, and shows them and their speed on a bar; `stage` names what begins."""

    def __init__(self, bar: Progress, what: str, *, lines: bool) -> None:
        self._bar, self._what, self._lines = bar, what, lines
        self._task = bar.add_task("", total=None, speed="", stage="", count="")
        self._start, self._begun, self.finished, self.total = time.monotonic(), -1, 0, 0

    def __call__(self, done: int, runs: int) -> None:
        self._begun, self.finished, self.total = done if self._begun < 0 else self._begun, done, runs
        speed = self.made / max(self.seconds, 1e-9)
        self._bar.update(self._task, completed=done, total=runs, count=f"{done:,} of {runs:,} {self._what}",
                         speed=f"{speed:,.0f} runs/s" if speed and self._what == "runs" else "")

    def stage(self, name: str) -> None:
        """Name what begins: on the bar, or as a line where there is none."""
        self._bar.update(self._task, completed=0, total=None, stage=name, count="")
        if self._lines:
            click.echo(f"{name} ...", err=True)

    @property
    def made(self) -> int:
        """Runs made since the first report: those that were there before do not count."""
        return self.finished - max(self._begun, 0)

    @property
    def seconds(self) -> float:
        """Time since the start."""
        return time.monotonic() - self._start


@contextlib.contextmanager
def progress(*, quiet: bool, kept: str = "", what: str = "runs") -> Iterator[Reporter]:
    """Tell the runs finished, their speed and the time left: a bar on a terminal, else lines of stages and of the end.

    `what` names the runs, where they are none. `kept` is what an interruption is told, after the number of runs.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    terminal = sys.stderr.isatty()
    texts = (TextColumn(f"{{task.fields[{name}]}}") for name in ("count", "speed"))
    bar = Progress(TextColumn("{task.fields[stage]}"), BarColumn(), *texts, TimeRemainingColumn(),
                   console=Console(stderr=True), disable=quiet or not terminal)
    report = Reporter(bar, what, lines=not quiet and not terminal)
    try:
        with bar:
            yield report
    except KeyboardInterrupt:
        if kept:
            note([f"{report.finished:,} of {report.total:,} {what} {kept}"])
        raise
    told = [f"{report.made:,} runs in {report.seconds:,.1f} s ({report.made / report.seconds:,.0f} runs/s)"]
    note(told if report.made and what == "runs" else [], quiet=quiet)
