"""How good the lists of similar films are, beside those of simple and well known methods, in one table.

    .venv/bin/python benchmarks/similar_quality.py                 # the catalogue that DATABASE_URL names
    .venv/bin/python benchmarks/similar_quality.py --judges 90-99  # other users judge the lists with likes

Reads the tables and writes nothing: our lists are made anew, without what editors decided. Coverage, Gini and the
share of picks with a visible reason (a shared director, writer, one of the first fifteen of the cast, collection,
title word or keyword of at most 2 % of the films) need the facts alone; where there are ratings (4 stars and up is a
like) there is XL@20 too: of the twenty films shown for a film that a user likes, how many more he likes than
popularity and activity explain (a bipartite configuration model, p = xy / (1 + xy), fitted to all likes; the mean of
ten films of each user with six likes or more; 95 % of means of users drawn anew). The method and the hashes that
choose users and films are those of the project's `score_similar.py`, so that the figures are the same where every
film has an id at TMDB.

"content" uses no likes, and all users judge. "with likes" learns from users in buckets 0-79 (of 100, by a hash of the
user) and is judged by users in 80-89. The baselines' one setting each (shrinkage, ridge) is chosen with users 70-79 as
judges of what users 0-69 teach, where ours is fixed. "ours − it" is the difference for the same users.

The baselines compare every film with every other and EASE^R inverts a matrix of all liked films: minutes for 10,000
films, not meant for more than 20,000.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")

import django

django.setup()

import numpy as np  # noqa: E402 - after setup
from scipy import sparse  # noqa: E402

from benchmarks.similar import baselines, measures  # noqa: E402
from benchmarks.similar.measures import SHOWN, Expected, Lists  # noqa: E402
from films.models import FilmExternalId  # noqa: E402
from films.similarity import colikes, features  # noqa: E402
from films.similarity.facts import Facts  # noqa: E402
from films.similarity.likes import USERS_OF_A_SITE, read_likes  # noqa: E402
from films.similarity.ranking import Ranking  # noqa: E402
from films.similarity.reading import read_facts  # noqa: E402

SHRINKAGES = (1.0, 5.0, 20.0, 100.0)
RIDGES = (50.0, 200.0, 800.0, 3200.0)
Buckets = range


class Judged(NamedTuple):
    """Users by films, with the users' names and buckets."""

    likes: sparse.csr_array
    users: list[str]
    buckets: Any
    names: list[str]
    expected: Expected

    def of(self, buckets: Buckets) -> sparse.csr_array:
        """The likes of these users; other rows are empty."""
        inside = np.isin(self.buckets, buckets).astype(np.float32)
        kept = sparse.csr_array(sparse.diags_array(inside) @ self.likes)
        kept.eliminate_zeros()
        return kept

    def excess(self, lists: Lists, buckets: Buckets) -> Any:
        judges = [(i, self.users[i]) for i in np.flatnonzero(np.isin(self.buckets, buckets)).tolist()]
        return measures.excess_likes(lists, self.likes, self.expected, judges, self.names)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judges", default="80-89", metavar="FIRST-LAST", help="buckets of users (default: 80-89)")
    first, last = map(int, parser.parse_args().judges.split("-"))
    facts = read_facts()
    reasons = measures.visible_reasons(facts)
    judged = read_judged(facts)
    likes = judged.likes if judged else None
    if judged and not len(judged.excess(np.full((len(facts), SHOWN), -1), range(first, last + 1))):
        sys.exit(f"Nobody in the buckets {first}-{last} likes {measures.FEWEST_LIKES} films: choose other --judges.")
    print(f"{len(facts):,} films, {likes.nnz if likes is not None else 0:,} likes")
    figures = f"{'XL@20':>7} {'95 %':>15}{'ours − it':>11} {'95 %':>15}{'cover':>7}{'Gini':>6}{'visible':>8}{'full':>6}"
    print(" " * 34 + figures)
    content = dict(content_methods(facts))
    _table("content", content.items(), judged, range(100), reasons)
    if judged:
        _table("with likes", methods_with_likes(facts, judged, content), judged, range(first, last + 1), reasons)
    return 0


