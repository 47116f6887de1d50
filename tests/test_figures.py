"""Figures from the command line: what is drawn, what is refused, what stays untouched, what a file says of itself."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from conftest import SCENARIOS, SHORT, case_of, run_of, urbsim
from PIL import Image

from urbsim import attribute
from urbsim.analysis.compare import SHOWN
from urbsim.present.figures import CATALOGUE, COMMANDS, OF_SCENARIOS, draw_runs, names_of
from urbsim.present.style import ONE_COLUMN, TWO_COLUMNS, Look, ink, shown_unit

TWO = ("no_policy", "baseline")


def titled(folder, title):
    """No policy under another title."""
    path = folder / "titled.toml"
    path.write_text((SCENARIOS / "no_policy.toml").read_text(encoding="utf-8").replace(
        'title = "No policy"', f"title = {json.dumps(title, ensure_ascii=False)}"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A figure of all scenarios and one of each, in every format, with their numbers; and the first drawn again."""
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "two")]
    for folder, names in zip(folders, (["total_revenue", "adequacy_map"], ["total_revenue"]), strict=True):
        draw_runs([run_of(name).results for name in TWO], folder, Look("zh", ONE_COLUMN, data=True), names)
    return folders


@pytest.mark.parametrize("name", ["total_revenue.png", "total_revenue.pdf"])
def test_a_picture_is_not_overwritten_without_force(name, tmp_path):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    urbsim("figures", SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path, "--only", "total_revenue", code=2)

    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("options", [["--lang", "zh"], ["--only", "target_margins"]])
def test_a_missing_chinese_font_is_a_clear_message(options, tmp_path):
    code = "import sys; sys.modules['pylopdf_fonts_zh_cn'] = None\nfrom urbsim.cli import main; main()"
    arguments = ["figures", titled(tmp_path, "无政策"), *SHORT, *options, "-o", tmp_path / "out"]
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, check=False)

    assert done.returncode == 2, done.stderr
    assert "pip install 'urbsim[report]'" in done.stderr
    assert not list((tmp_path / "out").glob("*"))


def test_figures_of_cities_with_different_parks_are_refused(tmp_path):
    from test_structure import three_parks_two_districts

    three_parks_two_districts(tmp_path / "small")
    small = tmp_path / "small.toml"
    small.write_text('title = "Small"\ncity = "small"\n', encoding="utf-8")
    done = urbsim("figures", small, SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path / "out", code=2)

    assert "different parks" in done.stderr
    assert "only 3 parks" in urbsim("run", small, *SHORT, "-o", tmp_path / "run").stdout


def test_figures_are_the_same_bytes_each_time_one_for_all_or_one_for_each(drawn):
    names = sorted(path.name for path in drawn[0].iterdir())

    stems = ("total_revenue", "adequacy_map-no_policy", "adequacy_map-baseline")
    assert names == sorted(f"{stem}.{kind}" for stem in stems for kind in ("png", "svg", "pdf", "csv"))
    for path in drawn[1].iterdir():
        assert path.read_bytes() == (drawn[0] / path.name).read_bytes(), path.name


def test_a_file_says_what_it_shows_and_which_runs_it_rests_on(drawn):
    digests = [run_of(name).results.digest for name in TWO]
    with Image.open(drawn[0] / "total_revenue.png") as png:
        width, about = png.width, png.text
    svg = (drawn[0] / "total_revenue.svg").read_text(encoding="utf-8")
    pdf = (drawn[0] / "total_revenue.pdf").read_bytes()
    subject = re.search(rb"/Subject \((.*?)\)", pdf, re.DOTALL)[1].decode("latin1").replace("\\", "")

    assert width == int(ONE_COLUMN / 25.4 * 300)
    assert about["Title"] == CATALOGUE["total_revenue"].shows("zh")
    for name, digest in zip(TWO, digests, strict=True):
        for text in (about["Description"], svg, subject):
            assert f"{name} sha256 {digest}" in text
    assert b"urbsim" in pdf
    assert b"CreationDate" not in pdf


def test_text_of_a_pdf_is_text_in_an_embedded_font(drawn):
    pdf = (drawn[0] / "total_revenue.pdf").read_bytes()
    streams = [zlib.decompress(found) for found in re.findall(rb"FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf,
                                                              re.DOTALL)]

    assert b"NotoSansSC" in pdf
    assert b"/FontFile" in pdf
    assert any(b"beginbfrange" in stream or b"beginbfchar" in stream for stream in streams)  # glyphs back to letters


