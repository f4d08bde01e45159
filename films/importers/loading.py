"""The loader that all sources share: records in, rows out, in batches that are whole."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from films.importers import first_load, runs, tables
from films.importers.checks import check
from films.importers.first_load import FirstLoad
from films.importers.identities import ExternalIds, Vocabulary, film_ids, person_ids, reserve_ids
from films.importers.imdb import ImdbSource
from films.importers.imdb_ways import of_imdb
from films.importers.lock import import_lock
from films.importers.records import (
    Beside,
    CreditRecord,
    FilmRecord,
    PersonRecord,
    Progress,
    Record,
    Reject,
    Result,
    Source,
    stop_at_too_many,
)
from films.importers.refresh import Refresh, superior_to
from films.importers.rows import Batch, add_film, add_person, add_values
from films.importers.runs import Wishes
from films.importers.stated import (
    IDENTITY,
    PERSON_NAME_IDENTITY,
    combine,
    film_values,
    person_values,
)
from films.joining.join import join_certain
from films.models import Film, JoinProposal
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from moviedb.lib.provenance.journal import journalled
from moviedb.lib.provenance.models import ImportRun
from people.models import Person
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS

# Films and people that make one batch, and so one transaction of a refresh.
BATCH_FILMS = 250
BATCH_PEOPLE = 10_000


def load(
    source: Source,
    wishes: Wishes | None = None,
    *,
    beside: Beside | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Brings everything the source has into the catalogue; raises SourceError when that cannot be done.

    A dry run does the same and rolls it all back.
    """
    wishes = wishes or Wishes(dry_run=dry_run)
    with import_lock():
        done = runs.to_continue(source, wishes.options) if wishes.resume else 0
        writer = ImportRun.Writer.REFRESH
        if not wishes.dry_run and first_load.is_possible():
            writer = ImportRun.Writer.FIRST_LOAD
        with transaction.atomic() if wishes.dry_run else nullcontext():
            run = runs.begin(source, writer, wishes.options, done)
            job = _Load(source, run, progress or (lambda done, total: None), wishes.max_rejects)
            try:
                result = _loaded(job, beside, wishes.dry_run)
                if wishes.join:
                    joined = join_certain(run)
                    result.notes = [*result.notes, joined.summary()]
                    result.gone |= {"joined": joined.report}
            except BaseException as error:
                if not wishes.dry_run:
                    runs.fail(run, error, source.rejects)
                raise
            if wishes.dry_run:
                transaction.set_rollback(True)
            else:
                runs.finish(run, result)
    if wishes.dry_run:
        result.run_id = None
    return result


def _loaded(job: "_Load", beside: Beside | None, dry_run: bool) -> Result:
    if isinstance(job.source, ImdbSource):
        return of_imdb(job, job.source, dry_run)
    if beside is None:
        return job.result()
    with closing(beside):
        beside.run = job.run.pk
        beside.before(job.progress)
        result = job.result()
        result.others = beside.after(job.progress, dry_run)
        result.notes = beside.notes
        result.gone |= beside.report
    return result


