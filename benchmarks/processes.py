"""Time and memory of whole processes, in interleaved rounds: commands beside the floor that imports alone set."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Usage:
    """Medians over the rounds: wall seconds, processor seconds, peak memory in MB."""

    wall: float
    processor: float
    memory: float


def once(command: list[str]) -> tuple[float, float, float]:
    """Run a command; its wall time, processor time and peak memory."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with exit code {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, Usage]:
    """Medians over interleaved rounds, after one round that is not counted."""
    samples: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            sample = once(command)
            if number:
                samples[name].append(sample)
    return {name: Usage(*map(statistics.median, zip(*found, strict=True))) for name, found in samples.items()}


def commands(out: Path) -> dict[str, list[str]]:
    """The floor, and what an analyst types."""
    python = [sys.executable]
    urbsim = [*python, "-m", "urbsim"]
    run = [*urbsim, "run", "scenarios/baseline.toml", "-o", str(out), "--force"]
    return {
        "floor: import numpy": [*python, "-c", "import numpy"],
        "floor: import numpy, pandas": [*python, "-c", "import numpy, pandas"],
        "urbsim --help": [*urbsim, "--help"],
        "urbsim explain revenue": [*urbsim, "explain", "revenue"],
        "urbsim check baseline": [*urbsim, "check", "scenarios/baseline.toml"],
        "urbsim run baseline, numpy": [*run, "--engine", "numpy"],
        "urbsim run baseline, native": [*run, "--engine", "native"],
    }


def rows(rounds: int = 7) -> list[tuple[str, ...]]:
    """The table: command, wall, ratio to the floor, processor, memory."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(commands(Path(folder)), rounds)
    floor = found["floor: import numpy"].wall
    return [(name, f"{usage.wall:.2f}", f"{usage.wall / floor:.1f}", f"{usage.processor:.2f}", f"{usage.memory:.0f}")
            for name, usage in found.items()]


HEADER = ("whole process", "wall s", "x floor", "processor s", "peak MB")
