import gzip
import sys
import threading
from types import SimpleNamespace

import brotli
import pytest
from django.db import OperationalError
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from films.views import home
from moviedb.compression import MIN_BYTES, chosen_coding, compress_pages
from tests.admin_forms import log_in
from tests.factories import make_film

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS = {"zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}
TEXT = b"<p>The Concert</p>" * 100
NO_ADMIN = SimpleNamespace(namespaces=[])


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),  # Chromium, Firefox
        ("gzip, deflate, br", "br"),  # Safari
        ("gzip, deflate", "gzip"),
        ("deflate", ""),
        ("", ""),
        ("identity", ""),
        ("gzip;q=1.0, br;q=0.8, *;q=0.1", "gzip"),
        ("gzip;q=0.5,br;q=0.5", "br"),
        ("ZSTD;Q=0.3 , BR ; q=0.25", "zstd"),
        ("zstd;q=0, br;q=0.000, gzip;q=0.001", "gzip"),
        ("*", "gzip"),
        ("*;q=0", ""),
        ("gzip;q=0, *", ""),
        ("identity;q=1, gzip;q=0.5", ""),
        ("identity, gzip", "gzip"),
        ("identity;q=0", ""),  # the page as it is rather than 406
        ("gzip;q=2", ""),
        ("gzip;q=-1", ""),
        ("gzip;q=0.1234", ""),
        ("gzip;q=nan, br;level=3", ""),
        ("gzip;", ""),
        (",;,=,;q=1,,gzip", "gzip"),
        ("gzip\t; q=1.000", "gzip"),
        ("br, " * 100, ""),
    ],
)
def test_coding_follows_accept_encoding(accepted, coding):
    assert chosen_coding(accepted) == coding


def answer(rf, response, accepted="zstd"):
    request = rf.get("/", headers={"Accept-Encoding": accepted})
    request.resolver_match = NO_ADMIN
    return compress_pages(lambda request: response)(request)


@pytest.mark.parametrize("coding", CODINGS)
def test_page_is_compressed(rf, coding):
    response = answer(rf, HttpResponse(TEXT, headers={"Content-Length": len(TEXT), "Vary": "Cookie"}), coding)
    assert CODINGS[coding](response.content) == TEXT
    assert dict(response.headers) == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(response.content)),
        "Content-Encoding": coding,
        "Vary": "Cookie, Accept-Encoding",
    }


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json", "application/ld+json", "application/atom+xml; charset=utf-8", "application/xml",
        "application/opensearchdescription+xml", "application/manifest+json", "image/svg+xml", "text/plain",
    ],
)  # fmt: skip
def test_text_of_every_kind_is_compressed(rf, content_type):
    assert answer(rf, HttpResponse(TEXT, content_type))["Content-Encoding"] == "zstd"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(TEXT, "image/png"),
        HttpResponse(TEXT, "application/zip"),
        HttpResponse(TEXT, headers={"Content-Encoding": "gzip"}),
        HttpResponse(TEXT, status=206, headers={"Content-Range": "bytes 0-1799/9000"}),
        HttpResponse(TEXT, headers={"Cache-Control": "public, no-transform"}),
    ],
    ids=["picture", "archive", "coded", "part", "no-transform"],
)
def test_what_gains_nothing_or_must_not_change_is_left_alone(rf, response):
    before = dict(response.headers)
    assert (answer(rf, response).content, dict(response.headers)) == (TEXT, before)


@pytest.mark.parametrize("kind", [StreamingHttpResponse, FileResponse])
def test_streams_are_left_alone(rf, kind):
    response = answer(rf, kind(iter([TEXT]), content_type="text/html"))
    assert (b"".join(response), response.has_header("Vary")) == (TEXT, False)


@pytest.mark.parametrize(("size", "coded"), [(MIN_BYTES - 1, False), (MIN_BYTES, True)])
def test_small_page_is_left_alone_but_varies_as_the_others(rf, size, coded):
    response = answer(rf, HttpResponse(b"a" * size))
    assert (response.has_header("Content-Encoding"), response["Vary"]) == (coded, "Accept-Encoding")


def test_strong_tag_becomes_weak_where_the_bytes_differ(rf):
    tagged = {"ETag": '"abc"'}
    assert answer(rf, HttpResponse(TEXT, headers=tagged))["ETag"] == 'W/"abc"'
    assert answer(rf, HttpResponse(TEXT, headers=tagged), "identity")["ETag"] == '"abc"'


def test_compressor_is_used_again_in_each_thread(rf):
    pages: list[bytes] = []

    def use():
        for number in range(50):
            text = b"%d" % number * MIN_BYTES
            pages.append(CODINGS["zstd"](answer(rf, HttpResponse(text)).content))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(pages) == sorted(b"%d" % number * MIN_BYTES for number in range(50) for _ in range(4))


@pytest.fixture
def film(db):
    return make_film("The Concert", overview="A conductor. " * 50)


@pytest.mark.parametrize("accepted", [*CODINGS, "identity"])
def test_page_of_any_coding_is_confirmed_with_304(client, film, accepted):
    url, asked = film.get_absolute_url(), {"Accept-Encoding": accepted}
    plain, first = client.get(url), client.get(url, headers=asked)
    coding = first.get("Content-Encoding", "identity")
    assert (coding, first["ETag"], first["Vary"]) == (accepted, plain["ETag"], "Cookie, Accept-Encoding")
    second = client.get(url, headers={**asked, "If-None-Match": first["ETag"]})
    assert (second.status_code, second.content, second["Vary"]) == (304, b"", "Cookie, Accept-Encoding")
    assert (second["ETag"], second.has_header("Content-Encoding")) == (first["ETag"], False)


def test_head_has_the_headers_of_get(client, film):
    asked = {"Accept-Encoding": "br"}
    get, head = (ask(film.get_absolute_url(), headers=asked) for ask in (client.get, client.head))
    assert (dict(head.headers), head.content) == (dict(get.headers), b"")
    assert int(get["Content-Length"]) == len(get.content)


@pytest.mark.parametrize(("path", "status"), [("/nothing-here/", 404), ("/films/?x=%00", 400)])
def test_error_page_is_compressed(client, db, path, status):
    plain, coded = client.get(path), client.get(path, headers={"Accept-Encoding": "zstd"})
    assert (coded.status_code, coded["Content-Encoding"]) == (status, "zstd")
    assert CODINGS["zstd"](coded.content) == plain.content


def test_page_of_a_database_fault_is_compressed(client, db, monkeypatch):
    def fail(*keys):
        raise OperationalError("away")

    monkeypatch.setattr(home.FILMS, "raw", fail)
    monkeypatch.setattr("moviedb.middleware.connection", SimpleNamespace(in_atomic_block=True))
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert (response.status_code, response["Retry-After"], response["Content-Encoding"]) == (503, "30", "gzip")
    assert b"<h1" in CODINGS["gzip"](response.content)


def test_admin_is_not_compressed(client, db):
    asked = {"Accept-Encoding": "gzip, br, zstd"}
    login = client.get("/admin/login/", headers=asked)
    desk = log_in(client).get("/admin/", headers=asked)
    for response in (login, desk):
        assert (response.status_code, len(response.content) > MIN_BYTES) == (200, True)
        assert (response.has_header("Content-Encoding"), "Accept-Encoding" in response["Vary"]) == (False, False)