def content_methods(facts: Facts) -> Iterator[tuple[str, Lists]]:
    yield "ours", ours(facts, colikes.CoLikes.none(len(facts)))
    yield "random", baselines.random_films(len(facts))
    yield "most popular", baselines.most_popular(facts.votes)
    yield "TMDB-like Jaccard", baselines.jaccard(facts)
    yield "TF-IDF", baselines.tf_idf(facts)


def methods_with_likes(facts: Facts, judged: Judged, content: dict[str, Lists]) -> Iterator[tuple[str, Lists]]:
    teachers = judged.of(range(80))
    users, films = (places.astype(np.int64) for places in teachers.nonzero())
    yield "ours", ours(facts, colikes.learn(users, films, len(facts)))
    popularity = np.bincount(teachers.indices, minlength=len(facts))
    for name, lists in content.items():
        if name == "most popular":
            yield name, baselines.most_popular(popularity)
        else:
            yield "ours without likes" if name == "ours" else name, lists
    for name, method, settings in (
        ("item-kNN, shrink", baselines.item_knn, SHRINKAGES),
        ("EASE^R, ridge", baselines.ease, RIDGES),
    ):
        setting = chosen(method, settings, judged)
        yield f"{name} {setting:g}", method(teachers, setting)


def chosen(method: Callable[[sparse.csr_array, float], Lists], settings: tuple[float, ...], judged: Judged) -> float:
    some = judged.of(range(70))
    return max(settings, key=lambda setting: float(judged.excess(method(some, setting), range(70, 80)).mean()))


def ours(facts: Facts, liked: colikes.CoLikes) -> Lists:
    ranking = Ranking(features.build(facts), liked)
    lists = np.full((len(facts), SHOWN), -1, np.int64)
    for place, (_, picks, _) in enumerate(ranking.lists(ranking.known())):
        lists[place, : len(picks)] = np.searchsorted(facts.ids, [pick.film for pick in picks])
    return lists


def read_judged(facts: Facts) -> Judged | None:
    users, films = read_likes(facts.ids)
    if not len(users):
        return None
    people, rows = np.unique(users, return_inverse=True)
    shape = (len(people), len(facts))
    likes = sparse.csr_array((np.ones(len(rows), np.float32), (rows, films)), shape)
    likes.sum_duplicates()
    likes.data[:] = 1
    # The hashes that choose users and films go by the ids of outside, which are the same in every database.
    names = dict(FilmExternalId.objects.filter(source="tmdb").order_by("-value").values_list("film", "value"))
    user_names = [str(user % USERS_OF_A_SITE) for user in people.tolist()]
    buckets = np.asarray([measures.bucket(f"mlt-v1:user:{user}", 100) for user in user_names])
    film_names = [names.get(film, str(film)) for film in facts.ids.tolist()]
    return Judged(likes, user_names, buckets, film_names, Expected.fit(likes))


def _table(
    setting: str, methods: Iterable[tuple[str, Lists]], judged: Judged | None, judges: Buckets, reasons: Any
) -> None:
    of_ours = None
    for name, lists in methods:
        cells = " " * 50
        if judged:
            excess = judged.excess(lists, judges)
            of_ours = excess if of_ours is None else of_ours
            cells = f"{_mean(excess)}  {_mean(of_ours - excess) if of_ours is not excess else ''}"
        print(
            f"{setting:12}{name:22}{cells:50}{measures.coverage(lists):7.2f}{measures.gini(lists):6.2f}"
            f"{measures.visible_share(lists, reasons):8.3f}{(lists >= 0).all(axis=1).mean():6.2f}",
            flush=True,
        )


def _mean(values: Any) -> str:
    low, high = measures.interval(values)
    return f"{values.mean():+7.2f} [{low:+.2f}, {high:+.2f}]".ljust(24)


if __name__ == "__main__":
    sys.exit(main())
