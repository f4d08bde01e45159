from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from films.models import Film
from moviedb.discovery import sitemaps
from people.models import Person
from tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db

SITE = "https://films.example"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    settings.CATALOGUE = ""
    return tmp_path / "sitemaps"


def listed(name: str) -> list[tuple[str, str | None]]:
    root = ElementTree.parse(sitemaps.sitemap_file(name)).getroot()
    return [(entry.findtext(f"{NAMESPACE}loc", ""), entry.findtext(f"{NAMESPACE}lastmod")) for entry in root]


def test_films_and_people_with_their_last_change():
    film, other = make_film("The Concert"), make_film("東京物語")
    person = make_person("Mélanie Laurent")
    Film.objects.filter(pk=film.pk).update(updated_at=datetime(2025, 3, 1, 12, 30, 5, 999, tzinfo=UTC))
    Film.objects.filter(pk=other.pk).update(updated_at=datetime(2024, 3, 1, tzinfo=UTC))
    Person.objects.update(updated_at=datetime(2023, 1, 2, tzinfo=UTC))
    sitemaps.build(SITE)
    assert listed("films-1") == [
        (f"{SITE}/films/{film.pk}-the-concert/", "2025-03-01T12:30:05+00:00"),
        (f"{SITE}/films/{other.pk}-%E6%9D%B1%E4%BA%AC%E7%89%A9%E8%AA%9E/", "2024-03-01T00:00:00+00:00"),
    ]
    assert listed("people-1") == [(f"{SITE}/people/{person.pk}-melanie-laurent/", "2023-01-02T00:00:00+00:00")]
    assert listed("index") == [
        (f"{SITE}/sitemaps/pages-1.xml", None),
        (f"{SITE}/sitemaps/films-1.xml", "2025-03-01T12:30:05+00:00"),
        (f"{SITE}/sitemaps/people-1.xml", "2023-01-02T00:00:00+00:00"),
    ]


def test_pages_that_are_listed_exist(client):
    sitemaps.build(SITE)
    urls = [url.removeprefix(SITE) for url, _ in listed("pages-1")]
    assert urls == ["/", "/films/", "/films/genres/", "/people/", "/hidden-hands/", "/about/", "/about/similar-films/"]
    assert [client.get(url).status_code for url in urls] == [200] * 7


def test_empty_catalogue(state):
    sitemaps.build(SITE)
    assert sorted(path.name for path in state.iterdir()) == [
        "films.changes",
        "index.xml",
        "lock",
        "pages-1.xml",
        "people.changes",
    ]


@pytest.mark.parametrize("films", [4, 5])
def test_files_of_limited_length(monkeypatch, films):
    """Batches end elsewhere than files; every film is listed once, in order."""
    monkeypatch.setattr(sitemaps, "URLS_PER_FILE", 2)
    monkeypatch.setattr(sitemaps, "BATCH", 3)
    made = [make_film() for _ in range(films)]
    parts = [part for part in sitemaps.build(SITE) if part.name.startswith("films")]
    assert [part.urls for part in parts] == [2, 2, 1][: (films + 1) // 2]
    urls = [url for part in parts for url, _ in listed(part.name)]
    assert urls == [f"{SITE}{film.get_absolute_url()}" for film in made]


def test_statements_grow_with_batches_only(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sitemaps, "BATCH", 3)
    for _ in range(5):
        make_film()
    with django_assert_num_queries(6):  # 3 films, 2 films, each with what belongs to them, none; no people
        sitemaps.build(SITE)


def test_files_of_earlier_builds_go(state, monkeypatch):
    monkeypatch.setattr(sitemaps, "URLS_PER_FILE", 1)
    films = [make_film(), make_film()]
    sitemaps.build(SITE)
    assert (state / "films-2.xml").exists()
    (state / "films-1.xml.99.ab.unfinished").write_text("half")
    films[1].delete()
    sitemaps.build(SITE)
    assert [path.name for path in sorted(state.iterdir()) if path.match("films-*")] == ["films-1.xml"]


def test_fault_leaves_the_files_as_they_were(state, monkeypatch):
    make_film("Before")
    sitemaps.build(SITE)
    before = {path.name: path.read_bytes() for path in state.iterdir()}
    make_film("After")

    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr(sitemaps, "film_url", fail)
    with pytest.raises(OSError, match="disk full"):
        sitemaps.build(SITE)
    assert {path.name: path.read_bytes() for path in state.iterdir()} == before


def test_demo_has_its_own(settings, state):
    settings.CATALOGUE = "demo"
    sitemaps.build(SITE)
    assert (state.with_name("sitemaps-demo") / "index.xml").exists()
    assert not state.exists()


def test_command(settings, capsys):
    settings.BASE_URL = ""
    make_film()
    call_command("build_sitemaps", base_url=f"{SITE}/")
    assert capsys.readouterr().out.startswith("8 addresses in 2 sitemaps, in ")
    assert listed("films-1")[0][0].startswith(f"{SITE}/films/")


def test_command_with_the_setting(settings):
    settings.BASE_URL = SITE
    call_command("build_sitemaps")
    assert listed("pages-1")[0] == (f"{SITE}/", None)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Say where the site is"),
        ("films.example", "is not the address of a site"),
        ("ftp://films.example", "is not the address of a site"),
        ("https://films.example/shelf", "is not the address of a site"),
        ("https://films.example?x=1", "is not the address of a site"),
        ("https://", "is not the address of a site"),
    ],
)
def test_command_wants_to_know_where_the_site_is(url, words):
    with pytest.raises(CommandError, match=words):
        call_command("build_sitemaps", base_url=url)
