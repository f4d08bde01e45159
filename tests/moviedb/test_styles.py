import re

import pytest
from django.core.management import call_command

from tests.colours import contrast, luminance, oklch
from tests.paths import ROOT

CSS = {path.stem: path.read_text() for path in (ROOT / "static/css").glob("*.css")}
TEMPLATES = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html") if "django" not in path.parts)
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+|var\(--hue\))\)"
TOKENS = {
    name: ((float(l1), float(c1), h1), (float(l2), float(c2), h2))
    for name, l1, c1, h1, l2, c2, h2 in re.findall(rf"--([\w-]+): light-dark\({OKLCH}, {OKLCH}\)", CSS["tokens"])
}
HUES = range(0, 360, 10)
LIGHT, DARK = 0, 1


def colour(token, scheme, hue):
    lightness, chroma, own_hue = TOKENS[token][scheme]
    return oklch(lightness, chroma, hue if own_hue.startswith("var") else float(own_hue))


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("ground", ["paper", "panel", "wash"])
@pytest.mark.parametrize(("text", "least"), [("ink", 7), ("ink-quiet", 6.5), ("accent", 5.9)])
def test_text_is_readable_in_every_hue(text, ground, scheme, least):
    worst = min(contrast(colour(text, scheme, hue), colour(ground, scheme, hue)) for hue in HUES)
    assert worst >= least


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_borders_of_controls_are_visible(scheme):
    assert contrast(colour("edge", scheme, 0), colour("panel", scheme, 0)) >= 3
    assert contrast(colour("edge", scheme, 0), colour("paper", scheme, 0)) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("token", ["accent", "wash"])
def test_tints_lie_inside_srgb(token, scheme):
    outside = [hue for hue in HUES if not all(-0.002 <= light <= 1.002 for light in colour(token, scheme, hue))]
    assert outside == []


def test_dark_scheme_is_dark():
    assert luminance(colour("paper", DARK, 0)) < 0.02 < 0.9 < luminance(colour("paper", LIGHT, 0))


def test_colours_stand_in_tokens_only():
    found = {
        name: re.findall(r"#[0-9a-f]{3,8}\b|oklch\(|rgb\(|hsl\(", css)
        for name, css in CSS.items()
        if name not in ("tokens", "posters", "print")
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_properties_are_logical():
    physical = re.compile(
        r"^\s*((?:margin|padding|border)-(?:left|right|top|bottom)\b|left|right|top|bottom|width|height|"
        r"(?:min|max)-(?:width|height)|text-align: (?:left|right)):?", re.M
    )  # fmt: skip
    found = {name: [match.group(0).strip() for match in physical.finditer(css)] for name, css in CSS.items()}
    assert {name: properties for name, properties in found.items() if properties} == {}


@pytest.mark.parametrize("name", CSS)
def test_every_rule_stands_in_a_layer(name):
    """A slip outside the layers would beat all of them, or undo the layer after it."""
    assert CSS[name].startswith("/* ")
    rest = re.sub(r"/\*.*?\*/", "", CSS[name], flags=re.S)
    while rest != (shorter := re.sub(r"\{[^{}]*\}", ";", rest)):
        rest = shorter
    outside = [statement.split() for statement in rest.split(";") if statement.strip()]
    assert {words[0] for words in outside} <= {"@layer", "@font-face", "@media", "@page"}


def test_layers_are_ordered_in_the_first_sheet():
    assert "@layer reset, tokens, base, layout, components, utilities;" in CSS["tokens"]
    sheets = re.findall(r'"(\w+)"', "".join(re.findall(r"for sheet in \[(.*?)\]", TEMPLATES)))
    assert sheets[0] == "tokens"
    assert set(sheets) == set(CSS) - {"print"}


def test_motion_only_where_it_is_welcome():
    for css in CSS.values():
        outside = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n  \}\n", "", css, flags=re.S)
        assert re.findall(r"transition|animation|scroll-behavior", outside) == []


def test_nothing_inline_in_the_templates():
    assert re.findall(r'<script(?! type="application/ld\+json")|<style|\sstyle=|\son\w+=|javascript:', TEMPLATES) == []


def test_every_static_file_is_collected_under_a_hashed_name(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    (fonts,) = (tmp_path / "css").glob("fonts.*.css")
    urls = re.findall(r'url\("(.+?)"\)', fonts.read_text())
    assert len(urls) == 4
    assert [url for url in urls if not (fonts.parent / url).resolve().is_file()] == []
    assert [url for url in urls if not re.search(r"\.[0-9a-f]{12}\.woff2$", url)] == []
