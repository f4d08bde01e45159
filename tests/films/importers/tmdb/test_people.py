import pytest

from films.importers.cells import BadValue
from films.importers.records import Key, NameRecord, PersonRecord
from films.importers.tmdb.people import read_person
from moviedb.lib.dates import PartialDate
from tests.films.importers.tmdb import world


def read(body, fallback="en"):
    reports: list[str] = []
    return read_person(body, fallback, reports.append), reports


def test_person_with_every_field():
    body = world.person(
        1, name="Gong Li", also_known_as=["鞏俐", "Gong Li", " 鞏俐 ", "", "L" * 1001], deathday="2020-01-02",
        homepage="https://example.org", biography="One.\n\n\nTwo.", imdb_id="nm0000084",
        external_ids={"imdb_id": "nm0000084", "wikidata_id": "Q1"}, known_for_department="Actors",
    )  # fmt: skip
    assert read(body) == (
        PersonRecord(
            keys=(Key("tmdb", "1"), Key("imdb", "nm0000084"), Key("wikidata", "Q1")), name="Gong Li",
            biography="One.\n\n\nTwo.", birth_date=PartialDate(1950, 5, 1), death_date=PartialDate(2020, 1, 2),
            birth_place="Iași, Romania", gender=1, known_for_department="Acting", homepage="https://example.org",
            portrait_path="/face1.jpg", popularity=1.5, names=(NameRecord("鞏俐", "alias"),),
        ),
        ["also_known_as: text: has 1001 letters, at most 1000 are possible"],
    )  # fmt: skip


def test_person_of_whom_nothing_is_known():
    body = world.person(
        2, biography="", birthday=None, gender=0, place_of_birth=None, popularity=0.0, profile_path=None,
        known_for_department="", also_known_as=None, external_ids=None, translations=None,
    )  # fmt: skip
    assert read(body) == (PersonRecord(keys=(Key("tmdb", "2"),), name="Person 2", popularity=0.0), [])


def test_person_without_a_biography_in_the_language_falls_back():
    translations = {"translations": [
        {"iso_639_1": "de", "data": {"biography": "Ein Leben."}}, {"iso_639_1": "en", "data": {"biography": "A life."}},
    ]}  # fmt: skip
    body = world.person(1, biography="", translations=translations)
    assert [read(body, language)[0].biography for language in ("en", "de-AT", "fr")] == ["A life.", "Ein Leben.", ""]


@pytest.mark.parametrize(("fields", "reason"), [
    ({"name": ""}, "name: is empty"),
    ({"birthday": "long ago"}, "birthday: 'long ago' is not a date"),
    ({"also_known_as": "x"}, "also_known_as: is not a list"),
    ({"biography": 5}, "biography: 5 is not a text"),
    ({"name": "\ud800"}, "name: holds half of a surrogate pair"),
])  # fmt: skip
def test_person_that_cannot_be_used_says_why(fields, reason):
    with pytest.raises(BadValue) as caught:
        read(world.person(1, **fields))
    assert str(caught.value).startswith(reason)
