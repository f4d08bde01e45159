import pytest

from films.models import (
    Country,
    Department,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmVotes,
    Keyword,
    Language,
    SimilarFilm,
)  # fmt: skip
from films.views.head import Votes
from films.views.overview import OVERVIEW, FilmPage
from films.views.reasons import Named, Reason
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person

pytestmark = pytest.mark.django_db


def page_of(film) -> FilmPage:
    [row] = OVERVIEW.rows(film.pk)
    return row


def test_film_unknown():
    assert OVERVIEW.rows(1) == []


def test_hero_of_a_full_film():
    french = Language.objects.create(code="fr", name="French")
    film = make_film(
        "The Concert",
        original_title="Le Concert",
        original_language=french,
        release_date="2009-11-04",
        runtime=119,
        tagline="A line.",
    )
    make_genre(film, "Comedy", position=1)
    make_genre(film, "Drama", position=0)
    radu = make_person("Radu Mihăileanu")
    make_credit(film, radu, department=Department.DIRECTING, job="Director")
    head = page_of(film).film
    assert (head.title, head.other_title, head.lang, head.year) == ("The Concert", "Le Concert", "fr", 2009)
    assert (head.runtime, head.tagline, head.genres) == (119, "A line.", ["Drama", "Comedy"])
    assert [(person.name, person.url) for person in head.directors] == [("Radu Mihăileanu", radu.get_absolute_url())]
    assert head.url == film.get_absolute_url()
    assert head.full_title == "The Concert (2009)"


def test_hero_without_anything():
    page = page_of(make_film("Bare"))
    assert (page.film.other_title, page.film.lang, page.film.year, page.film.votes) == ("", "", None, None)
    assert (page.film.directors, page.top_cast, page.writers, page.billing) == ([], [], [], [])
    assert page.film.full_title == "Bare"
    assert page.description == "Cast, crew and facts of Bare."


def test_original_title_equal_to_the_title_is_no_other_title():
    assert page_of(make_film("Hilde", original_title="Hilde")).film.other_title == ""


@pytest.mark.parametrize(("original", "lang"), [("La dolce vita", "it"), ("Das süße Leben", ""), ("", "")])
def test_title_that_is_the_original_one_has_its_language(client, original, lang):
    italian, _ = Language.objects.get_or_create(code="it", defaults={"name": "Italian"})
    film = make_film("La dolce vita", original_title=original, original_language=italian)
    html = client.get(film.get_absolute_url()).content.decode()
    assert (f'<bdi lang="{lang}">La dolce vita</bdi></h1>' in html) == bool(lang)


@pytest.mark.parametrize(("code", "lang"), [("cn", "yue"), ("xx", ""), ("ro", "ro")])
def test_language_codes_for_html(code, lang):
    language = Language.objects.create(code=code, name="A language")
    assert page_of(make_film(original_language=language)).film.lang == lang


def test_votes_of_the_site_where_most_voted():
    film = make_film()
    FilmVotes.objects.create(film=film, site="tmdb", average="7.2", count=435, origin="tmdb5000")
    FilmVotes.objects.create(film=film, site="imdb", average="7.5", count=14_000, origin="imdb")
    FilmVotes.objects.create(film=film, site="elsewhere", average="9.9", count=None, origin="csv")
    votes = page_of(film).film.votes
    assert votes == Votes(average=7.5, count=14_000, site="imdb")
    assert votes.site_name == "IMDb"


def test_top_cast_is_ten_people_as_billed():
    film = make_film()
    for number in reversed(range(12)):
        make_credit(film, make_person(f"Actor {number:02}"), character=f"Part {number}", billing_order=number)
    assert [(member.person.name, member.characters) for member in page_of(film).top_cast] == [
        (f"Actor {number:02}", f"Part {number}") for number in range(10)
    ]


def test_top_cast_joins_the_parts_of_one_person():
    film, peter = make_film(), make_person("Peter Sellers")
    for order, character in enumerate(["Mandrake", "Muffley", "Dr. Strangelove"]):
        make_credit(film, peter, character=character, billing_order=order)
    assert [member.characters for member in page_of(film).top_cast] == ["Mandrake / Muffley / Dr. Strangelove"]


def test_top_cast_has_voices_but_nobody_off_screen():
    film = make_film()
    seen = make_credit(film, make_person("Seen"), billing_order=0)
    make_credit(film, make_person("Heard"), on_screen=False, voice=True, billing_order=1)
    make_credit(film, make_person("Dubber"), on_screen=False, voice=True, performed_for=seen)
    make_credit(film, make_person("Neither"), on_screen=False)
    assert [member.person.name for member in page_of(film).top_cast] == ["Seen", "Heard"]


def test_writers_once_each_with_their_jobs():
    film, radu, matthew = make_film(), make_person("Radu"), make_person("Matthew")
    for person, job in ((radu, "Screenplay"), (matthew, "Screenplay"), (radu, "Story")):
        make_credit(film, person, department=Department.WRITING, job=job)
    assert [(writer.person.name, writer.jobs) for writer in page_of(film).writers] == [
        ("Radu", ["screenplay", "story"]),
        ("Matthew", ["screenplay"]),
    ]


