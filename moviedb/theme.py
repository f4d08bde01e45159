"""theme/: keeps a visitor's choice of light or dark."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from moviedb.lib.theme import COOKIE, ONE_YEAR, THEMES


class SeeOther(HttpResponseRedirect):
    status_code = 303


@require_POST
@csrf_exempt  # a token would need a cookie for every visitor, and all that can be forged here is a colour
def theme(request: HttpRequest) -> HttpResponse:
    """An unknown choice means none: the cookie goes."""
    back = request.POST.get("back", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = SeeOther(back if here and back.startswith("/") else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(COOKIE, chosen, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
