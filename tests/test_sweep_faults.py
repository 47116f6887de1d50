"""A sweep that is killed, cut off, starved or damaged loses no finished part, and ends in the same bytes."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, SCENARIOS, urbsim

from urbsim.engine.build import processor

LINUX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
BASE = SCENARIOS / "baseline.toml"
SWEEP = ("sweep", BASE, "--sample", "random", "--seed", "5", "-s", "time.end=2010", "--keep", "revenue,gdp",
         "--no-figures")
PARTS = 40
KILLS = 20


def command(folder, *more, runs=PARTS * 1024):
    return [sys.executable, "-m", "urbsim", *map(str, (*SWEEP, "--runs", runs, "-o", folder, *more))]


def started(folder, *more, **options):
    """A sweep in a process group of its own."""
    return subprocess.Popen(command(folder, *more, **options.pop("sweep", {})), cwd=ROOT, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, start_new_session=True, **options)


def contents(folder):
    """The bytes of all files but the manifest, which tells the time and the command."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "manifest.json"}


def finished_parts(folder):
    return {path.name: path.read_bytes() for path in (folder / "runs").glob("part-*")}


def wait_for_parts(process, folder, count):
    """Until some parts are in the journal, or the process has ended."""
    journal = folder / "parts.csv"
    while process.poll() is None and not (journal.exists() and journal.read_text().count("\n") > count + 1):
        time.sleep(0.02)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A sweep that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    urbsim(*SWEEP, "--runs", PARTS * 1024, "-o", folder)
    return folder


@pytest.fixture
def copy(whole, tmp_path):
    """A copy to do harm to."""
    return Path(shutil.copytree(whole, tmp_path / "sweep"))


def resumed(folder, code=0, **sweep):
    done = subprocess.run(command(folder, "--resume", **sweep), cwd=ROOT, capture_output=True, text=True, timeout=120,
                          check=False)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


@LINUX
def test_killed_at_random_moments_it_keeps_finished_parts_and_ends_in_the_same_bytes(whole, tmp_path):
    moments = random.Random(20091116)
    folder, kept = tmp_path / "sweep", {}
    begun = time.monotonic()
    urbsim(*SWEEP, "--runs", PARTS * 1024, "-o", tmp_path / "undisturbed")
    usual = time.monotonic() - begun
    for number in range(KILLS):
        process = started(folder, "--resume")
        time.sleep(usual * moments.uniform(0.05, 0.4))
        if number % 2:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.communicate()

        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)  # no orphan lives on
        found = finished_parts(folder)
        assert kept.items() <= found.items(), f"kill {number}"
        kept = found

    assert kept
    resumed(folder)
    assert contents(folder) == contents(whole)


@LINUX
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_says_what_is_kept_and_how_to_go_on(kind, whole, tmp_path):
    folder = tmp_path / "sweep"
    process = started(folder)
    wait_for_parts(process, folder, 2)
    process.send_signal(kind)
    _, told = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "runs are kept" in told
    assert "--resume" in told
    assert "Traceback" not in told
    assert 2 <= len(finished_parts(folder)) < PARTS
    resumed(folder)
    assert contents(folder) == contents(whole)


def cut(path, other):
    path.write_bytes(path.read_bytes()[:-100])


def zeroed(path, other):
    path.write_bytes(bytes(len(path.read_bytes())))


def flipped(path, other):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def deleted(path, other):
    path.unlink()


