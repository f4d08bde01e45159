import pytest
from django.utils import translation

from moviedb.lib import display
from moviedb.lib.dates import PartialDate


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2009-11-04", "4 November 2009"),
        ("2001-04-25", "25 April 2001"),
        ("1994-05", "May 1994"),
        ("1994", "1994"),
        (PartialDate(1896, 1), "January 1896"),
    ],
)
def test_partial_date_shows_what_is_known(stored, shown):
    assert display.partial_date(stored) == shown


def test_partial_date_in_another_language():
    with translation.override("de"):
        assert [display.partial_date(date) for date in ("2009-11-04", "1994-05", "1994")] == [
            "4. November 2009",
            "Mai 1994",
            "1994",
        ]


@pytest.mark.parametrize(
    ("minutes", "shown"), [(1, "1 min"), (59, "59 min"), (60, "1 h"), (119, "1 h 59 min"), (900, "15 h")]
)
def test_runtime_leaves_out_zeros(minutes, shown):
    assert display.runtime(minutes) == shown


def test_iso_duration():
    assert display.iso_duration(119) == "PT119M"


@pytest.mark.parametrize(("value", "shown"), [(7, "7.0"), (7.25, "7.2"), (6.96, "7.0"), (10, "10.0"), (0.5, "0.5")])
def test_rating_has_one_decimal(value, shown):
    assert display.rating(value) == shown


def test_numbers_in_the_visitors_language():
    assert (display.number(12_841), display.dollars(237_000_000)) == ("12,841", "$237,000,000")
    with translation.override("de"):
        assert (display.number(12_841), display.rating(7.2)) == ("12.841", "7,2")


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("The Concert", "short"),
        ("x" * 18, "short"),
        ("x" * 19, "middle"),
        ("x" * 40, "middle"),
        ("x" * 41, "long"),
        ("東京物語東京物語東", "short"),
        ("東京物語東京物語東京", "middle"),
    ],
)
def test_title_size_by_length(title, size):
    assert display.title_size(title) == size
