"""Take the picture of the simulator that the documents show: `python figures/simulator.py`. Needs Chromium (`test`)."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

from urbsim.api import read
from urbsim.present.simulator.content import Preset
from urbsim.present.simulator.page import to_page

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
SETTING = "#levers=full_package;siting_strictness=0.5"


def main() -> None:
    """Open the page with the full package beside the policy as written."""
    from browser import Browser

    cases = [read(HERE.parent / "scenarios" / f"{name}.toml") for name in ("baseline", "no_policy", "full_package")]
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "simulator.html"
        page.write_text(to_page([Preset(case.scenario, case.model) for case in cases], "both"), encoding="utf-8")
        browser = Browser(Path(name))
        try:
            browser.show(1440, 1000)
            browser.open(page.as_uri() + SETTING)
            browser.wait("document.querySelectorAll('#effects button').length === 8")
            picture = Image.open(io.BytesIO(browser.driver.get_screenshot_as_png())).convert("RGB")
            picture.quantize(128, dither=Image.Dither.NONE).save(HERE / "simulator.png", optimize=True)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
