import numpy as np
import pytest

from films.importers.in_order import longest_run


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([], []),
        ([1, 1, 2, 5], [0, 1, 2, 3]),
        ([1, 2, 3, 4, 2], [0, 1, 2, 3]),  # one too low spoils none of those before it
        ([9, 1, 2, 3], [1, 2, 3]),
        ([1, 2, 8, 9, 3, 4, 5], [0, 1, 4, 5, 6]),  # two too high spoil none of those behind them
        ([4, 5, 1, 2, 6, 3, 7], [2, 3, 5, 6]),
        ([3, 2, 1], [2]),
        ([b"b", b"c", b"a", b"d"], [0, 1, 3]),
    ],
)
def test_longest_run_leaves_out_as_few_as_can_be(values, places):
    assert longest_run(np.array(values, object if values else int)).tolist() == places
