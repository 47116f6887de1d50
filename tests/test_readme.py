"""What the README shows works as it stands there, and its numbers are those of the shipped scenarios."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, run_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
PAGES = [(ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
         for name in ("sweeps", "simulator", "sensitivity", "calibration", "models", "checks", "figures")]
STUDY, MODEL = re.findall(r"```python\n(.*?)```", PAGES[4], re.DOTALL)
BLOCKS = [*re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[1:],  # the cluster of sweeps.md is that of test_cluster
          *(re.search(r"```sh\n(.*?)```", page, re.DOTALL)[1] for page in PAGES)]
COMMANDS = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()
            if not line.startswith("urbsim validate")]  # which takes minutes: test_validate runs it


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_the_documents_runs(command, tmp_path):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "slower.py").write_text(STUDY, encoding="utf-8")
    line = re.sub(r"(^|&& )urbsim ", rf"\1{shlex.quote(sys.executable)} -m urbsim ", command)
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr


FIRST = [re.search(r"```python\n(.*?)```", page, re.DOTALL)[1] for page in (README, PAGES[3], PAGES[6])]


@pytest.mark.parametrize("code", [*FIRST, MODEL], ids=["README", "calibration", "figures", "models"])
def test_python_of_the_documents_runs(code, tmp_path):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120,
                          check=False)

    assert done.returncode == 0, done.stderr


def test_scenario_of_the_readme_runs(tmp_path):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    text = re.search(r"```toml\n(.*?)```", README, re.DOTALL)[1]
    (tmp_path / "scenarios" / "land_later.toml").write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "urbsim", "run", "scenarios/land_later.toml"], cwd=tmp_path,
                          capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("name", "english", "chinese"), [("no_policy", "no policy", "无政策"),
    ("baseline", "the policy as written, moderate funding", "意见照办（中等资金）"),
    ("full_package", "full package", "全力推进")])
def test_numbers_of_both_readmes_are_those_of_the_scenarios(name, english, chinese):
    card = run_of(name).scorecard
    total, parks = card.target("total").value, card.target("parks").value

    assert f"| {english} | {total:.0f} 亿元 | {parks:.0f} | {card.spending:.0f} 亿元 |" in README
    assert f"| {chinese} | {total:.0f} 亿元 | {parks:.0f} 个 | {card.spending:.0f} 亿元 |" in CHINESE


def test_both_readmes_tell_how_much_is_assumed():
    mix = run_of("baseline").scorecard.confidence
    everything = sum(mix.values())

    flat = " ".join(README.split())
    assert (f"Of the {everything} parameters and data rows {mix['ASSUMED']} are ASSUMED, {mix['TYPICAL']} TYPICAL and "
            f"{mix['FACT']} FACT") in flat
    assert f"{everything} 项参数与数据行中" in CHINESE
    assert f"假定 {mix['ASSUMED']} 项、常用值 {mix['TYPICAL']} 项、事实 {mix['FACT']} 项" in CHINESE
