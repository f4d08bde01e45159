"""Walks a list by its next links, as a visitor does."""

from typing import Any

from django.test import RequestFactory

from moviedb.lib.keyset import KeysetList


def titles_page_by_page(rf: RequestFactory, records: KeysetList[Any], sort: str) -> list[list[str]]:
    pages, url = [], f"/?sort={sort}"
    while url:
        page = records.page(rf.get(url))
        pages.append([getattr(row, "title", "") or row.name for row in page.rows])
        url = page.next_url
    return pages
