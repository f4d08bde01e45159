"""Each reason of `check`, and records at every limit, which pass."""

from dataclasses import replace

import pytest

from films.importers.checks import check, check_credit
from films.importers.records import (
    CreditRecord,
    FilmRecord,
    Key,
    NameRecord,
    PersonRecord,
    ReleaseRecord,
    TermRecord,
    TextRecord,
    VideoRecord,
    VotesRecord,
)
from moviedb.lib.dates import PartialDate

FILM = FilmRecord(keys=(Key("tmdb", "1"),), title="The Film")
PERSON = PersonRecord(keys=(Key("tmdb", "1"),), name="Somebody")
CREDIT = CreditRecord(key="a", person=Key("tmdb", "1"), department="Acting", job="Actor")
DATE = PartialDate(1994)
STATUSES = "Canceled, In Production, Planned, Post Production, Released, Rumored"
FILM_NAMES = "alternative, original, title, translated, working"
DEPARTMENTS = (
    "Acting, Art, Camera, Costume & Make-Up, Crew, Directing, Editing, Lighting, Production, Sound, "
    "Visual Effects, Writing"
)


def too_long(field: str, most: int) -> str:
    return f"{field}: has {most + 1} letters, at most {most} are possible"


def test_check_of_the_least():
    assert [check(FILM), check(PERSON), check_credit(CREDIT)] == [None, None, None]


