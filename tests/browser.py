"""Chromium for tests, driven by selenium: what both need is installed by `.ci/run`; without it tests are skipped."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import time
from pathlib import Path

from conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
MISSING = [name for name, found in (("chromium", CHROMIUM), ("chromedriver", DRIVER),
                                    ("selenium", importlib.util.find_spec("selenium"))) if not found]
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")


class Browser:
    """One Chromium with a profile of its own; collects what the page logs and asks the network for."""

    def __init__(self, folder):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_script_timeout(120)
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        self.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))

    def command(self, name, **parameters):
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def show(self, width=1440, height=900, **features):
        """Size of the window, and media features such as prefers_color_scheme="dark"."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                     mobile=width < 500)
        self.command("Emulation.setEmulatedMedia", features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def open(self, address):
        """Load a page anew, even where only the fragment differs."""
        self.driver.get("about:blank")
        self.driver.get(address)

    def run(self, code, *arguments):
        """What JavaScript returns; promises are waited for."""
        return self.driver.execute_script(code, *arguments)

    def text(self, name):
        return self.run("return document.getElementById(arguments[0]).textContent", name)

    def click(self, name):
        self.run("document.getElementById(arguments[0]).click()", name)

    def move(self, lever, value):
        """Move a slider as a hand does: input while it moves, change where it lets go; the page draws at a frame."""
        self.run("""const range = document.getElementById(`lever-${arguments[0]}`);
            range.value = arguments[1];
            range.dispatchEvent(new Event("input", { bubbles: true }));
            range.dispatchEvent(new Event("change", { bubbles: true }));
            return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));""", lever, value)

    def wait(self, condition, seconds=30.0):
        """Wait until JavaScript returns something true, and return it."""
        end = time.monotonic() + seconds
        while not (found := self.run(f"return {condition}")):
            assert time.monotonic() < end, condition
            time.sleep(0.05)
        return found

    def download(self, button, name):
        """The text of a file that a button saves."""
        (self.downloads / name).unlink(missing_ok=True)
        self.click(button)
        end = time.monotonic() + 10.0
        while not (self.downloads / name).is_file():
            assert time.monotonic() < end, [path.name for path in self.downloads.iterdir()]
            time.sleep(0.05)
        return (self.downloads / name).read_text(encoding="utf-8")

    def busy(self):
        """Milliseconds of processor time of the pages' main threads: what else the machine does adds nothing to it."""
        import psutil

        ticks = 0
        for process in psutil.Process(self.driver.service.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error, OSError):
                if "--type=renderer" in process.cmdline():
                    stat = Path(f"/proc/{process.pid}/task/{process.pid}/stat").read_text(encoding="utf-8")
                    ticks += sum(map(int, stat.rpartition(")")[2].split()[11:13]))
        return 1000.0 * ticks / os.sysconf("SC_CLK_TCK")

    def complaints(self):
        """What the console says, and every request for anything but the page and its own data."""
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                said.append(message["params"]["request"]["url"])
        return [text for text in said if not text.startswith(("blob:", "data:", "about:"))]

    def close(self):
        with contextlib.suppress(Exception):
            self.driver.quit()
