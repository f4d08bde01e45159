"""axe-core on each type of page: no violation, and nothing undecided that is not explained here."""

import argparse
from collections import Counter

from playwright.sync_api import sync_playwright

from benchmarks.quality import catalogues
from benchmarks.quality.chromium import EXECUTABLE, FLAGS
from benchmarks.quality.table import conclude, show
from benchmarks.site import served
from tests.browser.accessibility import examine, prepare

WIDTHS = (320, 390, 768, 1280, 1920)
SCHEMES = ("light", "dark")
DIRECTIONS = ("ltr", "rtl")


def run(options: argparse.Namespace) -> int:
    pages = catalogues.awkward()
    rows: list[tuple[object, ...]] = []
    faults: list[tuple[str, ...]] = []
    explained: Counter[str] = Counter()
    with served() as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for name, path in pages.items():
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}{path}")
            prepare(page)
            figures: Counter[str] = Counter()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    for direction in DIRECTIONS:
                        # All that the page's language changes in its looks, but for the texts.
                        page.evaluate("direction => { document.documentElement.dir = direction }", direction)
                        for found in examine(page):
                            figures["explained" if found.reason else found.kind] += 1
                            if found.reason:
                                explained[found.reason] += 1
                            else:
                                faults.append((name, str(width), scheme, direction, *found[:-1]))
            rows.append((name, *(figures[kind] for kind in ("violations", "incomplete", "explained"))))
            page.close()
        browser.close()
    configurations = len(WIDTHS) * len(SCHEMES) * len(DIRECTIONS)
    show([f"page × {configurations}", "violations", "undecided", "explained"], [*rows, ("limit", 0, 0, "")])
    for reason, count in explained.items():
        print(f"explained, {count} times: {reason}")
    return conclude([" · ".join(found) for found in faults])
