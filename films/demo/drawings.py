"""Drawings of our own that stand for photographs in the demo: a hall, a city, the sea, and people without a face.

Each is made of lit shapes, blurred by their distance, under grain; the same seed gives the same picture.
"""

import colorsys
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from moviedb.lib.cards.face import Face, settable
from moviedb.lib.poster_text import BOX_WIDTH, typeset

Colour = tuple[int, int, int]
POSTER, BACKDROP, PORTRAIT = (780, 1170), (1600, 720), (500, 625)
GRAIN = 0.05
# Scenes are wide: a poster shows the middle of one.
SCENE_OF_POSTER = (1320, 1170)
# Nothing in them is sharp, so they are drawn at half the size.
COARSER = 2
BLACK: Colour = (0, 0, 0)


class Canvas:
    """Shapes are given in parts of the picture's width and height, so that a scene fills any format."""

    def __init__(self, size: tuple[int, int], hue: int, seed: int) -> None:
        self.width, self.height = (length // COARSER for length in size)
        self.hue = hue / 360
        self.chance = random.Random(seed)
        self.image = Image.new("RGB", (self.width, self.height))

    def colour(self, lightness: float, saturation: float = 0.6, turn: float = 0.0) -> Colour:
        """Of the picture's hue, or of one `turn` (in parts of the circle) beside it."""
        red, green, blue = colorsys.hls_to_rgb((self.hue + turn) % 1, lightness, saturation)
        return round(red * 255), round(green * 255), round(blue * 255)

    def gradient(self, top: Colour, bottom: Colour) -> None:
        mask = Image.linear_gradient("L").resize(self.image.size)
        self.image = Image.composite(Image.new("RGB", mask.size, bottom), Image.new("RGB", mask.size, top), mask)

    def shapes(
        self, draw: Callable[[ImageDraw.ImageDraw], None], colour: Colour, blur: float, light: float = 1
    ) -> None:
        """What `draw` paints white on a mask, in this colour."""
        mask = Image.new("L", self.image.size)
        draw(ImageDraw.Draw(mask))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.width)).point(lambda value: int(value * light))
        self.image.paste(Image.new("RGB", mask.size, colour), mask=mask)

    def polygons(
        self, polygons: list[list[tuple[float, float]]], colour: Colour, blur: float = 0.0, light: float = 1
    ) -> None:
        def draw(pen: ImageDraw.ImageDraw) -> None:
            for points in polygons:
                pen.polygon([(x * self.width, y * self.height) for x, y in points], 255)

        self.shapes(draw, colour, blur, light)

    def polygon(self, points: list[tuple[float, float]], colour: Colour, blur: float = 0.0, light: float = 1) -> None:
        self.polygons([points], colour, blur, light)

    def ovals(self, ovals: Sequence[tuple[float, ...]], colour: Colour, blur: float = 0.0, light: float = 1) -> None:
        """Each by its middle, and its radii in parts of the width: a circle stays one in any format."""

        def draw(pen: ImageDraw.ImageDraw) -> None:
            for x, y, across, down in ovals:
                x, y, across, down = x * self.width, y * self.height, across * self.width, down * self.width
                pen.ellipse((x - across, y - down, x + across, y + down), 255)

        self.shapes(draw, colour, blur, light)

    def developed(self) -> Image.Image:
        """In full size, with darker corners and grain."""
        corners = Image.radial_gradient("L").resize(self.image.size).point(lambda value: 255 - int(value * 0.55))
        dimmed = ImageChops.multiply(self.image, Image.merge("RGB", [corners] * 3))
        grain = Image.frombytes("L", self.image.size, self.chance.randbytes(self.width * self.height))
        developed = Image.blend(dimmed, Image.merge("RGB", [grain] * 3), GRAIN)
        return developed.resize((self.width * COARSER, self.height * COARSER), Image.Resampling.BICUBIC)


