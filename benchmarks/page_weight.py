"""What a first view weighs: python benchmarks/page_weight.py DIR

Serves the catalogue of TMDB 5000 (the database `…_bench` beside the configured one, filled from DIR if it is empty)
with the production server and opens pages in Chromium with an empty cache, on a telephone (390 pixels wide, three to
one) and on a screen (1280). Prints what came over the wire beside the limits; exit code 1 when one is missed.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "moviedb.settings"
os.environ["MOVIEDB_CATALOGUE"] = "bench"

import django  # noqa: E402

django.setup()

from playwright.sync_api import Browser, Request, sync_playwright  # noqa: E402

from benchmarks.quality import catalogues  # noqa: E402
from benchmarks.quality.chromium import EXECUTABLE, FLAGS  # noqa: E402
from benchmarks.quality.table import conclude, show  # noqa: E402
from benchmarks.site import served  # noqa: E402

WIDTHS = {390: 3, 1280: 1}
OBSERVE = """
    window.shift = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => window.shift += entry.value))
        .observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(entry => {
        const classes = entry.element ? entry.element.getAttribute("class") : "";
        window.largest = (entry.element ? entry.element.localName : "?") + (classes ? "." + classes : "");
    })).observe({type: "largest-contentful-paint", buffered: true});
"""
PRELOADED = "[...document.querySelectorAll('link[rel=preload][as=font]')].map(link => link.href)"


class Weight(NamedTuple):
    """Bytes as sent, without headers."""

    html: int
    css: int
    js: int
    images: int
    requests: int
    elsewhere: int
    fonts: int
    shift: float
    largest: str


# Of a film page; the others are held to the same.
LIMITS = {
    "html": 14_336, "css": 12_288, "js": 8_192, "requests": 20, "elsewhere": 0, "shift": 0.0,
}  # fmt: skip


def view(browser: Browser, address: str, path: str, width: int) -> tuple[Weight, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=WIDTHS[width])
    page = context.new_page()
    page.add_init_script(OBSERVE)
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(f"{request.url} failed"))
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)

    def sent(kind: str) -> int:
        return sum(request.sizes()["responseBodySize"] for request in requests if request.resource_type == kind)

    fonts = [request.url for request in requests if request.resource_type == "font"]
    if fonts != page.evaluate(PRELOADED):
        failed.append("the fonts loaded are not those preloaded")
    elsewhere = [request.url for request in requests if not request.url.startswith(address)]
    shift, largest = page.evaluate("[window.shift, window.largest || '']")
    weight = Weight(
        html=sent("document"), css=sent("stylesheet"), js=sent("script"), images=sent("image"),
        requests=len(requests), elsewhere=len(elsewhere), fonts=len(fonts), shift=round(shift, 4), largest=largest,
    )  # fmt: skip
    context.close()
    return weight, failed


def shortcomings(weight: Weight) -> list[str]:
    figures: dict[str, Any] = weight._asdict()
    too_much = [f"{name} is {figures[name]}, limit {limit}" for name, limit in LIMITS.items() if figures[name] > limit]
    return too_much + ([] if weight.fonts == 1 else [f"{weight.fonts} font files, 1 is wanted"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    options = parser.parse_args()
    pages = catalogues.imported(options.directory) | catalogues.heaviest()
    rows: list[tuple[object, ...]] = []
    missed: list[str] = []
    with served() as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for width in WIDTHS:
            for name, path in pages.items():
                weight, failed = view(browser, f"http://127.0.0.1:{port}", path, width)
                rows.append((f"{name}, {width}", *weight))
                missed += [f"{name}, {width}: {text}" for text in failed + shortcomings(weight)]
        browser.close()
    figures = [LIMITS.get(name, "") for name in Weight._fields]
    show(["page, width", *Weight._fields], [*rows, ("limit", *figures)])
    return conclude(missed)


if __name__ == "__main__":
    sys.exit(main())
