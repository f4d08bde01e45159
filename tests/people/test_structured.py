import json
import re

import pytest

from people.models import PersonExternalId, PersonName
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def graph_of(client, person):
    html = client.get(person.get_absolute_url()).content.decode()
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)["@graph"]


def card_of(client, person):
    html = client.get(person.get_absolute_url()).content.decode()
    [address] = re.findall(r'<meta property="og:image" content="([^"]+)">', html)
    return address


def test_person(client):
    person = make_person(
        "Mélanie Laurent", birth_date="1983-02-21", birth_place="Paris", known_for_department="Acting",
        homepage="https://example.org/",
    )  # fmt: skip
    PersonExternalId.objects.create(person=person, source="imdb", value="nm0491259")
    PersonName.objects.create(person=person, kind=PersonName.Kind.ALIAS, text="M. Laurent")
    url = f"http://testserver{person.get_absolute_url()}"
    assert graph_of(client, person) == [
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "People", "item": "http://testserver/people/"},
                {"@type": "ListItem", "position": 2, "name": "Mélanie Laurent", "item": url},
            ],
        },
        {
            "@type": "Person",
            "name": "Mélanie Laurent",
            "url": url,
            "image": card_of(client, person),
            "alternateName": ["M. Laurent"],
            "sameAs": ["https://example.org/", "https://www.imdb.com/name/nm0491259/"],
            "birthDate": "1983-02-21",
            "birthPlace": {"@type": "Place", "name": "Paris"},
            "jobTitle": "Actor",
        },
    ]


def test_group(client):
    group = make_person("The Band", kind="group", birth_date="1968", death_date="1999", known_for_department="Sound")
    assert graph_of(client, group)[1] == {
        "@type": "Organization",
        "name": "The Band",
        "url": f"http://testserver{group.get_absolute_url()}",
        "image": card_of(client, group),
        "foundingDate": "1968",
        "dissolutionDate": "1999",
    }


def test_name_that_would_end_the_script_is_inert(client):
    name = "</script><script>alert(1)"
    assert graph_of(client, make_person(name))[1]["name"] == name