class _Load:
    """One run of the loader: what it knows while it goes through the records."""

    def __init__(self, source: Source, run: ImportRun, progress: Progress, max_rejects: int | None) -> None:
        self.source = source
        self.run = run
        self.max_rejects = max_rejects
        self.progress = progress
        self.cursor = connection.cursor()
        precedence = settings.SOURCE_PRECEDENCE
        self.writer: FirstLoad | Refresh = (
            FirstLoad(self.cursor, source.name, run.pk)
            if run.writer == ImportRun.Writer.FIRST_LOAD
            else Refresh(self.cursor, source.name, superior_to(source.name, precedence))
        )
        self.precedence = precedence
        self.vocabulary = Vocabulary(self.cursor)
        self.films = film_ids(self.writer.complete)
        self.people = person_ids(self.writer.complete)
        self.read = Result(run.pk)
        self.deleted: list[str] = []
        self.doubles: list[str] = []
        self.proposals: list[tuple[str, list[int], list[str]]] = []
        self.people_seen = self.films_seen = self.credits_seen = 0
        # Records taken from the source, good or bad, with those of the run that this one continues.
        self.taken = run.checkpoint

    def result_of(self, source: Source) -> Result:
        """With another source of the same name in place of the job's own."""
        self.source = source
        return self.result()

    def result(self) -> Result:
        one_transaction = isinstance(self.writer, FirstLoad)
        with transaction.atomic() if one_transaction else nullcontext(), self.writer.running():
            for people, films in _batches(self._checked()):
                with (
                    nullcontext() if one_transaction else transaction.atomic(),
                    journalled(self.cursor, self.run.pk),
                ):
                    self._write_people(people)
                    self._write_films(films)
                    self.run.checkpoint = self.taken
                    self.run.save(update_fields=["checkpoint"])
                    JoinProposal.objects.propose(self.run, self.proposals)
                    self.proposals.clear()
                self._count_rejects()
                self.progress(*self.source.progress())
            self._count_rejects()
        if isinstance(self.writer, Refresh):
            with transaction.atomic():
                self.writer.finish()
        return self._result()

    def _count_rejects(self) -> None:
        stop_at_too_many(self.source.rejects, self.max_rejects, "What was committed before stays.")

    def _checked(self) -> Iterator[Record]:
        """The records that are not done yet and can be stored."""
        for record in islice(self.source.records(), self.taken, None):
            self.taken += 1
            if reason := check(record):
                name = ":".join(record.keys[0]) if record.keys else "?"
                self.source.rejects.append(Reject(self.source.name, 0, reason, name))
            else:
                yield record

    def _write_people(self, records: Sequence[PersonRecord]) -> None:
        """Those of whom this source alone speaks, and says what it said before, are left alone."""
        batch = Batch()
        identified = self._identify(records, self.people, Person, batch, tables.PERSON_ID)
        before = self.writer.values_of(tables.PERSON_VALUES, [pk for pk, _ in identified])
        for person, record in identified:
            by_source = before.get(person, {})
            said = by_source.get(self.source.name, {})
            values = (said if record.partial else {}) | person_values(record)
            if by_source == {self.source.name: values}:
                continue
            by_source = {**by_source, self.source.name: values}
            combined = combine(by_source, PERSON_FIELDS, PERSON_NAME_IDENTITY, self.precedence, said)
            add_person(batch, person, combined)
            add_values(batch, tables.PERSON_VALUES, person, self.source.name, values, self.run.pk)
        if batch.rows:
            self.writer.write(batch)
        self.people_seen += len(identified)

    def _write_films(self, records: Sequence[FilmRecord]) -> None:
        """As with people; credits are compared whatever the film's own values are."""
        batch = Batch()
        identified = self._identify(records, self.films, Film, batch, tables.FILM_ID)
        before = self.writer.values_of(tables.FILM_VALUES, [pk for pk, _ in identified])
        for film, record in identified:
            values = film_values(record)
            by_source = before.get(film, {})
            said = by_source.get(self.source.name, {})
            if by_source == {self.source.name: values}:
                continue
            by_source = {**by_source, self.source.name: values}
            combined = combine(by_source, FILM_FIELDS, IDENTITY, self.precedence, said)
            add_film(batch, film, combined, self.vocabulary)
            add_values(batch, tables.FILM_VALUES, film, self.source.name, values, self.run.pk)
        credits = list(self._credits(identified))
        self.vocabulary.flush()
        if identified:
            self.writer.credits(batch, [film for film, _ in identified], credits)
            self.writer.write(batch)
        self.films_seen += len(identified)
        self.credits_seen += len(credits)

    def _credits(self, films: list[tuple[int, Any]]) -> Iterator[tuple[CreditRecord, int, int]]:
        self.people.learn(self.cursor, {credit.person for _, record in films for credit in record.credits})
        for film, record in films:
            for credit in record.credits:
                person = self.people.known.get(credit.person)
                if person is not None:
                    self.vocabulary.job(credit.department, credit.job)
                    yield credit, film, person
                elif not self.people.is_deleted([credit.person]):
                    name = ":".join(credit.person)
                    reason = f"the credit names {name}, whom the source does not describe"
                    self.source.rejects.append(Reject(self.source.name, 0, reason, ":".join(record.keys[0])))

    def _identify(
        self, records: Sequence[Any], ids: ExternalIds, model: Any, batch: Batch, table: tables.Table
    ) -> list[tuple[int, Any]]:
        """The records with the ids of their rows, old or new; those that an editor deleted are left out."""
        ids.learn(self.cursor, (key for record in records for key in record.keys))
        fresh = iter(reserve_ids(self.cursor, model, sum(not ids.find(record.keys) for record in records)))
        identified: dict[int, Any] = {}
        for record in records:
            if ids.is_deleted(record.keys):
                self.deleted.append(":".join(record.keys[0]))
                continue
            found = ids.find(record.keys)
            if found and ids.is_another(record.keys[0], found[0]):
                others = ", ".join(":".join(key) for key in record.keys if key in ids.known)
                self.doubles.append(f"{':'.join(record.keys[0])} shares {others} with record {found[0]}: one twice?")
                found = []
            if found and (ids.complete or found[0] in identified):
                reason = "the source has this record twice; the first one counts"
                self.source.rejects.append(Reject(self.source.name, 0, reason, ":".join(record.keys[0])))
                continue
            if len(found) > 1:
                self.doubles.append(f"{':'.join(record.keys[0])} names the records {found}: one film or person twice?")
                self.proposals.append((ids.kind, found, [":".join(key) for key in record.keys]))
            pk = found[0] if found else next(fresh, 0) or reserve_ids(self.cursor, model, 1)[0]
            for key in record.keys:
                if key not in ids.known:
                    ids.add(key, pk)
                    batch.add(table, (pk, *key))
            identified[pk] = record
        return list(identified.items())

    def _result(self) -> Result:
        writer, result = self.writer, self.read
        result.rejects = self.source.rejects
        result.films.new, result.people.new, result.credits.new = (
            writer.new_films, writer.new_people, writer.new_credits,
        )  # fmt: skip
        result.gone = {"deleted by an editor": self.deleted, "two records are one": self.doubles}
        if isinstance(writer, Refresh):
            result.films.changed = len(writer.changed_films)
            result.people.changed = len(writer.changed_people)
            result.credits.changed = writer.changed_credits
            result.gone |= {"removed": writer.removed, "kept": writer.kept}
        for counts, seen in (
            (result.films, self.films_seen), (result.people, self.people_seen), (result.credits, self.credits_seen),
        ):  # fmt: skip
            counts.unchanged = seen - counts.new - counts.changed
        return result


def _batches(records: Iterable[Record]) -> Iterator[tuple[list[PersonRecord], list[FilmRecord]]]:
    people: list[PersonRecord] = []
    films: list[FilmRecord] = []
    for record in records:
        if isinstance(record, PersonRecord):
            people.append(record)
        else:
            films.append(record)
        if len(people) >= BATCH_PEOPLE or len(films) >= BATCH_FILMS:
            yield people, films
            people, films = [], []
    if people or films:
        yield people, films