def hall(canvas: Canvas) -> None:
    """An orchestra on a lit stage, seen over the heads of those who came."""
    colour, chance = canvas.colour, canvas.chance
    canvas.gradient(colour(0.05), colour(0.3, 0.55))
    for x in (0.14, 0.32, 0.5, 0.68, 0.86):
        foot = 0.5 + (x - 0.5) * 0.75
        canvas.polygon([(x - 0.01, -0.05), (x + 0.01, -0.05), (foot + 0.13, 0.66), (foot - 0.13, 0.66)],
                       colour(0.75, 0.7, 0.02), 0.012, 0.4)  # fmt: skip
    canvas.polygon([(0, 0.66), (1, 0.66), (1, 0.8), (0, 0.8)], colour(0.42, 0.5), 0.01)
    for row, y in enumerate((0.56, 0.61, 0.67)):
        size = 0.010 + 0.003 * row
        places = [0.12 + 0.76 * (i + chance.random() * 0.5) / 17 for i in range(17)]
        people = [part for x in places for part in ((x, y, size, size * 1.2), (x, y + 0.075, size * 2, size * 2.6))]
        canvas.ovals(people, colour(0.10 - 0.03 * row, 0.5), 0.0015)
    # the conductor on the stand, arms out
    canvas.ovals([(0.5, 0.5, 0.016, 0.019), (0.5, 0.6, 0.03, 0.05)], colour(0.03), 0.0015)
    canvas.polygon([(0.44, 0.47), (0.445, 0.46), (0.5, 0.555), (0.57, 0.44), (0.575, 0.45), (0.5, 0.6)],
                   colour(0.03), 0.0015)  # fmt: skip
    canvas.polygon([(0.47, 0.66), (0.53, 0.66), (0.545, 0.74), (0.455, 0.74)], colour(0.03), 0.001)
    for row, y in enumerate((0.86, 0.97)):
        size = 0.028 + 0.014 * row
        count = 15 - 4 * row
        places = [(i + 0.5 + (chance.random() - 0.5) * 0.5) / count for i in range(count)]
        heads = [part for x in places for part in ((x, y, size, size * 1.25), (x, y + 0.2, size * 2.1, size * 2.4))]
        canvas.ovals(heads, colour(0.03 - 0.015 * row, 0.4), 0.003 + 0.003 * row)


def city(canvas: Canvas) -> None:
    """Towers at night, their windows lit, and beams over the roofs."""
    colour, chance = canvas.colour, canvas.chance
    canvas.gradient(colour(0.08, 0.5), colour(0.45, 0.45, 0.05))
    for x, lean in ((0.2, 0.3), (0.55, -0.25), (0.85, -0.1)):
        canvas.polygon([(x, 0.9), (x + 0.02, 0.9), (x + lean + 0.14, -0.1), (x + lean - 0.02, -0.1)],
                       colour(0.8, 0.4), 0.01, 0.3)  # fmt: skip
    for layer, (lightness, blur) in enumerate(((0.22, 0.004), (0.12, 0.002), (0.04, 0.0))):
        towers, windows, x = [], [], -0.03
        while x < 1:
            wide, top = 0.05 + chance.random() * 0.07, 0.16 + 0.14 * layer + chance.random() * 0.4
            towers.append([(x, 1.0), (x, top), (x + wide / 2, top - 0.04), (x + wide, top), (x + wide, 1.0)])
            windows += [
                (x + wide * (0.2 + 0.2 * column), top + 0.04 * line, 0.0035, 0.0045)
                for line in range(1, int((1 - top) / 0.04)) for column in range(4) if chance.random() < 0.3
            ]  # fmt: skip
            x += wide + chance.random() * 0.03
        canvas.polygons(towers, colour(lightness, 0.5), blur)
        canvas.ovals(windows, colour(0.7, 0.9, 0.45), 0.001 + blur)


