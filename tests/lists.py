"""Walks a list by its next links, as a visitor does."""

from typing import Any

from django.test import RequestFactory

from moviedb.lib.keyset import KeysetList


def with_short_pages(records: KeysetList[Any], per_page: int) -> KeysetList[Any]:
    """The same list, of which a few rows make several pages."""
    orders = records.orders.values()
    return KeysetList("short pages", records.row, records.records, orders, per_page=per_page, **records.expressions)


def titles_page_by_page(rf: RequestFactory, records: KeysetList[Any], sort: str) -> list[list[str]]:
    pages, url = [], f"/?sort={sort}"
    while url:
        page = records.page(rf.get(url))
        pages.append([getattr(row, "title", "") or row.name for row in page.rows])
        url = page.next_url
    return pages