def test_writer_needs_no_word_for_the_job():
    film = make_film()
    make_credit(film, department=Department.WRITING, job="Writer")
    assert [writer.jobs for writer in page_of(film).writers] == [[]]


def test_billing_block_names_the_off_screen_performers():
    film = make_film()
    actress = make_credit(film, make_person("Mélanie Laurent"), character="Anne-Marie", billing_order=1)
    make_credit(film, make_person("Radu Mihăileanu"), department=Department.DIRECTING, job="Director")
    make_credit(film, make_person("Matthew Robbins"), department=Department.WRITING, job="Screenplay")
    make_credit(film, make_person("Armand Amar"), department=Department.SOUND, job="Original Music Composer")
    make_credit(
        film, make_person("Sarah Nemtanu"), department=Department.SOUND, job="Violin Solos", performed_for=actress
    )
    make_credit(film, make_person("Budapest Symphony", kind="group"), department=Department.SOUND, job="Orchestra")
    assert [(line.label, [person.name for person in line.people]) for line in page_of(film).billing] == [
        ("directed by", ["Radu Mihăileanu"]),
        ("written by", ["Matthew Robbins"]),
        ("starring", ["Mélanie Laurent"]),
        ("music by", ["Armand Amar"]),
        ("violin solos by", ["Sarah Nemtanu"]),
        ("music played by", ["Budapest Symphony"]),
    ]


def test_band_that_composed_is_the_composer_only():
    film = make_film()
    make_credit(
        film,
        make_person("Daft Punk", kind="group"),
        department=Department.SOUND,
        job="Original Music Composer",
    )
    assert [line.label for line in page_of(film).billing] == ["music by"]


def test_places_in_the_order_of_the_source():
    film = make_film()
    for position, (code, name) in enumerate([("RO", "Romania"), ("FR", "France")]):
        FilmCountry.objects.create(
            film=film, country=Country.objects.create(code=code, name=name), position=1 - position
        )
    FilmLanguage.objects.create(film=film, language=Language.objects.create(code="ru", name="Russian"))
    page = page_of(film)
    assert (page.countries, page.languages) == (["France", "Romania"], ["Russian"])


def test_tombstones_are_not_shown():
    film = make_film()
    make_credit(film, removed=True)
    make_credit(film, department=Department.WRITING, job="Story", removed=True)
    make_credit(film, department=Department.DIRECTING, job="Director", removed=True)
    make_genre(film, "Drama")
    FilmGenre.objects.update(removed=True)
    page = page_of(film)
    assert (page.film.has_credits, page.film.genres, page.film.directors) == (False, [], [])
    assert (page.top_cast, page.writers, page.billing) == ([], [], [])


def test_nobody_performs_for_a_removed_credit():
    film = make_film()
    removed = make_credit(film, removed=True)
    make_credit(film, department=Department.SOUND, job="Singing", performed_for=removed)
    assert [credit.performed_for for credit in page_of(film).crew_rows] == [None]


def test_similar_films_with_their_first_reason():
    film, other, third = make_film(), make_film("Other", release_date="1994"), make_film("Third")
    keyword = make_keyword(other, "orchestra").keyword
    actor = make_person("An Actor")
    SimilarFilm.objects.create(film=film, other=third, rank=2, score=1, reasons=[])
    SimilarFilm.objects.create(
        film=film,
        other=other,
        rank=1,
        score=2,
        reasons=[{"code": "keyword", "ids": [keyword.pk]}, {"code": "actor", "ids": [actor.pk]}],
    )
    similar = page_of(film).similar
    assert [(card.title, card.year, card.url) for card in similar] == [
        ("Other", 1994, other.get_absolute_url()),
        ("Third", None, third.get_absolute_url()),
    ]
    assert similar[0].reasons == [Reason(code="keyword", named=[Named(id=keyword.pk, name="orchestra")])]
    assert similar[1].why == ""


def test_reason_whose_names_have_gone_is_left_out():
    film, other = make_film(), make_film()
    keyword = Keyword.objects.create(name="passing")
    SimilarFilm.objects.create(
        film=film, other=other, rank=1, score=1, reasons=[{"code": "keyword", "ids": [keyword.pk]}]
    )
    keyword.delete()
    assert [card.reasons for card in page_of(film).similar] == [[]]


def test_twenty_similar_films():
    film = make_film()
    for rank in range(1, 23):
        SimilarFilm.objects.create(film=film, other=make_film(), rank=rank, score=1)
    assert len(page_of(film).similar) == 20


def test_tabs_of_what_the_film_has():
    film = make_film("Solo")
    url = film.get_absolute_url()
    assert page_of(film).film.tabs("") == [("Overview", url, True), ("Info", f"{url}info/", False)]
    make_credit(film)
    SimilarFilm.objects.create(film=film, other=make_film(), rank=1, score=1)
    assert [(tab.label, tab.url, tab.current) for tab in page_of(film).film.tabs("cast")] == [
        ("Overview", url, False),
        ("Cast & crew", f"{url}cast/", True),
        ("Info", f"{url}info/", False),
        ("More like this", f"{url}similar/", False),
    ]


def test_description_is_the_overview():
    assert page_of(make_film(overview="A film about music.")).description == "A film about music."
