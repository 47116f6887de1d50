"""Reading text that a user gave and writing results: safe to read, all or nothing to write.

Reading refuses what is not a regular file of sensible size and says which encoding it met. Writing goes to a temporary
name beside the target, is synced and renamed, so that a crash never leaves half a file.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from urbsim.errors import InputError, Problem, UsageError

LARGEST_INPUT = 16 * 2**20
"""Bytes; no scenario or city table comes near it, and a device file never ends."""


def read_text(path: Path, *, chinese_encodings: bool = False) -> tuple[str, str]:
    """Return the text of a file and the encoding it was in (`utf-8` or `gb18030`).

    UTF-8 with or without byte order mark, any line ends. GB18030 (what Excel writes in China, a superset of GBK) where
    `chinese_encodings`. Raises InputError for anything else, naming the likely fix.
    """
    data = _read_bytes(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(Problem("this is UTF-16 text; save it as UTF-8", str(path)))
    if b"\x00" in data:
        raise InputError(Problem("this is not a text file: it holds zero bytes", str(path)))
    encodings = ("utf-8-sig", "gb18030") if chinese_encodings else ("utf-8-sig",)
    for encoding in encodings:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
            return text, encoding.removesuffix("-sig")
    line = data[: _first_bad_byte(data)].count(b"\n") + 1
    raise InputError(Problem("this is not UTF-8 text; save it as UTF-8", str(path), line))


def _read_bytes(path: Path) -> bytes:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            kind = "a folder" if stat.S_ISDIR(info.st_mode) else "a device or pipe"
            raise InputError(Problem(f"this is {kind}, not a file", str(path)))
        if info.st_size > LARGEST_INPUT:
            limit = f"{LARGEST_INPUT >> 20} MiB"
            raise InputError(Problem(f"larger than {limit}; this cannot be a file of urbsim", str(path)))
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("no such file", str(path))) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(Problem(f"cannot be read: {reason}", str(path))) from None


def _first_bad_byte(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def write_text(path: Path, text: str) -> None:
    """Write a text file, all or nothing. Raises UsageError where it cannot be written."""
    with writing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8", "backslashreplace"))


@contextlib.contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Yield a temporary name in the folder of `path`; on success sync it and rename it to `path`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        _sync(temporary)
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):  # where the folder is a file, there is nothing to take away
            temporary.unlink()


@contextlib.contextmanager
def writing_folder(folder: Path, *, force: bool = False, ours: Collection[str] = ()) -> Iterator[Path]:
    """Yield an empty folder beside `folder`; on success it takes that name. An existing one needs `force`.

    Only a folder that holds nothing but files of the names `ours` is ever replaced: a user's own stay. Files are synced
    by who writes them. Raises UsageError where the folder may not be replaced, or cannot be written.
    """
    refuse_folder(folder, force=force, ours=ours)
    temporary = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        temporary.chmod(0o755)
        yield temporary
        old = temporary.with_name(f"{temporary.name}.old")
        if folder.exists():
            folder.rename(old)
        temporary.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise UsageError where a file exists already and may not be replaced."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file")
    if path.exists() and not force:
        raise UsageError(f"{path} exists already: --force replaces it, -o puts the results elsewhere")


def refuse_folder(folder: Path, *, force: bool, ours: Collection[str] = ()) -> None:
    """Raise UsageError where a folder exists already and may not be replaced. An empty one may."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not ours:
        raise UsageError(f"{folder} exists already")
    if not force:
        raise UsageError(f"{folder} exists already: --force replaces it, -o DIR puts the results elsewhere")
    foreign = [path.name for path in folder.iterdir() if path.name not in ours or not path.is_file()] \
        if folder.is_dir() else [folder.name]
    if foreign:
        raise UsageError(f"{folder} holds what urbsim did not write ({sorted(foreign)[0]}); it stays as it is. -o DIR "
                         "puts the results elsewhere")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV; numbers with 12 significant digits, as everywhere in results."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    return buffer.getvalue()


def json_text(value: Any) -> str:
    """JSON as results hold it: Chinese readable, keys in order of making, a line end at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _cell(cell: object) -> object:
    """A cell as written: text that a spreadsheet would run as a formula is kept text by an apostrophe."""
    if isinstance(cell, float):
        return f"{cell:.12g}"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell
