"""Lighthouse on a screen: accessibility, best practices and SEO in every run, performance by the median."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from typing import Any

from benchmarks.quality import catalogues
from benchmarks.quality.chromium import EXECUTABLE, FLAGS
from benchmarks.quality.node_tools import node_modules
from benchmarks.quality.table import conclude, show
from benchmarks.site import served

ALWAYS = ("accessibility", "best-practices", "seo")
PERFORMANCE = 99
# Results of a search are no pages for other search engines (robots: noindex, on purpose); the form itself is one.
SEARCH_FORM = "/search/"


def measure(url: str) -> dict[str, Any]:
    command = [
        str(node_modules() / ".bin" / "lighthouse"), url, "--preset=desktop", "--output=json", "--quiet",
        f"--only-categories=performance,{','.join(ALWAYS)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": EXECUTABLE}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.exit(f"lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def lost(report: dict[str, Any], category: str) -> list[str]:
    return [
        row["id"]
        for row in report["categories"][category]["auditRefs"]
        if row["weight"] and (report["audits"][row["id"]]["score"] or 0) < 1
        and report["audits"][row["id"]]["scoreDisplayMode"] in ("binary", "numeric")
    ]  # fmt: skip


def run(options: argparse.Namespace) -> int:
    pages = catalogues.imported(options.directory) | {"search": SEARCH_FORM}
    rows: list[tuple[object, ...]] = []
    missed: list[str] = []
    with served() as (port, _):
        for name, path in pages.items():
            reports = [measure(f"http://127.0.0.1:{port}{path}") for _ in range(options.runs)]
            scores = {
                category: [round(100 * report["categories"][category]["score"]) for report in reports]
                for category in ("performance", *ALWAYS)
            }
            median = statistics.median(scores["performance"])
            rows.append((name, median, *(min(scores[category]) for category in ALWAYS)))
            if median < PERFORMANCE:
                missed.append(f"{name}: performance {scores['performance']}: {lost(reports[0], 'performance')}")
            for category in ALWAYS:
                if min(scores[category]) < 100:
                    failed = sorted({audit for report in reports for audit in lost(report, category)})
                    missed.append(f"{name}: {category} {scores[category]}: {failed}")
    print(f"{options.runs} runs each; the machine's benchmark index {reports[-1]['environment']['benchmarkIndex']:.0f}")
    show(["page", "performance", *ALWAYS], [*rows, ("limit", PERFORMANCE, 100, 100, 100)])
    return conclude(missed)
