"""What became of a dump of the same films: held against the truth that the generator knows."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import connection

from films.models import Film, FilmExternalId, JoinProposal
from people.models import Person, PersonExternalId
from tests.films.joining.same_films import Truth

# People of the dump whom a joined film brings together with their like of TMDB 5000, joined or not.
MET_SQL = """
    SELECT DISTINCT i.value FROM people_personexternalid AS i
    JOIN films_credit AS c ON c.person_id = i.person_id
    JOIN films_credit AS d ON d.film_id = c.film_id
    JOIN people_personexternalid AS t ON t.person_id = d.person_id AND t.source = 'tmdb'
    JOIN unnest(%s::text[], %s::text[]) AS pair(nm, tmdb) ON pair.nm = i.value AND pair.tmdb = t.value
    WHERE i.source = 'imdb'
"""
DIRECTORS_SQL = """
    SELECT t.value, count(DISTINCT c.person_id)
    FROM films_filmexternalid AS t JOIN films_filmexternalid AS i ON i.film_id = t.film_id AND i.source = 'imdb'
    JOIN films_credit AS c ON c.film_id = t.film_id AND c.department = 'Directing' AND c.job = 'Director'
    WHERE t.source = 'tmdb' GROUP BY t.value
"""
# The same work of the same person, once by each source.
DOUBLED_CREDITS_SQL = """
    SELECT count(*) FROM (
        SELECT c.film_id, c.person_id, c.department, c.job, moviedb_fold(c.character) AS part
        FROM films_credit AS c JOIN films_creditkey AS k ON k.credit_id = c.id
        GROUP BY 1, 2, 3, 4, 5 HAVING count(DISTINCT c.id) > 1 AND count(DISTINCT k.source) = count(*)
    ) AS doubled
"""
EVIDENCE_SQL = """
    SELECT kind, array_to_string(ARRAY(SELECT jsonb_object_keys(evidence) EXCEPT SELECT 'film' ORDER BY 1), ', '),
        count(*)
    FROM films_joinproposal WHERE state = %s GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""


@dataclass
class Outcome:
    films: int = 0
    people: int = 0
    joined: Counter[str] = field(default_factory=Counter)  # by kind
    expected: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # joined with another than their own
    missed: list[str] = field(default_factory=list)  # that should have been joined, and are not even proposed
    directors_doubled: int = 0
    credits_doubled: int = 0
    traps: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    evidence: list[tuple[str, str, int]] = field(default_factory=list)
    proposed: list[tuple[str, str, int]] = field(default_factory=list)


def outcome(truth: Truth) -> Outcome:
    found = Outcome(Film.objects.count(), Person.objects.count())
    films = {(s, v): pk for s, v, pk in FilmExternalId.objects.values_list("source", "value", "film_id")}
    people = {(s, v): pk for s, v, pk in PersonExternalId.objects.values_list("source", "value", "person_id")}
    open_ones = JoinProposal.objects.filter(state="open").values_list("kind", "first_id", "second_id")
    proposed = {(kind, pk) for kind, *both in open_ones for pk in both}
    trapped = {trap.id: trap for trap in truth.traps}
    with connection.cursor() as cursor:
        pairs = [(nm, tmdb) for nm, tmdb in truth.people.items() if tmdb]
        cursor.execute(MET_SQL, [[nm for nm, _ in pairs], [tmdb for _, tmdb in pairs]])
        met = {row[0] for row in cursor.fetchall()}
        cursor.execute(DIRECTORS_SQL)
        found.directors_doubled = sum(n > truth.directors[tmdb] for tmdb, n in cursor.fetchall())
        cursor.execute(DOUBLED_CREDITS_SQL)
        found.credits_doubled = cursor.fetchone()[0]
        for rows, state in ((found.evidence, "joined"), (found.proposed, "open")):
            cursor.execute(EVIDENCE_SQL, [state])
            rows += cursor.fetchall()
    for kind, ids, truths in (("film", films, truth.films), ("person", people, truth.people)):
        tmdb_of = {pk: value for (source, value), pk in ids.items() if source == "tmdb"}
        for key, tmdb in truths.items():
            pk = ids["imdb", key]
            with_ = tmdb_of.get(pk)
            became = "join" if with_ else "review" if (kind, pk) in proposed else "new"
            if with_ and with_ != tmdb:
                found.wrong.append(f"{key} with {with_}, not {tmdb}")
            found.joined[kind] += bool(with_)
            expect = "join" if tmdb and (kind == "film" or key in met) else became
            if key in trapped:
                trap = trapped[key]
                expect = trap.expect
                found.traps[trap.kind][became if became == expect else f"{became} instead of {expect}"] += 1
            found.expected[kind] += expect == "join"
            # People whom a namesake makes doubtful may wait for an editor, films may not.
            if expect == "join" and (became == "new" or (became == "review" and kind == "film")):
                found.missed.append(f"{key} for {tmdb}")
    return found
