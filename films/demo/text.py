"""What is written in the demo's files as text: dates, and prose broken into lines."""

from moviedb.lib.dates import PartialDate


def date(text: str, field: str) -> PartialDate | None:
    if not text:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from error


def unwrap(text: str) -> str:
    """Lines of a paragraph joined; an empty line stays as the end of a paragraph."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
