from datetime import UTC, date, datetime, time

import pytest

from films.models import (
    Collection,
    Company,
    Country,
    Department,
    FilmCompany,
    FilmExternalId,
    FilmName,
    FilmSourceValues,
    Language,
    ReleaseDate,
    Video,
)  # fmt: skip
from films.views.info import INFO
from films.views.sources import in_words, shortened
from moviedb.lib.provenance.models import ImportRun
from tests.factories import make_credit, make_film, make_image, make_keyword, make_person

pytestmark = pytest.mark.django_db


def page_of(film):
    [row] = INFO.rows(film.pk)
    return row


def test_titles_own_first_then_by_language():
    Language.objects.create(code="de", name="German")
    film = make_film("The Concert", original_title="Le Concert")
    FilmName.objects.create(film=film, kind="translated", language="ro", text="Concertul")
    FilmName.objects.create(film=film, kind="translated", language="de", region="AT", text="Das Konzert", note="TV")
    FilmName.objects.create(film=film, kind="alternative", text="Gone", removed=True)
    assert [(title.text, title.label, title.lang, title.details) for title in page_of(film).titles] == [
        ("The Concert", "title", "", []),
        ("Le Concert", "original title", "", []),
        ("Das Konzert", "translated title", "de", ["German", "Austria", "TV"]),
        ("Concertul", "translated title", "ro", ["ro"]),
    ]


def test_external_ids_link_to_the_sites_we_know():
    film = make_film()
    for source, value in (("tmdb", "25205"), ("imdb", "tt1320082"), ("club", "7/a")):
        FilmExternalId.objects.create(film=film, source=source, value=value)
    assert [(row.site, row.value, row.url) for row in page_of(film).external_ids] == [
        ("club", "7/a", ""),
        ("IMDb", "tt1320082", "https://www.imdb.com/title/tt1320082/"),
        ("TMDB", "25205", "https://www.themoviedb.org/movie/25205"),
    ]


def test_releases_in_order_of_time():
    film, france = make_film(), Country.objects.create(code="FR", name="France")
    ReleaseDate.objects.create(film=film, country=france, date="2009-11-04", type=3, certification="U")
    ReleaseDate.objects.create(film=film, country=france, date="2009-09", note="festival")
    assert [(row.country, row.date, row.type_label, row.certification, row.note) for row in page_of(film).releases] == [
        ("France", "2009-09", "", "", "festival"),
        ("France", "2009-11-04", "Cinema", "U", ""),
    ]


def test_production():
    film = make_film(
        status="Released",
        budget=1_000,
        revenue=2_000,
        homepage="https://example.org/",
        collection=Collection.objects.create(name="Concerts"),
    )
    france = Country.objects.create(code="FR", name="France")
    FilmCompany.objects.create(film=film, company=Company.objects.create(name="Oï Oï Oï", country=france))
    FilmCompany.objects.create(film=film, company=Company.objects.create(name="Elsewhere"), position=1)
    page = page_of(film)
    assert (page.status, page.budget, page.revenue, page.collection) == ("released", 1_000, 2_000, "Concerts")
    assert (page.homepage, page.companies) == ("https://example.org/", ["Oï Oï Oï (France)", "Elsewhere"])
    assert page.has_production


def test_production_of_nothing():
    assert not page_of(make_film()).has_production


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "//evil.example", "www.example.org", "http://", "http://["],
)
def test_homepage_that_must_not_be_a_link(address):
    assert page_of(make_film(homepage=address)).homepage == ""


def test_keywords_without_tombstones():
    film = make_film()
    make_keyword(film, "orchestra", position=1)
    make_keyword(film, "violin", position=0)
    make_keyword(film, "removed", removed=True)
    assert page_of(film).keywords == ["violin", "orchestra"]


def test_music_is_composers_and_performers():
    film = make_film()
    actress = make_credit(film, character="Violinist")
    make_credit(film, make_person("Composer"), department=Department.SOUND, job="Original Music Composer")
    make_credit(film, make_person("Soloist"), department=Department.SOUND, job="Violin", performed_for=actress)
    make_credit(film, make_person("Orchestra", kind="group"), department=Department.SOUND, job="Orchestra")
    make_credit(film, make_person("Editor"), department=Department.SOUND, job="Sound Editor")
    assert [credit.name for credit in page_of(film).music] == ["Composer", "Soloist", "Orchestra"]


