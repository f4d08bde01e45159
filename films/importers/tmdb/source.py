"""Films and people asked for one by one, several at a time, in the order in which they were wanted."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from films.importers.cells import BadValue
from films.importers.records import FilmRecord, PersonRecord, Record, Reject, SourceError
from films.importers.tmdb.answers import Answers, Body, Unanswered
from films.importers.tmdb.credits import people_of, top_people
from films.importers.tmdb.fields import SITE
from films.importers.tmdb.films import APPENDED, Reading, read_film
from films.importers.tmdb.people import APPENDED as PERSON_APPENDED
from films.importers.tmdb.people import read_person
from films.importers.tmdb.selection import found

T = TypeVar("T")
# So many failures in a row are no accident of one film.
MOST_FAILURES = 10
# Whom to look up beyond what the rows of a film say.
PEOPLE = ("none", "top", "all")


class TmdbSource:
    name = SITE
    unit = "films"

    def __init__(
        self,
        answers: Answers,
        films: Sequence[int | str],
        people: Sequence[int] = (),
        *,
        asked: str = "",
        reading: Reading | None = None,
        look_up: str = "top",
        connections: int = 8,
        limit: int | None = None,
    ) -> None:
        """`films` are TMDB's ids, or IMDb's ("tt1320082"); `people` are looked up without any film."""
        self.files = [asked] if asked else []
        self.rejects: list[Reject] = []
        self._answers = answers
        self._films = list(dict.fromkeys(films))[:limit]
        self._people = list(dict.fromkeys(people)) if limit is None else []
        self._reading = reading or Reading()
        self._look_up = look_up
        self._connections = connections
        self._told: dict[str, bool] = {}  # by id: whether they were looked up
        self._done = self._failures = 0

    def progress(self) -> tuple[int, int]:
        return self._done, max(1, len(self._films) + len(self._people))

    def records(self) -> Iterator[Record]:
        with ThreadPoolExecutor(self._connections, thread_name_prefix="tmdb") as pool:
            try:
                yield from self._all(pool)
            finally:  # also where the loader stops early: what waits in line is not asked for any more
                pool.shutdown(wait=True, cancel_futures=True)

    def _all(self, pool: ThreadPoolExecutor) -> Iterator[Record]:
        for wanted, future in _ahead(pool, self._film_answer, self._films, 2 * self._connections):
            body = self._answer_of(future, f"film {wanted}")
            self._done += 1
            if body is not None:
                yield from self._film(body, pool)
        missing = [str(person) for person in self._people if not self._told.get(str(person))]
        for person, future in _ahead(pool, self._person_answer, missing, 2 * self._connections):
            body = self._answer_of(future, f"person {person}")
            self._done += 1
            if record := self._person(body, person):
                yield record

    def _film(self, body: Body, pool: ThreadPoolExecutor) -> Iterator[Record]:
        name = f"film {body.get('id')}"
        try:
            film = read_film(body, self._reading, lambda reason: self._reject(name, reason))
        except BadValue as error:
            self._reject(name, str(error))
            return
        if film.adult and not self._reading.adult:
            self._reject(name, "is for adults only; --adult takes it in")
            return
        yield from self._people_of(film, body, pool)
        yield film

    def _people_of(self, film: FilmRecord, body: Body, pool: ThreadPoolExecutor) -> Iterator[PersonRecord]:
        rows = {person.keys[0].value: person for person in people_of(body)}
        named = list(dict.fromkeys(credit.person.value for credit in film.credits))
        full = {"none": [], "top": top_people(film.credits), "all": named}[self._look_up]
        asked = [person for person in full if not self._told.get(person)]
        for person, future in _ahead(pool, self._person_answer, asked, len(asked)):
            if record := self._person(self._answer_of(future, f"person {person}"), person):
                yield record
        for person in named:
            if person not in self._told:
                self._told[person] = False
                yield rows[person]

    def _person(self, body: Body | None, person: str) -> PersonRecord | None:
        if body is None:
            return None
        name = f"person {person}"
        try:
            record = read_person(body, self._reading.fallback, lambda reason: self._reject(name, reason))
        except BadValue as error:
            self._reject(name, str(error))
            return None
        self._told[person] = True
        return record

    def _film_answer(self, wanted: int | str) -> Body | None:
        film = found(self._answers, wanted) if isinstance(wanted, str) else wanted
        if film is None:
            return None
        params = {"language": self._reading.language, "append_to_response": APPENDED}
        return self._answers.get(f"movie/{film}", params)

    def _person_answer(self, person: str) -> Body | None:
        params = {"language": self._reading.language, "append_to_response": PERSON_APPENDED}
        return self._answers.get(f"person/{person}", params)

    def _answer_of(self, future: "Future[Body | None]", name: str) -> Body | None:
        try:
            body = future.result()
        except (Unanswered, BadValue) as error:
            self._reject(name, str(error))
            self._failures += 1
            if self._failures == MOST_FAILURES:
                raise SourceError(
                    f"TMDB left {MOST_FAILURES} requests in a row unanswered, the last one: {error}. "
                    "What was written stays; run the command again later."
                ) from error
            return None
        self._failures = 0
        if body is None:
            self._reject(name, "TMDB has no such record: it was deleted or merged there, or the id is wrong")
        return body

    def _reject(self, name: str, reason: str) -> None:
        self.rejects.append(Reject(SITE, 0, reason, name))


def _ahead(
    pool: ThreadPoolExecutor, ask: Callable[[T], Body | None], wanted: Iterable[T], most: int
) -> Iterator[tuple[T, "Future[Body | None]"]]:
    """Each of the wanted with its answer to come, in order; at most so many are asked for ahead of the reader."""
    waiting: deque[tuple[T, Future[Body | None]]] = deque()
    for item in wanted:
        waiting.append((item, pool.submit(ask, item)))
        if len(waiting) >= max(most, 1):
            yield waiting.popleft()
    yield from waiting
