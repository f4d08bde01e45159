"""The hue that dominates a picture, in the same colour space (OKLCH) as the stylesheets' tints."""

import math

from PIL import Image as Pillow

# Fewer pixels say the same of a colour.
SAMPLE = (64, 64)
# Below this part of the strongest colourfulness that sRGB has, a pixel is grey to the eye.
GREY = 0.02
# A picture with less of it, on the average of all pixels, has no colour of its own.
COLOURLESS = 0.008
STEP = 10


def dominant_hue(picture: Pillow.Image) -> int | None:
    """In steps of ten degrees, 0 to 350; None for a picture without colour."""
    small = picture.convert("RGB").resize(SAMPLE, Pillow.Resampling.BOX)
    weights = [0.0] * (360 // STEP)
    pixels = small.tobytes()
    for red, green, blue in zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True):
        chroma, hue = _chroma_and_hue(red, green, blue)
        if chroma > GREY:
            weights[round(hue / STEP) % len(weights)] += chroma
    if sum(weights) < COLOURLESS * SAMPLE[0] * SAMPLE[1]:
        return None
    # A hue's neighbours speak for it too: a sunset is no less orange for being spread over two steps.
    spread = [weights[i - 1] + 2 * weight + weights[(i + 1) % len(weights)] for i, weight in enumerate(weights)]
    return spread.index(max(spread)) * STEP


def _chroma_and_hue(*rgb: int) -> tuple[float, float]:
    """Björn Ottosson's OKLab, in polar form."""
    red, green, blue = (_linear(channel / 255) for channel in rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
