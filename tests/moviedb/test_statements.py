import threading

import msgspec
import psycopg
import pytest
from django.db import connection, connections
from django.db.models import F, Q
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from films.models import Film
from moviedb.lib.dates import PartialDate
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement
from tests.factories import make_film

pytestmark = pytest.mark.django_db


class TitleRow(Row, frozen=True):
    id: int
    title: str


def films_of_id(film_id):
    return as_json(Film.objects.filter(pk=film_id), TitleRow)


def prepared_statements():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%films_film%"])
        return cursor.fetchone()[0]


@pytest.fixture
def fresh_statements():
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection.connection._prepared.clear()
    connections["default"].prepared.clear()  # type: ignore[attr-defined]


def test_rows_are_decoded():
    film = make_film("The Concert")
    statement = Statement(TitleRow, [int], films_of_id)
    assert statement.rows(film.pk) == [TitleRow(id=film.pk, title="The Concert")]
    assert statement.rows(film.pk + 1) == []


def test_same_statement_with_another_key():
    first, second = make_film(), make_film()
    statement = Statement(TitleRow, [int], films_of_id)
    for film in (first, second, first, second):
        assert [row.id for row in statement.rows(film.pk)] == [film.pk]


def test_queryset_is_built_once():
    built = []

    def build(film_id):
        built.append(film_id)
        return films_of_id(film_id)

    statement = Statement(TitleRow, [int], build)
    for film_id in (1, 2, 3):
        statement.rows(film_id)
    assert len(built) == 1


@pytest.mark.parametrize(
    ("kind", "condition", "values"),
    [
        (int, lambda key: Q(runtime__gte=key), [90, 100]),
        (float, lambda key: Q(popularity__gt=key), [0.5, 7]),
        (str, lambda key: Q(title=key), ["%", "Wolf"]),
        (PartialDate, lambda key: Q(release_date__lt=key), ["2009-11", "1994"]),
    ],
)
def test_keys_of_every_kind_reach_the_query(kind, condition, values):
    """Compiled once and filled in is the same as a QuerySet of that key."""
    make_film("100% Concert", runtime=95, popularity=1.5, release_date="2009-10-01")
    make_film("Wolf", runtime=119, popularity=8.5, release_date="1990")
    statement = Statement(
        TitleRow, [kind], lambda key: as_json(Film.objects.filter(condition(key)).order_by("id"), TitleRow)
    )
    for value in values:
        expected = list(Film.objects.filter(condition(value)).order_by("id").values_list("id", flat=True))
        assert [row.id for row in statement.rows(value)] == expected


def test_key_used_twice_and_keys_in_any_order():
    film = make_film("Twice", runtime=3)
    statement = Statement(
        TitleRow,
        [int, str],
        lambda number, text: as_json(
            Film.objects.filter(Q(title=text) & (Q(runtime=number) | Q(budget=number))), TitleRow
        ),
    )
    assert [row.id for row in statement.rows(3, "Twice")] == [film.pk]
    assert statement.rows(4, "Twice") == []


def test_queries_are_counted():
    statement = Statement(TitleRow, [int], films_of_id)
    with CaptureQueriesContext(connection) as queries:
        statement.rows(7)
    assert [query["sql"].split()[0] for query in queries] in (["EXECUTE"], ["SELECT"])  # the latter behind a pooler


def test_key_that_the_orm_changes_is_refused():
    statement = Statement(TitleRow, [str], lambda text: as_json(Film.objects.filter(title__contains=text), TitleRow))
    with pytest.raises(ValueError, match="does not reach the query"):
        statement.rows("Concert")


def test_server_keeps_the_plan_of_a_prepared_statement(fresh_statements):
    if not connections["default"].prepares_statements:  # type: ignore[attr-defined]
        pytest.skip("behind a pooler nothing is prepared")
    statement = Statement(TitleRow, [int], films_of_id)
    for film_id in range(4):
        statement.rows(film_id)
    assert prepared_statements() == 1


def test_nothing_is_prepared_when_not_wanted_or_behind_a_pooler(fresh_statements, monkeypatch):
    for _ in range(4):
        Statement(TitleRow, [int], films_of_id, prepared=False).rows(1)
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", None)
    statement = Statement(TitleRow, [int], films_of_id)
    for film_id in range(4):
        statement.rows(film_id)
    assert prepared_statements() == 0


