"""Damaged dumps of IMDb: no traceback, nothing partial, every line in the catalogue, not wanted, or named."""

import random

import pytest

from tests.films.importers.mutated_imdb import WAYS, empty, fill, prepared, run_case

CASES = {"first load": 2, "difference": 6, "records": 2}


@pytest.mark.django_db(transaction=True)
def test_damaged_dumps_cost_their_lines_at_most():
    """benchmarks/mutate_inputs.py does the same with 400 dumps."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # which pytest shows if the test fails
    outcomes = []
    with prepared() as folder:
        for way in WAYS:
            if way == "difference":
                fill(folder)
            outcomes += [run_case(number, seed, folder, way) for number in range(CASES[way])]
        empty()

    assert [outcome for outcome in outcomes if outcome.fault] == []
    assert sum(not outcome.error for outcome in outcomes) >= len(outcomes) // 2
