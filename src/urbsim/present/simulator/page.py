"""The page of the simulator: one HTML file with its style, scripts and data, that asks no network for anything."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from urbsim import __version__
from urbsim.engine.javascript import EXPORTS, to_script
from urbsim.export.javascript.script import script_json
from urbsim.present.simulator.content import Preset, content, timed

FOLDER = Path(__file__).parent
STYLES = ("style.css", "narrow.css", "print.css")
SCRIPTS = ("text.js", "setting.js", "chart.js", "levers.js", "scorecard.js", "view.js", "background.js", "main.js")
LANGUAGES = {"en": ("en",), "zh": ("zh",), "both": ("en", "zh")}


def to_page(presets: Sequence[Preset], lang: str) -> str:
    """The page for scenarios, the first of which is the reference; `lang` is `en`, `zh` or `both`.

    Raises UsageError where the scenarios cannot share a page.
    """
    presets = timed(presets)
    parts = {
        "style": _joined(STYLES), "score": _read("score.js"), "worker": '"use strict";\n' + _read("worker.js"),
        "engine": _engine(presets[0]),
        "script": f'(() => {{\n"use strict";\n{_joined(SCRIPTS)}\n}})();',
        "data": script_json(content(presets, LANGUAGES[lang])), "version": __version__,
        "title": html.escape(presets[0].scenario.label(LANGUAGES[lang][0]))}
    parts["policy"] = _policy(parts["style"], [parts["engine"], parts["score"], parts["script"]])
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], _read("page.html"))


def _engine(preset: Preset) -> str:
    return f"const engine = (() => {{\n{to_script(preset.model)}\nreturn {{ {', '.join(EXPORTS)} }};\n}})();"


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _joined(names: Iterable[str]) -> str:
    return "\n".join(map(_read, names))


def _policy(style: str, scripts: Iterable[str]) -> str:
    """A content security policy by which only this page's own scripts run, and nothing is ever asked for or sent."""
    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    allowed = {"default-src": "'none'", "script-src": " ".join(map(digest, scripts)), "worker-src": "blob:",
               "style-src": digest(style), "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{name} {value}" for name, value in allowed.items())
