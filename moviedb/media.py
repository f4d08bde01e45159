"""media/: the files of the image library. Their names change with their content, so they may be kept for ever."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from moviedb.lib.images.files import MEDIA_TYPES, file_path

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    # A picture opened on its own may run and load nothing, whatever is in it.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


@require_safe
def media(request: HttpRequest, name: str, width: str, ending: str) -> HttpResponseBase:
    """The address holds nothing but hexadecimal digits, a number and one of our endings: no path leads elsewhere."""
    tag = f'"{name}-{width}-{ending}"'
    try:
        file = file_path(name, int(width), ending).open("rb")
    except OSError:
        raise Http404 from None
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if response is None:
        response = FileResponse(file, content_type=MEDIA_TYPES[ending])
    else:
        file.close()
    for header, value in {**HEADERS, "ETag": tag}.items():
        response[header] = value
    return response
