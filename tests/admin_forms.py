"""A page of the admin as its user sees it: the fields of its form, filled as the page comes."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from moviedb.accounts.models import User


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attrs = dict(pairs)
        name = attrs.get("name") or ""
        if tag == "input" and name and attrs.get("type") != "submit":
            if name == "initial-locked_fields":  # one input for each lock
                self.data.setdefault(name, []).append(attrs.get("value") or "")
            elif attrs.get("type") != "checkbox":
                self.data[name] = attrs.get("value") or ""
            elif "checked" in attrs:
                self.data.setdefault(name, []).append(attrs.get("value") or "on")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attrs:
            self.data[self._select] = attrs.get("value") or ""
        elif tag == "textarea":
            self._textarea = name
            self.data[name] = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.data[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # As a browser does: the first line end after the tag is markup, and line ends are sent as CRLF.
            text = self.data[self._textarea].removeprefix("\r\n").removeprefix("\n")
            self.data[self._textarea] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""


def log_in(client: Client) -> Client:
    """As an editor who may do everything; without a password, whose hash takes its time."""
    client.force_login(User.objects.create(username="editor", is_staff=True, is_superuser=True))
    return client


def read_form(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    parser = _Fields()
    parser.feed(response.content.decode())
    return {name: value for name, value in parser.data.items() if "__prefix__" not in name}


def save_form(client: Client, address: str, **changes: Any) -> None:
    """Loads the form, changes some fields and saves it; fails with the form's errors."""
    data = read_form(client, address) | changes
    for name in [name for name, value in data.items() if value is None]:
        del data[name]
    response = client.post(address, data)
    errors = [] if response.status_code == 302 else _errors(response)
    assert errors == []


def add_row(data: dict[str, Any], prefix: str, **fields: Any) -> dict[str, Any]:
    """The form with one more row in an inline, as its "Add another" makes it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {**data, f"{prefix}-TOTAL_FORMS": str(number + 1), **row}


def _errors(response: Any) -> list[Any]:
    formsets = response.context["inline_admin_formsets"]
    return [response.context["adminform"].form.errors] + [f.formset.errors for f in formsets]
