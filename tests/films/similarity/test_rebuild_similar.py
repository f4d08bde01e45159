import os
import signal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from films.models import Department, SimilarFilm
from tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db


def run(*args: Any) -> tuple[list[str], list[str]]:
    """What it said: the lines of its summary but the last, which has the time, and those of its progress."""
    out, err = StringIO(), StringIO()
    call_command("rebuild_similar", *args, stdout=out, stderr=err)
    *lines, time = out.getvalue().splitlines()
    assert time.startswith("Done in ")
    return lines, err.getvalue().splitlines()


@pytest.fixture
def films() -> list[int]:
    director = make_person()
    credits = [make_credit(make_film(), director, department=Department.DIRECTING, job="Director") for _ in range(3)]
    return [credit.film_id for credit in credits]


def test_rebuild_similar_sums_up(films):
    assert run()[0] == ["films    3: 3 lists written, 0 unchanged"]
    assert run()[0] == ["films    3: 0 lists written, 3 unchanged"]


def test_rebuild_similar_of_some_films(films):
    assert run("--films", str(films[2]), str(films[0]))[0] == ["films    2: 2 lists written, 0 unchanged"]
    assert list(SimilarFilm.objects.order_by("film", "rank").values_list("film_id", "rank", "other_id")) == [
        (films[0], 1, films[1]),
        (films[0], 2, films[2]),
        (films[2], 1, films[0]),
        (films[2], 2, films[1]),
    ]


def test_rebuild_similar_refuses_unknown_films(films):
    with pytest.raises(CommandError, match=r"^There is no film with the id 2000000000, 2000000001\.$"):
        run("--films", str(films[0]), "2000000001", "2000000000")
    assert SimilarFilm.objects.count() == 0


def test_rebuild_similar_prints_progress_as_lines(films, monkeypatch):
    monkeypatch.setattr("films.management.commands.rebuild_similar.LINE_EVERY", 0)
    monkeypatch.setattr("films.similarity.BATCH", 2)
    assert run()[1] == ["similar films: 2 of 3", "similar films: 3 of 3"]


def test_rebuild_similar_of_a_large_number_is_quiet_between_lines(films):
    assert run()[1] == []


def test_rebuild_similar_when_interrupted(films, monkeypatch):
    def interrupt(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("films.similarity.store.Gathered.write", interrupt)
    with pytest.raises(CommandError, match=r"^Stopped\. The lists are as they were\.$"):
        run()


def test_rebuild_similar_shows_a_bar_on_a_terminal(films, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    run()
    assert "similar films" in capsys.readouterr().err


def test_rebuild_similar_with_any_number_of_processes(films, monkeypatch):
    monkeypatch.setattr("films.similarity.WORTH_FORKING", 1)
    monkeypatch.setattr("films.similarity.CHUNK", 1)
    rows = SimilarFilm.objects.order_by("film", "rank").values_list("film", "rank", "other", "score", "reasons")
    found = []
    for processes in ("1", "2", "3"):
        SimilarFilm.objects.all().delete()
        assert run("--processes", processes)[0] == ["films    3: 3 lists written, 0 unchanged"]
        found.append(list(rows.all()))
    assert (len(found[0]), found) == (6, [found[0]] * 3)


def test_rebuild_similar_says_when_a_process_died(films, monkeypatch):
    monkeypatch.setattr("films.similarity.WORTH_FORKING", 1)
    monkeypatch.setattr("films.similarity.CHUNK", 1)
    monkeypatch.setattr("films.similarity.store.Lists.add", lambda *args: os.kill(os.getpid(), signal.SIGKILL))
    message = r"^A process at work was ended by SIGKILL: out of memory\? The lists are as they were\.$"
    with pytest.raises(CommandError, match=message):
        run("--processes", "2")
