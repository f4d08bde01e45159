"""html-validate and vnu on pages of the imported catalogue: the ugliest, and others by chance."""

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Length

from benchmarks.quality import catalogues
from benchmarks.quality.node_tools import node_modules
from benchmarks.quality.table import conclude, show
from benchmarks.site import fetch, served
from films.models import Film
from moviedb.lib.links import genre_url
from people.models import Person

OF_EACH = 4
# Standard and accessibility. Left out is what is a taste in writing and no fault of a page: `<!doctype html>` in small
# letters, spaces at line ends that templates leave, long titles of long-titled films.
CONFIG = {
    "extends": ["html-validate:standard", "html-validate:a11y"],
    # ARIA allows a name on every list; this rule would rather not.
    "rules": {"aria-label-misuse": ["error", {"allowAnyNamable": True}]},
    "root": True,
}


def film_pages(films: QuerySet[Film]) -> list[str]:
    return [f"{film.get_absolute_url()}{part}" for film in films for part in ("", "cast/", "info/", "similar/")]


def ugliest() -> list[str]:
    films, people = Film.objects.all(), Person.objects.all()
    odd = r"""[<>&"\\{}%#]|[^ -~]{4}"""
    worst_films = [
        films.order_by(Length("title").desc())[:OF_EACH],
        films.annotate(n=Count("credits")).order_by("-n")[:OF_EACH],
        films.filter(credits=None)[:OF_EACH],
        films.filter(release_date=None)[:OF_EACH],
        films.filter(title__regex=odd)[:OF_EACH],
        films.filter(overview__regex=odd)[:OF_EACH],
        films.filter(overview="")[:OF_EACH],
    ]
    worst_people = [
        people.order_by(Length("name").desc())[:OF_EACH],
        people.order_by("-credit_count")[:OF_EACH],
        people.filter(name__regex=odd)[:OF_EACH],
    ]
    return [page for group in worst_films for page in film_pages(group)] + [
        person.get_absolute_url() for group in worst_people for person in group
    ]


ERRORS = {"/nothing-here/": 404, "/films/999999999/": 404, "/films/?q=%00": 400, "/films/?after=garbage": 404}
SINGLE = [
    "/", "/films/", "/people/", "/films/genres/", "/hidden-hands/", "/about/", "/about/similar-films/", "/search/",
    "/search/?q=star", "/search/?q=nobodyhasthisname", "/search/?q=%3Cscript%3E%26%22", *ERRORS,
]  # fmt: skip


def sample(seed: int, size: int) -> list[str]:
    chance = random.Random(seed)

    def some(keys: list[int], number: int) -> list[int]:
        return chance.sample(keys, min(number, len(keys)))

    films = Film.objects.filter(pk__in=some(list(Film.objects.order_by("pk").values_list("pk", flat=True)), size // 4))
    people = Person.objects.filter(pk__in=some(list(Person.objects.order_by("pk").values_list("pk", flat=True)), size))
    pages = dict.fromkeys([*SINGLE, *ugliest()])
    genre_rows = Film.objects.filter(film_genres__isnull=False).values_list(
        "film_genres__genre_id", "film_genres__genre__name"
    )
    pages |= dict.fromkeys(genre_url(*row) for row in sorted(set(genre_rows))[:5])
    others = film_pages(films.order_by("pk")) + [person.get_absolute_url() for person in people.order_by("pk")]
    chance.shuffle(others)
    return list(pages | dict.fromkeys(others))


def save(port: int, pages: list[str], folder: Path, size: int) -> dict[str, str]:
    """The pages as files; the page's address by the file's name."""
    names: dict[str, str] = {}
    for path in pages:
        status, headers, body = fetch(port, path)
        if status == 404 and path.endswith(("/cast/", "/similar/")):
            continue  # of a film without any
        if path in ERRORS:
            assert status == ERRORS[path], f"{path} answered {status}"
        else:
            assert status == 200, f"{path} answered {status}"
        assert headers["content-type"].startswith("text/html"), path
        name = f"{len(names):04}.html"
        (folder / name).write_bytes(body)
        names[name] = path
        if len(names) == size:
            break
    return names


def html_validate(modules: Path, folder: Path) -> list[tuple[str, str, str]]:
    (folder / ".htmlvalidate.json").write_text(json.dumps(CONFIG))
    command = [
        str(modules / ".bin" / "html-validate"),
        "--formatter",
        "json",
        "--config",
        ".htmlvalidate.json",
        "*.html",
    ]
    with (folder / "html-validate.json").open("w+") as output:  # Node cuts off what it has not yet sent to a pipe
        subprocess.run(command, cwd=folder, stdout=output, check=False)
        output.seek(0)
        reports: list[dict[str, Any]] = json.load(output)
    return [
        (Path(report["filePath"]).name, message["ruleId"], f"{message['message']} (line {message['line']})")
        for report in reports
        for message in report["messages"]
    ]


def vnu(modules: Path, folder: Path) -> list[tuple[str, str, str]]:
    jar = modules / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [
        (Path(message["url"]).name, message["type"], f"{message['message']} (line {message.get('lastLine')})")
        for message in messages
    ]


def run(options: argparse.Namespace) -> int:
    catalogues.imported(options.directory)
    pages = sample(options.seed, options.pages)
    modules = node_modules()
    checks = {"html-validate": html_validate}
    if shutil.which("java"):
        checks["vnu"] = vnu
    else:
        print("No Java: vnu is left out.")
    with tempfile.TemporaryDirectory(prefix="moviedb-pages-") as name:
        folder = Path(name)
        with served() as (port, _):
            names = save(port, pages, folder, options.pages)
        found = {name: check(modules, folder) for name, check in checks.items()}
    print(f"{len(names)} pages, the ugliest and others by seed {options.seed}")
    show(["", "pages with faults", "faults"], [
        *((name, len({file for file, _, _ in faults}), len(faults)) for name, faults in found.items()),
        ("limit", 0, 0),
    ])  # fmt: skip
    kinds: Counter[str] = Counter(f"{name} {rule}" for name, faults in found.items() for _, rule, _ in faults)
    for kind, count in kinds.most_common():
        print(f"{count:6} × {kind}")
    return conclude([
        f"{name}: {names[file]}: {rule}: {says}" for name, faults in found.items() for file, rule, says in faults
    ])  # fmt: skip