def test_check_of_the_most():
    film = replace(
        FILM,
        title="a" * 1000,
        original_title="é" * 1000,
        original_language="sr-Latn",
        tagline="a" * 1000,
        overview="a" * 100_000,
        status="In Production",
        runtime=2_147_483_647,
        budget=9 * 10**18,
        revenue=1,
        homepage="a" * 2000,
        popularity=0.0,
        poster_path="a" * 500,
        collection=TermRecord("a" * 300, Key("tmdb", "9")),
        genres=("a" * 100,),
        keywords=(TermRecord("a" * 200),),
        companies=(TermRecord("a" * 300, country="XC"),),
        countries=("FR", "XG"),
        languages=("ro", "yue", "pt-BR"),
        names=(NameRecord("a" * 1000, "working", note="a" * 200),),
        texts=(TextRecord("fr", "CA", tagline="a" * 1000),),
        releases=(ReleaseRecord("FR", DATE, 6, "a" * 50, "a" * 300),),
        videos=(VideoRecord("YouTube", "a" * 200, "a" * 300),),
        votes=(VotesRecord("tmdb", 10.0, 1), VotesRecord("imdb", 0.0)),
        credits=(replace(CREDIT, character="a" * 1000), replace(CREDIT, key="b", performed_for="a")),
    )
    person = replace(
        PERSON, name="a" * 1000, gender=3, known_for_department="Sound", names=(NameRecord("a" * 1000, "alias"),)
    )
    assert [check(film), check(person)] == [None, None]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"keys": ()}, "keys: none is given"),
        ({"keys": (Key("", "1"),)}, "key: source: is empty"),
        ({"keys": (Key("tmdb", ""),)}, "key: is empty"),
        ({"keys": (Key("a" * 31, "1"),)}, too_long("key: source", 30)),
        ({"keys": (Key("tmdb", "1" * 201),)}, too_long("key", 200)),
        ({"title": ""}, "title: is empty"),
        ({"title": "a" * 1001}, too_long("title", 1000)),
        ({"title": "漢" * 900}, "title: is longer than 2400 bytes as it is compared"),
        ({"title": "a\0"}, "title: holds a NUL character"),
        ({"title": "\ud800"}, "title: holds half of a surrogate pair, which is no character"),
        ({"original_title": "a" * 1001}, too_long("original_title", 1000)),
        ({"sort_title": "a" * 1001}, too_long("sort_title", 1000)),
        ({"tagline": "a" * 1001}, too_long("tagline", 1000)),
        ({"overview": "a\0"}, "overview: holds a NUL character"),
        ({"homepage": "a" * 2001}, too_long("homepage", 2000)),
        ({"poster_path": "a" * 501}, too_long("poster_path", 500)),
        ({"backdrop_path": "a" * 501}, too_long("backdrop_path", 500)),
        ({"original_language": "EN"}, "language: 'EN' is no language code"),
        ({"original_language": "en\n"}, "language: 'en\\n' is no language code"),
        ({"languages": ("",)}, "language: '' is no language code"),
        ({"languages": ("en-abcdefgh",)}, "language: 'en-abcdefgh' is no language code"),
        ({"countries": ("fr",)}, "country: 'fr' is no country code"),
        ({"countries": ("FRA",)}, "country: 'FRA' is no country code"),
        ({"countries": ("FR\n",)}, "country: 'FR\\n' is no country code"),
        ({"status": "released"}, f"status: 'released' is none of {STATUSES}"),
        ({"runtime": 0}, "runtime: 0 is not between 1 and 2147483647"),
        ({"runtime": 2_147_483_648}, "runtime: 2147483648 is not between 1 and 2147483647"),
        ({"budget": 0}, "budget: 0 is not between 1 and 9000000000000000000"),
        ({"revenue": 9 * 10**18 + 1}, "revenue: 9000000000000000001 is not between 1 and 9000000000000000000"),
        ({"popularity": -0.1}, "popularity: -0.1 is not a number of 0 or more"),
        ({"popularity": float("nan")}, "popularity: nan is not a number of 0 or more"),
        ({"popularity": float("inf")}, "popularity: inf is not a number of 0 or more"),
        ({"genres": ("",)}, "genre: is empty"),
        ({"genres": ("a" * 101,)}, too_long("genre", 100)),
        ({"keywords": (TermRecord(""),)}, "keyword: is empty"),
        ({"keywords": (TermRecord("a" * 201),)}, too_long("keyword", 200)),
        ({"keywords": (TermRecord("a", Key("tmdb", "")),)}, "key: is empty"),
        ({"companies": (TermRecord("a" * 301),)}, too_long("company", 300)),
        ({"companies": (TermRecord("a", country="x"),)}, "country: 'x' is no country code"),
        ({"collection": TermRecord("a\0")}, "collection: holds a NUL character"),
        ({"names": (NameRecord("", "working"),)}, "name: text: is empty"),
        ({"names": (NameRecord("a", "birth"),)}, f"name: kind: 'birth' is none of {FILM_NAMES}"),
        ({"names": (NameRecord("a", "working", note="a" * 201),)}, too_long("note", 200)),
        ({"texts": (TextRecord(""),)}, "language: is empty"),
        ({"texts": (TextRecord("fr", overview="\0"),)}, "overview: holds a NUL character"),
        ({"releases": (ReleaseRecord("", DATE),)}, "country: '' is no country code"),
        ({"releases": (ReleaseRecord("FR", DATE, 7),)}, "release type: 7 is not between 1 and 6"),
        ({"releases": (ReleaseRecord("FR", DATE, certification="a" * 51),)}, too_long("certification", 50)),
        ({"videos": (VideoRecord("", "k", "n"),)}, "video: site: is empty"),
        ({"videos": (VideoRecord("s", "k", "n" * 301),)}, too_long("name", 300)),
        ({"votes": (VotesRecord("", 5.0),)}, "votes: site: is empty"),
        ({"votes": (VotesRecord("tmdb", 10.1),)}, "votes: 10.1 is not between 0 and 10"),
        ({"votes": (VotesRecord("tmdb", float("nan")),)}, "votes: nan is not between 0 and 10"),
        ({"votes": (VotesRecord("tmdb", 5.0, 0),)}, "votes: 0 is not between 1 and 2147483647"),
        ({"credits": (CREDIT, CREDIT)}, "credits: two have the same key"),
        ({"credits": (replace(CREDIT, performed_for="a"),)}, "performed_for: 'a' is no other credit of the film"),
        ({"credits": (replace(CREDIT, performed_for="b"),)}, "performed_for: 'b' is no other credit of the film"),
        ({"credits": (replace(CREDIT, job=""),)}, "job: is empty"),
    ],
)  # fmt: skip
def test_check_of_a_film(fields, reason):
    assert check(replace(FILM, **fields)) == reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"keys": ()}, "keys: none is given"),
        ({"name": ""}, "name: is empty"),
        ({"name": "a" * 1001}, too_long("name", 1000)),
        ({"sort_name": "a" * 1001}, too_long("sort_name", 1000)),
        ({"biography": "a\0"}, "biography: holds a NUL character"),
        ({"birth_place": "a" * 301}, too_long("birth_place", 300)),
        ({"homepage": "a" * 2001}, too_long("homepage", 2000)),
        ({"portrait_path": "a" * 501}, too_long("portrait_path", 500)),
        ({"kind": "horse"}, "kind: 'horse' is none of group, person"),
        ({"gender": 0}, "gender: 0 is not between 1 and 3"),
        ({"known_for_department": "Actors"}, f"known_for_department: 'Actors' is none of {DEPARTMENTS}"),
        ({"popularity": -1.0}, "popularity: -1.0 is not a number of 0 or more"),
        ({"names": (NameRecord("a", "working"),)}, "name: kind: 'working' is none of alias, birth, name, native"),
        ({"names": (NameRecord("a" * 1001, "alias"),)}, too_long("text", 1000)),
    ],
)  # fmt: skip
def test_check_of_a_person(fields, reason):
    assert check(replace(PERSON, **fields)) == reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"key": ""}, "credit key: is empty"),
        ({"key": "a" * 301}, too_long("credit key", 300)),
        ({"person": Key("tmdb", "")}, "key: is empty"),
        ({"department": "Actors"}, f"department: 'Actors' is none of {DEPARTMENTS}"),
        ({"job": ""}, "job: is empty"),
        ({"job": "a" * 201}, too_long("job", 200)),
        ({"character": "a" * 1001}, too_long("character", 1000)),
        ({"character": "\udfff"}, "character: holds half of a surrogate pair, which is no character"),
        ({"credited_as": "a" * 301}, too_long("credited_as", 300)),
        ({"note": "a" * 501}, too_long("note", 500)),
        ({"work": "a" * 301}, too_long("work", 300)),
        ({"billing_order": 2_147_483_648}, "billing order: 2147483648 is not between -2147483647 and 2147483647"),
    ],
)  # fmt: skip
def test_check_of_a_credit(fields, reason):
    assert check_credit(replace(CREDIT, **fields)) == reason
