"""The documentation site is built without a warning, its links lead somewhere, it shows everything and asks no one."""

from __future__ import annotations

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
LOOKED_AT = ("index", "tutorial", "tutorial.zh", "reference/auxiliaries", "reference/scenario_file", "policy")
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


@pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")
def test_pages_ask_no_one_and_fit_on_a_phone(site, tmp_path):
    browser = Browser(tmp_path)
    try:
        for width in (1280, 390):
            browser.show(width=width)
            for page in LOOKED_AT:
                browser.open((site / f"{page}.html").as_uri())

                assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), (page, width)
        own = (site.as_uri(), "chrome:")  # the browser's own start page
        assert [text for text in browser.complaints() if not text.startswith(own)] == []
    finally:
        browser.close()
