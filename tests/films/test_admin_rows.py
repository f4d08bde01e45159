"""What belongs to a film, as rows of its form: edits, tombstones, their return."""

from typing import Any

import pytest
from django.test import Client

from films.models import Country, Film, FilmGenre, FilmName, FilmText, Genre, ReleaseDate, Video
from moviedb.lib.provenance.models import SourcedRow
from tests.admin_forms import add_row, log_in, read_form, save_form
from tests.factories import make_film, make_genre

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    return log_in(client)


def address(film: Film) -> str:
    return f"/admin/films/film/{film.pk}/change/"


def marks(*rows: SourcedRow) -> list[tuple[str, bool]]:
    for row in rows:
        row.refresh_from_db()
    return [(row.origin, row.removed) for row in rows]


def test_removed_imported_row_leaves_a_tombstone(editor):
    film = make_film()
    genre = make_genre(film, "Drama", origin="tmdb")
    stays = make_genre(film, "Comedy", origin="tmdb")
    save_form(editor, address(film), **{"film_genres-0-DELETE": "on"})
    assert marks(genre, stays) == [("tmdb", True), ("tmdb", False)]
    assert "film_genres-1-id" not in read_form(editor, address(film))


def test_unchanged_rows_keep_their_origin(editor):
    film = make_film()
    genre = make_genre(film, "Drama", origin="tmdb")
    name = FilmName.objects.create(film=film, text=" Das Konzert ", origin="tmdb")
    save_form(editor, address(film))
    assert marks(genre, name) == [("tmdb", False), ("tmdb", False)]


def test_new_row_is_the_editors(editor):
    film = make_film()
    genre = Genre.objects.create(name="Drama")
    data = add_row(read_form(editor, address(film)), "film_genres", genre=genre.pk, position="0")
    assert editor.post(address(film), data).status_code == 302
    row = FilmGenre.objects.get()
    assert (row.genre, row.origin, row.removed) == (genre, "editor", False)


def test_entering_a_removed_term_again_revives_it(editor):
    film = make_film()
    row = make_genre(film, "Drama", origin="tmdb", removed=True, gone=True)
    data = add_row(read_form(editor, address(film)), "film_genres", genre=row.genre_id, position="4")
    assert editor.post(address(film), data).status_code == 302
    row = FilmGenre.objects.get(pk=row.pk)
    assert (row.origin, row.removed, row.gone, row.position) == ("editor", False, False, 4)


def test_entering_a_present_term_again_is_an_error(editor):
    film = make_film()
    row = make_genre(film, "Drama")
    data = add_row(read_form(editor, address(film)), "film_genres", genre=row.genre_id, position="0")
    page = editor.post(address(film), data)
    assert page.content.decode().count("This is there already.") == 1
    assert FilmGenre.objects.count() == 1


def test_entering_a_row_twice_at_once_is_an_error(editor):
    film = make_film()
    data = read_form(editor, address(film))
    Country.objects.create(code="FR", name="France")
    for _ in range(2):
        data = add_row(data, "release_dates", country="FR", date="2009")
    page = editor.post(address(film), data)
    assert page.content.decode().count("The same row was entered twice.") == 1
    assert ReleaseDate.objects.count() == 0


def test_changing_a_term_into_a_removed_one_revives_it(editor):
    film = make_film()
    old = make_genre(film, "Comedy", origin="tmdb")
    removed = make_genre(film, "Drama", origin="tmdb", removed=True)
    save_form(editor, address(film), **{"film_genres-0-genre": removed.genre_id})
    assert marks(old, removed) == [("tmdb", True), ("editor", False)]
    assert FilmGenre.objects.count() == 2


def test_restore_brings_a_removed_row_back_as_imported(editor):
    film = make_film()
    row = make_genre(film, "Drama", origin="tmdb", removed=True)
    other = make_genre(film, "Comedy", origin="tmdb", removed=True)
    page = editor.get(address(film)).content.decode()
    assert page.count(f'name="film_genres-restore" value="{row.pk}"> Drama') == 1
    save_form(editor, address(film), **{"film_genres-restore": [str(row.pk)]})
    assert marks(row, other) == [("tmdb", False), ("tmdb", True)]


def test_restore_takes_no_row_of_another_film(editor):
    row = make_genre(make_film(), "Drama", origin="tmdb", removed=True)
    save_form(editor, address(make_film()), **{"film_genres-restore": [str(row.pk), "x"]})
    assert marks(row) == [("tmdb", True)]


def test_changed_title_leaves_the_sources_one_as_a_tombstone(editor):
    film = make_film(popularity=5)
    name = FilmName.objects.create(film=film, text="Das Konzert", language="de", origin="tmdb")
    save_form(editor, address(film), **{"names-0-text": "Das Konzert!"})
    assert marks(name) == [("tmdb", True)]
    new = FilmName.objects.get(text="Das Konzert!")
    assert (new.origin, new.removed, new.language, new.popularity) == ("editor", False, "de", 5)


