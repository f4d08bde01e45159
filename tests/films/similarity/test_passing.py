from typing import Any

import numpy as np
import pytest

from films.similarity import features
from films.similarity.passing import Passing
from tests.films.similarity.specs import F, facts

FRANCE, ITALY = 70 * 256 + 82, 73 * 256 + 84
ONE: dict[str, Any] = {"year": 1990, "genre": [1, 2], "country": [ITALY, FRANCE], "language": "fr", "votes": 1000}


@pytest.mark.parametrize(("other", "said"), [
    (F(2, year=1980, genre=[1, 2, 3]), [("genre", (1, 2))]),
    (F(2, year=1980, genre=[1], country=[FRANCE]), [("years", (1980, 1990))]),
    (F(2, year=1979, genre=[1], country=[FRANCE], language="fr"), [("kind", ("1", "FR"))]),
    (F(2, year=1979, genre=[1], country=[FRANCE, ITALY]), [("kind", ("1", "FR"))]),
    (F(2, year=1979, country=[FRANCE], language="fr", votes=1000), [("language", ("fr",))]),
    (F(2, year=2001, genre=[1], votes=1500), [("renown", (1,))]),
    (F(2, year=1979, genre=[1], votes=1600), [("before", (2000,))]),
    (F(2, year=2001, genre=[1], country=[256 * 65 + 66], language="de"), []),  # a genre alone is no reason
    (F(2), []),
])  # fmt: skip
def test_says_the_most_telling_of_what_is_left(other, said):
    films = Passing(features.build(facts([F(1, **ONE), other])))
    told = [tuple(part for part in reason if part) for reason in films.reasons(0, 1)]
    assert (told, films.can_say(0, np.array([1])).tolist()) == (said, [bool(said)])


@pytest.mark.parametrize(("years", "said"), [
    ((1902, 1949), [("before", (1950,))]), ((1902, 1951), [("before", (2000,))]), ((2000, 2020), [("since", (2000,))]),
    ((1902, 2000), []), ((0, 1902), []),
])  # fmt: skip
def test_says_of_what_time_both_are(years, said):
    films = [F(1, year=years[0], votes=100), F(2, year=years[1], votes=900)]
    passing = Passing(features.build(facts(films)))
    assert [reason[:2] for reason in passing.reasons(0, 1)] == said
    assert passing.can_say(0, np.array([1])).tolist() == [bool(said)]


def test_no_language_is_none_that_both_have_in_common(monkeypatch):
    monkeypatch.setattr("films.similarity.passing.NO_LANGUAGE", "fr")
    films = [F(1, language="fr", votes=100), F(2, language="fr", votes=900)]
    assert Passing(features.build(facts(films))).can_say(0, np.array([1])).tolist() == [False]
