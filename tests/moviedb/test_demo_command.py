"""`manage.py demo` as a real process."""

import signal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.moviedb.test_private_postgres import ask
from tests.moviedb.test_serve import start_serving  # noqa: F401 (a fixture)

CAN_LOG_IN = (
    "from django.contrib.auth import authenticate as a; u = a(username='admin', password='{}'); "
    "print(u is not None and u.is_superuser)"
)


@pytest.mark.server
def test_demo_has_a_database_of_its_own_and_tells_the_password_once(server, start_serving, run_manage):  # noqa: F811
    first = start_serving("demo")
    first.wait_until_ready()
    wait_lines = [
        f"The demo is at http://127.0.0.1:{first.port}/  (Ctrl-C stops it)",
        f"Its admin is at http://127.0.0.1:{first.port}/admin/, user admin.",
        "Another password: MOVIEDB_CATALOGUE=demo python3 manage.py changepassword admin",
    ]
    assert first.get("/") == 200
    lines = first.output().splitlines()
    assert lines[-3:] == wait_lines
    told = [line for line in lines if line.startswith("The admin's user is admin, the password ")]
    assert len(told) == 1
    password = told[0].removeprefix("The admin's user is admin, the password ").split()[0]
    folder = server.running()
    assert ask(folder, "SELECT array_agg(datname::text) FROM pg_database WHERE datname LIKE 'moviedb%'") == [
        "moviedb_demo"
    ]
    done = run_manage("shell", "-v", "0", "-c", CAN_LOG_IN.format(password), MOVIEDB_CATALOGUE="demo")
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert first.end(signal.SIGTERM) == 0
    assert server.running() is None

    second = start_serving("demo")
    second.wait_until_ready()
    assert second.get("/") == 200
    assert [line for line in second.output().splitlines() if "the password " in line] == []
    assert second.end(signal.SIGINT) == 0
    assert second.output().splitlines()[-1] == "Stopped, with its private PostgreSQL."


def test_demo_refuses_the_real_catalogue(settings):
    settings.CATALOGUE = ""
    with pytest.raises(CommandError) as refused:
        call_command("demo")
    assert str(refused.value) == "The demo has a catalogue of its own: run it as `python3 manage.py demo`."
