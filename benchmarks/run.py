"""All benchmarks: one command, one table a topic, every row measured in the same run.

    python benchmarks/run.py [TOPIC ...]
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable

Tables = list[tuple[tuple[str, ...], list[tuple[str, ...]]]]


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


def processes_topic() -> Tables:
    import processes

    return [(processes.HEADER, processes.rows())]


def engines_topic() -> Tables:
    import engines

    return [(engines.HEADER, engines.rows())]


def bound_topic() -> Tables:
    import bound

    operations, share = bound.rows()
    return [(bound.HEADER, operations), (bound.SHARE_HEADER, share)]


def precision_topic() -> Tables:
    import work_precision

    return [(work_precision.HEADER, work_precision.rows())]


def members_topic() -> Tables:
    import scaling

    return [(scaling.MEMBERS_HEADER, scaling.member_rows()), (scaling.MEMORY_HEADER, scaling.memory_rows())]


def city_topic() -> Tables:
    import scaling

    return [(scaling.CITY_HEADER, scaling.city_rows())]


def making_topic() -> Tables:
    import engines

    return [(("making of the native library", "s"), engines.making())]


def analyses_topic() -> Tables:
    import analyses

    return [(analyses.HEADER, analyses.rows())]


def javascript_topic() -> Tables:
    import javascript

    return [(javascript.HEADER, javascript.rows()), (javascript.SIZES_HEADER, javascript.sizes())]


def million_topic() -> Tables:
    import scaling

    return [(scaling.MILLION_HEADER, scaling.million_rows())]


TOPICS: dict[str, Callable[[], Tables]] = {
    "processes": processes_topic, "million": million_topic, "analyses": analyses_topic, "engines": engines_topic,
    "bound": bound_topic, "precision": precision_topic, "members": members_topic, "city": city_topic,
    "making": making_topic, "javascript": javascript_topic}
"""Those that measure whole processes come first: a child's peak memory counts what its parent held when it started."""


def main() -> None:
    """Print the topics that the command names, or all."""
    unknown = set(sys.argv[1:]) - set(TOPICS)
    if unknown:
        raise SystemExit(f"no such topic: {', '.join(sorted(unknown))}. There are {', '.join(TOPICS)}")
    for name, topic in TOPICS.items():
        if name in sys.argv[1:] or len(sys.argv) == 1:
            for header, rows in topic():
                print(table(header, rows), end="\n\n", flush=True)
    print(machine())


if __name__ == "__main__":
    main()
