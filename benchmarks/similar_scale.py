"""How long the engine of "more like this" takes for a synthetic catalogue, in memory alone.

    .venv/bin/python benchmarks/similar_scale.py FILMS [SAMPLE]

Keywords, people and words are drawn by Zipf's law, like those of real catalogues. With SAMPLE the lists of so many
films are made and the time for all is reckoned from them. Reading and writing the tables is not part of it.
"""

import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
django.setup()

from films.similarity import features  # noqa: E402 - after setup
from films.similarity.facts import Facts, Pairs  # noqa: E402
from films.similarity.ranking import Ranking  # noqa: E402


def main(films: int, sample: int) -> None:
    facts = synthetic(films)
    started = time.process_time()
    ranking = Ranking(features.build(facts))
    built = time.process_time()
    chosen = ranking.known()[:: max(films // sample, 1)]
    for _ in ranking.lists(chosen):
        pass
    seconds = time.process_time() - built
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(
        f"{films:,} films, seconds of CPU: vectors {built - started:.1f} s, {len(chosen):,} lists {seconds:.1f} s, "
        f"all lists {seconds / len(chosen) * films:.0f} s, peak {peak:.1f} GB"
    )


def synthetic(films: int) -> Facts:
    random = np.random.default_rng(5)

    def zipf(each: int, values: int, exponent: float = 1.0) -> Pairs:
        shares = 1 / np.arange(1, values + 1) ** exponent
        drawn = np.searchsorted(np.cumsum(shares) / shares.sum(), random.random(films * each))
        keys = np.unique(np.repeat(np.arange(films), each) * (values + 1) + drawn)
        return Pairs.of(keys // (values + 1), keys % (values + 1) + 1)

    fields = {
        "collection": Pairs.of(np.arange(0, films, 20), np.arange(0, films, 20) // 60 + 1),
        "director": zipf(1, films // 2, 0.6), "writer": zipf(2, films, 0.6), "actor": zipf(10, films * 2, 0.7),
        "keyword": zipf(6, max(films // 20, 2000)), "title": zipf(2, max(films // 10, 5000)),
        "genre": zipf(2, 19), "country": zipf(1, 80), "company": zipf(2, films // 3 + 10, 0.8),
        "text": zipf(30, max(films // 5, 20_000)),
    }  # fmt: skip
    return Facts(
        ids=np.arange(1, films + 1, dtype=np.int64),
        adult=np.zeros(films, np.bool_),
        year=(2026 - random.exponential(20, films)).astype(np.int64),
        language=random.geometric(0.4, films).astype(np.int64),
        votes=(random.pareto(0.6, films) * 3).astype(np.int64) % 40_000,
        fields=fields,
        vocabulary=[str(i) for i in range(max(films // 10, 5000) + 2)],
        same_title=np.arange(films, dtype=np.int64),
        is_cut=np.zeros(films, np.bool_),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else int(sys.argv[1]))
