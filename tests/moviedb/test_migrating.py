import pytest
from django.core.management import call_command
from django.db import connection

from moviedb.lib.migrating import bring_up_to_date


@pytest.mark.django_db
def test_bring_up_to_date_says_nothing_when_there_is_nothing_to_do():
    said: list[str] = []
    bring_up_to_date(said.append)
    assert said == []


@pytest.mark.django_db(transaction=True)
def test_bring_up_to_date_applies_what_is_open():
    call_command("migrate", "sessions", "zero", verbosity=0)
    said: list[str] = []
    bring_up_to_date(said.append)
    assert said == ["Preparing the database ..."]
    assert "django_session" in connection.introspection.table_names()