def swapped(path, other):
    shutil.copy(other / "runs" / path.name, path)


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Another sweep, of the same form."""
    folder = tmp_path_factory.mktemp("other") / "sweep"
    urbsim(*SWEEP, "--runs", 4096, "-o", folder, "--seed", "6")
    return folder


@pytest.mark.parametrize("harm", [cut, zeroed, flipped, deleted, swapped], ids=lambda harm: harm.__name__)
def test_a_damaged_part_is_made_again(harm, whole, copy, other):
    harm(copy / "runs" / "part-00002.parquet", other)
    done = resumed(copy)

    assert "1,024 runs in" in done.stderr
    assert contents(copy) == contents(whole)


@pytest.mark.parametrize("name", ["parts.csv", "design.parquet", "summary.csv", "manifest.json"])
@pytest.mark.parametrize("harm", [cut, zeroed, deleted], ids=lambda harm: harm.__name__)
def test_any_damaged_file_is_made_again(name, harm, whole, copy, other):
    harm(copy / name, other)
    resumed(copy)

    assert contents(copy) == contents(whole)


def test_a_torn_line_of_the_journal_costs_its_part_only(whole, copy):
    journal = copy / "parts.csv"
    journal.write_text(journal.read_text()[:-30])
    done = resumed(copy)

    assert "1,024 runs in" in done.stderr
    assert contents(copy) == contents(whole)


@LINUX
def test_a_second_process_is_refused_while_the_first_writes(tmp_path):
    folder = tmp_path / "sweep"
    first = started(folder)
    wait_for_parts(first, folder, 1)
    second = resumed(folder, code=2)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=30)

    assert "another process is writing" in second.stderr


def test_the_lock_of_a_dead_process_is_taken_over(whole, copy):
    (copy / "sweep.lock").write_text("4194304\n")
    (copy / "runs" / "part-00001.parquet").unlink()
    resumed(copy)

    assert contents(copy) == contents(whole)


@pytest.mark.parametrize(("more", "told"), [
    (("--seed", "7"), "seed: 5 there, 7 here"),
    (("-s", "levers.siting_strictness=0.9"), "levers:"),
    (("-s", "parameters.outside_pull=120"), "parameters:"),
    (("-s", "time.end=2011"), "time:"),
    (("--keep", "revenue"), "columns:"),
    (("--engine", "numpy"), 'engine: "native" there, "numpy" here'),
    (("--sample", "lhs"), 'sample: "random" there, "lhs" here')])
def test_another_sweep_is_not_resumed_and_what_differs_is_named(more, told, whole, copy):
    done = subprocess.run(command(copy, "--resume", *more), cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert told in done.stderr
    assert (copy / "manifest.json").read_bytes() == (whole / "manifest.json").read_bytes()
    assert contents(copy) == contents(whole)


@pytest.mark.skipif(" fma " not in processor(), reason="the processor has one arithmetic only")
def test_a_machine_that_rounds_otherwise_is_told_before_anything_is_computed(copy, whole):
    here = "AVX-512" if "avx512f" in processor() else "AVX2"
    environment = {**os.environ, "URBSIM_CC": "gcc -mno-avx512f -mno-fma"}
    done = subprocess.run(command(copy, "--resume"), cwd=ROOT, capture_output=True, text=True, check=False,
                          env=environment)

    assert done.returncode == 2
    assert f'arithmetic: "{here}" there, "portable vectors" here' in done.stderr
    assert contents(copy) == contents(whole)


def test_a_folder_that_exists_is_neither_replaced_nor_resumed_unasked(copy):
    done = subprocess.run(command(copy), cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "--resume goes on with it" in done.stderr


def test_a_folder_with_a_users_files_is_never_replaced(copy):
    (copy / "notes.txt").write_text("mine")
    done = subprocess.run(command(copy, "--force"), cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "notes.txt" in done.stderr
    assert (copy / "notes.txt").read_text() == "mine"


def small_files():
    """Files beyond 20 kB cannot be written, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def few_handles():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


@LINUX
def test_a_full_disk_is_told_and_what_is_finished_stays(whole, tmp_path):
    folder = tmp_path / "sweep"
    process = started(folder, preexec_fn=small_files)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "cannot be written" in told
    assert "Traceback" not in told
    assert not list(folder.rglob("*.tmp"))
    resumed(folder)
    assert contents(folder) == contents(whole)


@LINUX
def test_64_file_handles_are_enough(whole, tmp_path):
    folder = tmp_path / "sweep"
    process = started(folder, preexec_fn=few_handles)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 0, told
    assert contents(folder) == contents(whole)


@pytest.mark.parametrize("place", ["file/sweep", "file"])
def test_a_place_that_cannot_be_a_folder_is_told(place, tmp_path):
    (tmp_path / "file").write_text("x")
    done = subprocess.run(command(tmp_path / place), cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "cannot be written" in done.stderr or "is a file" in done.stderr
    assert "Traceback" not in done.stderr


@LINUX
def test_a_folder_without_the_right_to_write_is_told(tmp_path):
    """Root may write anywhere but into the kernel's own file systems."""
    folder = Path("/proc/urbsim-sweep")
    if os.geteuid():
        (tmp_path / "closed").mkdir(mode=0o500)
        folder = tmp_path / "closed" / "sweep"
    done = subprocess.run(command(folder), cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
