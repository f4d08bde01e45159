"""Debian's chromium, driven by playwright, on pages of a small catalogue with awkward data."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.catalogue import Catalogue, make_catalogue

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # playwright's event loop lives in this thread; the database is used between its calls only
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def catalogue(chromium: Browser, transactional_db: None) -> Catalogue:
    return make_catalogue()


class Visit:
    """A page in a window of its own, with everything the browser complained about."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        response = page.goto(url)
        assert response is not None
        self.status = response.status

    def overflow(self) -> int:
        """How far the page may be scrolled sideways, in pixels."""
        pixels: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return pixels


OpenPage = Callable[..., Visit]


@pytest.fixture
def visit(chromium, live_server) -> Iterator[OpenPage]:
    contexts = []

    def open_page(path: str, width: int = 1280, height: int = 800, scheme: str = "light", **options) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        contexts.append(context)
        return Visit(context.new_page(), live_server.url + path)

    yield open_page
    for context in contexts:
        context.close()
