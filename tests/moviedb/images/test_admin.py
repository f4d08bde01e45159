"""Choosing images of the library for films and people, and saying what they show."""

from typing import Any

import pytest
from django.test import Client

from films.models import Film
from people.models import Person
from tests.admin_forms import log_in, read_form, save_form
from tests.factories import make_film, make_image, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    return log_in(client)


def test_images_are_chosen_and_lock_nothing(editor):
    poster, backdrop, portrait = (make_image(colour) for colour in ("#ff0000", "#00ff00", "#0000ff"))
    film, person = make_film("The Concert"), make_person("Ann Lee")
    save_form(editor, f"/admin/films/film/{film.pk}/change/", poster=str(poster.pk), backdrop=str(backdrop.pk))
    save_form(editor, f"/admin/people/person/{person.pk}/change/", portrait=str(portrait.pk))
    film, person = Film.objects.get(), Person.objects.get()
    assert (film.poster, film.backdrop, film.locked_fields) == (poster, backdrop, [])
    assert (person.portrait, person.locked_fields) == (portrait, [])
    save_form(editor, f"/admin/films/film/{film.pk}/change/", poster="")
    assert Film.objects.get().poster is None


def test_image_is_described_and_neither_added_nor_lost_while_in_use(editor):
    image = make_image(caption="Old")
    make_film(poster=image)
    address = f"/admin/images/image/{image.pk}/change/"
    save_form(editor, address, caption="The stage", focus_x="20", licence="CC BY 4.0")
    image.refresh_from_db()
    assert (image.caption, image.focus_x, image.licence) == ("The stage", 20, "CC BY 4.0")
    page: Any = editor.get(address)
    assert f'src="/media/{image.name}-276.jpg"' in page.content.decode()
    assert editor.get("/admin/images/image/add/").status_code == 403
    editor.post(address.replace("change", "delete"), {"post": "yes"})
    assert Film.objects.get().poster == image


@pytest.mark.parametrize(("typed", "found"), [("stage", 1), ("STAGE", 1), ("credit", 1), ("nothing", 0)])
def test_search(editor, typed, found):
    make_image(caption="The stage", credit="A Credit")
    assert len(editor.get("/admin/images/image/", {"q": typed}).context["cl"].result_list) == found


def test_focus_beyond_the_picture_is_refused_in_words(editor):
    address = f"/admin/images/image/{make_image().pk}/change/"
    page: Any = editor.post(address, read_form(editor, address) | {"focus_x": "101"})
    assert page.context["adminform"].form.errors == {"focus_x": ["Ensure this value is less than or equal to 100."]}