def test_another_server_version_is_compiled_anew(monkeypatch):
    """Django writes JSON_OBJECT for PostgreSQL 16, JSONB_BUILD_OBJECT for 15."""
    statement = Statement(TitleRow, [int], lambda key: Film.objects.filter(pk=key).values_list(JSONObject(id="id")))
    sql = {}
    for version in (15_00_00, 16_00_00):
        wrapper = connections["default"]
        monkeypatch.setattr(wrapper, "pg_version", version)
        monkeypatch.setattr(wrapper.features, "is_postgresql_16", version == 16_00_00)
        sql[version] = statement._sql(wrapper, prepared=True)[0]
    assert ("JSONB_BUILD_OBJECT" in sql[15_00_00], "JSON_OBJECT" in sql[16_00_00]) == (True, True)


def test_only_keys_are_parameters_of_a_prepared_statement():
    statement = Statement(
        TitleRow,
        [int, str],
        lambda key, title: as_json(Film.objects.filter(pk=key, status="100%", title=title), TitleRow),
    )
    prepared, keys = statement._sql(connections["default"], prepared=True)
    assert len(keys) == 2
    assert prepared.partition(" WHERE ")[2] == (
        '("films_film"."id" = $1 AND "films_film"."status" = \'100%\' AND "films_film"."title" = $2)'
    )


def test_constants_of_every_kind_in_a_prepared_statement():
    """Quotes, per cent signs, backslashes, lists and nothing at all reach the server as the ORM meant them."""
    film = make_film("It's 100% \\ “%s”", runtime=90, popularity=-1.5e-7 + 1)
    constants = Q(title=film.title, runtime__in=[90, 91], popularity__gte=0.9, locked_fields=[], release_date=None)
    statement = Statement(TitleRow, [int], lambda key: as_json(Film.objects.filter(constants, pk=key), TitleRow))
    assert statement.rows(film.pk) == [TitleRow(id=film.pk, title=film.title)]


def test_threads_that_start_together():
    statement = Statement(TitleRow, [int], films_of_id)
    barrier = threading.Barrier(4)
    answers = []

    def ask(film_id):
        barrier.wait()
        answers.append(statement.rows(film_id))
        connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[], [], [], []]


def test_row_that_does_not_fit_its_class_is_an_error():
    make_film()
    statement = Statement(TitleRow, [], lambda: as_json(Film.objects.all(), TitleRow, title=F("runtime")))
    with pytest.raises(msgspec.ValidationError):
        statement.rows()


@pytest.mark.django_db(transaction=True)
def test_kept_connection_that_has_died_is_made_anew_before_the_statement():
    """As between two requests: looked at without a query, found dead, replaced."""
    wrapper = connections["default"]
    if not wrapper.prepares_statements:  # type: ignore[attr-defined]
        pytest.skip("behind a pooler nothing is prepared")
    film = make_film("The Concert")
    statement = Statement(TitleRow, [int], films_of_id)
    statement.rows(film.pk)
    died = wrapper.connection.info.backend_pid
    with psycopg.connect(wrapper.connection.info.dsn, password=wrapper.settings_dict["PASSWORD"]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [died])
    wrapper.health_check_enabled, wrapper.health_check_done = True, False  # type: ignore[attr-defined]
    assert [row.id for row in statement.rows(film.pk)] == [film.pk]
    assert wrapper.connection.info.backend_pid != died


def test_server_is_sent_the_keys_alone(fresh_statements):
    """The constants of the query are in its text: the server knows one parameter."""
    if not connections["default"].prepares_statements:  # type: ignore[attr-defined]
        pytest.skip("behind a pooler nothing is prepared")
    film = make_film("The Concert", runtime=119)
    statement = Statement(
        TitleRow,
        [int],
        lambda key: as_json(Film.objects.filter(pk=key, runtime=119, title__in=["The Concert"]), TitleRow),
    )
    for _ in range(4):
        assert [row.id for row in statement.rows(film.pk)] == [film.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE statement LIKE '%runtime%'"
        )
        assert cursor.fetchall() == [(1,)]