def sea(canvas: Canvas) -> None:
    """Somebody alone at the edge of the water, late in the day."""
    colour, chance = canvas.colour, canvas.chance
    canvas.gradient(colour(0.5, 0.45), colour(0.85, 0.6, 0.42))
    canvas.ovals([(0.64, 0.5, 0.07, 0.07)], colour(0.9, 0.9, 0.45), 0.004)
    canvas.polygon([(0, 0.55), (1, 0.55), (1, 1), (0, 1)], colour(0.3, 0.45))
    glints = []
    for _ in range(150):
        y = 0.56 + 0.3 * chance.random() ** 1.4
        x = chance.gauss(0.64, 0.04 + (y - 0.55)) if chance.random() < 0.6 else chance.random()
        glints.append([(x - 0.03, y), (x, y - 0.003), (x + 0.03, y), (x, y + 0.003)])
    canvas.polygons(glints, colour(0.8, 0.6, 0.45), 0, 0.5)
    canvas.polygon([(0, 0.86), (0.35, 0.82), (0.7, 0.85), (1, 0.8), (1, 1), (0, 1)], colour(0.14, 0.4), 0.003)
    canvas.ovals([(0.38, 0.66, 0.011, 0.014), (0.38, 0.73, 0.018, 0.03)], colour(0.05), 0.001)
    canvas.polygon([(0.366, 0.72), (0.394, 0.72), (0.396, 0.84), (0.364, 0.84)], colour(0.05), 0.001)


def sitter(canvas: Canvas) -> None:
    """Head and shoulders against the light: nobody's likeness."""
    colour, chance = canvas.colour, canvas.chance
    canvas.gradient(colour(0.62, 0.2, 0.06), colour(0.3, 0.25))
    canvas.ovals([(chance.uniform(0.2, 0.8), 0.3, 0.42, 0.42)], colour(0.8, 0.3, 0.04), 0.09, 0.8)
    skin, coat, hair = colour(0.27, 0.18), colour(0.10, 0.3, 0.5), colour(0.07, 0.2)
    wide, long = chance.uniform(0.17, 0.19), chance.random() < 0.5
    canvas.ovals(
        [(0.5, 0.40, wide + 0.05, wide * 1.4), *([(0.5, 0.52, wide + 0.06, 0.3)] if long else [])], hair, 0.008
    )
    canvas.polygon([(0.42, 0.5), (0.58, 0.5), (0.6, 0.75), (0.4, 0.75)], skin, 0.01)
    canvas.ovals([(0.5, 1.02, 0.44, 0.36)], coat, 0.006)
    canvas.ovals([(0.5, 0.44, wide, wide * 1.32)], skin, 0.006)
    side = chance.choice((-1, 1))
    canvas.ovals([(0.5 + side * 0.09, 0.42, 0.07, 0.18)], colour(0.58, 0.22, 0.03), 0.035, 0.7)
    fringe = chance.uniform(-0.06, 0.06)
    canvas.ovals([(0.5 + fringe, 0.295, wide + 0.02, 0.09)], hair, 0.012)


SCENES: dict[str, Callable[[Canvas], None]] = {"hall": hall, "city": city, "sea": sea, "sitter": sitter}


def draw(scene: str, size: tuple[int, int], hue: int, seed: int, title: str = "") -> Image.Image:
    canvas = Canvas(SCENE_OF_POSTER if size == POSTER else size, hue, seed)
    SCENES[scene](canvas)
    picture = canvas.developed()
    left = (picture.width - size[0]) // 2
    picture = picture.crop((left, 0, left + size[0], size[1]))
    # a title in a script that the face lacks stays off the picture
    if settable(title):
        _letter(picture, settable(title))
    return picture


def _letter(picture: Image.Image, title: str) -> None:
    """The title at the foot, as on a poster, on a ground that darkens towards it."""
    margin = picture.width // 14
    foot = Image.linear_gradient("L").resize(picture.size).point(lambda value: max(0, value - 110))
    picture.paste(Image.new("RGB", picture.size, BLACK), mask=foot)
    setting = typeset(title)
    size = setting.size * (picture.width - 2 * margin) / BOX_WIDTH
    face = Face(size, 900)
    for number, line in enumerate(reversed(setting.lines)):
        baseline = picture.height - margin - number * setting.leading * size
        face.draw(ImageDraw.Draw(picture), margin, baseline, line, "#f5efe2")
