import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction

from films.models import Film
from moviedb.lib.dates import PartialDate
from tests.factories import make_film


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1994", PartialDate(1994)),
        ("1994-05", PartialDate(1994, 5)),
        (" 1994-05-17 ", PartialDate(1994, 5, 17)),
        ("2000-02-29", PartialDate(2000, 2, 29)),
    ],
)
def test_partial_date_parse_keeps_what_is_known(text, date):
    assert PartialDate.parse(text) == date
    assert str(date) == text.strip()


@pytest.mark.parametrize("text", ["", "94", "1994-13", "1994-00", "1994-02-30", "1900-02-29", "0000", "١٩٩٤", "1994-5"])
def test_partial_date_parse_refuses(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@pytest.mark.django_db
def test_partial_date_field_round_trip():
    make_film(release_date=PartialDate(1994, 5))
    assert Film.objects.get().release_date == PartialDate(1994, 5)
    assert Film.objects.get().release_year == 1994


@pytest.mark.django_db
def test_partial_date_field_orders_the_vaguer_date_first():
    for text in ("1994-05-17", "1994", "1995", "1994-05"):
        make_film(text, release_date=text)
    assert list(Film.objects.order_by("release_date").values_list("title", flat=True)) == [
        "1994", "1994-05", "1994-05-17", "1995",
    ]  # fmt: skip


def test_partial_date_field_says_how_to_write_a_date():
    with pytest.raises(ValidationError) as error:
        Film._meta.get_field("release_date").clean("17.5.1994", None)
    assert error.value.messages == ["Write 1994, 1994-05 or 1994-05-17."]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["1994-13", "1994-02-30", "1994-04-31", "1994-5", "94", "1994-05-17T", ""])
def test_partial_date_constraint_refuses(text):
    film = make_film()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        connection.cursor().execute("UPDATE films_film SET release_date = %s WHERE id = %s", [text, film.pk])
