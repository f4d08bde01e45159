"""axe-core on each type of page: no violation, and nothing undecided that is not explained here."""

import argparse
import json
from collections import Counter
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from benchmarks.quality import catalogues
from benchmarks.quality.chromium import EXECUTABLE, FLAGS
from benchmarks.quality.table import conclude, show
from benchmarks.site import served
from tests.browser.undecided import is_explained

WIDTHS = (320, 390, 768, 1280, 1920)
SCHEMES = ("light", "dark")
DIRECTIONS = ("ltr", "rtl")
OPTIONS = {"resultTypes": ["violations", "incomplete"], "rules": {"target-size": {"enabled": True}}}


class Finding(NamedTuple):
    page: str
    kind: str
    rule: str
    selector: str
    says: str


def examine(page: Page, name: str) -> list[Finding]:
    result: dict[str, Any] = page.evaluate(f"axe.run({json.dumps(OPTIONS)})")
    return [
        Finding(name, kind, rule["id"], str(node["target"][-1]), (node.get("failureSummary") or "").split("\n")[-1])
        for kind in ("violations", "incomplete")
        for rule in result[kind]
        for node in rule["nodes"]
    ]


def run(options: argparse.Namespace) -> int:
    pages = catalogues.awkward()
    rows: list[tuple[object, ...]] = []
    unexplained: Counter[Finding] = Counter()
    explained: Counter[str] = Counter()
    with served() as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for name, path in pages.items():
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}{path}")
            page.evaluate(Axe().axe_script)
            figures: Counter[str] = Counter()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    for direction in DIRECTIONS:
                        # All that the page's language changes in its looks, but for the texts.
                        page.evaluate("direction => { document.documentElement.dir = direction }", direction)
                        for found in examine(page, name):
                            if found.kind == "incomplete" and (reason := is_explained(found.rule, found.selector)):
                                explained[reason] += 1
                                figures["explained"] += 1
                            else:
                                unexplained[found] += 1
                                figures[found.kind] += 1
            rows.append((name, *(figures[kind] for kind in ("violations", "incomplete", "explained"))))
            page.close()
        browser.close()
    configurations = len(WIDTHS) * len(SCHEMES) * len(DIRECTIONS)
    show([f"page × {configurations}", "violations", "undecided", "explained"], [*rows, ("limit", 0, 0, "")])
    for reason, count in explained.items():
        print(f"explained, {count} times: {reason}")
    return conclude([f"{count} × {' · '.join(found)}" for found, count in unexplained.most_common()])
