import pytest

from films.importers.in_order import longest_run


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([], []),
        ([1, 1, 2, 5], [0, 1, 2, 3]),
        ([1, 2, 3, 4, 2], [0, 1, 2, 3]),  # one too low spoils none of those before it
        ([9, 1, 2, 3], [1, 2, 3]),
        ([b"b", b"c", b"a", b"d"], [0, 1, 3]),
    ],
)
def test_longest_run_leaves_out_as_few_as_can_be(values, places):
    assert longest_run(values) == places
