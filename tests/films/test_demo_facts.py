"""What the demo's files say: whole, true as far as it can be checked, and in words of their own."""

import re
from collections.abc import Iterator

import pytest

from films.demo import load_demo
from films.demo.format import FilmTable, read_file, read_table
from films.demo.source import DemoSource
from films.importers.checks import check
from films.importers.records import FilmRecord, Key, PersonRecord, Record
from films.models import Credit, Film
from moviedb.lib.dates import PartialDate
from moviedb.lib.folding import fold
from tests.films.public_films import movielens_films, tmdb5000_films
from tests.paths import SHARED, needs_shared

People = dict[Key, PersonRecord]

TMDB_GENRES = {
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy", "History",
    "Horror", "Music", "Mystery", "Romance", "Science Fiction", "TV Movie", "Thriller", "War", "Western",
}  # fmt: skip
TOP_CAST = [
    ("Aleksey Guskov", "Andrey Simonovich Filipov"),
    ("Mélanie Laurent", "Anne-Marie Jacquet"),
    ("Dmitri Nazarov", "Aleksandr 'Sasha' Abramovich Grosman"),
    ("François Berléand", "Olivier Morne Duplessis"),
    ("Miou-Miou", "Guylène de La Rivière"),
    ("Lionel Abelanski", "Jean-Paul Carrère"),
    ("Valeriy Barinov", "Ivan Gavrilov"),
    ("Sara Martins", "Secretaire Duplessis"),
    ("Laurent Bateau", "Bertrand"),
    ("Vlad Ivanov", "Pyotr Tretyakin"),
]


@pytest.fixture(scope="module")
def records():
    return list(DemoSource().records())


@pytest.fixture(scope="module")
def films(records):
    return {record.keys[0].value: record for record in records if isinstance(record, FilmRecord)}


@pytest.fixture(scope="module")
def people(records):
    return {record.keys[0]: record for record in records if isinstance(record, PersonRecord)}


@pytest.fixture(scope="module")
def concert(films):
    return films["the-concert"]


@pytest.fixture(scope="module")
def tables():
    return {path.stem: read_table(read_file(path), FilmTable, path.name) for path in DemoSource().film_files}


