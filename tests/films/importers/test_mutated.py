"""Damaged input of every file source: no traceback, nothing partial, every loss named."""

import random

import pytest

from tests.factories import make_film
from tests.films.importers.mutated import EXPECTED, SOURCES, films_of, run_case

CASES = 36


@pytest.mark.django_db
def test_damaged_input_costs_its_rows_at_most(monkeypatch):
    """benchmarks/mutate_inputs.py does the same with 2,000 files."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # which pytest shows if the test fails
    make_film()  # so that the catalogue is not empty: the writer of every day
    for source in SOURCES:
        monkeypatch.setitem(EXPECTED, source, films_of(source))
    assert dict.fromkeys(SOURCES, 4) | {"movielens": 3} == EXPECTED

    outcomes = [run_case(number, seed) for number in range(CASES)]

    assert [outcome for outcome in outcomes if outcome.fault] == []
    assert sum(not outcome.error for outcome in outcomes) >= CASES // 2
