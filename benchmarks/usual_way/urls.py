from django.urls import include, path

from benchmarks.usual_way.views import constant, film

urlpatterns = [
    path("", include("moviedb.urls")),
    path("constant/<id:film_id>/<int:length>/", constant),
    path("usual/<id:film_id>/", film),
]
