"""The report: what it says is what the runs say, in two languages and three formats, and no text becomes markup."""

from __future__ import annotations

import functools
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import docx
import numpy as np
import pypdfium2
import pytest
from browser import AXE, MISSING, Browser
from conftest import ROOT, SCENARIOS, SHORT, case_of, run_of, urbsim
from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import raw

from urbsim import sectors
from urbsim.api import Run, run
from urbsim.cities.city import expand
from urbsim.errors import UsageError
from urbsim.export.equations import equations
from urbsim.export.notation import pieces
from urbsim.present.words_sources import source_text
from urbsim.report.compose import compose
from urbsim.report.document import Bullets, DataTable, FormulaTable, Heading, Paragraph, Picture
from urbsim.report.mathml import to_mathml
from urbsim.report.numbers import Numbers
from urbsim.report.omml import to_omml
from urbsim.report.page import to_html
from urbsim.report.pdf import to_pdf
from urbsim.report.pictures import Gallery
from urbsim.report.word import to_word
from urbsim.results import Results

LONG = "产业聚集与城镇化良性互动" * 20
HOSTILE = ('=SUM(A1) <script>alert(1)</script> "quoted" \'single\' #let $x$ *bold* _low_ \\cmd{a} @label [link](b) // '
           f"`raw` ~ & % ^ {LONG[:200]}")
"""What no format may take for markup: HTML, spreadsheet formula, typst, LaTeX; and 200 Chinese letters."""
in_browser = pytest.mark.skipif(bool(MISSING), reason=f"no {', '.join(MISSING)}")


def named(run, title):
    """A run whose scenario is called something else."""
    scenario = replace(run.case.scenario, title=title, title_zh=title)
    results = Results(run.case.model, run.results.arrays, scenario)
    return Run(replace(run.case, scenario=scenario), results, run.engine)


@functools.cache
def document(lang):
    """English: two shipped scenarios. Chinese: one of them under a hostile title."""
    first = run_of("baseline") if lang == "en" else named(run_of("baseline"), HOSTILE)
    return compose([first, run_of("no_policy")], lang)


@functools.cache
def gallery(lang):
    return Gallery()


@functools.cache
def pdf(lang):
    return to_pdf(document(lang), gallery(lang))


@functools.cache
def page(lang):
    return to_html(document(lang), gallery(lang))


@functools.cache
def word_file(lang):
    return to_word(document(lang), gallery(lang))


@functools.cache
def pdf_text(lang):
    """All letters of the PDF, without the spaces and line ends that setting puts between them."""
    return squeezed("".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(pdf(lang))))


def squeezed(text):
    return re.sub(r"[\s\u200b\u00ad]", "", text)


def texts_of(shown):
    """Every text of a document."""
    yield from (shown.title, shown.subtitle, *shown.facts, *shown.words.values())
    for block in shown.blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Bullets():
                yield from block.items
            case DataTable():
                yield from (block.caption, *block.header, *(cell for row in block.rows for cell in row))
            case FormulaTable():
                yield from (block.caption, *block.header)
                for row in block.rows:
                    yield from (row.unit, row.meaning, row.source)
                    yield from (part for part in row.parts if isinstance(part, str))
            case Picture():
                yield from (block.caption, block.alternative)


# ---- what it says


def test_the_summary_says_what_the_scorecard_says():
    card = run_of("baseline").scorecard
    said = " ".join(texts_of(document("en")))

    assert "0 of 4 targets of 2013 are met" in said
    assert f"Total revenue of the parks is {card.target('total').value / 10:.2f} billion CNY in 2013, " \
           f"{-card.target('total').margin / 10:.2f} billion CNY short of the goal of 90 billion CNY" in said
    assert "Park no. 8 by revenue, Northern Industrial Zone, is 1.04 billion CNY short." in said
    short = [park for park in card.parks if park.met is False]
    held = [park for park in short if park.bottleneck == "infrastructure_sufficiency"]
    assert f"the {len(short)} parks that miss the goal of their tier" in said
    assert f"infrastructure in {len(held)} (" in said
    assert "281 are ASSUMED" in said


