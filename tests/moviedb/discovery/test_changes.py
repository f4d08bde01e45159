"""The time of the last change of what a page shows, whoever changed it and however."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from films.models import Credit, Film, FilmName, FilmText, FilmVotes, Video
from moviedb.discovery import changes, sitemaps
from people.models import Person, PersonName
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MADE = datetime(2025, 3, 1, tzinfo=UTC)
FIRST, SECOND, THIRD = (datetime(2025, 4, day, tzinfo=UTC) for day in (1, 2, 3))


@pytest.fixture(autouse=True)
def catalogue(settings, tmp_path):
    """A film and a person who have a credit in common, and one of each without."""
    settings.STATE_DIR = tmp_path
    settings.CATALOGUE = ""
    make_credit(make_film("The Concert"), make_person("Ann Lee"), character="Zoe")
    make_film("Other")
    make_person("Other")
    Film.objects.update(updated_at=MADE)
    Person.objects.update(updated_at=MADE)


def built(monkeypatch, now: datetime) -> dict[str, datetime]:
    """Which addresses were changed when, by the first word of their slug."""
    monkeypatch.setattr("moviedb.discovery.sitemaps.timezone.now", lambda: now)
    sitemaps.build("https://films.example")
    found = {}
    for kind in ("films", "people"):
        for entry in ElementTree.parse(sitemaps.sitemap_file(f"{kind}-1")).getroot():
            slug = entry.findtext(f"{NAMESPACE}loc", "").rstrip("/").partition("-")[2]
            found[f"{kind} {slug}"] = datetime.fromisoformat(entry.findtext(f"{NAMESPACE}lastmod", ""))
    return found


UNCHANGED = {"films the-concert": MADE, "films other": MADE, "people ann-lee": MADE, "people other": MADE}
FILM = {"films the-concert": SECOND}
BOTH = FILM | {"people ann-lee": SECOND}


def film() -> Film:
    return Film.objects.get(title="The Concert")


CASES = [
    (lambda: None, {}),
    (lambda: Film.objects.filter(title="The Concert").update(overview="New"), FILM),
    (lambda: Film.objects.filter(title="The Concert").update(popularity=9, poster_path="/x.jpg"), {}),
    (lambda: make_credit(film(), make_person("New")), FILM | {"people new": None}),
    (lambda: Credit.objects.update(character="Anne"), BOTH),
    (lambda: Credit.objects.update(removed=True), BOTH),
    (lambda: Credit.objects.all().delete(), BOTH),
    (lambda: Credit.objects.update(gone=True, origin="tmdb"), {}),
    (lambda: FilmName.objects.create(film=film(), text="Le Concert"), FILM),
    (lambda: FilmText.objects.create(film=film(), language="fr", overview="Un"), FILM),
    (lambda: make_genre(film(), "Drama"), FILM),
    (lambda: make_genre(film(), "Drama", removed=True), {}),
    (lambda: make_keyword(film(), "violin"), FILM),
    (lambda: Video.objects.create(film=film(), site="YouTube", key="x", name="Trailer"), FILM),
    (lambda: FilmVotes.objects.create(film=film(), site="tmdb", average=7, count=3, origin="x"), {}),
    (lambda: PersonName.objects.create(person=Person.objects.get(name="Ann Lee"), text="A. L."),
     {"people ann-lee": SECOND}),
    (lambda: Person.objects.filter(name="Ann Lee").update(biography="Born."), {"people ann-lee": SECOND}),
    (lambda: Person.objects.filter(name="Ann Lee").update(credit_count=7), {}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CASES, ids=range(len(CASES)))
def test_what_moves_the_time(monkeypatch, change, expected):
    assert built(monkeypatch, FIRST) == UNCHANGED
    change()
    found = built(monkeypatch, SECOND)
    assert {name: time for name, time in found.items() if UNCHANGED.get(name) != time and name != "people new"} == {
        name: time for name, time in expected.items() if time
    }
    assert built(monkeypatch, THIRD) == found


def test_rows_own_time_counts_where_it_is_later(monkeypatch):
    built(monkeypatch, FIRST)
    Film.objects.filter(title="The Concert").update(overview="New", updated_at=THIRD)
    assert built(monkeypatch, SECOND)["films the-concert"] == THIRD


def test_deleted_and_new_films_between_two_builds(monkeypatch):
    built(monkeypatch, FIRST)
    Film.objects.filter(title="Other").delete()
    Film.objects.filter(pk=make_film("New").pk).update(updated_at=FIRST)
    found = built(monkeypatch, SECOND)
    assert {name: time for name, time in found.items() if name.startswith("films")} == {
        "films the-concert": MADE,
        "films new": FIRST,
    }


@pytest.mark.parametrize("content", [b"", b"moviedb changes 0\nxxxx", changes.HEAD + b"\x01"])
def test_broken_file_of_the_last_build_is_none(monkeypatch, content):
    built(monkeypatch, FIRST)
    (sitemaps.folder() / "films.changes").write_bytes(content)
    Credit.objects.update(character="Anne")
    assert built(monkeypatch, SECOND) == UNCHANGED | {"people ann-lee": SECOND}
