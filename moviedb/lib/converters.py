"""Parts of public addresses: ids that fit an int4 column, and the readable text after them."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class IdConverter:
    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class SlugConverter(StringConverter):
    """Anything up to the next slash: what is not the record's own slug is redirected there."""

    regex = "[^/]*"


register_converter(IdConverter, "id")
register_converter(SlugConverter, "words")