def test_money_is_counted_in_the_unit_of_the_language():
    english, chinese = Numbers("en"), Numbers("zh")

    assert english.money(781.3) == "78.13 billion CNY"
    assert english.money(900.0) == "90 billion CNY"
    assert chinese.money(781.3) == "781.3 亿元"
    assert chinese.money(1234.56) == "1,234.6 亿元"


@given(st.floats(-1e7, 1e7), st.integers(0, 3))
def test_numbers_read_back_to_what_they_were(value, digits):
    text = Numbers("en").plain(value, digits)

    assert float(text.replace(",", "").replace("−", "-")) == pytest.approx(value, abs=0.51 * 10.0**-digits)
    assert text not in {"−0", "−0.0", "−0.00", "−0.000"}


def test_land_has_the_same_sum_in_every_year():
    table = next(block for block in document("en").blocks
                 if isinstance(block, DataTable) and block.caption.startswith("Land by use"))

    assert len(set(table.rows[-1][1:])) == 1


def test_every_parameter_lever_and_equation_stands_in_the_appendix():
    words = case_of("baseline").vocabulary
    shown = document("en")
    names = {row[0] for block in shown.blocks if isinstance(block, DataTable) for row in block.rows}
    formulas = {row.name.text for block in shown.blocks if isinstance(block, FormulaTable) for row in block.rows}

    assert set(words.parameters) | set(words.levers) | set(words.city_values) <= names
    assert set(words.stocks) | set(words.variables) | set(words.constants) == formulas


def test_an_event_of_a_study_stands_in_the_appendix_and_with_its_stock(tmp_path):
    study = tmp_path / "windfall.py"
    study.write_text("from urbsim.declare import event, parameter\ngift = parameter('A gift.', 1000.0, '亿元')\n"
                     "@event('亿元', at=2010.0, into='city_treasury')\ndef windfall(gift):\n"
                     "    '''A gift to the city.'''\n    return gift\n", encoding="utf-8")
    shown = compose([run(SCENARIOS / "baseline.toml", studies=[study], engine="numpy", time={"end": 2014.0})], "en")
    parts = {row.name.text: row.parts for block in shown.blocks if isinstance(block, FormulaTable)
             for row in block.rows}

    assert [part.text for part in parts["windfall"][0].parts] == ["=", "gift"]
    assert parts["city_treasury"][-2] == "at events gains"
    assert [part.text for part in parts["city_treasury"][-1].parts] == ["windfall"]


def test_chinese_reports_hold_no_english_words():
    """But for names: identifiers of the model, files, programs, authors of methods."""
    case = case_of("baseline")
    columns = {column for item in case.vocabulary.tables.values() for column in expand(item, case.city.elements)[0]}
    codes = {loop.code for loop in case.vocabulary.loops.values()}
    known = {*case.vocabulary.declarations, *case.city.elements["park"], *columns, *codes, "levers", "qinhuangdao"}
    allowed = set(re.findall(r"\w+", """urbsim native numpy Python SHA Linux Darwin Windows x86_64 AMD64 arm64 aarch64
        MIT STRESS Rahmandad Sterman Monks Currie Onggo Robinson Kunc Taylor Journal Simulation System Dynamics Review
        Loops That Matter Wang DIR NO_POLICY loops attribute sensitivity sweep sample sobol runs attribution logit
        saturate smooth_min smooth_pos kappa_inv k_fix rho_nat iota_nat tau_loc te_tfp te_pl c_site c_acq T_con c_mig
        VA1_0 R0_etdz g_lp g_va2b r_11 r_12 lev_g dflt delta q_land eps mu0 m_s"""))
    files = re.compile(r"\w+\.(csv|toml)|\b[0-9a-f]{12,16}\b", re.ASCII)
    found = {one for text in texts_of(document("zh"))
             for one in re.findall(r"[A-Za-z_]\w{2,}", files.sub("", text.replace(HOSTILE, "")), flags=re.ASCII)}

    assert found - known - allowed == set()


def test_chinese_reports_have_the_marks_of_chinese():
    narrow = re.compile(r"[\u4e00-\u9fff] ?[,;:()]|[,;:()] ?[\u4e00-\u9fff]")

    assert [text for text in texts_of(document("zh")) if narrow.search(text.replace(HOSTILE, ""))] == []


