"""What commands of many runs share: a bar of progress, and a request to end that is taken like Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator

from urbsim.cli.options import note


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


@contextlib.contextmanager
def progress(*, quiet: bool, kept: str = "", what: str = "runs") -> Iterator[Callable[[int, int], None]]:
    """Tell the runs finished, their speed and the time left: a bar on a terminal, else one line at the end.

    Yields what is to be told the runs finished, and all; `what` names them, where they are no runs. `kept` is what an
    interruption is told, after the number of runs.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    start, begun, finished, total = time.monotonic(), -1, 0, 0
    bar = Progress(BarColumn(), TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + what),
                   TextColumn("{task.fields[speed]}"), TimeRemainingColumn(), console=Console(stderr=True),
                   disable=quiet or not sys.stderr.isatty())
    task = bar.add_task("", total=None, speed="")

    def report(done: int, runs: int) -> None:
        nonlocal begun, finished, total
        begun, finished, total = done if begun < 0 else begun, done, runs
        speed = (done - begun) / max(time.monotonic() - start, 1e-9)
        bar.update(task, completed=done, total=runs, speed=f"{speed:,.0f} runs/s" if speed and what == "runs" else "")

    try:
        with bar:
            yield report
    except KeyboardInterrupt:
        if kept:
            note([f"{finished:,} of {total:,} {what} {kept}"])
        raise
    seconds, made = time.monotonic() - start, finished - begun
    told = [f"{made:,} runs in {seconds:,.1f} s ({made / seconds:,.0f} runs/s)"] if made and what == "runs" else []
    note(told, quiet=quiet)
