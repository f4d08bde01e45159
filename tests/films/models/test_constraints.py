"""Facts that the database keeps itself: for each an allowed and a refused case."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from films.models import (
    Company,
    Country,
    Credit,
    CreditKey,
    Film,
    FilmExternalId,
    FilmGenre,
    FilmName,
    FilmText,
    FilmVotes,
    Genre,
    Job,
    Keyword,
    Language,
    ReleaseDate,
    SimilarFilm,
    Video,
)
from moviedb.lib.provenance.models import ImportRun, Redirect
from people.models import Person, PersonExternalId, PersonName
from tests.factories import make_credit, make_film, make_genre, make_person

pytestmark = pytest.mark.django_db


def refused(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action()
    return True


@pytest.mark.parametrize(
    ("allowed", "refused_value"),
    [
        ({"runtime": 1}, {"runtime": 0}),
        ({"budget": 1}, {"budget": 0}),
        ({"revenue": 1}, {"revenue": -1}),
        ({"popularity": 0}, {"popularity": -0.1}),
        ({"status": "Released"}, {"status": "Out"}),
        ({"title": "!"}, {"title": ""}),
        ({"locked_fields": ["title", "runtime"]}, {"locked_fields": ["shoe size"]}),
    ],
)
def test_film_constraint(allowed, refused_value):
    film = make_film()
    assert Film.objects.filter(pk=film.pk).update(**allowed) == 1
    assert refused(lambda: Film.objects.filter(pk=film.pk).update(**refused_value))


@pytest.mark.parametrize(
    ("allowed", "refused_value"),
    [
        ({"kind": "group"}, {"kind": "robot"}),
        ({"gender": 3}, {"gender": 0}),
        ({"name": "X"}, {"name": ""}),
        ({"popularity": 1.5}, {"popularity": -1}),
        ({"locked_fields": ["biography"]}, {"locked_fields": ["title"]}),
    ],
)
def test_person_constraint(allowed, refused_value):
    person = make_person()
    assert Person.objects.filter(pk=person.pk).update(**allowed) == 1
    assert refused(lambda: Person.objects.filter(pk=person.pk).update(**refused_value))


def test_credit_of_one_person_in_one_film_may_repeat():
    credit = make_credit(character="Twin")
    make_credit(credit.film, credit.person, character="Twin")
    assert Credit.objects.filter(film=credit.film, person=credit.person).count() == 2


def test_credit_department_is_one_of_twelve():
    credit = make_credit()
    assert refused(lambda: Credit.objects.filter(pk=credit.pk).update(department="Catering"))


def test_credit_needs_a_job():
    credit = make_credit()
    assert refused(lambda: Credit.objects.filter(pk=credit.pk).update(job=""))


def test_credit_is_not_performed_for_itself():
    credit = make_credit()
    other = make_credit(credit.film)
    assert Credit.objects.filter(pk=other.pk).update(performed_for=credit) == 1
    assert refused(lambda: Credit.objects.filter(pk=credit.pk).update(performed_for=credit))


def test_external_ids_name_one_record():
    film, person, credit = make_film(), make_person(), make_credit()
    FilmExternalId.objects.create(film=film, source="tmdb", value="1")
    FilmExternalId.objects.create(film=film, source="tmdb", value="2")
    PersonExternalId.objects.create(person=person, source="tmdb", value="1")
    CreditKey.objects.create(credit=credit, source="tmdb", value="1")
    assert refused(lambda: FilmExternalId.objects.create(film=make_film(), source="tmdb", value="1"))
    assert refused(lambda: PersonExternalId.objects.create(person=make_person(), source="tmdb", value="1"))
    assert refused(lambda: CreditKey.objects.create(credit=make_credit(), source="tmdb", value="1"))
    assert refused(lambda: FilmExternalId.objects.create(film=film, source="tmdb", value=""))


def test_genre_and_keyword_are_one_per_folded_name():
    Genre.objects.create(name="Comédie")
    Keyword.objects.create(name="poseidon")
    assert refused(lambda: Genre.objects.create(name="COMEDIE"))
    assert refused(lambda: Keyword.objects.create(name="Poseidon"))


def test_companies_may_share_a_name():
    Company.objects.create(name="Lionsgate")
    Company.objects.create(name="Lionsgate")
    assert Company.objects.count() == 2


def test_genre_of_a_film_is_there_once():
    row = make_genre(make_film(), "Drama")
    assert refused(lambda: FilmGenre.objects.create(film=row.film, genre=row.genre))


def test_codes_of_places():
    Country.objects.create(code="FR", name="France")
    Language.objects.create(code="cn", name="Cantonese")
    assert refused(lambda: Country.objects.create(code="fr", name="France"))
    assert refused(lambda: Language.objects.create(code="FR", name="French"))


def test_job_is_there_once_per_department():
    Job.objects.create(department="Sound", name="Violin")
    assert refused(lambda: Job.objects.create(department="Sound", name="Violin"))
    assert refused(lambda: Job.objects.create(department="Noise", name="Violin"))


def test_film_has_one_main_name_and_one_of_each_other():
    film = make_film("A", original_title="B")
    assert list(film.names.order_by("kind").values_list("kind", "text")) == [("original", "B"), ("title", "A")]
    assert refused(lambda: FilmName.objects.create(film=film, kind="title", text="C"))
    FilmName.objects.create(film=film, kind="alternative", text="C")
    assert refused(lambda: FilmName.objects.create(film=film, kind="alternative", text="C"))


def test_person_has_one_main_name():
    person = make_person("A")
    assert list(person.names.values_list("kind", "text")) == [("name", "A")]
    assert refused(lambda: PersonName.objects.create(person=person, kind="name", text="C"))


def test_text_per_language_and_region():
    film = make_film()
    FilmText.objects.create(film=film, language="pt", region="PT", overview="x")
    FilmText.objects.create(film=film, language="pt", region="BR", overview="x")
    assert refused(lambda: FilmText.objects.create(film=film, language="pt", region="BR", overview="y"))


def test_release_date_is_there_once_even_without_a_type():
    film = make_film()
    Country.objects.create(code="FR", name="France")
    ReleaseDate.objects.create(film=film, country_id="FR", date="2009")
    ReleaseDate.objects.create(film=film, country_id="FR", date="2009", type=3)
    assert refused(lambda: ReleaseDate.objects.create(film=film, country_id="FR", date="2009"))
    assert refused(lambda: ReleaseDate.objects.create(film=film, country_id="FR", date="2010", type=7))


def test_video_is_there_once():
    film = make_film()
    Video.objects.create(film=film, site="YouTube", key="a", name="Trailer")
    assert refused(lambda: Video.objects.create(film=film, site="YouTube", key="a", name="Clip"))


def test_votes_are_of_ten_and_by_somebody():
    film = make_film()
    FilmVotes.objects.create(film=film, site="tmdb", average=Decimal("7.2"), origin="tmdb")
    assert refused(lambda: FilmVotes.objects.create(film=film, site="imdb", average=11, origin="imdb"))
    assert refused(lambda: FilmVotes.objects.create(film=film, site="imdb", average=7, count=0, origin="imdb"))


def test_similar_film_is_another_one_at_one_rank():
    one, two, three = make_film(), make_film(), make_film()
    SimilarFilm.objects.create(film=one, rank=1, other=two, score=1)
    assert refused(lambda: SimilarFilm.objects.create(film=one, rank=2, other=one, score=1))
    assert refused(lambda: SimilarFilm.objects.create(film=one, rank=1, other=three, score=1))
    assert refused(lambda: SimilarFilm.objects.create(film=one, rank=2, other=two, score=1))


def test_redirect_leads_elsewhere():
    Redirect.objects.record("film", 1, 2)
    assert refused(lambda: Redirect.objects.create(kind="film", old_id=1, new_id=3))
    assert refused(lambda: Redirect.objects.create(kind="film", old_id=5, new_id=5))


def test_redirect_chain_is_flattened():
    Redirect.objects.record("film", 1, 2)
    Redirect.objects.record("film", 2, 3)
    Redirect.objects.record("person", 2, 9)
    Redirect.objects.record("film", 3, None)
    assert sorted(Redirect.objects.values_list("kind", "old_id", "new_id")) == [
        ("film", 1, None),
        ("film", 2, None),
        ("film", 3, None),
        ("person", 2, 9),
    ]


def test_import_run_that_ended_has_its_time():
    assert refused(lambda: ImportRun.objects.create(source="x", state="finished"))


def test_film_with_credits_takes_them_along_and_person_with_credits_stays():
    credit = make_credit()
    with pytest.raises(Exception, match="protected"):
        credit.person.delete()
    credit.film.delete()
    assert Credit.objects.count() == 0


def test_indexes_without_equal_entries_do_not_look_for_such():
    """Those that end in the id, of tables that imports fill with millions of rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x.relname, x.reloptions FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid "
            "JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[i.indnkeyatts - 1] "
            "WHERE i.indrelid IN ('films_film'::regclass, 'people_person'::regclass) AND a.attname = 'id' "
            "AND NOT i.indisunique AND x.relname <> 'person_groups' ORDER BY 1"
        )
        found = cursor.fetchall()
    names = ["film_newest", "film_popular", "film_sort_key", "person_best_known", "person_known_for", "person_sort_key"]
    assert found == [(name, ["deduplicate_items=off"]) for name in names]
