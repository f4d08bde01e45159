from django.urls import path, register_converter

from moviedb.lib.converters import IdConverter, SlugConverter
from people.views.detail import detail
from people.views.person_list import person_list

register_converter(IdConverter, "id")
register_converter(SlugConverter, "words")

app_name = "people"
urlpatterns = [
    path("", person_list, name="list"),
    path("<id:person_id>-<words:slug>/", detail, name="detail"),
    # without a slug: redirected to the above
    path("<id:person_id>/", detail),
]