def test_note_of_a_title_is_changed_in_place(editor):
    film = make_film()
    name = FilmName.objects.create(film=film, text="Das Konzert", origin="tmdb")
    save_form(editor, address(film), **{"names-0-note": "on television"})
    name.refresh_from_db()
    assert (name.note, name.origin, FilmName.objects.filter(kind="alternative").count()) == (
        "on television", "editor", 1
    )  # fmt: skip


def test_row_changed_in_place_and_then_removed_leaves_a_tombstone(editor):
    film = make_film()
    text = FilmText.objects.create(film=film, language="de", overview="Alt", origin="tmdb")
    save_form(editor, address(film), **{"texts-0-overview": "Neu"})
    assert marks(text) == [("editor", False)]
    save_form(editor, address(film), **{"texts-0-DELETE": "on"})
    assert marks(text) == [("editor", True)]


def test_own_titles_are_no_rows(editor):
    film = make_film("The Concert", original_title="Le Concert")
    assert FilmName.objects.filter(film=film).count() == 2
    data = read_form(editor, address(film))
    assert data["names-TOTAL_FORMS"] == "0"
    data = add_row(data, "names", text="Another", kind="title")
    assert editor.post(address(film), data).status_code == 200


def test_release_dates_and_videos_are_edited(editor):
    film = make_film()
    france = Country.objects.create(code="FR", name="France")
    release = ReleaseDate.objects.create(film=film, country=france, date="2009-11", origin="tmdb")
    video = Video.objects.create(film=film, site="YouTube", key="abc", name="Trailer", origin="tmdb")
    changes: dict[str, Any] = {"release_dates-0-date": "2009-11-04", "videos-0-name": "The trailer"}
    save_form(editor, address(film), **changes)
    assert marks(release, video) == [("tmdb", True), ("editor", False)]
    assert str(ReleaseDate.objects.get(removed=False).date) == "2009-11-04"


def test_edit_of_a_row_that_is_gone_meanwhile_is_an_error(editor):
    film = make_film()
    row = make_genre(film, "Drama", origin="tmdb")
    data = read_form(editor, address(film)) | {"film_genres-0-position": "7"}
    row.remove_by_editor()
    page = editor.post(address(film), data)
    assert page.status_code == 200
    assert page.content.decode().count("A row was removed since this page was loaded.") == 1


def test_rows_not_touched_stay_as_they_are_by_now(editor):
    film = make_film(runtime=1)
    genre, removed = make_genre(film, "Drama", origin="tmdb"), make_genre(film, "Comedy", origin="tmdb")
    text = FilmText.objects.create(film=film, language="de", overview="Line\nline ", origin="tmdb")
    data = read_form(editor, address(film)) | {"runtime": "2"}
    FilmGenre.objects.filter(pk=genre.pk).update(position=5)  # another editor or an import, meanwhile
    FilmText.objects.update(overview="Another's")
    removed.remove_by_editor()
    assert editor.post(address(film), data).status_code == 302
    assert marks(genre, removed, text) == [("tmdb", False), ("tmdb", True), ("tmdb", False)]
    assert (genre.position, text.overview) == (5, "Another's")
    film.refresh_from_db()
    assert film.runtime == 2


def test_row_that_changed_meanwhile_is_not_written_over(editor):
    film = make_film()
    text = FilmText.objects.create(film=film, language="de", overview="Alt", origin="tmdb")
    data = read_form(editor, address(film)) | {"texts-0-tagline": "Neu"}
    FilmText.objects.update(overview="Another's")
    page = editor.post(address(film), data)
    assert page.content.decode().count("This was changed since the page was loaded.") == 1
    text.refresh_from_db()
    assert (text.overview, text.tagline) == ("Another's", "")


@pytest.mark.parametrize("seen", ["", "x", "[]", "{", '{"1": 2}', None])
def test_form_without_what_was_seen_is_compared_with_the_database(editor, seen):
    film = make_film()
    genre = make_genre(film, "Drama", origin="tmdb")
    changes: dict[str, Any] = {"film_genres-seen": seen, "film_genres-0-position": "3"}
    save_form(editor, address(film), **changes)
    genre.refresh_from_db()
    assert (genre.position, genre.origin) == (3, "editor")


def test_votes_of_other_sites_are_read_only(editor):
    film = make_film()
    film.votes.create(site="tmdb", average="7.4", count=120, origin="tmdb")
    data = read_form(editor, address(film))
    assert [name for name in data if name.startswith("votes-0")] == ["votes-0-id", "votes-0-film"]
    assert editor.get(address(film)).content.decode().count("<p>7.400</p>") == 1


def test_bad_numbers_of_rows_are_no_fault(editor):
    film = make_film()
    form = read_form(editor, address(film))
    for prefix in ("film_genres", "names", "credits", "external_ids"):
        # As many rows as are ever shown take seconds: one kind of them says enough.
        many = [("99999", 200)] if prefix == "external_ids" else []
        for value, status in (("", 200), ("x", 200), ("-1", 302), *many):
            data = form | {f"{prefix}-TOTAL_FORMS": value, f"{prefix}-INITIAL_FORMS": value}
            assert (prefix, value, editor.post(address(film), data).status_code) == (prefix, value, status)
