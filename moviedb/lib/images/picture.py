"""An image as pages show it: its addresses, its sizes, and what must stay in view."""

from django.db.models import Case, When

from moviedb.lib.hosts import web_address
from moviedb.lib.json_rows import Row, json_row
from moviedb.lib.per_page import prefix

# The width that browsers without `srcset` get.
PLAIN_WIDTH = 500
# The stylesheet has a class for each step of the focus, since inline styles are forbidden.
FOCUS_STEP = 10


class Picture(Row, frozen=True):
    name: str
    width: int
    height: int
    widths: list[int]
    focus_x: int
    focus_y: int
    alt: str

    def url(self, width: int, ending: str = "jpg") -> str:
        return f"{prefix()}media/{self.name}-{width}.{ending}"

    def _all_widths(self, ending: str) -> str:
        return ", ".join(f"{self.url(width, ending)} {width}w" for width in self.widths)

    @property
    def avif(self) -> str:
        return self._all_widths("avif")

    @property
    def jpeg(self) -> str:
        return self._all_widths("jpg")

    @property
    def src(self) -> str:
        return self.url(min(self.widths, key=lambda width: abs(width - PLAIN_WIDTH)))

    @property
    def focus(self) -> str:
        """Classes; none for the middle, where a picture is cut anyway."""
        places = (("x", self.focus_x), ("y", self.focus_y))
        steps = [(axis, FOCUS_STEP * round(value / FOCUS_STEP)) for axis, value in places]
        return " ".join(f"focus-{axis}-{step}" for axis, step in steps if step != 50)


class CreditedPicture(Picture, frozen=True):
    """Where it is large enough to be named."""

    hue: int | None
    caption: str
    credit: str
    licence: str
    source_url: str

    @property
    def source(self) -> str:
        """Only what is safe to link; "" otherwise."""
        return web_address(self.source_url)

    @property
    def rights(self) -> str:
        return ", ".join(text for text in (self.credit, self.licence) if text)


def picture(row: type[Picture], prefix: str) -> Case:
    """The image at `prefix` ("film__poster") as a row, or null."""
    return Case(When(**{f"{prefix}__isnull": False}, then=json_row(row, f"{prefix}__")))
