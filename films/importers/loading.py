"""The loader that all sources share: records in, rows out, in batches that are whole."""

import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from films.importers import first_load, tables
from films.importers.checks import check
from films.importers.first_load import FirstLoad
from films.importers.identities import ExternalIds, Vocabulary, film_ids, person_ids, reserve_ids
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
)
from films.importers.refresh import Refresh, superior_to
from films.importers.rows import Batch, add_film, add_person, add_values
from films.importers.stated import (
    IDENTITY,
    PERSON_NAME_IDENTITY,
    combine,
    film_values,
    person_values,
)
from films.models import Film
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from moviedb.lib.provenance.models import ImportRun
from people.models import Person
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS

# Films and people that make one batch, and so one transaction of a refresh.
BATCH_FILMS = 250
BATCH_PEOPLE = 10_000
# Rows named in a run's report; the counts are exact whatever their number.
REPORTED = 1_000


def load(
    source: Source, *, beside: Beside | None = None, dry_run: bool = False, progress: Progress | None = None
) -> Result:
    """Brings everything the source has into the catalogue; raises SourceError when that cannot be done.

    A dry run does the same and rolls it all back.
    """
    with import_lock():
        writer = ImportRun.Writer.FIRST_LOAD
        if dry_run or not first_load.is_possible():
            writer = ImportRun.Writer.REFRESH
        with transaction.atomic() if dry_run else nullcontext():
            run = ImportRun.objects.create(
                source=source.name,
                writer=writer,
                files=source.files,
                options={"dry_run": dry_run},
                host=socket.gethostname(),
                pid=os.getpid(),
            )
            try:
                result = _loaded(source, beside, run, progress or (lambda done, total: None))
            except BaseException as error:
                if not dry_run:
                    _close(run, ImportRun.State.FAILED, {}, {"error": str(error) or type(error).__name__})
                raise
            if dry_run:
                transaction.set_rollback(True)
            else:
                _close(run, ImportRun.State.FINISHED, _counts(result), result.gone)
    if dry_run:
        result.run_id = None
    return result


def _loaded(source: Source, beside: Beside | None, run: ImportRun, progress: Progress) -> Result:
    if beside is None:
        return _Load(source, run, progress).result()
    with closing(beside):
        beside.before(progress)
        result = _Load(source, run, progress).result()
        result.others = beside.after(progress, run.options["dry_run"])
    return result


class _Load:
    """One run of the loader: what it knows while it goes through the records."""

    def __init__(self, source: Source, run: ImportRun, progress: Progress) -> None:
        self.source = source
        self.run = run
        self.progress = progress
        self.cursor = connection.cursor()
        precedence = settings.SOURCE_PRECEDENCE
        self.writer: FirstLoad | Refresh = (
            FirstLoad(self.cursor, source.name)
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
        self.people_seen = self.films_seen = self.credits_seen = 0

    def result(self) -> Result:
        one_transaction = isinstance(self.writer, FirstLoad)
        with transaction.atomic() if one_transaction else nullcontext(), self.writer.running():
            for people, films in _batches(self._checked()):
                with nullcontext() if one_transaction else transaction.atomic():
                    self._write_people(people)
                    self._write_films(films)
                    self.run.checkpoint += len(people) + len(films)
                    self.run.save(update_fields=["checkpoint"])
                self.progress(*self.source.progress())
        if isinstance(self.writer, Refresh):
            with transaction.atomic():
                self.writer.finish()
        return self._result()

    def _checked(self) -> Iterator[Record]:
        for record in self.source.records():
            if reason := check(record):
                name = ":".join(record.keys[0]) if record.keys else "?"
                self.read.rejects.append(Reject(self.source.name, 0, reason, name))
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
                    self.read.rejects.append(Reject(self.source.name, 0, reason, ":".join(record.keys[0])))

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
                self.read.rejects.append(Reject(self.source.name, 0, reason, ":".join(record.keys[0])))
                continue
            if len(found) > 1:
                self.doubles.append(f"{':'.join(record.keys[0])} names the records {found}: one film or person twice?")
            pk = found[0] if found else next(fresh, 0) or reserve_ids(self.cursor, model, 1)[0]
            for key in record.keys:
                if key not in ids.known:
                    ids.add(key, pk)
                    batch.add(table, (pk, *key))
            identified[pk] = record
        return list(identified.items())

    def _result(self) -> Result:
        writer, result = self.writer, self.read
        result.rejects = [*self.source.rejects, *result.rejects]
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


def _close(run: ImportRun, state: str, counts: dict[str, Any], report: dict[str, Any]) -> None:
    run.state = state
    run.counts = counts
    run.report = {
        name: value[:REPORTED] if isinstance(value, list) else value for name, value in report.items() if value
    }
    run.finished_at = timezone.now()
    run.save()


def _counts(result: Result) -> dict[str, Any]:
    return {
        **{
            name: {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}
            for name, counts in (
                ("films", result.films),
                ("people", result.people),
                ("credits", result.credits),
                *result.others.items(),
            )
        },
        "rejected": len(result.rejects),
    }
