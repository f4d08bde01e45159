from django.urls import path

import moviedb.lib.converters  # noqa: F401 — knows the parts <id:…> and <words:…>
from people.views.detail import card, detail
from people.views.person_list import person_list

app_name = "people"
urlpatterns = [
    path("", person_list, name="list"),
    path("<id:person_id>-<words:slug>/", detail, name="detail"),
    path("<id:person_id>-<words:slug>/card.png", card, name="card"),
    # without a slug: redirected to the above
    path("<id:person_id>/", detail),
    path("<id:person_id>/card.png", card),
]