def test_videos_link_where_we_know_the_address():
    film = make_film()
    Video.objects.create(film=film, site="YouTube", key="a&b", name="Trailer", published="2009-05")
    Video.objects.create(film=film, site="Elsewhere", key="1", name="Clip", published="2010")
    Video.objects.create(film=film, site="Vimeo", key="2", name="Removed", removed=True)
    assert [(video.name, video.site, video.url) for video in page_of(film).videos] == [
        ("Trailer", "YouTube", "https://www.youtube.com/watch?v=a%26b"),
        ("Clip", "Elsewhere", ""),
    ]


def run_of(day: date) -> ImportRun:
    finished = datetime.combine(day, time(23, 30), UTC)
    return ImportRun.objects.create(source="tmdb5000", state="finished", finished_at=finished)


def test_sources_say_what_and_when():
    film = make_film("The Concert", runtime=119, original_title="Le Concert")
    make_keyword(film, "a")
    make_keyword(film, "b")
    first, second = run_of(date(2026, 1, 5)), run_of(date(2026, 3, 9))
    FilmSourceValues.objects.create(
        film=film,
        source="tmdb5000",
        values={
            "title": "The Concert",
            "runtime": 98,
            "spoken_words": [],
            "tagline": "One line.",
            "adult": True,
            "keywords": [["b"], ["a"]],
        },
        first_run=first,
        runs={"runtime": second.pk},
    )
    FilmSourceValues.objects.create(film=film, source="empty", values={}, first_run=first)
    [source] = page_of(film).sources_say
    assert (source.site, source.date) == ("TMDB 5000", "2026-03-09")
    assert source.facts == [
        ("Adult", "yes", "", False, "2026-01-05"),
        ("Keywords", "b, a", "a, b", True, "2026-01-05"),
        ("Runtime", "1 h 38 min", "1 h 59 min", False, "2026-03-09"),
        ("Spoken words", "", "", True, "2026-01-05"),
        ("Tagline", "One line.", "", False, "2026-01-05"),
        ("Title", "The Concert", "The Concert", True, "2026-01-05"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("overview", "a" * 200, f"{'a' * 139}…"),
        ("release_date", "2009-11", "November 2009"),
        ("release_date", "no date", "no date"),
        ("budget", 1_000_000, "$1,000,000"),
        ("popularity", 112.31, "112.31"),
        ("original_language", "fr", "French"),
        ("original_language", "qq", "qq"),
        ("status", "Canceled", "cancelled"),
        ("status", "?", "?"),
        ("collection", ["Batman", "tmdb", "1", ""], "Batman"),
        ("genres", ["Drama", "Comedy"], "Drama, Comedy"),
        ("keywords", [["violin", "tmdb", "1", ""], ["violin", "tmdb", "2", ""]], "violin"),
        ("countries", [*["FR"] * 3, "XQ"], "France, XQ"),
        ("names", [["translated", "de", "DE", "Das Konzert", ""], ["x"]], "Das Konzert"),
        ("texts", [["de", "", "Text", ""]], "German"),
        ("releases", [["FR", "2009-11-04", 3, "", ""]], "France 4 November 2009"),
        ("videos", [["YouTube", "abc", "Trailer", "", "", "", True, None]], "Trailer"),
        ("votes", [["tmdb", 7.2, 1435]], "7.2 (TMDB) from 1,435"),
        ("votes", [["tmdb", 7, None], ["tmdb", None, 3]], "7.0 (TMDB)"),
        ("votes", ["tmdb", 7], "tmdb, 7"),
        ("keywords", [[str(n)] for n in range(12)], "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2 more"),
        ("runtime", "long", "long"),
        ("homepage", None, ""),
        ("homepage", [], ""),
    ],
)
def test_source_in_words(field, value, words):
    assert shortened(in_words(field, value)) == words


def test_pictures_of_which_there_is_something_to_say(client):
    poster = make_image("#0000ff", credit="A. Person", licence="CC BY 4.0", source_url="https://example.org/")
    film = make_film(poster=poster, backdrop=make_image("#ff0000"))
    assert [image.rights for image in page_of(film).pictures] == ["A. Person, CC BY 4.0"]
    page = client.get(f"{film.get_absolute_url()}info/").content.decode()
    assert (
        '<a href="https://example.org/" rel="external noreferrer nofollow" dir="auto">A. Person, CC BY 4.0</a>' in page
    )
