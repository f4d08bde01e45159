import pytest

from tests.browser.accessibility import faults
from tests.browser.catalogue import PAGES

pytestmark = pytest.mark.browser


def complaints(opened):
    """The browser reports the status of an error page too: that is no complaint about the page."""
    return [text for text in opened.complaints if "404 (Not Found)" not in text and "400 (Bad Request)" not in text]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(name, visit, catalogue):
    found: list[tuple[object, ...]] = []
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            opened = visit(catalogue.pages[name], width, scheme=scheme)
            found += [(width, scheme, *fault) for fault in faults(opened.page)]
            found += [(width, scheme, text) for text in complaints(opened)]
    assert found == []
    assert visit(catalogue.pages[name], 320).overflow() == 0


@pytest.mark.parametrize("name", ["home", "overview", "cast", "person", "films", "people", "hidden hands"])
def test_page_from_right_to_left(name, visit, catalogue, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    settings.LANGUAGE_CODE = "ar"
    opened = visit(catalogue.pages[name], 320)
    assert opened.page.get_attribute("html", "dir") == "rtl"
    assert opened.overflow() == 0


@pytest.mark.parametrize("name", ["home", "overview", "search", "person"])
def test_page_is_the_same_without_javascript(name, visit, catalogue):
    with_it = visit(catalogue.pages[name])
    without = visit(catalogue.pages[name], java_script_enabled=False)
    with_it.page.wait_for_load_state("networkidle")
    without.page.wait_for_load_state("networkidle")
    assert with_it.page.screenshot() == without.page.screenshot()


@pytest.mark.parametrize(("width", "height", "limit"), [(1280, 800, 800), (360, 740, 1110)])
def test_overview_is_seen_without_scrolling(width, height, limit, visit, catalogue):
    box = visit(catalogue.pages["overview"], width, height).page.locator("#overview + p").bounding_box()
    assert box["y"] + box["height"] <= limit


@pytest.mark.parametrize(("width", "height", "limit"), [(1280, 800, 800), (360, 740, 1110)])
def test_overview_begins_below_photographs_without_scrolling(width, height, limit, visit, catalogue):
    opened = visit(catalogue.pages["photographs"], width, height)
    assert opened.page.locator("#overview + p").bounding_box()["y"] + 28 <= limit  # a line of it
    band = opened.page.locator(".backdrop img").bounding_box()
    poster = opened.page.locator(".hero-picture img").bounding_box()
    # the poster hangs over the band's edge by 4rem; no text lies on the band
    assert band["y"] + band["height"] - poster["y"] == pytest.approx(64, abs=0.5)
    assert opened.page.locator(".hero-title").bounding_box()["y"] >= band["y"] + band["height"]


def test_overview_asks_for_little_and_nothing_elsewhere(visit, catalogue, live_server):
    opened = visit(catalogue.pages["overview"])
    assert [url for url in opened.requests if not url.startswith(live_server.url)] == []
    assert len(opened.requests) <= 20
    assert [url for url in opened.requests if url.endswith(".js")] == []


def test_overview_does_not_move_when_the_face_arrives(visit, catalogue):
    shift = visit(catalogue.pages["overview"], 390).page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift <= 0.01


@pytest.mark.parametrize("language", ["en", "ar"])
def test_poster_titles_stay_inside(visit, catalogue, settings, language):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    settings.LANGUAGE_CODE = language
    outside = visit(catalogue.pages["similar"]).page.evaluate(
        """async () => {
            await document.fonts.ready;
            return [...document.querySelectorAll(".poster text")].map(text => [text.textContent, text.getBBox()])
                .filter(([, box]) => box.x < 10 || box.x + box.width > 230)
                .map(([text]) => text);
        }"""
    )
    assert outside == []


@pytest.mark.parametrize(("columns", "width"), [(2, 390), (4, 600), (5, 900), (10, 1280)])
def test_similar_strip_has_no_ragged_row(columns, width, visit, catalogue):
    tracks = visit(catalogue.pages["overview"], width).page.evaluate(
        "getComputedStyle(document.querySelector('.strip')).gridTemplateColumns.split(' ').length"
    )
    assert tracks == columns


@pytest.mark.parametrize(("width", "folded"), [(390, True), (1280, False)])
def test_filters_are_folded_on_narrow_screens_only(width, folded, visit, catalogue):
    page = visit(catalogue.pages["films"], width).page
    country = page.get_by_label("Country")
    assert country.is_visible() is not folded
    if folded:
        page.get_by_text("Filters").press("Enter")
    country.select_option("FR")
    page.get_by_role("button", name="Show").press("Enter")
    page.get_by_role("link", name="France").wait_for()
    assert page.url.endswith("/films/?country=FR")


def test_keyboard_goes_through_a_list_and_out_of_it(visit, catalogue):
    """Every link and control once, in the order of the page, to the last button of its foot."""
    page = visit(catalogue.pages["films narrowed"]).page
    reached: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(e => e.form && e.type !== 'submit' ? e.name : e.textContent.trim())(document.activeElement)"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        reached.append(here)
    assert reached[:5] == ["Skip to content", "moviedb", "Films", "People", "q"]
    assert reached[-3:] == ["As the device", "Light", "Dark"]
    fields = ["since", "until", "country", "language", "longer", "shorter", "rating", "votes"]
    assert [name for name in reached if name in fields] == fields


def test_keyboard_reaches_the_content_first(visit, catalogue):
    page = visit(catalogue.pages["overview"]).page
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert (skip.inner_text(), skip.bounding_box()["height"] >= 24) == ("Skip to content", True)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_visible(visit, catalogue):
    page = visit(catalogue.pages["overview"]).page
    for _ in range(4):
        page.keyboard.press("Tab")
    style = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style == ["solid", "3px"]
