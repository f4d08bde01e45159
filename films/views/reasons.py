"""Why a film is like another: the stored codes and ids with the names that belong to them."""

from django.db.models import Func
from django.db.models.fields.json import JSONField
from django.utils.translation import gettext, gettext_noop

from films.models import Collection, Country, Genre, Keyword, Language
from moviedb.lib.json_rows import Row
from moviedb.lib.links import person_url
from moviedb.lib.per_language import per_language
from people.models import Person

OF_PEOPLE = ("director", "writer", "actor")
SENTENCES = {
    "director": gettext_noop("Also directed by %(names)s"),
    "writer": gettext_noop("Also written by %(names)s"),
    "actor": gettext_noop("Also with %(names)s"),
    "keyword": gettext_noop("Also about %(names)s"),
    "collection": gettext_noop("Same series: %(names)s"),
    "title": gettext_noop("Both titles say %(names)s"),
    "liked": gettext_noop("Liked by the same people"),
    "pinned": gettext_noop("Chosen by the editors"),
    "genre": gettext_noop("Same genres: %(names)s"),
    "years": gettext_noop("From the same time: %(names)s"),
    "kind": gettext_noop("Same genre and country: %(names)s"),
    "before": gettext_noop("Both from before %(names)s"),
    "since": gettext_noop("Both from %(names)s or later"),
    "language": gettext_noop("Both in %(names)s"),
    "renown": gettext_noop("About as well known"),
}
# Names that a reason shows at most.
MOST_NAMES = 5
# What they name is in the reason itself: words, years.
SPELLED_OUT = ("title", "liked", "pinned", "years", "before", "since", "renown")
# What they name is said in words or codes, not by ids.
OF_WORDS = ("title", "kind", "language")
MODELS = {"keyword": Keyword, "collection": Collection, "genre": Genre}


class Named(Row, frozen=True):
    id: int
    name: str


class Reason(Row, frozen=True):
    """Its code is one of `SENTENCES`."""

    code: str
    named: list[Named]

    @property
    def sentence(self) -> str:
        """With a place for the names, which the template may link."""
        return _sentence(self.code)

    @property
    def line(self) -> str:
        return self.sentence % {"names": ", ".join(self.names)}

    @property
    def names(self) -> list[str]:
        return [named.name for named in self.named]

    @property
    def links(self) -> list[tuple[str, str]]:
        """(name, address) each; the address is "" for what has no page."""
        of_people = self.code in OF_PEOPLE
        return [(named.name, person_url(named.id, named.name) if of_people else "") for named in self.named]


@per_language
def _sentence(code: str) -> str:
    return gettext(SENTENCES[code])


def _name_sql() -> str:
    """The name of `i.said`, an id or a word, for the code in `r.code`; null where it has gone."""
    people = ", ".join(f"'{code}'" for code in OF_PEOPLE)
    tables = [(f"IN ({people})", Person)] + [(f"= '{code}'", model) for code, model in MODELS.items()]
    looked_up = " ".join(
        f"WHEN r.code {codes} THEN (SELECT t.name FROM {model._meta.db_table} AS t WHERE t.id = i.said::int)"
        for codes, model in tables
    )
    spelled_out = ", ".join(f"'{code}'" for code in SPELLED_OUT)
    genre, country, language = (model._meta.db_table for model in (Genre, Country, Language))
    looked_up += (
        f" WHEN r.code = 'language' THEN (SELECT t.name FROM {language} AS t WHERE t.code = i.said)"
        f" WHEN r.code = 'kind' THEN COALESCE((SELECT t.name FROM {country} AS t WHERE t.code = i.said),"
        f" (SELECT t.name FROM {genre} AS t WHERE t.id::text = i.said))"
    )
    return f"CASE {looked_up} WHEN r.code IN ({spelled_out}) THEN i.said END"


class ReasonsWithNames(Func):
    """The JSON list of `SimilarFilm.reasons` with names: one subquery instead of one query a kind.

    A reason whose every name has gone since the last rebuild is left out. Reasons are taken from the list by their
    places, a few constants: unpacking a list costs a table of its own each time. `OFFSET 0` has an expression worked
    out once where it is used several times. The limits are also the planner's only word on how few rows come out.
    """

    output_field = JSONField()
    template = (
        "ARRAY(SELECT json_build_array(r.code, r.named) FROM (SELECT r.place, r.code, ARRAY("
        "SELECT json_build_array(n.id, n.name) FROM ("
        f"SELECT CASE WHEN r.code IN {OF_WORDS} THEN 0 ELSE i.said::int END AS id, {_name_sql()} AS name, i.place"
        f" FROM jsonb_array_elements_text(r.said) WITH ORDINALITY AS i(said, place) ORDER BY i.place LIMIT {MOST_NAMES}"
        ") AS n WHERE n.name IS NOT NULL ORDER BY n.place) AS named"
        " FROM (SELECT place, reason->>'code' AS code, COALESCE(reason->'words', reason->'ids') AS said"
        " FROM (SELECT place, %(expressions)s->place AS reason FROM (VALUES %(places)s) AS p(place)) AS p"
        " WHERE reason IS NOT NULL OFFSET 0) AS r"
        " OFFSET 0) AS r WHERE cardinality(r.named) > 0 ORDER BY r.place)"
    )

    def __init__(self, *expressions: str, at_most: int) -> None:
        super().__init__(*expressions, places=", ".join(f"({place})" for place in range(at_most)))
