"""The motifs of the drawn posters as shapes for Pillow, read from the same SVG files.

Only what those files use: circles and paths of M, L, H, V, A (circular), Q, T and Z, filled or stroked.
A test reads every motif and refuses anything else.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from django.conf import settings
from PIL import Image, ImageDraw, ImageOps

from moviedb.lib.posters import Drawing

BOX = 240
# Steps of a flattened curve: a quarter of the largest circle gets one every three pixels of a card.
STEPS = 48
_COMMAND = re.compile(r"([MLHVAQTZ])([^MLHVAQTZ]*)", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "Q": 4, "T": 2}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """`role` is "shape", "ground" or "ink"; without `width` the lines are the outlines of filled areas."""

    role: str
    lines: tuple[tuple[Point, ...], ...]
    width: float = 0.0
    # The distance of round dots, where the stroke is made of them.
    dots: float = 0.0


@cache
def motif_shapes(name: str) -> tuple[Shape, ...]:
    root = ElementTree.parse(settings.BASE_DIR / "templates" / "motifs" / f"{name}.svg").getroot()
    return tuple(_shape(element) for element in root)


@cache
def _from_bottom(name: str) -> bool:
    """Whether the motif stands on the lower edge where its box is cut."""
    root = ElementTree.parse(settings.BASE_DIR / "templates" / "motifs" / f"{name}.svg").getroot()
    return "YMax" in root.attrib["preserveAspectRatio"]


def draw_motif(drawing: Drawing, colours: dict[str, str], width: int, height: int) -> Image.Image:
    """Fills the area as `preserveAspectRatio="… slice"` does in a browser."""
    image = Image.new("RGB", (width, height), colours["ground"])
    pen = ImageDraw.Draw(image)
    scale = max(width, height) / BOX
    left = (width - BOX * scale) / 2
    top = (height - BOX * scale) / (1 if _from_bottom(drawing.motif) else 2)
    for shape in motif_shapes(drawing.motif):
        colour = colours[shape.role]
        for line in shape.lines:
            _draw_line(pen, shape, [(left + x * scale, top + y * scale) for x, y in line], colour, scale)
    return ImageOps.mirror(image) if drawing.flipped else image


def _draw_line(pen: ImageDraw.ImageDraw, shape: Shape, points: list[Point], colour: str, scale: float) -> None:
    if shape.dots:
        for x, y in _along(points, shape.dots * scale):
            pen.circle((x, y), shape.width * scale / 2, fill=colour)
    elif shape.width:
        # Pillow's own joints leave notches where a curve bends.
        pen.line(points, fill=colour, width=round(shape.width * scale))
        for point in points[1:-1]:
            pen.circle(point, shape.width * scale / 2, fill=colour)
    else:
        pen.polygon(points, fill=colour)


def _along(points: list[Point], distance: float) -> Iterator[Point]:
    """Dots stand on straight horizontal lines."""
    (x, y), (end, _) = points[0], points[-1]
    while x <= end:
        yield x, y
        x += distance


def _shape(element: ElementTree.Element) -> Shape:
    classes = element.attrib["class"].split()
    role = "shape" if "line" in classes else classes[0]
    width = float(element.get("stroke-width", 0))
    dots = float(element.get("stroke-dasharray", "0 0").split()[1])
    if element.tag == "circle":
        x, y, radius = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
        return Shape(role, (tuple(_circle(x, y, radius)),), width, dots)
    return Shape(role, tuple(tuple(line) for line in flatten(element.attrib["d"])), width, dots)


def _circle(x: float, y: float, radius: float) -> Iterator[Point]:
    for step in range(4 * STEPS + 1):
        angle = math.pi * step / 2 / STEPS
        yield x + radius * math.cos(angle), y + radius * math.sin(angle)


def flatten(path: str) -> list[list[Point]]:
    """The path's subpaths as lines of points."""
    lines: list[list[Point]] = []
    control: Point = (0, 0)
    for command, arguments in _commands(path):
        kind = command.upper()
        if kind == "Z":
            lines[-1].append(lines[-1][0])
            continue
        x, y = lines[-1][-1] if lines else (0.0, 0.0)
        dx, dy = (x, y) if command.islower() else (0.0, 0.0)
        end = _end(kind, arguments, (x, y), (dx, dy))
        if kind == "M":
            lines.append([end])
        elif kind == "A":
            lines[-1] += _arc((x, y), end, arguments[0], large=bool(arguments[3]), sweep=bool(arguments[4]))
        elif kind in "QT":
            reflected = (2 * x - control[0], 2 * y - control[1])
            control = (arguments[0] + dx, arguments[1] + dy) if kind == "Q" else reflected
            lines[-1] += _curve((x, y), control, end)
        else:
            lines[-1].append(end)
    return lines


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its own numbers: a letter may be followed by several sets, and M's further ones mean L."""
    for command, text in _COMMAND.findall(path):
        if command in "Zz":
            yield command, []
            continue
        numbers = [float(number) for number in _NUMBER.findall(text)]
        size = _ARGUMENTS[command.upper()]
        for start in range(0, len(numbers), size):
            further = {"M": "L", "m": "l"}.get(command, command) if start else command
            yield further, numbers[start : start + size]


def _end(kind: str, arguments: list[float], at: Point, origin: Point) -> Point:
    if kind == "H":
        return arguments[0] + origin[0], at[1]
    if kind == "V":
        return at[0], arguments[0] + origin[1]
    return arguments[-2] + origin[0], arguments[-1] + origin[1]


def _curve(start: Point, control: Point, end: Point) -> Iterator[Point]:
    for step in range(1, STEPS + 1):
        t = step / STEPS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        yield (a * start[0] + b * control[0] + c * end[0], a * start[1] + b * control[1] + c * end[1])


def _arc(start: Point, end: Point, radius: float, *, large: bool, sweep: bool) -> Iterator[Point]:
    """Part of a circle, by the two points it joins (SVG 2, appendix B.2.4)."""
    half_x, half_y = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    half = math.hypot(half_x, half_y)
    radius = max(radius, half)
    away = math.sqrt(radius**2 - half**2) / half * (1 if large == sweep else -1)
    centre = (start[0] + half_x + half_y * away, start[1] + half_y - half_x * away)
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = math.atan2(end[1] - centre[1], end[0] - centre[0]) - first
    if sweep and turn <= 0:
        turn += 2 * math.pi
    elif not sweep and turn >= 0:
        turn -= 2 * math.pi
    for step in range(1, STEPS + 1):
        angle = first + turn * step / STEPS
        yield centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)
