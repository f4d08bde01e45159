"""The laws of the code that no linter knows: who imports whom, how long a file may be, what a template may hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKAGES = ("moviedb", "people", "films")
# The site on top may import everything; below it each layer sees itself and what stands after it.
LAYERS = {
    "moviedb.lib": ("moviedb.lib",),
    "moviedb.accounts": ("moviedb.accounts", "moviedb.lib"),
    "people": ("people", "moviedb.lib", "moviedb.accounts"),
    "films": ("films", "people", "moviedb.lib", "moviedb.accounts"),
}
LONGEST_MODULE, LONGEST_TEMPLATE = 300, 90
# Data is no script: a browser runs nothing of type application/ld+json.
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?!\stype=.application/ld\+json.>|[^>]*\ssrc=)", re.IGNORECASE
)
RECEIVERS = re.compile(
    r"^from django\.[.a-z]* import .*\b(signals|receiver|Signal)\b|\.connect\(.*sender=", re.MULTILINE
)


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer_of(module: str) -> str | None:
    return next((layer for layer in LAYERS if module == layer or module.startswith(f"{layer}.")), None)


def imports(source: str) -> Iterator[str]:
    """Modules imported anywhere in it; `from a import b` counts as a.b, which may be a module too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden(module: str, source: str) -> list[str]:
    layer = layer_of(module)
    if layer is None:
        return []
    return [
        name
        for name in imports(source)
        if name.split(".")[0] in PACKAGES and not any(f"{name}.".startswith(f"{below}.") for below in LAYERS[layer])
    ]


def function_imports(source: str) -> list[int]:
    return [
        inner.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def test_layers_import_downwards_only():
    broken = {name_of(path): forbidden(name_of(path), path.read_text()) for path in modules(*PACKAGES)}
    assert {name: names for name, names in broken.items() if names} == {}


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("people.views.detail", "from films.models import Credit", ["films.models.Credit"]),
        ("people.models", "import films", ["films"]),
        ("moviedb.lib.text", "from people import models", ["people.models"]),
        ("moviedb.lib.text", "from moviedb import middleware", ["moviedb.middleware"]),
        ("films.views.cast", "def f():\n    import moviedb.urls", ["moviedb.urls"]),
        ("films.views.cast", "from people.models import Person\nfrom moviedb.lib import text\nimport re", []),
        ("filmsy", "import films", []),
        ("moviedb.urls", "import films.urls", []),
    ],
)
def test_the_law_itself(module, source, expected):
    assert forbidden(module, source) == expected


def test_no_import_inside_a_function():
    found = {name_of(path): function_imports(path.read_text()) for path in modules(*PACKAGES)}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_modules_are_short():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in modules(*PACKAGES, "tests")
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_module_for_everything():
    assert [name_of(path) for path in modules(*PACKAGES) if path.stem in ("utils", "helpers", "misc", "common")] == []


def test_no_signal_receivers():
    found = [name_of(path) for path in modules(*PACKAGES) if RECEIVERS.search(path.read_text())]
    assert found == []


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_templates_are_short():
    lengths = {path.name: len(path.read_text().splitlines()) for path in templates()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_TEMPLATE} == {}


def test_templates_hold_nothing_inline():
    found = {path.name: INLINE.findall(path.read_text()) for path in templates()}
    assert {name: matches for name, matches in found.items() if matches} == {}


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="x">', True),
        ('<p onclick="x">', True),
        ("<script>x</script>", True),
        ('<script type="module">x</script>', True),
        ('<script type="application/ld+json">{{ data }}</script>', False),
        ('<script defer src="/static/a.js"></script>', False),
        ('<p class="style on">on = style</p>', False),
    ],
)
def test_what_inline_means(html, found):
    assert bool(INLINE.search(html)) == found
