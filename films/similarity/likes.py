"""Who likes what: the one place that says which ratings count. The site's own will join here."""

import numpy as np
from django.db.models import F

from films.models import OutsideRating
from films.similarity.facts import Ints
from films.similarity.reading import whole_numbers

# Users of different sites are different people.
USERS_OF_A_SITE = 2**32


def read_likes(films: Ints) -> tuple[Ints, Ints]:
    """(users, places of films) of every like of these films, which are in ascending order."""
    users, liked = whole_numbers(
        OutsideRating.objects.likes().order_by(), F("site") * USERS_OF_A_SITE + F("user"), F("film_id")
    )
    places = np.searchsorted(films, liked)
    known = places < len(films)
    known[known] = films[places[known]] == liked[known]
    return users[known], places[known]
