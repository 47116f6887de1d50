"""C text becomes a shared library in the user's cache: built once for each source, compiler, flags and processor."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from urbsim.errors import UsageError

FLAGS = ("-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off", "-std=gnu11", "-fPIC", "-w")
"""No -ffast-math: it breaks the exact rounding that the elementary functions rely on; no multiply-adds but ours."""
GCC = ("-O1", "-march=native", "-fschedule-insns", "-fsched-pressure")
"""-O2 makes the same loops 2 % faster and takes a third longer to compile them."""
CLANG = ("-O1", "-march=native")
ZIG = ("-O1", "-mcpu=native", "-g0", "-fno-sanitize=all", "-fno-stack-protector")
"""zig adds debugging aids unless told not to; without them it compiles in a third less time."""
ADVICE = "The native engine needs a C compiler: install gcc or clang, or pip install 'urbsim[native]'"


def cache_folder() -> Path:
    """Where built libraries are kept: URBSIM_CACHE, or the user's cache folder."""
    if named := os.environ.get("URBSIM_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "urbsim" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "urbsim"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "urbsim"


@functools.cache
def compiler() -> tuple[str, ...] | None:
    """The command of the first C compiler found: URBSIM_CC, gcc, clang, cc, the ziglang wheel; or None."""
    if named := os.environ.get("URBSIM_CC"):
        return tuple(named.split())
    for name in ("gcc", "clang", "cc"):
        if path := shutil.which(name):
            return (path,)
    if importlib.util.find_spec("ziglang"):
        return (sys.executable, "-m", "ziglang", "cc")
    return None


@functools.cache
def processor() -> str:
    """What tells processors apart that run different code: architecture, and features where the system tells them."""
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            features = next((line for line in file if line.startswith(("flags", "Features"))), "").strip()
    else:
        features = platform.processor()  # on Linux it asks another program
    return f"{platform.system()} {platform.machine()} {features}"


def lanes() -> int:
    """Numbers in a vector of the machine that libraries are built for."""
    wide = "avx512f" in processor() and "-mno-avx512f" not in (compiler() or ())
    return 8 if wide else 4


def library_path(key: str) -> Path:
    """Where the library of a key stands, built or not. Raises UsageError where no compiler is found."""
    command = compiler()
    if command is None:
        raise UsageError(ADVICE)
    parts = [key, *command, *_flags(command), processor(), _version(command)]
    full = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return cache_folder() / f"model-{full}.{'dll' if sys.platform == 'win32' else 'so'}"


def _version(command: tuple[str, ...]) -> str:
    """What changes when the compiler is replaced: its file, without the cost of asking it."""
    path = shutil.which(command[0])
    info = os.stat(path) if path else None
    return f"{info.st_size} {info.st_mtime_ns}" if info else ""


def _flags(command: tuple[str, ...]) -> tuple[str, ...]:
    if "ziglang" in command:
        return (*FLAGS, *ZIG)
    return (*FLAGS, *(GCC if Path(command[0]).stem.startswith("gcc") else CLANG))


def build(path: Path, text: str, parts: int = 1) -> None:
    """Compile a C text to a library at `path`, all or nothing.

    The `parts` of a text are what it holds where PART is defined as 1, 2, ...: compilers run beside each other on them.
    Safe against another process that builds the same: each compiles to a name of its own and renames. Raises
    UsageError where the compiler fails or the folder cannot be written.
    """
    from concurrent.futures import ThreadPoolExecutor

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".build-") as folder:
            source, library = Path(folder) / "model.c", Path(folder) / "model.so"
            source.write_text(text, encoding="utf-8")
            objects = {f"{folder}/part{part}.o": f"-DPART={part}" for part in range(1, parts + 1)}
            with ThreadPoolExecutor(parts) as pool:
                list(pool.map(lambda name: _compile("-c", objects[name], str(source), "-o", name), objects))
            _compile("-shared", *objects, "-o", str(library), "-lm")
            library.replace(path)
    except OSError as error:
        raise UsageError(f"the native library cannot be built in {path.parent}: {error.strerror}") from None


def _compile(*arguments: str) -> None:
    """Run the compiler. Raises UsageError where it fails."""
    import subprocess

    command = compiler()
    assert command is not None
    done = subprocess.run([*command, *_flags(command), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise UsageError(f"the C compiler failed ({' '.join(command)}): {done.stderr.strip()[-400:]}")
