"""The policy simulator in Chromium: it says what `urbsim run` says, and stays fast, private and safe."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import math
import re
import statistics
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from browser import MISSING, Browser
from conftest import NAMES, SCENARIOS, case_of, run_of, urbsim

from urbsim.api import read, run_case
from urbsim.engine.javascript import to_script
from urbsim.errors import UsageError
from urbsim.export.javascript.script import RUNTIME, script_json
from urbsim.factors import vary
from urbsim.many import run_members
from urbsim.present.simulator.content import FUTURES, Preset, content, timed
from urbsim.present.simulator.page import FOLDER, to_page
from urbsim.present.simulator.words import PAGE_WORDS

in_browser = pytest.mark.skipif(bool(MISSING), reason=f"no {', '.join(MISSING)}")
ORDER = ["baseline", *(name for name in NAMES if name != "baseline")]
ATTEMPTS = 5
"""A time of the clock is measured until it is within its bound, so often at most: a busy machine only adds to it."""


def presets(names=ORDER):
    return [Preset(case_of(name).scenario, case_of(name).model) for name in names]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page with every shipped scenario."""
    path = tmp_path_factory.mktemp("page") / "simulator.html"
    path.write_text(to_page(presets(), "both"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    one = Browser(tmp_path_factory.mktemp("browser"))
    yield one
    one.close()


@pytest.fixture
def page(browser, address):
    """The page, freshly loaded at a laptop's width."""
    browser.show()
    browser.open(address)
    return browser


def write_page(path, *files, lang="en"):
    """A page of scenario files of a test's own."""
    cases = [read(file) for file in files]
    path.write_text(to_page([Preset(case.scenario, case.model) for case in cases], lang), encoding="utf-8")
    return path.as_uri()


# ---- the numbers


def verdict(browser):
    """Met or not, value and goal of each target, as the scorecard shows them."""
    return browser.run("""return [...document.querySelectorAll("#targets li")].map((item) =>
        [item.className, item.querySelector(".target-value").textContent]);""")


@in_browser
@pytest.mark.parametrize("name", ORDER)
def test_the_verdict_of_every_preset_is_that_of_urbsim_run(name, browser, address):
    browser.open(f"{address}#levers={name}")
    card = run_of(name).scorecard
    current = [target for target in card.targets if target.prices == "current"]
    expected = [["met" if target.met else "missed", f"{0.1 * target.value:.2f} / {0.1 * target.goal:.2f}"
                 if target.unit != "1" else f"{target.value:.0f} / {target.goal:.0f}"] for target in current]

    assert verdict(browser) == expected
    words = "All targets" if card.all_met else f"{sum(target.met for target in current)} of {len(current)} targets"
    assert browser.text("verdict").startswith(words)
    limits = browser.run("return [...document.querySelectorAll('#limits tr')].map((row) => row.cells[2].textContent)")
    assert limits == [f"{park.bottleneck_value:.2f}" for park in card.parks]


@in_browser
def test_chromium_gives_every_stock_of_every_scenario_as_numpy_does(browser):
    for name in ORDER:
        model, expected = case_of(name).model, run_of(name).results.arrays
        browser.driver.get("about:blank")
        found = browser.run(f"""{to_script(model)}
            const encoded = (numbers) => {{
              const bytes = new Uint8Array(numbers.buffer);
              let text = "";
              for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
              return btoa(text);
            }};
            const {{ values }} = simulate({{ record: {json.dumps([*model.layout])} }});
            return Object.fromEntries(Object.entries(values).map(([name, one]) => [name, encoded(one)]));""")
        for stock in model.layout:
            ours = np.frombuffer(base64.b64decode(found[stock])).reshape(expected.values[stock].shape)
            scale = max(float(np.abs(expected.values[stock]).max()), 1e-9)
            assert np.abs(ours - expected.values[stock]).max() <= 1e-10 * scale, (name, stock)


def downloads(browser, stem):
    """The scenario file and the table that the page saves."""
    return browser.download("toml", f"{stem}.toml"), browser.download("csv", f"{stem}.csv")


def assert_reruns(toml, table, folder):
    """`urbsim run` of the saved scenario gives the saved table to 1e-9."""
    path = folder / "saved.toml"
    path.write_text(toml, encoding="utf-8")
    again = run_case(read(path)).results.indicator_table
    rows = list(csv.reader(io.StringIO(table)))

    assert tuple(rows[0]) == again.header
    assert [[float(cell) for cell in row] for row in rows[1:]] == [pytest.approx(row, rel=1e-9) for row in again.rows]


@in_browser
def test_the_saved_scenario_reruns_to_the_same_numbers(page, tmp_path):
    page.move("siting_strictness", 0.85)
    page.move("fund_share_projects", 0.5)  # the other shares give way
    page.move("guidance_amount", 2.35)
    toml, table = downloads(page, "baseline_changed")
    levers = tomllib.loads(toml)["levers"]

    assert levers["siting_strictness"] == 0.85
    shares = [value for name, value in levers.items() if name.startswith("fund_share_")]
    assert math.isclose(sum(shares), 1.0, abs_tol=1e-12)
    assert_reruns(toml, table, tmp_path)


@in_browser
def test_a_saved_scenario_keeps_parameters_cells_and_levers_over_time(browser, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('title = "Own \\"quoted\\" = x"\nextends = "baseline"\n[policy]\nstart = 2009.5\nramp = 0.5\n'
                   '[levers]\nguidance_amount = [[2009.5, 1.0], [2011.25, 4.0]]\n'
                   "[parameters]\ndepreciation_rate = 0.08\n[parks.LingangZone]\ncapital_0 = 35.0\n"
                   "[city]\nprice_growth_after = 0.02\n", encoding="utf-8")
    for name in ("baseline", "no_policy"):
        (tmp_path / f"{name}.toml").write_bytes((SCENARIOS / f"{name}.toml").read_bytes())
    browser.open(write_page(tmp_path / "page.html", tmp_path / "baseline.toml", own))
    browser.run("""const select = document.getElementById("preset");
        select.value = "own"; select.dispatchEvent(new Event("change"));
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));""")
    browser.move("annual_quota", 300)
    toml, table = downloads(browser, "own_changed")

    assert tomllib.loads(toml)["levers"]["guidance_amount"] == [[2009.5, 1], [2011.25, 4]]
    assert tomllib.loads(toml)["title"] == 'Own "quoted" = x, changed'
    assert_reruns(toml, table, tmp_path)


def test_a_date_off_the_grid_keeps_the_step_of_its_scenario():
    case = read(SCENARIOS / "baseline.toml", {"policy": {"start": 2009.0625}})
    (one,) = timed([Preset(case.scenario, case.model)])

    assert one.model.time.step == 0.0625
    assert timed(presets(["baseline"]))[0].model.time.step == 0.125


@in_browser
def test_the_strip_ranks_levers_by_what_a_step_adds_to_the_margin(page):
    page.wait("document.querySelectorAll('#effects button').length === 8")
    found = page.run("""return [...document.querySelectorAll("#effects button")].map((button) =>
        [button.dataset.lever, button.querySelector(".effect-value").textContent]);""")
    (one,) = timed(presets(["baseline"]))

    def total(levers):
        model = one.model.with_levers(levers, 2009.0)
        return run_case(case_of("baseline").__class__(model.vocabulary, one.scenario, model.city, model)) \
            .scorecard.target("total").value

    steps = {name: (item.high - item.low) / 20 for name, item in one.model.vocabulary.levers.items()}
    base = total({})
    for lever, text in (found[0], found[7]):
        added = total({lever: one.model.levers[lever][-1][1] + steps[lever]}) - base
        assert float(text.split()[0].replace("−", "-")) == pytest.approx(0.1 * added, abs=0.0006)
    sizes = [abs(float(text.split()[0].replace("−", "-"))) for _, text in found]
    assert sizes == sorted(sizes, reverse=True)
    page.run("document.querySelector('#effects button').click()")
    assert page.run("return document.activeElement.id") == f"lever-{found[0][0]}"


@in_browser
def test_the_band_is_that_of_the_same_futures_in_python(page):
    page.run("""const select = document.getElementById("preset");
        select.value = "full_package"; select.dispatchEvent(new Event("change"));""")
    page.click("band")
    page.wait("document.getElementById('band-note').textContent.includes('reaches its goal')", 120)
    shares = [int(share) / 100 for share in re.findall(r"(\d+)%", page.text("band-note"))][-2:]
    (preset,) = timed(presets(["full_package"]))
    sample = content([preset], ["en"])["samples"][0]
    columns = np.array(sample["rows"]).T
    model = preset.model
    values = dict(zip((name for name in preset.scenario.uncertainty), columns, strict=True))
    short = replace(model, time=model.time.model_copy(update={"end": 2014.0}))
    found = run_members(vary(short, values, 2009.0), engine="numpy")
    revenue = found.annual_revenue[-1] * found.price_index[-1]
    total = revenue.sum(axis=0) >= 900.0
    everything = total & ((revenue >= 50.0).sum(axis=0) >= 8) & (revenue[:2].min(axis=0) >= 100.0) \
        & (revenue[2:7].min(axis=0) >= 50.0)

    assert columns.shape[1] == FUTURES
    assert shares == [pytest.approx(total.mean(), abs=0.00501), pytest.approx(everything.mean(), abs=0.00501)]
    assert page.run("return document.querySelectorAll('.chart-revenue .band').length") == 1


# ---- speed, size, memory


@in_browser
def test_a_run_takes_25_milliseconds_warm_and_200_the_first_time(browser):
    script = to_script(timed(presets(["baseline"]))[0].model)
    browser.driver.get("about:blank")
    browser.run(f"""{script}
        window.runs = (count) => {{ while (count--) simulate({{ record: ["land_factor"] }}); }};""")
    before = browser.busy()
    browser.run("runs(1)")
    first = browser.busy() - before
    browser.run("runs(40)")
    before = browser.busy()
    browser.run("runs(40)")

    assert (browser.busy() - before) / 40 <= 25.0
    assert first <= 200.0


FRAME = 1000.0 / 60.0
LINE = "return document.querySelector('.chart-revenue .line.line-0').getAttribute('d')"


@in_browser
def test_a_lever_is_drawn_60_milliseconds_after_it_moves(page):
    """What a move costs, from the event to the frame that shows it, and at most a frame's wait before."""
    page.wait("document.querySelectorAll('#effects button').length === 8")
    page.move("annual_quota", 230)
    times = []
    for number in range(50):
        line, before = page.run(LINE), page.busy()
        page.move("annual_quota", 200 + 10 * (number % 20) + 300 * (number % 2))
        times.append(page.busy() - before + FRAME)
        assert page.run(LINE) != line

    assert statistics.median(times) <= 60.0, times
    assert max(times) <= 120.0, times


@in_browser
def test_the_page_opens_and_answers_within_two_seconds(browser, address):
    times = [math.inf]
    for _ in range(ATTEMPTS):
        if min(times) <= 2000.0:
            break
        browser.open(address)
        browser.wait("document.getElementById('verdict').textContent.includes('targets')")
        times.append(browser.run("""const range = document.getElementById("lever-annual_quota");
            const line = document.querySelector(".chart-revenue .line-0.line"), before = line.getAttribute("d");
            range.value = 400;
            range.dispatchEvent(new Event("input", { bubbles: true }));
            const answered = (done) => line.getAttribute("d") === before
              ? requestAnimationFrame(() => answered(done)) : done(performance.now());
            return new Promise(answered);"""))

    assert min(times) <= 2000.0, times  # since the navigation began


def test_the_javascript_of_the_model_is_small_and_so_is_the_page():
    script = to_script(timed(presets(["baseline"]))[0].model)
    data = re.search(r"^const model = .*;$", script, re.MULTILINE)[0]
    text = to_page(presets(), "both")

    assert len(gzip.compress(script.replace(data, "").encode(), 9, mtime=0)) <= 25_000
    assert len(text.encode()) <= 6_500_000


@pytest.mark.slow
@in_browser
def test_memory_does_not_grow_over_500_moves(page):
    page.wait("document.querySelectorAll('#effects button').length === 8")

    def used():
        page.command("HeapProfiler.enable")
        page.command("HeapProfiler.collectGarbage")
        page.command("Performance.enable")
        metrics = {item["name"]: item["value"] for item in page.command("Performance.getMetrics")["metrics"]}
        return metrics["JSHeapUsedSize"], metrics["Nodes"], metrics["JSEventListeners"]

    def moves(count):
        page.run("""const range = document.getElementById("lever-annual_quota");
            return (async () => {
              for (let i = 0; i < arguments[0]; i++) {
                range.value = 150 + 10 * (i % 40);
                range.dispatchEvent(new Event("input", { bubbles: true }));
                range.dispatchEvent(new Event("change", { bubbles: true }));
                await new Promise(requestAnimationFrame);
              }
            })();""", count)
        page.wait("document.querySelectorAll('#effects button').length === 8")

    moves(50)
    before = used()
    moves(500)
    after = used()

    assert after[0] <= before[0] + 1_000_000, (before, after)
    assert after[1] <= before[1] + 200, (before, after)
    assert after[2] <= before[2] + 50, (before, after)


# ---- privacy and safety


@in_browser
def test_nothing_is_asked_of_the_network_and_the_console_stays_silent(browser, address):
    browser.open(address)
    browser.complaints()
    browser.open(address)
    browser.wait("document.querySelectorAll('#effects button').length === 8")
    for button in ("band", "span-long", "language", "theme", "pin", "undo", "reset"):
        browser.click(button)
    browser.move("siting_strictness", 0.9)
    browser.wait("document.getElementById('precision').textContent !== ''")

    assert [one for one in browser.complaints() if one.partition("#")[0] != address] == []


TAMPERED = ["siting_strictness=7", "siting_strictness=NaN", "siting_strictness=1e999", "siting_strictness=0x1",
            "siting_strictness=", "siting_strictness=0.5=0.6", "<script>alert(1)</script>=1", "__proto__=1",
            "constructor=1", "guidance_amount=2009:1,2009.5:2", "guidance_amount=2009.03:1,2012:2",
            "guidance_amount=2011:1,2009:2", "guidance_amount=2009:99", "fund_share_projects=0.9", "%", "a%00b=1"]


@in_browser
@pytest.mark.parametrize("part", TAMPERED)
def test_a_tampered_link_is_refused_and_nothing_runs(part, browser, address):
    browser.open(f"{address}#levers=baseline;{part}")

    assert browser.text("message").startswith("This link was not accepted, and nothing of it was run: ")
    assert browser.text("verdict") == "Nothing has been run."
    assert browser.run("return document.querySelectorAll('#targets li, .line, #message script').length") == 0
    browser.run("document.querySelector('#message button').click()")
    assert browser.text("verdict") == "0 of 4 targets of 2013 are met."


@in_browser
@pytest.mark.parametrize("link", ["#levers=other", "#levers=", "#levers", f"#levers=baseline;{'a' * 30000}"])
def test_a_link_of_another_form_is_refused(link, browser, address):
    browser.open(address + link)

    assert "not accepted" in browser.text("message")
    assert browser.text("verdict") == "Nothing has been run."


@in_browser
def test_a_link_that_is_tampered_with_later_changes_nothing(page):
    page.move("annual_quota", 300)
    before = page.text("headline-value")
    page.run("location.hash = '#levers=baseline;annual_quota=1e9'")
    page.wait("!document.getElementById('message').hidden")

    assert page.text("headline-value") == before


HOSTILE = "</script><img src=x onerror=document.title='owned'>{{engine}}&lt;\u2028"


@in_browser
def test_a_title_with_markup_is_shown_as_text(browser, tmp_path):
    for name in ("baseline", "no_policy"):
        (tmp_path / f"{name}.toml").write_bytes((SCENARIOS / f"{name}.toml").read_bytes())
    own = tmp_path / "own.toml"
    own.write_text(f'title = "{HOSTILE}"\ntitle_zh = "{HOSTILE}"\nextends = "baseline"\n', encoding="utf-8")
    browser.complaints()
    address = write_page(tmp_path / "page.html", own)
    browser.open(address)
    browser.move("annual_quota", 300)

    assert browser.run("return document.getElementById('preset').selectedOptions[0].textContent") == HOSTILE
    assert browser.run("return document.images.length") == 0
    assert browser.run("return document.title") == "Policy simulator · Industry clusters and urbanization"
    assert tomllib.loads(browser.download("toml", "own_changed.toml"))["title"] == f"{HOSTILE}, changed"
    assert [one for one in browser.complaints() if one.partition("#")[0] != address] == []


def test_the_page_names_no_path_of_the_machine_that_made_it():
    text = to_page(presets(), "both")

    assert str(SCENARIOS) not in text
    assert str(SCENARIOS.parent) not in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text


def test_the_same_scenarios_make_the_same_bytes():
    assert to_page(presets(), "both") == to_page(presets(), "both")


def test_data_in_the_page_cannot_end_its_element():
    data = script_json(content(timed(presets(["baseline"])), ["en"]))

    assert not set("<>&") & set(data)


# ---- the command


def test_the_command_writes_one_file_and_keeps_what_is_there(tmp_path):
    path = tmp_path / "page.html"
    urbsim("simulator", SCENARIOS / "baseline.toml", SCENARIOS / "full_package.toml", "-o", path, "--lang", "zh")

    assert '"languages":["zh"]' in path.read_text(encoding="utf-8")
    assert "--force" in urbsim("simulator", SCENARIOS / "baseline.toml", "-o", path, code=2).stderr
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def test_scenarios_that_cannot_share_a_page_are_refused(tmp_path):
    case = read(SCENARIOS / "no_policy.toml", {"time": {"end": 2014.0}})
    both = [*presets(["baseline"]), Preset(case.scenario, case.model)]

    with pytest.raises(UsageError, match=r"runs from 2009 to 2014, baseline does not"):
        to_page(both, "en")


def test_the_server_answers_only_on_the_loopback_address_and_to_its_own_name():
    import threading
    import urllib.error
    import urllib.request

    from urbsim.present.simulator.serve import page_server

    with page_server("<p>页") as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        place = f"http://127.0.0.1:{server.server_port}"

        def status(path, host=None):
            request = urllib.request.Request(place + path, headers={"Host": host} if host else {})
            try:
                with urllib.request.urlopen(request) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                error.close()
                return error.code, ""

        try:
            assert server.server_address[0] == "127.0.0.1"
            assert status("/") == (200, "<p>页")
            assert status("/?x") == (200, "<p>页")
            assert status("/../etc/passwd")[0] == status("/", "evil.example")[0] == 404
        finally:
            server.shutdown()
            thread.join()


@in_browser
def test_serve_opens_the_page_until_it_is_interrupted(browser, tmp_path):
    import os
    import signal
    import subprocess
    import sys

    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "urbsim", "simulator", str(SCENARIOS / "baseline.toml"), "--serve"], text=True,
        stderr=subprocess.PIPE, env={**os.environ, "BROWSER": "true"}, cwd=tmp_path,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    line = process.stderr.readline()
    address = re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
    browser.open(address)

    assert browser.text("verdict") == "0 of 4 targets of 2013 are met."
    process.send_signal(signal.SIGINT)
    assert "Traceback" not in process.communicate(timeout=20)[1]
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


@in_browser
def test_a_browser_without_a_second_thread_still_shows_the_verdict(browser, address):
    script = browser.command("Page.addScriptToEvaluateOnNewDocument", source="window.Worker = class { constructor() "
                             "{ throw new DOMException('no', 'SecurityError'); } };")
    browser.open(address)
    browser.move("annual_quota", 300)
    browser.click("band")
    browser.wait("document.getElementById('effects-help').textContent.includes('second thread')")
    browser.command("Page.removeScriptToEvaluateOnNewDocument", **script)

    assert browser.text("verdict") == "0 of 4 targets of 2013 are met."
    assert "second thread" in browser.text("band-note")


# ---- the sources

SOURCES = sorted(path for folder in (FOLDER, RUNTIME.parent) for path in folder.iterdir()
                 if path.suffix in (".js", ".css", ".html"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_sources_of_the_page_stay_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 400
    assert max(map(len, lines)) <= 120


def test_every_word_of_the_page_is_used_in_both_languages():
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    prefixes = ("unit ", *re.findall(r"word\(`(\w+)\$\{", text))

    for key, (english, chinese) in PAGE_WORDS.items():
        assert english == chinese == "" or (english and chinese), key
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", chinese)), key
        assert f'"{key}"' in text or key.startswith(prefixes), key


@in_browser
def test_a_run_that_does_not_cover_the_target_year_has_no_verdict(browser, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('title = "Late"\n[targets]\nyear = 2031\n', encoding="utf-8")
    browser.complaints()
    address = write_page(tmp_path / "page.html", own)
    browser.open(address)
    browser.move("annual_quota", 300)

    assert browser.text("verdict") == "The run covers 2009–2025, not 2031, so there is no verdict."
    assert browser.run("return getComputedStyle(document.querySelector('.effects')).visibility") == "hidden"
    browser.click("band")
    assert [one for one in browser.complaints() if one.partition("#")[0] != address] == []
