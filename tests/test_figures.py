"""Figures from the command line: what is drawn, what is refused, what stays untouched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SCENARIOS, SHORT, urbsim


@pytest.mark.parametrize("name", ["total_revenue.png", "total_revenue.pdf"])
def test_a_picture_is_not_overwritten_without_force(name, tmp_path):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    urbsim("figures", SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path, "--only", "total_revenue", code=2)

    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_missing_chinese_font_is_a_clear_message(tmp_path):
    code = "import sys; sys.modules['pylopdf_fonts_zh_cn'] = None\nfrom urbsim.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "figures", str(SCENARIOS / "no_policy.toml"), *SHORT, "--lang",
                           "zh", "-o", str(tmp_path / "out")], capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 2
    assert "pip install 'urbsim[report]'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_figures_of_cities_with_different_parks_are_refused(tmp_path):
    from test_structure import three_parks_two_districts

    three_parks_two_districts(tmp_path / "small")
    small = tmp_path / "small.toml"
    small.write_text('title = "Small"\ncity = "small"\n', encoding="utf-8")
    done = urbsim("figures", small, SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path / "out", code=2)

    assert "different parks" in done.stderr
    assert "only 3 parks" in urbsim("run", small, *SHORT, "-o", tmp_path / "run").stdout


def test_figures_are_drawn_as_png_svg_and_pdf_the_same_each_time(tmp_path):
    for which in ("one", "two"):
        urbsim("figures", SCENARIOS / "no_policy.toml", SCENARIOS / "baseline.toml", "-o", tmp_path / which)
    paths = sorted(path.name for path in (tmp_path / "one").iterdir())

    names = ("total_revenue", "park_revenue", "urbanization", "public_money")
    assert paths == sorted(f"{name}.{kind}" for name in names for kind in ("png", "svg", "pdf"))
    for name in paths:
        content = Path(tmp_path / "one" / name).read_bytes()
        assert content == Path(tmp_path / "two" / name).read_bytes(), name
        assert len(content) > 5_000
