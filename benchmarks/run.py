"""All benchmarks: one command, one table a topic, every row measured in the same run.

    python benchmarks/run.py
"""

from __future__ import annotations

import platform
import sys

import processes


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, tuple("-" * width for width in widths), *rows]
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
                     for line in lines)


def machine() -> str:
    """What the numbers were measured on."""
    import os

    import numpy

    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            name = next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return (f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
            f"numpy {numpy.__version__}")


def main() -> None:
    """Print everything."""
    print(table(processes.HEADER, processes.rows()), end="\n\n", flush=True)
    import engines  # after the processes: a child's peak memory counts what its parent held when it was started

    print(machine(), end="\n\n", flush=True)
    print(table(engines.HEADER, engines.rows()), end="\n\n", flush=True)
    print(table(("making of the native library", "s"), engines.making()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
