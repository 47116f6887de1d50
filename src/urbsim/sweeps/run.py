"""Sweeps run: parts computed by threads of this process or by a cluster, kept in a folder or in memory."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from urbsim.engine import native
from urbsim.errors import UsageError
from urbsim.sweeps.parts import Part, compute, compute_elsewhere, pack, world
from urbsim.sweeps.plan import Plan
from urbsim.sweeps.result import Sweep, write_design, write_tables
from urbsim.sweeps.store import Store

if TYPE_CHECKING:
    from distributed import Client

MOST_DEATHS = 1000
"""Workers of a cluster that may die on one part before the scheduler gives it up: a death costs only its part."""
AHEAD = 2
"""Parts in work for each thread of a cluster, so that none waits for this process."""


Report = Callable[[int, int], None]
"""Told the runs that are finished, and all."""
ComputeParts = Callable[[Iterable[int]], Iterator[Part]]
"""Computes the parts of these numbers."""


def run_in_memory(plan: Plan, *, jobs: int | None = None, cluster: str = "",
                  report: Report = lambda done, runs: None) -> Sweep:
    """Run a sweep and keep its parts in memory."""
    parts: dict[int, bytes] = {}
    with workers(plan, jobs, cluster) as compute_parts:
        for part in compute_parts(range(plan.parts)):
            parts[part.number] = part.data
            report(_done(plan, parts), plan.design.runs)
    return Sweep(plan, lambda number: io.BytesIO(parts[number]))


def run_in_folder(plan: Plan, folder: Path, *, manifest: Mapping[str, Any], resume: bool = False, force: bool = False,
                  jobs: int | None = None, cluster: str = "", report: Report = lambda done, runs: None) -> Sweep:
    """Run a sweep, or the rest of it, into a folder. Whatever stops it, finished parts stay.

    Raises UsageError where the folder cannot be had or written.
    """
    with (workers(plan, jobs, cluster) as compute_parts,
          Store(folder, plan).open(resume=resume, force=force, manifest=manifest) as store):
        write_design(plan, folder)
        report(_done(plan, store.finished), plan.design.runs)
        for part in compute_parts(store.missing):
            store.add(part)
            report(_done(plan, store.finished), plan.design.runs)
        store.seal()
        sweep = Sweep(plan, store.path)
        write_tables(sweep, folder)
    return sweep


def _done(plan: Plan, parts: Iterable[int]) -> int:
    """Runs in some parts."""
    return sum(last - first for first, last in map(plan.runs, parts))


@contextlib.contextmanager
def workers(plan: Plan, jobs: int | None = None, cluster: str = "") -> Iterator[ComputeParts]:
    """Who computes parts: `jobs` threads of this process (all processors where None), or a dask cluster.

    The function given yields parts in the order in which they are finished; their bytes do not depend on who computes
    them. Raises UsageError where the scheduler at `cluster` cannot be reached.
    """
    if cluster:
        with contextlib.closing(_client(cluster)) as client:
            yield lambda numbers: _by_cluster(plan, numbers, client, cluster)
    else:
        yield lambda numbers: _by_threads(plan, numbers, jobs or os.cpu_count() or 1)


def _by_threads(plan: Plan, numbers: Iterable[int], jobs: int) -> Iterator[Part]:
    stop = native.Stop()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield from _in_turn(pool, jobs, lambda number: (compute, plan, number, stop), numbers)
        finally:
            stop.set()


def _client(address: str) -> Client:
    from distributed import Client

    if not re.fullmatch(r"\w+://.+:\d+", address):
        raise UsageError(f"--cluster {address}: write the address of a scheduler, e.g. tcp://10.0.0.1:8786")
    try:
        return Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"no scheduler answers at {address}: {error}") from None


def _by_cluster(plan: Plan, numbers: Iterable[int], client: Client, address: str) -> Iterator[Part]:
    client.run_on_scheduler(_allow_deaths)
    packed, wanted = pack(plan), world()
    window = AHEAD * max(1, sum(client.nthreads().values()))
    executor = client.get_executor(pure=False)
    try:
        yield from _in_turn(executor, window, lambda number: (compute_elsewhere, packed, number, wanted), numbers)
    except (CancelledError, OSError) as error:
        kind = type(error).__name__
        raise UsageError(f"the scheduler at {address} went away ({kind}); --resume goes on") from None


def _allow_deaths(dask_scheduler: Any) -> None:
    dask_scheduler.allowed_failures = max(dask_scheduler.allowed_failures, MOST_DEATHS)


def _in_turn(executor: Executor, window: int, task: Callable[[int], tuple[Any, ...]],
             numbers: Iterable[int]) -> Iterator[Part]:
    """Yield parts as they are finished, with at most `window` in work."""
    waiting = iter(numbers)
    running: set[Future[Part]] = set()
    try:
        while True:
            for number in waiting:
                running.add(executor.submit(*task(number)))
                if len(running) >= window:
                    break
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        for future in running:
            future.cancel()
