"""Ratings and tags of other sites' users: what the database holds of them and how they are asked for."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from films.models import OutsideRating, OutsideSite, OutsideTag
from tests.factories import make_film

pytestmark = pytest.mark.django_db


def rate(user, film, half_stars):
    return OutsideRating.objects.create(
        site=OutsideSite.MOVIELENS, user=user, film=film, half_stars=half_stars, rated_on=date(2009, 11, 4)
    )


def test_likes_are_four_stars_or_more_in_pairs_by_user():
    first, second = make_film(title="First"), make_film(title="Second")
    rate(2, first, 10)
    rate(1, second, 8)
    rate(1, first, 7)
    rate(3, second, 1)

    assert list(OutsideRating.objects.likes().pairs()) == [(1, second.pk), (2, first.pk)]


def test_rating_refused_by_the_database():
    film = make_film()
    rate(1, film, 1)

    for user, half_stars in ((1, 2), (2, 0), (2, 11)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rate(user, film, half_stars)

    assert OutsideRating.objects.count() == 1


def test_tag_refused_by_the_database():
    tag = {"site": OutsideSite.MOVIELENS, "film": make_film(), "users": 3, "text": "music"}
    OutsideTag.objects.create(**tag)

    for wrong in ({}, {"text": ""}, {"text": "orchestra", "users": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutsideTag.objects.create(**tag | wrong)

    assert OutsideTag.objects.count() == 1


def test_a_rating_takes_forty_bytes():
    """Thirty-two million of them have to fit."""
    rate(1, make_film(), 8)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(r.*) FROM films_outsiderating AS r")
        assert cursor.fetchone() == (40,)


def test_rows_go_with_their_film():
    film = make_film()
    rate(1, film, 8)
    OutsideTag.objects.create(site=OutsideSite.MOVIELENS, film=film, users=1, text="music")

    film.delete()

    assert not OutsideRating.objects.exists()
    assert not OutsideTag.objects.exists()
