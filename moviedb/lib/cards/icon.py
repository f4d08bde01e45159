"""The site's icon for home screens, drawn from static/favicon.svg. The files in static/icons are what this draws.

After a change of the drawing: `manage.py shell -c "from moviedb.lib.cards.icon import write_all; write_all()"`.
"""

from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from PIL import Image, ImageDraw

from moviedb.lib.cards.motif import flatten

# Name and size; how much of the width the drawing takes: systems cut a maskable icon to their own shape.
FILES = {"192": (192, 1.0), "512": (512, 1.0), "maskable-512": (512, 0.66), "apple-180": (180, 0.85)}
FINER = 4
BOX = 32
_SVG = "{http://www.w3.org/2000/svg}"


def draw_icon(size: int, share: float) -> Image.Image:
    """Bars on a ground: with the favicon's round corners in full size, without where a system shapes the icon."""
    root = ElementTree.parse(settings.BASE_DIR / "static" / "favicon.svg").getroot()
    ground, bars = root.find(f"{_SVG}rect"), root.find(f"{_SVG}path")
    assert ground is not None
    assert bars is not None
    large, scale = size * FINER, size * FINER / BOX
    corner = float(ground.attrib["rx"]) * scale if share == 1 else 0
    image = Image.new("RGBA", (large, large))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, large - 1, large - 1), corner, fill=ground.attrib["fill"])
    middle = BOX / 2
    for line in flatten(bars.attrib["d"]):
        pen.polygon(
            [((middle + (x - middle) * share) * scale, (middle + (y - middle) * share) * scale) for x, y in line],
            fill=bars.attrib["fill"],
        )
    return image.reduce(FINER)


def icon_path(name: str) -> Path:
    path: Path = settings.BASE_DIR / "static" / "icons" / f"{name}.png"
    return path


def write_all() -> None:
    for name, (size, share) in FILES.items():
        draw_icon(size, share).save(icon_path(name), optimize=True)
