"""What axe-core finds on a page: its violations, and what it cannot decide ("incomplete") unless explained here."""

from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {"resultTypes": ["violations", "incomplete"], "rules": {"target-size": {"enabled": True}}}
# Each node with the explanations whose selector it is found by.
RUN = """async ([options, selectors]) => {
    const result = await axe.run(document, options);
    const found = (kind, rule, node) => {
        const selector = node.target.at(-1), element = document.querySelector(selector);
        const matched = selectors.filter(each => element && element.matches(each));
        return {kind, rule, selector, says: (node.failureSummary || "").split("\\n").at(-1).trim(), matched};
    };
    return ["violations", "incomplete"].flatMap(kind =>
        result[kind].flatMap(rule => rule.nodes.map(node => found(kind, rule.id, node))));
}"""
EMPTY_POSTERS = """empty => document.querySelectorAll("svg.poster > *").forEach(
    part => empty ? part.setAttribute("display", "none") : part.removeAttribute("display"))"""
CLIPPED = (
    "axe takes what the frame of a drawn poster clips away for an overlap: with the drawings emptied it finds the "
    "contrast sufficient"
)


class Explained(NamedTuple):
    rule: str
    selector: str
    reason: str


EXPLAINED = (
    Explained(
        "color-contrast",
        "svg.poster[aria-hidden=true] text",
        "the title on a drawn poster: decoration, and on its ground 7:1 (tests/moviedb/test_posters.py)",
    ),
    Explained(
        "color-contrast",
        "span.remove[aria-hidden=true]",
        "a × beside a label, with the word for those who do not see it; of the label's colour",
    ),
)


class Finding(NamedTuple):
    kind: str
    rule: str
    selector: str
    says: str
    # Why it is no fault, if it is none.
    reason: str = ""


def prepare(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")  # colours on their way from one scheme to another are nobody's choice
    page.evaluate(Axe().axe_script)


def examine(page: Page) -> list[Finding]:
    """All of it, with and without a reason, on a page that was prepared."""
    found = _run(page)
    if all(finding.reason for finding in found):
        return found
    page.evaluate(EMPTY_POSTERS, True)
    still = {finding.selector for finding in _run(page)}
    page.evaluate(EMPTY_POSTERS, False)
    return [
        finding._replace(reason=CLIPPED)
        if _is_undecided_contrast(finding) and finding.selector not in still
        else finding
        for finding in found
    ]


def faults(page: Page) -> list[Finding]:
    prepare(page)
    return [finding for finding in examine(page) if not finding.reason]


def _is_undecided_contrast(finding: Finding) -> bool:
    return (finding.kind, finding.rule, finding.reason) == ("incomplete", "color-contrast", "")


def _run(page: Page) -> list[Finding]:
    nodes: list[dict[str, Any]] = page.evaluate(RUN, [OPTIONS, [explained.selector for explained in EXPLAINED]])
    return [Finding(node["kind"], node["rule"], node["selector"], node["says"], _reason(node)) for node in nodes]


def _reason(node: dict[str, Any]) -> str:
    if node["kind"] == "violations":
        return ""
    reasons = [e.reason for e in EXPLAINED if e.rule == node["rule"] and e.selector in node["matched"]]
    return reasons[0] if reasons else ""