def test_the_numbers_beside_a_figure_are_those_of_the_run(drawn):
    with (drawn[0] / "total_revenue.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    run = run_of("baseline").results
    shown = {float(row["x"]): float(row["y"]) for row in rows if row["series"] == run.scenario.label("zh")}

    assert shown == pytest.approx({year: float(run.years.indicator("revenue_current", year))
                                   for year in range(2009, 2017)}, rel=1e-11)


def test_the_catalogue_is_listed_in_both_languages():
    english, chinese = (urbsim("figures", "--list", "--lang", lang).stdout for lang in ("en", "zh"))

    for name, picture in CATALOGUE.items():
        line = next(line for line in english.splitlines() if line.split()[:1] == [name])
        assert picture.shows("en") in line
        assert COMMANDS[picture.source] in line
        assert picture.shows("zh") in chinese
    assert len(names_of(*OF_SCENARIOS)) >= 14


@pytest.mark.parametrize(("options", "message"), [
    (["--only", "tornado"], "tornado is drawn by another command: urbsim sensitivity FILE"),
    (["--only", "fan_chart"], "urbsim sweep FILE --sample sobol"),
    (["--only", "total_revenu"], "Did you mean 'total_revenue'?"),
    (["--format", "pgn"], "Did you mean 'png'?"),
    (["--format", ","], "there are png, svg, pdf"),
    (["--width", "three"], "'one', 'two'"),
    (["-s", "time.end=2012"], "does not cover its target year"),
])
def test_a_figure_that_cannot_be_drawn_is_refused_with_the_way_to_it(options, message, tmp_path):
    done = urbsim("figures", SCENARIOS / "no_policy.toml", "-o", tmp_path / "out", *options, code=2)

    assert message in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_a_clear_message(tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    done = urbsim("figures", SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path / "out", "--only", "total_revenue",
                  code=2)

    assert "cannot be written" in done.stderr


def test_width_and_format_are_those_asked_for(tmp_path):
    urbsim("figures", SCENARIOS / "no_policy.toml", *SHORT, "-o", tmp_path, "--only", "total_revenue", "--format",
           "png")

    assert [path.name for path in tmp_path.iterdir()] == ["total_revenue.png"]
    with Image.open(tmp_path / "total_revenue.png") as png:
        assert png.width == int(TWO_COLUMNS / 25.4 * 300)


def test_a_letter_that_no_font_has_is_named(tmp_path):
    scenario = titled(tmp_path, "No policy \U0001f3ed")
    done = urbsim("figures", scenario, *SHORT, "-o", tmp_path / "out", "--only", "target_margins", code=2)

    assert "127981" in done.stderr
    assert not list(Path(tmp_path / "out").glob("*"))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [ONE_COLUMN, TWO_COLUMNS])
@pytest.mark.parametrize("name", TWO)
def test_a_name_of_the_flow_figure_is_level_with_its_own_bar_and_with_no_other(name, width, lang):
    figure = CATALOGUE["money_flow"].draw(run_of(name).results, lang, width)
    figure.canvas.draw()
    (axes,) = figure.axes
    bars = [(item.get_label(), item.patches[0]) for item in axes.containers]
    texts = [text for text in axes.texts if text.get_ha() != "center"]

    assert len(texts) == len(bars) - 1
    for text in texts:
        box = axes.transData.inverted().transform(text.get_window_extent())
        (low, high), middle = box[:, 1], box[:, 1].mean()
        beside = [(label, bar) for label, bar in bars if abs(bar.get_center()[0] - text.get_position()[0]) < 0.1]
        label, own = min(beside, key=lambda pair: abs(pair[1].get_center()[1] - middle))

        assert own.get_center()[1] == pytest.approx(middle, abs=0.2 * (high - low))
        assert "".join(label.split())[:5] in "".join(text.get_text().split())
        assert all(bar is own or bar.get_y() > high or bar.get_y() + bar.get_height() < low for _, bar in beside)


def test_an_item_of_public_money_has_the_same_colour_in_every_figure():
    runs = [run_of(name).results for name in TWO]
    shown = set()
    for figure in (CATALOGUE["public_money"].draw(runs, "en", TWO_COLUMNS),
                   *(CATALOGUE["money_flow"].draw(run, "en", TWO_COLUMNS) for run in runs)):
        shown |= {(item.get_label(), item.patches[0].get_facecolor()) for axes in figure.axes
                  for item in axes.containers}

    assert len(shown) == len({label for label, _ in shown}) > 15


def test_totals_of_a_waterfall_are_points_and_its_numbers_those_of_the_table():
    found = attribute(SCENARIOS / "no_policy.toml", SCENARIOS / "strict_siting.toml", outcomes=["gdp"],
                      engine="numpy")
    for lang, factor in (("en", 0.1), ("zh", 1.0)):
        figure = CATALOGUE["waterfall"].draw(found, lang, TWO_COLUMNS)
        (axes,) = figure.axes
        bars = [bar for item in axes.containers for bar in getattr(item, "patches", ())]

        assert len(bars) == len(found.players)
        assert [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "D"] == pytest.approx(
            [factor * found.shares.empty[0], factor * found.shares.full[0]])
        assert axes.get_xlabel() == ("亿元/年" if lang == "zh" else "billion CNY a year")
        assert len({len(text.get_text().partition(".")[2]) for text in axes.texts}) == 1


def test_a_money_axis_of_an_english_figure_is_in_billions():
    assert shown_unit("亿元/year", "en") == (0.1, "billion CNY a year")
    assert shown_unit("亿元/year", "zh") == (1.0, "亿元/年")
    assert shown_unit("ha", "en") == (1.0, "ha")


def test_a_price_and_what_is_counted_by_money_follow_the_money_of_the_language():
    assert shown_unit("亿元/person/year", "en") == (1e5, "thousand CNY/person a year")
    assert shown_unit("亿元/ha", "en") == (100.0, "million CNY/ha")
    assert shown_unit("ha/亿元", "en") == (10.0, "ha/billion CNY")
    assert shown_unit("亿元/person", "zh") == (1e4, "万元/人")


def test_no_figure_of_an_analysis_names_money_as_the_model_does():
    texts = [unit for names in (case_of("baseline").vocabulary.parameters, case_of("baseline").vocabulary.levers)
             for unit in (shown_unit(item.unit, "en")[1] for item in names.values())]

    assert not [text for text in texts if "10⁸" in text or "亿" in text]


def test_numbers_stand_out_from_their_cells():
    assert [ink(colour) for colour in ("white", "#F0C0A0", "#D55E00", "#0072B2", "black")] == [
        "black", "black", "black", "white", "white"]


def test_a_small_difference_is_shaded_palely():
    figure = CATALOGUE["comparison_matrix"].draw([run_of(name).results for name in TWO], "en", TWO_COLUMNS)
    shade = figure.axes[0].images[0].get_array()
    gdp = SHOWN.index("gdp")

    assert shade.max() == pytest.approx(0.4)
    assert 0.0 < shade[:, gdp].max() < 0.1
