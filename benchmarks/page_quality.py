"""Whether the pages are as good as they should be: python benchmarks/page_quality.py PART [DIR] [options]

  axe         each type of page with awkward data × five widths × light and dark × both directions of writing
  html        200 sampled pages of the catalogue of TMDB 5000, its ugliest among them: html-validate, vnu
  lighthouse  five types of page of that catalogue on a screen, the median of five runs
  links       every page of the demo that a link leads to: links, redirects, canonical addresses

The site is served by the production server from a database of its own (`…_bench`, filled from DIR if it is empty, or
`…_quality`, made anew). Needs chromium for axe and lighthouse; Node for html and lighthouse, whose packages are
installed into the state folder; Java for vnu. Prints a table; exit code 1 when a limit is missed.
"""

import argparse
import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

CATALOGUES = {"axe": "quality", "html": "bench", "lighthouse": "bench", "links": "quality"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=CATALOGUES)
    parser.add_argument("directory", type=Path, nargs="?", help="where the data of TMDB 5000 lies: html, lighthouse")
    parser.add_argument("--seed", type=int, default=5, help="of the sample of html")
    parser.add_argument("--pages", type=int, default=200, help="how many html samples")
    parser.add_argument("--runs", type=int, default=5, help="of lighthouse on each page")
    options = parser.parse_args()
    if CATALOGUES[options.part] == "bench" and options.directory is None:
        parser.error(f"{options.part} needs DIR")
    os.environ["DJANGO_SETTINGS_MODULE"] = "moviedb.settings"
    os.environ["MOVIEDB_CATALOGUE"] = CATALOGUES[options.part]
    django.setup()
    # After the set-up: the parts import models.
    status: int = importlib.import_module(f"benchmarks.quality.{options.part}").run(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
