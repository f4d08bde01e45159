"""What machines ask a site for: robots.txt, sitemaps, how to search it, how to keep it on a home screen."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from moviedb.discovery.sitemaps import INDEX, sitemap_file
from moviedb.lib.http import site_root

ICONS = [("icons/192.png", 192, "any"), ("icons/512.png", 512, "any"), ("icons/maskable-512.png", 512, "maskable")]
PAPER, EMBER = "#fdfbf7", "#d8492c"


@require_safe
@cache_control(max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('search')}?",  # answers; the form itself may be found
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /*?sort=",  # the same films in another order
        "Disallow: /*&sort=",
    ]
    if sitemap_file(INDEX).exists():
        lines += ["", f"Sitemap: {site_root(request)}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest, name: str = INDEX) -> HttpResponseBase:
    """One of the files that `build_sitemaps` made; the index without a name."""
    path = sitemap_file(name)
    if not path.exists():
        text = "There is no such sitemap. `manage.py build_sitemaps` makes them.\n"
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=404)
    state = path.stat()
    tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag, last_modified=int(state.st_mtime))
    if response is None:
        response = FileResponse(path.open("rb"), content_type="application/xml")
    response["ETag"] = tag
    return response


@require_safe
@cache_control(max_age=86_400)
def opensearch(request: HttpRequest) -> HttpResponse:
    context = {"site": site_root(request), "short_name": settings.SITE_NAME[:16]}
    return render(request, "opensearch.xml", context, content_type="application/opensearchdescription+xml")


@require_safe
@cache_control(max_age=86_400)
def manifest(request: HttpRequest) -> HttpResponse:
    content = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "lang": get_language(),
        "start_url": reverse("home"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": EMBER,
        "icons": [
            {"src": static(file), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for file, size, purpose in ICONS
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")