@pytest.fixture
def seed():
    """The lines of the film page in the seeds that say something."""
    text = (SHARED / "seeds" / "film-page.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def section(lines: list[str], start: str, end: str | None = None) -> list[str]:
    first = lines.index(start) + 1
    return lines[first : lines.index(end) if end else None]


def named(film: FilmRecord, people: People, **fields: object) -> list[tuple[str, str]]:
    return [
        (people[credit.person].name, credit.job)
        for credit in film.credits
        if all(getattr(credit, name) == value for name, value in fields.items())
    ]


def cast(film: FilmRecord, people: People) -> list[tuple[str, str]]:
    credits = [credit for credit in film.credits if credit.department == "Acting"]
    return [
        (people[credit.person].name, credit.character)
        for credit in sorted(credits, key=lambda credit: credit.billing_order or 0)
    ]


def test_every_record_passes_the_contract(records):
    assert {record.keys[0].value: check(record) for record in records if check(record)} == {}


def test_genres_are_tmdbs(films):
    assert {genre for film in films.values() for genre in film.genres} - TMDB_GENRES == set()


def test_keywords_are_lower_case_and_said_once(films):
    for film in films.values():
        keywords = [term.name for term in film.keywords]
        assert keywords == [keyword.lower() for keyword in keywords]
        assert len({fold(keyword) for keyword in keywords}) == len(keywords)


@needs_shared
def test_ids_elsewhere_are_verified(films):
    """By the title and the year in the public data; those of The Concert by the seed."""
    movielens = movielens_films()
    tmdb5000 = {film.key: film.id for film in tmdb5000_films()}
    imdb = {links.tmdb: links.imdb for links in movielens.values()}
    verified = {"the-concert": (Key("tmdb", "25205"), Key("imdb", "tt1320082"))}
    for name, film in films.items():
        key = (fold(film.title), film.release_date and film.release_date.year)
        if tmdb := tmdb5000.get(key) or (key in movielens and movielens[key].tmdb):
            verified[name] = (Key("tmdb", tmdb), Key("imdb", imdb.get(tmdb, "")))
    unverified = {name: set(film.keys[1:]) - set(verified.get(name, ())) for name, film in films.items()}
    assert {name: keys for name, keys in unverified.items() if keys} == {}
    assert films["the-concert"].keys[1:] == verified["the-concert"]


def test_concert_facts(concert):
    assert (concert.title, concert.original_title, concert.original_language) == ("The Concert", "Le Concert", "fr")
    assert (concert.release_date, concert.runtime) == (PartialDate(2009, 11, 4), 119)
    assert [(votes.site, votes.average, votes.count) for votes in concert.votes] == [("tmdb", 7.2, None)]
    assert concert.genres == ("Drama", "Comedy")
    assert concert.countries == ("FR", "IT", "RO", "BE", "RU")
    assert concert.languages == ("fr", "ru")


def test_concert_people(concert, people):
    assert cast(concert, people) == TOP_CAST
    assert named(concert, people, department="Directing") == [("Radu Mihăileanu", "Director")]
    assert named(concert, people, department="Writing") == [
        ("Radu Mihăileanu", "Screenplay"),
        ("Radu Mihăileanu", "Story"),
        ("Matthew Robbins", "Screenplay"),
    ]


def test_concert_music(concert, people):
    orchestra = people[Key("demo", "budapest-symphony-orchestra")]
    assert (orchestra.name, orchestra.kind) == ("Budapest Symphony Orchestra", "group")
    assert named(concert, people, person=orchestra.keys[0]) == [("Budapest Symphony Orchestra", "Orchestra")]

    soloist, coach = (credit for credit in concert.credits if credit.person == Key("demo", "sarah-nemtanu"))
    (actress,) = (credit for credit in concert.credits if credit.person == Key("demo", "melanie-laurent"))
    assert (soloist.job, soloist.performed_for, soloist.on_screen) == ("Violin Soloist", actress.key, False)
    assert soloist.work == "Tchaikovsky: Violin Concerto in D major, Op. 35"
    assert (coach.job, coach.performed_for) == ("Violin Coach", "")


@needs_shared
def test_concert_is_as_in_the_seed(seed, concert, people):
    assert concert.title == seed[0]
    assert f"{concert.votes[0].average}{concert.runtime} min" in seed
    assert "".join(concert.genres) in seed
    month, day, year = section(seed, "Movie Info")[0].removeprefix("Release Date: ").split("/")
    assert concert.release_date == PartialDate(int(year), int(month), int(day))
    assert f"Runtime: {concert.runtime} min" in seed
    (writers,) = (line.removeprefix("Writers: ") for line in seed if line.startswith("Writers: "))
    assert {name for name, _ in named(concert, people, department="Writing")} == set(writers.split(", "))
    (director,) = (line.removeprefix("Director: ") for line in seed if line.startswith("Director: "))
    assert named(concert, people, department="Directing") == [(director, "Director")]
    lines = section(seed, "Top Cast", "More Like This")
    assert cast(concert, people) == list(zip(lines[::3], lines[2::3], strict=True))


@needs_shared
def test_films_of_the_seed_with_their_ratings(seed, films):
    lines = section(seed, "More Like This")
    told = {film.title: str(film.votes[0].average) for film in films.values() if film.votes}
    for title, rating in zip(lines[::3], lines[1::3], strict=True):
        assert told[title] == rating
    assert len(lines) == 60


def texts(records: list[Record]) -> Iterator[str]:
    for record in records:
        if isinstance(record, FilmRecord):
            yield f"{record.tagline}. {record.overview}"
        else:
            yield record.biography


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", fold(text))
    return {tuple(words[start : start + 6]) for start in range(len(words) - 5)}


@needs_shared
def test_texts_share_no_six_words_with_others(records):
    others = [path.read_text(encoding="utf-8") for path in (SHARED / "seeds").glob("*.txt")]
    others += [f"{film.tagline}. {film.overview}" for film in tmdb5000_films()]
    ours = set().union(*map(shingles, texts(records)))
    assert len(ours) > 1000
    assert ours & set().union(*map(shingles, others)) == set()


@needs_shared
def test_checked_says_where_a_film_was_found(films, tables):
    tmdb5000 = {film.key for film in tmdb5000_films()}
    movielens = movielens_films()
    for name, film in films.items():
        key = (fold(film.title), film.release_date and film.release_date.year)
        found = [source for source, keys in (("movielens", movielens), ("tmdb5000", tmdb5000)) if key in keys]
        assert (name, tables[name].checked) == (name, found)


# Parts that the data spells wrongly, or in another language than English.
TMDB5000_SLIPS = {
    "Jules Winfield": "Jules Winnfield",
    "Wolf": "Winston Wolfe",
    "Andrew Neimann": "Andrew Neiman",
    "Mr. Neyman": "Jim Neiman",
    "(Young) David Helfgott": "Young David Helfgott",
    "Capitán Vidal": "Captain Vidal",
    "Domnu' Bebe": "Mr. Bebe",
    "Fauno / Pale Man": "The Faun / The Pale Man",
    "Grand-mère de Marjane (voice)": "Marjane's Grandmother",
    "Les Triplettes (voice)": "The Triplets",
    "Marjane adulte et adolescente (voice)": "Marjane",
    "Marjane enfant (voice)": "Marjane as a Child",
    "Mère de Marjane (voice)": "Marjane's Mother",
    "Oncle Anouche (voice)": "Uncle Anoush",
    "Père de Marjane (voice)": "Marjane's Father",
}


def bare(character: str) -> str:
    """TMDB says in brackets how a part was played, and writes "Himself" and "himself"."""
    return re.sub(r"( \((voice|uncredited|as [^)]+)\))+$", "", fold(character))


@needs_shared
def test_films_that_tmdb_has_are_as_there(films, people, tables):
    """What a film leaves out, a runtime or a character, is not compared."""
    known = {film.key: film for film in tmdb5000_films()}
    checked = [film for name, film in films.items() if "tmdb5000" in tables[name].checked]
    assert films["the-oh-in-ohio"] in checked
    for film in checked:
        there = known[fold(film.title), film.release_date.year]
        assert (film.title, film.runtime) in [(film.title, there.runtime), (film.title, None)]
        assert (film.title, film.budget, film.revenue) in [(film.title, *there.money), (film.title, None, None)]
        assert {name for name, _ in named(film, people, department="Directing")} == there.directors()
        characters = there.characters()
        ours = {name: character for name, character in cast(film, people) if name in characters and character}
        assert {name: bare(character) for name, character in ours.items()} == {
            name: bare(TMDB5000_SLIPS.get(characters[name], characters[name])) for name in ours
        }
        assert len(ours) >= min(3, sum(map(bool, characters.values()))), film.title


@pytest.mark.django_db
def test_similar_films_of_the_concert_have_reasons():
    load_demo(lambda line: None)
    concert = Film.objects.get(external_ids__source="tmdb", external_ids__value="25205")
    similar = list(concert.similar.select_related("other"))
    # One genre in common is no reason that could be shown: such films only fill the end of the list.
    with_reasons = [row.other.title for row in similar if row.reasons]
    assert [row.other.title for row in similar][: len(with_reasons)] == with_reasons
    assert len(with_reasons) >= 10
    assert {"Avenue Montaigne", "Mademoiselle Chambon", "The Piano Forest"} <= set(with_reasons)


@pytest.mark.django_db
def test_off_screen_performers_are_linked_in_the_catalogue():
    load_demo(lambda line: None)
    pairs = set(
        Credit.objects.off_screen().values_list(
            "person__name", "performed_for__person__name", "performed_for__character"
        )
    )
    assert pairs >= {
        ("Sarah Nemtanu", "Mélanie Laurent", "Anne-Marie Jacquet"),
        ("François-René Duchâble", "Albert Dupontel", "Jean-François Lefort"),
    }
