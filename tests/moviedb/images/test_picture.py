import pytest
from django.urls import set_script_prefix

from moviedb.lib.images.picture import CreditedPicture, Picture
from tests.paths import ROOT

NAME = "0123456789abcdef01234567"


def picture(**fields) -> Picture:
    return Picture(
        **{
            "name": NAME,
            "width": 900,
            "height": 1350,
            "widths": [200, 342, 780],
            "focus_x": 50,
            "focus_y": 50,
            "alt": "",
            **fields,
        }
    )


def test_addresses():
    assert picture().src == f"/media/{NAME}-342.jpg"
    assert picture(widths=[200, 342]).avif == f"/media/{NAME}-200.avif 200w, /media/{NAME}-342.avif 342w"
    assert picture(widths=[200]).jpeg == f"/media/{NAME}-200.jpg 200w"


def test_addresses_below_a_prefix():
    set_script_prefix("/site/")
    try:
        assert picture().url(200) == f"/site/media/{NAME}-200.jpg"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    ("x", "y", "classes"),
    [
        (50, 50, ""),
        (0, 100, "focus-x-0 focus-y-100"),
        (54, 47, ""),
        (56, 50, "focus-x-60"),
        (50, 4, "focus-y-0"),
    ],
)
def test_focus(x, y, classes):
    assert picture(focus_x=x, focus_y=y).focus == classes


def test_stylesheet_has_every_step_of_the_focus():
    css = (ROOT / "static/css/pictures.css").read_text()
    steps = {picture(focus_x=n, focus_y=n).focus for n in range(101)} - {""}
    assert [name for step in steps for name in step.split() if f".{name} {{ --" not in css] == []
    assert len(steps) == 10


@pytest.mark.parametrize(("url", "link"), [("https://e.org/a", "https://e.org/a"), ("javascript:x", ""), ("", "")])
def test_credit(url, link):
    fields = {name: getattr(picture(), name) for name in Picture.__struct_fields__}
    shown = CreditedPicture(**fields, hue=None, caption="C", credit="A. Person", licence="CC0", source_url=url)
    assert (shown.rights, shown.source) == ("A. Person, CC0", link)
