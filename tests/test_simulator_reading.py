"""The simulator's page for its readers: at every width, by keyboard and screen reader, in both languages, in print."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from browser import AXE, MISSING
from test_simulator import address, browser, in_browser, page  # noqa: F401 - fixtures

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no {', '.join(MISSING)}")

LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")


def settled(browser):  # noqa: F811
    browser.wait("document.querySelectorAll('#effects button').length === 8")


@in_browser
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1920, 1440, 1024, 390])
def test_nothing_is_cut_and_nothing_overlaps(width, lang, browser, address):  # noqa: F811
    browser.show(width, {1920: 1080, 1440: 900, 1024: 768, 390: 844}[width])
    browser.open(f"{address}#levers=full_package;siting_strictness=0.5;guidance_amount=2009:1,2011:4")
    if lang == "zh":
        browser.click("language")
    browser.click("span-long")
    browser.run("document.querySelectorAll('details.group').forEach((group) => { group.open = true; })")
    settled(browser)
    browser.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert browser.run(LAYOUT) == {"cut": [], "outside": [], "overlapping": [], "sideways": False}


@in_browser
def test_what_is_cut_or_overlaps_would_be_found(page):  # noqa: F811
    page.run("""const label = document.querySelector(".target-name");
        label.style.cssText = "white-space: nowrap; width: 30px; overflow: hidden; display: block";
        document.querySelector(".facts dt").style.cssText = "position: absolute; right: 0; width: 80px";
        document.querySelector(".headline").style.cssText = "position: relative; left: 3000px";
        const [one, other] = document.querySelectorAll(".chart-money text.end");
        other.setAttribute("y", one.getAttribute("y"));""")
    found = page.run(LAYOUT)

    assert [text.partition(":")[0] for text in found["cut"]] == ["SPAN.target-name#"]
    assert any("headline" in text for text in found["outside"])
    assert any("spending so far over" in text for text in found["overlapping"])


@in_browser
@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core: npm install --prefix build axe-core")
@pytest.mark.parametrize(("width", "theme", "lang"), [
    (1440, "light", "en"), (1440, "dark", "zh"), (1024, "dark", "en"), (390, "light", "zh"), (390, "dark", "en")])
def test_axe_finds_no_violation(width, theme, lang, browser, address):  # noqa: F811
    browser.show(width, 900, prefers_color_scheme=theme)
    browser.open(f"{address}#levers=full_package;siting_strictness=0.5")
    if lang == "zh":
        browser.click("language")
    settled(browser)
    browser.run("""document.querySelectorAll("details").forEach((details) => { details.open = true; });""")
    browser.click("band")
    browser.run(AXE.read_text(encoding="utf-8"))
    violations, passes = browser.run("""return axe.run().then(({ violations, passes }) => [
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]), passes.length]);""")

    assert violations == []
    assert passes > 20


@in_browser
@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core: npm install --prefix build axe-core")
def test_axe_finds_no_violation_where_a_link_was_refused(browser, address):  # noqa: F811
    browser.show()
    browser.open(f"{address}#levers=baseline;annual_quota=NaN")
    browser.run(AXE.read_text(encoding="utf-8"))

    assert browser.run("return axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []


@in_browser
def test_a_lever_is_set_by_keyboard_alone_and_the_verdict_is_spoken(page):  # noqa: F811
    from selenium.webdriver.common.keys import Keys

    slider = page.driver.find_element("id", "lever-siting_strictness")
    slider.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    page.wait("document.getElementById('headline-value').textContent !== '78.13'")

    assert float(slider.get_attribute("value")) == pytest.approx(0.53)
    assert slider.get_attribute("aria-valuetext") == "0.53"
    assert slider.accessible_name == "siting strictness"
    page.wait("document.getElementById('live').textContent.includes(document.getElementById('headline-value').textContent)")
    assert "0 of 4 targets of 2013 are met." in page.text("live")


@in_browser
def test_a_number_is_typed_with_its_unit_and_a_wrong_one_is_refused(page):  # noqa: F811
    from selenium.webdriver.common.keys import Keys

    number = page.driver.find_element("id", "lever-guidance_amount-number")
    assert number.accessible_name == "guidance amount billion CNY a year"
    number.send_keys(Keys.CONTROL, "a")
    number.send_keys("0.25", Keys.ENTER)
    page.wait("location.hash.includes('guidance_amount=2.5')")
    number.send_keys(Keys.CONTROL, "a")
    number.send_keys("9", Keys.ENTER)

    assert page.text("message") == "guidance amount: 9 is not a number from 0 to 0.6."
    assert number.get_attribute("value") == "0.25"


@in_browser
def test_the_focus_goes_from_the_head_to_levers_to_charts_to_the_scorecard(page):  # noqa: F811
    order = page.run("""return [...document.querySelectorAll("a[href], button, select, input, summary")]
        .filter((node) => node.checkVisibility() && !node.disabled && node.tabIndex >= 0)
        .map((node) => node.closest("header, .levers, .charts, .scorecard")?.className || node.className);""")
    areas = list(dict.fromkeys(order))

    assert areas == ["skip", "bar", "levers", "charts"]
    assert page.run("return [...document.querySelectorAll('[tabindex]')].every((node) => node.tabIndex <= 0)")
    assert page.run("return document.querySelector('.skip').getAttribute('href')") == "#summary"


@in_browser
def test_the_clause_is_told_on_hover_and_on_focus(page):  # noqa: F811
    page.run("document.querySelector('#lever-siting_strictness').closest('.lever').querySelector('.clause').focus()")

    assert "Clause 3.3: differential siting; dispersed firms move in" in page.text("tip")
    assert "without policy 0" in page.text("tip")
    page.run("document.activeElement.blur()")
    assert page.run("return document.getElementById('tip').hidden")


@in_browser
def test_the_language_changes_without_a_reload_and_money_with_it(page):  # noqa: F811
    page.run("window.mark = 1")
    page.click("language")

    assert page.run("return window.mark") == 1
    assert page.run("return document.documentElement.lang") == "zh-CN"
    assert page.text("verdict") == "2013 年 4 项目标中实现 0 项。"
    assert page.text("headline-value") == "781.3"
    slider = page.driver.find_element("id", "lever-guidance_amount")
    assert slider.get_attribute("aria-valuetext") == "1 亿元/年"
    words = page.run("return document.querySelector('main').innerText")
    assert not re.search(r"[A-Za-z]{3,}", words), re.findall(r".*[A-Za-z]{3,}.*", words)


@in_browser
def test_undo_reset_pin_and_link_lead_back_to_what_was_set(page, address):  # noqa: F811
    page.move("annual_quota", 300)
    page.move("siting_strictness", 0.8)
    link, value = "#levers=baseline;annual_quota=300;siting_strictness=0.8", page.text("headline-value")
    page.wait(f"location.hash === '{link}'")
    page.click("undo")
    page.wait("!location.hash.includes('siting')")
    page.click("reset")
    page.wait("location.hash === '#levers=baseline'")
    assert page.text("headline-value") == "78.13"
    page.click("undo")
    page.wait("location.hash === '#levers=baseline;annual_quota=300'")
    page.open(address + link)
    assert page.text("headline-value") == value
    assert page.run("return document.querySelectorAll('.ghost').length") > 4  # the reference is pinned
    page.click("pin")
    assert page.run("return document.querySelectorAll('.ghost').length") == 0
    page.click("pin")
    page.move("annual_quota", 500)
    assert page.text("pinned") == "Pinned: The policy as written, moderate funding, changed"


@in_browser
def test_one_movement_of_a_slider_is_one_step_back(page):  # noqa: F811
    page.run("""const range = document.getElementById("lever-annual_quota");
        for (const value of [260, 280, 300, 320]) {
          range.value = value;
          range.dispatchEvent(new Event("input", { bubbles: true }));
        }
        range.dispatchEvent(new Event("change", { bubbles: true }));""")
    page.wait("location.hash === '#levers=baseline;annual_quota=320'")
    page.click("undo")
    page.wait("location.hash === '#levers=baseline'")

    assert page.run("return document.getElementById('undo').disabled")


@in_browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_prints_to_one_page_with_nothing_cut(lang, page):  # noqa: F811
    page.run("""const select = document.getElementById("preset");
        select.value = "full_package"; select.dispatchEvent(new Event("change"));""")
    if lang == "zh":
        page.click("language")
    page.move("annual_quota", 500)
    sheet = base64.b64decode(page.command("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.command("Emulation.setEmulatedMedia", media="print")
    page.command("Emulation.setDeviceMetricsOverride", width=1054, height=725, deviceScaleFactor=1, mobile=False)
    page.run("dispatchEvent(new Event('beforeprint'))")
    bottom = page.run("""return Math.max(...[...document.querySelectorAll(".scorecard *, .charts *")]
        .filter((node) => node.checkVisibility()).map((node) => node.getBoundingClientRect().bottom))
        - document.body.getBoundingClientRect().bottom;""")
    page.run("dispatchEvent(new Event('afterprint'))")
    page.command("Emulation.setEmulatedMedia", media="")

    assert bottom <= 0.0


@in_browser
def test_nothing_moves_by_itself_where_less_motion_is_wanted(browser, address):  # noqa: F811
    def transition():
        return browser.run("return getComputedStyle(document.querySelector('.bar-fill')).transitionDuration")

    browser.show(prefers_reduced_motion="no-preference")
    browser.open(address)
    assert transition() != "0s"
    browser.show(prefers_reduced_motion="reduce")
    assert transition() == "0s"


@in_browser
def test_every_chart_has_its_numbers_in_a_table_and_a_summary(page):  # noqa: F811
    page.run("document.querySelectorAll('details.numbers').forEach((details) => { details.open = true; })")
    page.wait("document.querySelectorAll('.chart-revenue tbody tr').length === 8")
    row = page.run("return document.querySelectorAll('.chart-revenue tbody tr')[4].innerText")

    assert row.split() == ["2013", "78.1"]
    assert page.run("return document.querySelector('.chart-revenue svg').getAttribute('aria-label')") == (
        "Total revenue of the parks: 78.1 billion CNY a year, current prices in 2013.")
