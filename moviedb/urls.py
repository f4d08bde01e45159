from django.contrib import admin
from django.urls import include, path

from films.views.hidden_hands import hidden_hands
from films.views.home import home
from films.views.search import search

urlpatterns = [
    path("", home, name="home"),
    path("films/", include("films.urls")),
    path("people/", include("people.urls")),
    path("hidden-hands/", hidden_hands, name="hidden-hands"),
    path("search/", search, name="search"),
    path("admin/", admin.site.urls),
]

handler400 = "moviedb.errors.bad_request"
handler403 = "moviedb.errors.permission_denied"
handler404 = "moviedb.errors.not_found"
handler500 = "moviedb.errors.server_error"
