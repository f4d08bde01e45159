from django.contrib import admin
from django.urls import include, path, re_path

from films.views.about import about
from films.views.feed import film_feed
from films.views.hidden_hands import hidden_hands
from films.views.home import home
from films.views.how_similar import how_similar
from films.views.search import search
from moviedb.discovery.views import manifest, opensearch, robots, sitemap
from moviedb.media import media
from moviedb.theme import theme

urlpatterns = [
    path("", home, name="home"),
    path("films/", include("films.urls")),
    path("people/", include("people.urls")),
    path("hidden-hands/", hidden_hands, name="hidden-hands"),
    path("search/", search, name="search"),
    path("theme/", theme, name="theme"),
    path("about/", about, name="about"),
    path("about/similar-films/", how_similar, name="how-similar"),
    path("feeds/films.atom", film_feed, name="film-feed"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemaps/<slug:name>.xml", sitemap, name="sitemap-part"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("manifest.webmanifest", manifest, name="manifest"),
    re_path(r"^media/(?P<name>[0-9a-f]{24})-(?P<width>[1-9][0-9]{1,3})\.(?P<ending>avif|jpg)\Z", media, name="media"),
    path("admin/", admin.site.urls),
]

handler400 = "moviedb.errors.bad_request"
handler403 = "moviedb.errors.permission_denied"
handler404 = "moviedb.errors.not_found"
handler500 = "moviedb.errors.server_error"
