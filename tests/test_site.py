"""The documentation site is built without a warning, its links lead somewhere, it shows everything and asks no one."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

import pytest
from browser import MISSING, Browser
from conftest import ROOT

import urbsim
from urbsim import declare, sectors
from urbsim.cli import COMMANDS

EMBEDDED = {"img": "src", "script": "src", "link": "href", "source": "src"}
VERSION = re.compile(r"\?(v|digest)=\w+$")
"""What Sphinx puts behind the name of a style or a script that it asks for."""
SHOWN = (declare.Stock, declare.Flow, declare.Auxiliary, declare.Constant, declare.Parameter, declare.Lever,
         declare.CityValue, declare.Table)


class Page(HTMLParser):
    """Anchors, links, what is embedded, and text of a page."""

    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.embedded, self.words = set(), [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.anchors.add(found.get("id"))
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if EMBEDDED.get(tag) in found:
            self.embedded.append(found[EMBEDDED[tag]])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site, by the one command that the documents name."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(folder / "trees"),
                           "-b", "html", "docs", str(folder / "html")], cwd=ROOT, capture_output=True, text=True,
                          timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site):
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_link_inside_the_site_leads_to_an_anchor(site, pages):
    broken = []
    for name, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(unquote(link))
            if ":" in address:
                continue
            target = (site / name).parent.joinpath(address).resolve() if address else site / name
            other = pages.get(target.relative_to(site).as_posix()) if target.is_relative_to(site) else None
            if not target.is_file() or (anchor and other and anchor not in other.anchors):
                broken.append((name, link))

    assert not broken


def test_nothing_embedded_comes_from_elsewhere(pages):
    assert {address for page in pages.values() for address in page.embedded
            if ":" in address or address.startswith("//")} == set()


def test_every_declaration_has_an_entry_with_what_is_known_of_it(pages):
    words = sectors.load()
    anchors = set().union(*(page.anchors for page in pages.values()))
    text = " ".join("".join(" ".join(page.words) for page in pages.values()).split())
    for item in words.everything:
        prefix = {declare.Indicator: "indicator-", declare.Loop: "loop-"}.get(type(item), "")
        if isinstance(item, (*SHOWN, declare.Indicator, declare.Loop)):
            assert f"{prefix}{item.name}".replace("_", "-").strip("-") in anchors
            assert " ".join(item.meaning.split()) in text
            assert item.zh in text
            assert item.source in text


def test_every_command_and_every_public_name_is_in_the_reference(pages):
    commands, python = pages["reference/command_line.html"], pages["reference/python.html"]

    assert {f"urbsim-{command}" for command in COMMANDS} <= commands.anchors
    assert {f"urbsim.{name}" for name in urbsim.__all__ if name != "__version__"} <= python.anchors


def test_the_chinese_page_says_that_it_is_chinese(site):
    assert '<html class="no-js" lang="zh-CN"' in (site / "tutorial.zh.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if MISSING:
        pytest.skip(f"needs {', '.join(MISSING)}")
    one = Browser(tmp_path_factory.mktemp("browser"))
    one.open("about:blank")
    one.complaints()  # those of the browser's own first page
    yield one
    one.close()


def complaints(browser, folder):
    """What the browser says, but for requests of files that are in the folder."""
    own = {path.as_uri() for path in folder.rglob("*") if path.is_file()}
    return [text for text in browser.complaints() if VERSION.sub("", text) not in own]


def test_pages_ask_no_one_and_fit_on_a_phone(site, pages, browser):
    for width in (1280, 390):
        browser.show(width=width)
        for page in pages:
            browser.open((site / page).as_uri())

            assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), (page, width)
    assert complaints(browser, site) == []


@pytest.mark.parametrize(("body", "said"), [
    ('<img src="missing.png">', ["missing.png", "ERR_FILE_NOT_FOUND"]),
    ('<script>console.error("a fault")</script>', ["a fault"]),
    ("<script>null.length</script>", ["Uncaught TypeError"]),
    ('<script src="other.js?v=1"></script>', ["a fault elsewhere"]),
    ('<p>nothing</p>', []),
])
def test_what_a_page_gets_wrong_is_complained_of(body, said, browser, tmp_path):
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "other.js").write_text('console.error("a fault elsewhere")', encoding="utf-8")
    (folder / "page.html").write_text(f"<!doctype html>{body}", encoding="utf-8")
    browser.open((folder / "page.html").as_uri())
    found = complaints(browser, folder)

    assert bool(found) == bool(said)
    assert all(any(part in text for text in found) for part in said)