def test_every_source_of_the_shipped_model_and_city_has_chinese_words():
    sources = {item.source for item in sectors.load().everything} | {
        item.source for item in case_of("baseline").city.provenance}
    names = re.compile(r"\b(\w+\.csv|\w*_\w*|dflt|delta|eps|vr|mu0|gw|pi|logit|Wang)\b")  # files, evidence, authors

    left = {source: source_text(source, "zh") for source in sources}
    assert {text for text in left.values() if re.search(r"[A-Za-z]{2,}", names.sub("", text))} == set()
    assert source_text("a study's own source", "zh") == "a study's own source"


def test_formulas_are_the_same_in_pieces_and_are_well_formed():
    found = equations(case_of("baseline").model)
    for formula in (*found.stocks, *found.flows, *found.auxiliaries, *found.constants):
        ElementTree.fromstring(f"<p>{to_mathml(formula.name, formula.value)}</p>")
        xml = ElementTree.fromstring(f'<p xmlns:m="m" xmlns:w="w">{to_omml(formula.value)}</p>')
        names = re.findall(r"<mi>(\w{3,})</mi>", to_mathml(formula.value))
        run_texts = "".join(xml.itertext())
        assert all(name in run_texts for name in names), formula.item.name
        assert sum(piece.length for piece in pieces(formula.value)) == formula.value.length, formula.item.name


# ---- formats


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pdf_holds_the_text_its_fonts_and_is_small(lang):
    file, shown, said = pypdfium2.PdfDocument(pdf(lang)), document(lang), pdf_text(lang)
    lines = [text for block in shown.blocks if isinstance(block, Bullets) for text in block.items]
    fonts = [raw.FPDFTextObj_GetFont(item.raw) for one in file for item in one.get_objects([raw.FPDF_PAGEOBJ_TEXT])]

    assert [heading.label for heading in shown.headings if squeezed(heading.label) not in said] == []
    assert [text for text in lines if squeezed(text) not in said] == []
    assert "\ufffd" not in said
    assert fonts
    assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)
    assert file.get_metadata_value("Title") == shown.title
    assert len(list(file.get_toc())) == len(shown.headings)
    assert len(pdf(lang)) <= 3e6


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_word_file_has_headings_captions_and_contents(lang):
    file = docx.Document(io.BytesIO(word_file(lang)))
    shown = document(lang)
    heads = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name.startswith("Heading")]
    captions = [paragraph for paragraph in file.paragraphs if paragraph.style.name == "Caption"]
    xml = zipfile.ZipFile(io.BytesIO(word_file(lang))).read("word/document.xml").decode("utf-8")

    assert heads == [block.label for block in shown.blocks if isinstance(block, Heading)]
    labels = [(label, block.caption) for block, label in shown.captioned() if label]
    assert [paragraph.text for paragraph in captions] == [f"{label}  {caption}" for label, caption in labels]
    assert xml.count(" SEQ ") == len(labels)
    assert "TOC \\o" in xml
    assert xml.count(" PAGEREF ") == len(shown.headings)
    settings = zipfile.ZipFile(io.BytesIO(word_file(lang))).read("word/settings.xml").decode("utf-8")
    assert re.search(r"<w:updateFields [^>]*w:val=\"true\"/>", settings)  # of which Word asks the pages
    for heading in shown.headings:  # the contents are there before Word updates them
        assert f'w:anchor="{heading.anchor}"' in xml
    assert xml.count("<w:tblHeader/>") == len(file.tables) == sum(
        isinstance(block, DataTable | FormulaTable) for block in shown.blocks)
    assert xml.count("<m:oMath>") > 300
    assert len(file.inline_shapes) == sum(isinstance(block, Picture) for block in shown.blocks)
    assert all(shape._inline.docPr.get("descr") for shape in file.inline_shapes)
    styles = zipfile.ZipFile(io.BytesIO(word_file(lang))).read("word/styles.xml").decode("utf-8")
    assert re.search(r'<w:lang [^>]*w:val="(.*?)"', styles)[1] == ("zh-CN" if lang == "zh" else "en-GB")


def test_a_hostile_title_is_text_in_every_format():
    wanted = squeezed(HOSTILE)
    plain = squeezed(" ".join(texts_of(document("zh"))))

    assert wanted in plain
    assert wanted in pdf_text("zh")
    file = docx.Document(io.BytesIO(word_file("zh")))
    assert wanted in squeezed(" ".join(paragraph.text for paragraph in file.paragraphs))
    assert wanted in squeezed(" ".join(cell.text for table in file.tables[:8] for cell in table._cells))
    assert "<script>alert" not in page("zh")
    assert "&lt;script&gt;alert(1)" in page("zh")


