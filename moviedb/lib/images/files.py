"""Where an image's files lie, and how they are made: each width as AVIF and as JPEG.

`add_image` is for pictures that the site itself made or that were checked before: it does not judge what it is given.
"""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image as Pillow

from moviedb.lib.images.hue import dominant_hue
from moviedb.lib.images.models import Image
from moviedb.lib.whole_file import whole_file

POSTER_WIDTHS = (200, 342, 500, 780)
PORTRAIT_WIDTHS = (138, 276, 500)
BACKDROP_WIDTHS = (780, 1280, 1920)
# What Pillow calls the format of a file's ending, and how it is written.
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 60, "speed": 8}),
    "jpg": ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
}
MEDIA_TYPES = {"avif": "image/avif", "jpg": "image/jpeg"}


def file_path(name: str, width: int, ending: str) -> Path:
    """In 256 folders, so that none grows to a size that file systems are slow with."""
    path: Path = settings.MEDIA_ROOT / name[:2] / f"{name}-{width}.{ending}"
    return path


def add_image(picture: Pillow.Image, widths: Iterable[int], **described: Any) -> Image:
    """The picture in the library, with its files; at once where it is there already, described anew."""
    picture = picture.convert("RGB")
    name = hashlib.blake2b(f"{picture.size}".encode() + picture.tobytes(), digest_size=12).hexdigest()
    fitting = sorted(width for width in widths if width <= picture.width) or [picture.width]
    write_files(name, picture, fitting)
    made = {"width": picture.width, "height": picture.height, "widths": fitting, "hue": dominant_hue(picture)}
    image, _ = Image.objects.update_or_create(name=name, defaults={**made, **described})
    return image


def write_files(name: str, picture: Pillow.Image, widths: Iterable[int]) -> None:
    """Those that are missing. The row comes after its files: no page names a file that is not whole."""
    for width in widths:
        missing = [ending for ending in FORMATS if not file_path(name, width, ending).exists()]
        if not missing:
            continue
        height = max(1, round(picture.height * width / picture.width))
        resized = picture if width == picture.width else picture.resize((width, height), Pillow.Resampling.LANCZOS)
        for ending in missing:
            encoded = io.BytesIO()
            pillow_format, options = FORMATS[ending]
            resized.save(encoded, pillow_format, **options)
            with whole_file(file_path(name, width, ending)) as file:
                file.write(encoded.getvalue())


def has_files(image: Image) -> bool:
    return all(file_path(image.name, width, ending).exists() for width in image.widths for ending in FORMATS)
