"""Every page of the demo that a link leads to: broken links, redirects, canonical addresses."""

import argparse
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

from benchmarks.quality import catalogues
from benchmarks.quality.table import conclude, show
from benchmarks.site import fetch, served
from tests.html import Document

LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src"}
# The login page is Django's, and not for visitors.
LEFT_OUT = ("/admin/",)


def links_of(document: Document, url: str) -> list[str]:
    found = [
        urljoin(url, element.attributes[LINKS[element.tag]])
        for element in document.elements
        if element.attributes.get(LINKS.get(element.tag, ""))
    ]
    for element in document.elements:
        for candidate in filter(None, element.attributes.get("srcset", "").split(",")):
            found.append(urljoin(url, candidate.split()[0]))
    return found


def run(options: argparse.Namespace) -> int:
    catalogues.demo()
    missed: list[str] = []
    figures: Counter[str] = Counter()
    with served() as (port, _):
        site = f"http://127.0.0.1:{port}"
        from_page = {f"{site}/": "the start"}
        waiting = deque(from_page)
        redirected: set[str] = set()
        while waiting:
            url = waiting.popleft()
            parts = urlsplit(url)
            status, headers, body = fetch(port, f"{parts.path}?{parts.query}" if parts.query else parts.path)
            figures["addresses"] += 1
            new = []
            if status in (301, 302, 307, 308):
                figures["redirects"] += 1
                if url in redirected:
                    missed.append(f"{url} on {from_page[url]} is the second redirect of a chain")
                new = [urljoin(url, headers["location"])]
                redirected.add(urldefrag(new[0])[0])
            elif status != 200:
                missed.append(f"{url} on {from_page[url]} answers {status}")
            elif headers["content-type"].startswith("text/html"):
                figures["pages"] += 1
                document = Document(body.decode())
                canonical = [e.attributes["href"] for e in document.elements if e.attributes.get("rel") == "canonical"]
                if len(canonical) != 1:
                    missed.append(f"{url} has {len(canonical)} canonical addresses")
                new = links_of(document, url)
            for link in (urldefrag(link)[0] for link in new):
                known = link in from_page or urlsplit(link).path.startswith(LEFT_OUT)
                if link.startswith(f"{site}/") and not known:
                    from_page[link] = url
                    waiting.append(link)
    rows = [(name, figures[name]) for name in ("addresses", "pages", "redirects")]
    show(["", "found"], [*rows, ("faults", len(missed))])
    return conclude(missed)