def test_the_same_report_is_the_same_bytes():
    """Figures too: that each is drawn to the same bytes is a test of the catalogue."""
    shown = compose([run_of("baseline"), run_of("no_policy")], "en")

    assert to_pdf(shown, gallery("en")) == pdf("en")
    assert to_word(shown, gallery("en")) == word_file("en")
    assert to_html(shown, gallery("en")) == page("en")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    one = Browser(tmp_path_factory.mktemp("browser"))
    one.open("about:blank")
    one.complaints()  # those of the browser's own first page
    yield one
    one.close()


@in_browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_draws_its_charts_and_asks_for_nothing(browser, lang, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(page(lang), encoding="utf-8")
    browser.show()
    browser.open(path.as_uri())
    browser.wait("[...document.querySelectorAll('[data-chart]')].every((place) => place.matches('.js-plotly-plot'))")

    assert [text for text in browser.complaints() if text != path.as_uri()] == []
    assert len(page(lang).encode()) <= 6e6
    shown = browser.run("return document.body.innerText")
    assert squeezed(document(lang).title) in squeezed(shown)
    buttons = browser.run(
        "return [...document.querySelectorAll('.modebar [data-title]')].map((one) => one.dataset.title)")
    assert len(set(buttons)) == 6
    assert not [text for text in buttons if re.search(r"share|cloud|edit", text, re.IGNORECASE)]
    assert all(("a" <= text[-1].lower() <= "z") == (lang == "en") for text in buttons)
    lines = browser.run('return document.querySelectorAll("[data-chart=total_revenue] .scatterlayer .trace").length')
    assert lines >= 2
    assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
    assert browser.run("return [...document.images].every((image) => image.alt && image.naturalWidth > 0)")
    browser.show(width=400, height=800)
    assert browser.run("return document.documentElement.scrollWidth") <= 400


@in_browser
@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core")
def test_the_page_has_no_violation_of_accessibility(browser, tmp_path):
    """With ten rows of each long table: hundreds like them take axe-core a minute and say no more."""
    blocks = tuple(
        replace(block, rows=block.rows[:10]) if isinstance(block, FormulaTable) or (
            isinstance(block, DataTable) and not block.marks) else block for block in document("en").blocks)
    path = tmp_path / "report.html"
    path.write_text(to_html(replace(document("en"), blocks=blocks), gallery("en")), encoding="utf-8")
    everything = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    for scheme, rules in (("light", everything), ("dark", {"type": "rule", "values": ["color-contrast"]})):
        browser.show(prefers_color_scheme=scheme)
        browser.open(path.as_uri())
        browser.run(AXE.read_text(encoding="utf-8"))
        found = browser.run("""return axe.run(document, { runOnly: arguments[0] })
            .then((results) => results.violations.map((one) => [one.id, one.nodes[0].html.slice(0, 120)]));""", rules)

        assert found == [], scheme


def test_an_unknown_scenario_in_detail_is_refused():
    with pytest.raises(UsageError, match="Did you mean 'baseline'"):
        compose([run_of("baseline")], "en", detail="basline")


# ---- the command


def test_a_report_that_is_there_is_kept_without_force(tmp_path):
    path = tmp_path / "plan.pdf"
    path.write_text("mine", encoding="utf-8")
    done = urbsim("report", SCENARIOS / "no_policy.toml", "-o", path, code=2)

    assert "--force" in done.stderr
    assert path.read_text(encoding="utf-8") == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["plan.pdf"]


@pytest.mark.parametrize(("arguments", "message"), [
    (("--format", "doc"), "no such format. Did you mean 'docx'? There are html, pdf, docx"),
    (("--format", ""), "names none"),
    (("--format", "pdf", "-o", "plan.docx"), "is a file of one format"),
    (("--format", "pdf", "-o", "LICENSE/report"), "cannot be written"),
    (("--format", "html", "-s", "time.end=2012"), "does not cover its target year 2013"),
])
def test_bad_input_is_exit_2_and_leaves_nothing(arguments, message):
    before = sorted(path.name for path in ROOT.iterdir())
    settings = () if "-s" in arguments else SHORT
    done = urbsim("report", SCENARIOS / "no_policy.toml", *settings, *arguments, "--engine", "numpy", code=2)

    assert message in done.stderr
    assert sorted(path.name for path in ROOT.iterdir()) == before


@pytest.mark.parametrize("package", ["typst", "docx", "plotly", "pylopdf_fonts_zh_cn"])
def test_a_missing_extra_is_a_clear_message_before_anything_runs(package, tmp_path):
    code = ("import importlib.util as u; find = u.find_spec\n"
            f"u.find_spec = lambda name, *a: None if name == {package!r} else find(name, *a)\n"
            "from urbsim.cli import main; main()")
    done = subprocess.run([sys.executable, "-c", code, "report", str(SCENARIOS / "no_policy.toml"), "-o",
                           str(tmp_path / "report")], capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 2
    assert f"needs {package}" in done.stderr
    assert "pip install 'urbsim[report]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_charts_of_the_page_show_the_numbers_of_the_runs():
    charts = json.loads(re.search(r'id="charts">(.*?)</script>', page("en"), re.DOTALL)[1])
    line = next(trace for trace in charts["total_revenue"]["data"] if trace["name"] == "No policy")
    years = run_of("no_policy").results.years
    wanted = [0.1 * float(years.indicator("revenue_current", round(year))) for year in line["x"]]

    assert np.allclose(line["y"], wanted, rtol=1e-5)


@pytest.mark.parametrize(("lang", "names"), [("en", {"goal missed", "Goal"}), ("zh", {"未达标", "目标"})])
def test_charts_of_the_page_keep_what_is_printed_beside_the_bars(lang, names):
    charts = json.loads(re.search(r'id="charts">(.*?)</script>', page(lang), re.DOTALL)[1])
    chart = charts["target_margins"]
    total = run_of("baseline").scorecard.target("total")
    factor, digits = (0.1, 1) if lang == "en" else (1.0, 0)
    wanted = f"{factor * total.value:.{digits}f}  ({factor * total.margin:+.{digits}f})"

    assert {trace["name"] for trace in chart["data"]} == names
    assert squeezed(wanted) in {squeezed(note["text"]) for note in chart["layout"]["annotations"]}


def test_the_checklist_has_every_item_of_the_guideline_in_order():
    items = {1: 3, 2: 5, 3: 4, 4: 3, 5: 4, 6: 1}
    table = next(block for block in document("en").blocks
                 if isinstance(block, DataTable) and block.caption.startswith("Reporting items"))

    assert [row[0] for row in table.rows] == [f"{part}.{item}" for part, count in items.items()
                                              for item in range(1, count + 1)]
    assert all(row[2].strip(".") for row in table.rows)


def test_requirements_of_model_and_simulation_are_told_with_the_chapter_that_meets_them():
    table = next(block for block in document("en").blocks
                 if isinstance(block, DataTable) and block.caption.startswith("Requirements"))
    kept = {row[1]: row[2] for row in table.rows}

    assert [row[0] for row in table.rows] == ["Model, minimum"] * 2 + ["Model, preferred"] * 4 + [
        "Simulation, minimum"] * 6 + ["Simulation, preferred"] * 3 + ["Optimisation"]
    assert kept["How sure the reported numbers are"] == \
        "Not told: no sweep and no sensitivity analysis was handed in."


def test_every_named_loop_stands_in_the_appendix_with_its_variables():
    table = next(block for block in document("zh").blocks
                 if isinstance(block, DataTable) and block.caption.startswith("命名反馈回路"))

    assert [(row[0], row[3].split(" → ")) for row in table.rows] == [
        (loop.code, list(loop.chain)) for loop in case_of("baseline").vocabulary.loops.values()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_chapter_of_the_pdf_stands_at_the_foot_of_a_page(lang):
    file = pypdfium2.PdfDocument(pdf(lang))
    places = [(one.get_dest().get_index(), one.get_dest().get_view()[1][1]) for one in file.get_toc()]
    appendix = next(top for (_, top), one in zip(places, document(lang).headings, strict=True) if one.number == "A")

    assert min(top for _, top in places) > 72.0 / 25.4 * 50
    assert appendix > 750.0  # on top of a page
