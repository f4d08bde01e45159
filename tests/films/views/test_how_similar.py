import pytest

from films.models import OutsideRating, OutsideSite
from tests.factories import make_film

pytestmark = pytest.mark.django_db


def test_how_similar_says_whether_likes_are_part_of_it(client):
    without = client.get("/about/similar-films/").content.decode()
    OutsideRating.objects.create(
        site=OutsideSite.MOVIELENS, user=1, film=make_film(), half_stars=9, rated_on="2020-01-01"
    )
    with_likes = client.get("/about/similar-films/").content.decode()
    assert ("This catalogue has none yet" in without, "This catalogue has none yet" in with_likes) == (True, False)
