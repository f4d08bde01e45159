"""Why a film is like another: the stored codes and ids with the names that belong to them."""

from django.db.models import Func
from django.db.models.fields.json import JSONField
from django.utils.translation import gettext, gettext_noop

from films.models import Collection, Genre, Keyword
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
}
# Names that a reason shows at most.
MOST_NAMES = 5
# What they name is in the reason itself: words, years.
SPELLED_OUT = ("title", "liked", "pinned", "years")
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


def _names_sql() -> str:
    """The name of the id in `i.id` for the code in `r.code`; `i.text` is the id or word as it stands."""
    people = ", ".join(f"'{code}'" for code in OF_PEOPLE)
    tables = [(f"IN ({people})", Person)] + [(f"= '{code}'", model) for code, model in MODELS.items()]
    spelled_out = ", ".join(f"'{code}'" for code in SPELLED_OUT)
    return f"SELECT i.text AS name WHERE r.code IN ({spelled_out}) UNION ALL " + " UNION ALL ".join(
        f"SELECT t.name FROM {model._meta.db_table} AS t WHERE t.id = i.id AND r.code {codes}"
        for codes, model in tables
    )


class ReasonsWithNames(Func):
    """The JSON list of `SimilarFilm.reasons` with names: one subquery instead of one query a kind.

    A reason whose every name has gone since the last rebuild is left out. The limits are also the planner's only
    word on how few rows come out of a JSON list; without them it expects hundreds and compiles the query (JIT)
    for two seconds.
    """

    output_field = JSONField()
    template = (
        "ARRAY(SELECT json_build_object('code', r.code, 'named', n.named)"
        " FROM (SELECT value->>'code' AS code, COALESCE(value->'words', value->'ids') AS ids, place"
        " FROM jsonb_array_elements(%(expressions)s) WITH ORDINALITY AS e(value, place)"
        " ORDER BY place LIMIT %(at_most)s) AS r"
        " CROSS JOIN LATERAL ("
        "SELECT json_agg(json_build_object('id', i.id, 'name', x.name) ORDER BY i.place) AS named"
        " FROM (SELECT CASE WHEN r.code = 'title' THEN 0 ELSE text::int END AS id, text, place"
        " FROM jsonb_array_elements_text(r.ids) WITH ORDINALITY AS e(text, place)"
        f" ORDER BY place LIMIT {MOST_NAMES}) AS i"
        f" CROSS JOIN LATERAL ({_names_sql()}) AS x) AS n"
        " WHERE n.named IS NOT NULL ORDER BY r.place)"
    )

    def __init__(self, *expressions: str, at_most: int) -> None:
        super().__init__(*expressions, at_most=at_most)
