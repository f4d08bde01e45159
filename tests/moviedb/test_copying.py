"""COPY with Django's errors."""

import pytest
from django.db import ProgrammingError, connection, transaction

from moviedb.lib.copying import copying


@pytest.mark.django_db
def test_errors_of_a_copy_are_those_of_django():
    with connection.cursor() as cursor:
        for statement in ("COPY no_such_table FROM STDIN", "COPY (SELECT 1 FROM no_such_table) TO STDOUT"):
            with (
                pytest.raises(ProgrammingError, match="no_such_table"),
                transaction.atomic(),
                copying(cursor, statement),
            ):
                pass
