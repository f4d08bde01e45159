"""Whatever a visitor sends to a public address, the answer is never a server's error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from films.views.film_filters import NAMES as FILTERS
from films.views.film_list import FILMS
from people.views.person_list import PEOPLE
from tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db

EXAMPLES = 100
CORPUS = [
    "", " ", "%00", "\0", "\x1b[31m", "\r\nSet-Cookie: a=b", "\ud800", "\udfff\ud800", "x" * 8_000, "%%\\_", "%", "_",
    "\\", "'; DROP TABLE films_film; --", "<script>alert(1)</script>", "\u202e\u200f", "\ufeff", "１２", "٣", "1_000",
    " 1", "-1", "1e5", "NaN", "Infinity", str(10**25), str(2**31), str(2**63), "0", "null", "[]", "{}", "ǰ̣́" * 50,
    "🎬" * 100, "ﷺ" * 100, "東", "東京物語", "\u0345" * 90, "İ" * 100, "a " * 60, ":::", "W10:1abc:x", "eyJ9:xx",
    "../../etc/passwd", "//evil.example",
]  # fmt: skip
texts = st.one_of(st.sampled_from(CORPUS), st.text(max_size=40), st.text(st.characters(categories=["Cs"]), max_size=3))
names = st.one_of(st.sampled_from(["q", "sort", "after", "page", "theme", *FILTERS]), st.text(max_size=8))
headers = st.dictionaries(
    st.sampled_from(["if-none-match", "if-modified-since", "if-match", "cookie", "range", "accept-language", "accept"]),
    st.one_of(
        st.sampled_from(["*", 'W/"', '"x"', "bytes=0-", "sessionid=\x7f;;=", "csrftoken=x", "ro;q=x, *", "x" * 4_000]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
    ),
    max_size=3,
)
methods = st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
hostile = settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def quoted(text: str) -> str:
    """Percent-encoded as a careless client does it: lone surrogates become bytes that are no UTF-8."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def query_of(parameters: list[tuple[str, str]]) -> str:
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in parameters)


@pytest.fixture
def addresses() -> dict[str, str]:
    film, person = make_film("The Concert", popularity=1, release_date="2009"), make_person("Ann Lee")
    make_credit(film, person)
    return {"film": film.get_absolute_url(), "person": person.get_absolute_url()}


@pytest.mark.parametrize(
    "address",
    ["/", "/films/", "/people/", "/search/", "{film}", "{film}cast/", "{film}info/", "{film}similar/", "{person}"],
)
@hostile
@given(parameters=st.lists(st.tuples(names, texts), max_size=4), headers=headers, method=methods)
def test_parameters_headers_and_methods(client, addresses, address, parameters, headers, method):
    client.raise_request_exception = False
    url = address.format(**addresses)
    response = client.generic(method, url, QUERY_STRING=query_of(parameters), headers=headers)
    assert response.status_code < 500


@pytest.mark.parametrize("section", ["films", "people"])
@hostile
@given(
    number=st.one_of(st.integers(-(10**12), 10**12).map(str), texts),
    words=texts,
    page=st.sampled_from(["", "cast/", "info/", "similar/", "x/"]),
)
def test_addresses(client, section, number, words, page):
    client.raise_request_exception = False
    response = client.generic("GET", f"/{section}/{quoted(number)}-{quoted(words)}/{page}")
    assert response.status_code < 500


@pytest.mark.parametrize("address", ["/films/", "/people/"])
@pytest.mark.parametrize("sort", ["popular", "title", "newest", "credits", "name"])
@hostile
@given(value=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts), number=st.integers())
def test_cursors_signed_for_something_else(client, address, sort, value, number):
    """Not from a visitor, who has no key: what an old release may have signed."""
    client.raise_request_exception = False
    records = FILMS.whole if address == "/films/" else PEOPLE.whole
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode()
    after = records.signer.sign_object([sort, value, number])
    assert client.get(address, {"sort": sort, "after": after}).status_code < 500


@pytest.mark.parametrize("text", CORPUS)
def test_search_for_the_whole_corpus(client, text):
    client.raise_request_exception = False
    assert client.generic("GET", "/search/", QUERY_STRING=f"q={quoted(text)}").status_code in (200, 400)


def test_two_thousand_parameters(client):
    query = "&".join(f"q{number}=x&q=film" for number in range(1_000))
    assert client.generic("GET", "/search/", QUERY_STRING=query).status_code == 200


def test_more_parameters_than_allowed(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    assert client.generic("GET", "/search/", QUERY_STRING="q=x&" * 20).status_code == 400


def test_unknown_host(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
