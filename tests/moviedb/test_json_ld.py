import json

import pytest

from moviedb.lib.json_ld import breadcrumbs, json_ld, thing


def test_thing_without_what_is_unknown():
    assert thing("Movie", name="M", image="", director=[], duration=None, position=0) == {
        "@type": "Movie",
        "name": "M",
        "position": 0,
    }


def test_breadcrumbs():
    assert breadcrumbs("https://films.example", [("Films", "/films/"), ("M", "/films/1-m/")]) == {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Films", "item": "https://films.example/films/"},
            {"@type": "ListItem", "position": 2, "name": "M", "item": "https://films.example/films/1-m/"},
        ],
    }


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)", "<!--", "a & b", "line\u2028end\u2029", "東京 \\ \"'\x01"]
)
def test_json_ld_is_inert_and_says_the_same(name):
    text = str(json_ld(thing("Movie", name=name)))
    assert [sign for sign in "<>&\u2028\u2029" if sign in text] == []
    assert json.loads(text) == {"@context": "https://schema.org", "@graph": [{"@type": "Movie", "name": name}]}
