"""Sweeps on a dask scheduler: the same bytes as here, and a dead worker costs only its part."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time

import pytest
from conftest import SCENARIOS, urbsim

from urbsim.api import read
from urbsim.api_many import plan_sweep
from urbsim.sweeps import parts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SWEEP = ("sweep", SCENARIOS / "baseline.toml", "--sample", "sobol", "--runs", 12 * 1024, "-s", "time.end=2010",
         "--keep", "revenue", "--no-figures")


PATIENCE = 60.0


def dask(log, *arguments):
    """One of dask's own commands, its messages in a file."""
    with log.open("w") as file:
        return subprocess.Popen([sys.executable, "-m", "dask", *arguments], stderr=file, stdout=file)


def said(log, pattern):
    """Wait until a process says something; the match."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text()):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers on loopback, started by dask's own commands."""
    logs = [tmp_path / f"{name}.log" for name in ("scheduler", "worker-0", "worker-1")]
    running = [dask(logs[0], "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        address = said(logs[0], r"tcp://127\.0\.0\.1:\d+")
        running += [dask(log, "worker", address, "--host", "127.0.0.1", "--no-nanny", "--nthreads", "1",
                         "--no-dashboard", "--local-directory", str(tmp_path)) for log in logs[1:]]
        for log in logs[1:]:
            said(log, "Registered to")
        yield address, running[1:]
    finally:
        for process in running:
            process.kill()
            process.wait()


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "manifest.json"}


def test_a_cluster_gives_the_bytes_of_this_machine_though_a_worker_is_killed(cluster, tmp_path):
    address, workers = cluster
    urbsim(*SWEEP, "-o", tmp_path / "here")
    process = subprocess.Popen([sys.executable, "-m", "urbsim", *map(str, SWEEP), "-o", str(tmp_path / "there"),
                                "--cluster", address], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    journal = tmp_path / "there" / "parts.csv"
    while process.poll() is None and not (journal.exists() and journal.read_text().count("\n") > 4):
        time.sleep(0.05)
    workers[0].send_signal(signal.SIGKILL)
    _, told = process.communicate(timeout=120)

    assert process.returncode == 0, told
    assert "Traceback" not in told
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_a_scheduler_that_goes_away_leaves_a_sweep_that_can_be_resumed_here(cluster, tmp_path):
    address, workers = cluster
    urbsim(*SWEEP, "-o", tmp_path / "here")
    folder = tmp_path / "there"
    process = subprocess.Popen([sys.executable, "-m", "urbsim", *map(str, SWEEP), "-o", str(folder),
                                "--cluster", address], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    journal = folder / "parts.csv"
    while process.poll() is None and not (journal.exists() and journal.read_text().count("\n") > 3):
        time.sleep(0.05)
    for worker in workers:
        worker.kill()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130, told
    assert "Traceback" not in told
    urbsim(*SWEEP, "-o", folder, "--resume")
    assert contents(folder) == contents(tmp_path / "here")


def test_a_worker_of_another_version_is_refused():
    case = read(SCENARIOS / "baseline.toml", {"time": {"end": 2010.0}})
    plan, _ = plan_sweep(case, {"siting_strictness": [0.0, 1.0]}, None, 1, 0)

    assert parts.compute_elsewhere(parts.pack(plan), 0, parts.world()) == parts.compute(plan, 0)
    with pytest.raises(parts.OtherWorld, match="another urbsim"):
        parts.compute_elsewhere(parts.pack(plan), 0, {**parts.world(), "urbsim": "0.0.1"})
