"""What an editor does, without the admin: locks, rows with tombstones, removal, numbers of credits."""

import pytest
from django.core.exceptions import ValidationError

from films.curation.credit_counts import recount
from films.models import CreditKey, Film, FilmExternalId, FilmGenre, FilmKeyword, FilmName, FilmText, Video
from films.models.film import SOURCED_FIELDS
from moviedb.lib.provenance.locks import bring_back, lock_changes
from moviedb.lib.provenance.models import Redirect
from moviedb.lib.provenance.removal import remove_for_good
from people.models import Person
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person, make_run

pytestmark = pytest.mark.django_db


def change(film: Film, *changed: str, before: list[str] | None = None) -> None:
    lock_changes(film, changed=changed, before=before or [], sourced=SOURCED_FIELDS)


def test_lock_changes_keeps_the_order_of_fields():
    film = Film(title="A", locked_fields=["runtime"])
    change(film, "tagline", "title")
    assert film.locked_fields == ["title", "tagline", "runtime"]


def test_bring_back_follows_the_precedence(settings):
    film = make_film("Ours", budget=1)
    for source, budget in (("imdb", 10), ("tmdb", 20)):
        film.source_values.create(source=source, values={"budget": budget}, first_run=make_run())
    bring_back(film, ["budget"])
    assert film.budget == 20
    settings.SOURCE_PRECEDENCE = ["imdb", "tmdb"]
    bring_back(film, ["budget"])
    assert film.budget == 10


def test_bring_back_of_an_unknown_collection_changes_nothing():
    film = make_film()
    film.source_values.create(source="tmdb", values={"collection": ["X", "tmdb", "9", ""]}, first_run=make_run())
    bring_back(film, ["collection"])
    assert film.collection_id is None


def test_sort_title_of_a_source_holds_for_a_new_title():
    film = make_film("Old")
    film.source_values.create(source="tmdb", values={"sort_title": "Source's"}, first_run=make_run())
    film.title = "New"
    change(film, "title")
    assert (film.sort_title, film.locked_fields) == ("Source's", ["title"])


def test_remove_by_editor_keeps_what_imports_may_bring_again():
    film = make_film()
    for row in (make_genre(film, "Drama", origin="tmdb"), make_keyword(film, "music")):
        row.remove_by_editor()
    assert FilmGenre.objects.get().removed is True
    assert FilmKeyword.objects.get().removed is True
    assert (FilmGenre.objects.present().count(), FilmKeyword.objects.present().count()) == (0, 0)


def test_remove_by_editor_deletes_a_credit_without_keys():
    own, imported, keyed = make_credit(), make_credit(origin="tmdb"), make_credit()
    CreditKey.objects.create(credit=keyed, source="tmdb", value="1")
    for credit in (own, imported, keyed):
        credit.remove_by_editor()
    rows = type(own).objects.order_by("pk").values_list("pk", "removed")
    assert list(rows) == [(imported.pk, True), (keyed.pk, True)]


def test_save_by_editor_of_an_own_row_leaves_nothing_behind():
    name = FilmName.objects.create(film=make_film(), text="Das Konzert")
    name.text = "Das Konzert!"
    name.save_by_editor()
    assert list(FilmName.objects.filter(kind="alternative").values_list("pk", "text")) == [(name.pk, "Das Konzert!")]


def test_save_by_editor_back_to_the_sources_value_revives_its_row():
    name = FilmName.objects.create(film=make_film(), text="Das Konzert", origin="tmdb")
    first = name.pk
    name.text = "Das Konzert!"
    name.save_by_editor()
    assert name.pk != first
    name.text = "Das Konzert"
    name.save_by_editor()
    assert name.pk == first
    rows = FilmName.objects.filter(kind="alternative").order_by("pk").values_list("text", "origin", "removed")
    assert list(rows) == [("Das Konzert", "editor", False), ("Das Konzert!", "editor", True)]


def test_validation_passes_over_a_tombstone_but_not_over_a_present_row_or_a_bad_value():
    film = make_film()
    Video.objects.create(film=film, site="YouTube", key="a", name="Old", removed=True, origin="tmdb")
    again = Video(film=film, site="YouTube", key="a", name="New")
    again.validate_constraints()
    assert again._state.adding is True
    with pytest.raises(ValidationError, match="video_not_empty"):
        Video(film=film, site="YouTube", key="a", name="").validate_constraints()
    Video.objects.update(removed=False)
    with pytest.raises(ValidationError, match="already exists"):
        again.validate_constraints()


def test_twin_looks_at_the_same_film_only():
    text = FilmText.objects.create(film=make_film(), language="de", removed=True)
    assert FilmText(film=text.film, language="de").twin(removed=True) == text
    assert FilmText(film=text.film, language="de").twin(removed=False) is None
    assert FilmText(film=make_film(), language="de").twin(removed=True) is None
    assert text.twin(removed=True) is None


def test_restore_by_editor_keeps_the_origin():
    row = make_genre(make_film(), "Drama", origin="tmdb", removed=True)
    row.restore_by_editor()
    row.refresh_from_db()
    assert (row.origin, row.removed) == ("tmdb", False)


def test_remove_for_good_notes_every_id_and_flattens_redirects():
    film = make_film()
    pk = film.pk
    FilmExternalId.objects.create(film=film, source="tmdb", value="25205")
    Redirect.objects.record("film", pk + 1, pk, ["imdb:tt1"])
    remove_for_good(Redirect.Kind.FILM, film)
    rows = Redirect.objects.order_by("old_id").values_list("old_id", "new_id", "external_ids")
    assert list(rows) == [(pk, None, ["tmdb:25205"]), (pk + 1, None, ["imdb:tt1"])]


def test_recount_counts_present_credits_and_ranks_names():
    ana, ben = make_person("Ana", credit_count=9), make_person("Ben", credit_count=9, popularity=3.5)
    make_credit(person=ana)
    make_credit(person=ana)
    make_credit(person=ana, removed=True)
    recount({ana.pk, ben.pk})
    assert list(Person.objects.order_by("pk").values_list("credit_count", flat=True)) == [2, 0]
    assert [person.names.get().popularity for person in (ana, ben)] == [2, 3.5]
    recount(set())
