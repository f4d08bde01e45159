from django.urls import path

import moviedb.lib.converters  # noqa: F401 — knows the parts <id:…> and <words:…>
from films.views.card import card
from films.views.cast import cast
from films.views.film_list import film_list
from films.views.genre import genre, genre_list
from films.views.info import info
from films.views.overview import overview
from films.views.similar import similar

app_name = "films"
urlpatterns = [
    path("", film_list, name="list"),
    path("<id:film_id>-<words:slug>/", overview, name="detail"),
    path("<id:film_id>-<words:slug>/cast/", cast, name="cast"),
    path("<id:film_id>-<words:slug>/info/", info, name="info"),
    path("<id:film_id>-<words:slug>/similar/", similar, name="similar"),
    path("<id:film_id>-<words:slug>/card.png", card, name="card"),
    path("genres/", genre_list, name="genres"),
    path("genres/<id:genre_id>-<words:slug>/", genre, name="genre"),
    # without a slug: redirected to the above
    path("genres/<id:genre_id>/", genre),
    path("<id:film_id>/", overview),
    path("<id:film_id>/cast/", cast),
    path("<id:film_id>/info/", info),
    path("<id:film_id>/similar/", similar),
    path("<id:film_id>/card.png", card),
]
