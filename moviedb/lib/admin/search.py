"""How the admin finds films and people: by any of their names, or by an external id."""

import re
from typing import Any

from django.db.models import Model, Q

from moviedb.lib.folding import fold

# Nobody types more; a longer text only costs time.
LONGEST = 200
MOST_WORDS = 8
# A trigram index needs three letters; of shorter words only the beginning of a name is looked up.
TRIGRAM = 3
_EXTERNAL_ID = re.compile(r"([a-z][a-z0-9_]{1,29}):(\S{1,200})|((?:tt|nm)\d{5,12})", re.ASCII)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def external_id(term: str) -> tuple[str, str] | None:
    """ "tmdb:25205" or IMDb's own "tt1320082" and "nm0491259" as (source, value)."""
    match = _EXTERNAL_ID.fullmatch(term.strip())
    if not match:
        return None
    source, value, imdb = match.groups()
    return ("imdb", imdb) if imdb else (source, value)


def folded_words(term: str) -> list[str]:
    return fold(term[:LONGEST]).split()[:MOST_WORDS]


def contains_words(term: str, column: str = "fold") -> Q:
    """Every word somewhere in a folded column."""
    condition = Q()
    for word in folded_words(term):
        condition &= Q(**{f"{column}__contains": word})
    return condition


def names_like(term: str) -> Q:
    """A condition on a table of names: every word in one and the same name, in its own or in Latin letters."""
    words = folded_words(term)
    if len(words) == 1 and len(words[0]) < TRIGRAM:
        word = words[0]
        if not _CJK.search(word):
            return Q(fold__startswith=word)
        return Q(bigrams__contains=[word]) if len(word) == 2 else Q(fold__contains=word)
    return contains_words(term) | contains_words(term, "latin")


def owners_like(term: str, names: type[Model], external_ids: type[Model], owner: str, field: str = "pk") -> Q:
    """A condition on films or people, or by `field` on rows of theirs.

    `owner` is what the tables of names and external ids call their film or person.
    """
    found = names._default_manager.filter(names_like(term), removed=False)
    condition = Q(**{f"{field}__in": found.values(owner)})
    if key := external_id(term):
        ids: Any = external_ids._default_manager.filter(source=key[0], value=key[1])
        condition |= Q(**{f"{field}__in": ids.values(owner)})
    return condition
