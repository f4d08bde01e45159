"""The site with the benchmark's addresses beside its own; served by `manage.py serve` like the site itself."""

from moviedb.settings import *  # noqa: F403
from moviedb.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.usual_way.urls"
TEMPLATES[1] |= {
    # The motifs of the drawn posters lie in `templates`.
    "DIRS": [BASE_DIR / "benchmarks" / "usual_way" / "templates", BASE_DIR / "templates"],
    "OPTIONS": TEMPLATES[1]["OPTIONS"] | {"libraries": {"filters": "benchmarks.usual_way.filters"}},
}
