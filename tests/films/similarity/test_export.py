import io

import pytest
from django.core.management import CommandError, call_command

from films.models import SimilarFilm
from tests.factories import make_film

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists():
    """Two films with lists; TMDB does not know the third film, and knows the fourth by two numbers."""
    films = {name: make_film(name) for name in ("one", "two", "unknown", "twice")}
    for name, ids in {"one": ["30"], "two": ["4"], "twice": ["100", "99"]}.items():
        for value in ids:
            films[name].external_ids.create(source="tmdb", value=value)
    films["one"].external_ids.create(source="imdb", value="tt0000030")
    films["two"].external_ids.create(source="imdb", value="tt0000004")
    for film, others in {"one": ["two", "unknown", "twice"], "two": ["one"], "unknown": ["one"]}.items():
        for rank, other in enumerate(others, 1):
            SimilarFilm.objects.create(film=films[film], other=films[other], rank=rank, score=1)


def exported(*arguments):
    out = io.StringIO()
    call_command("export_similar", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(("site", "lines"), [
    ("tmdb", "4\t1\t30\n30\t1\t4\n30\t2\t99\n"), ("imdb", "tt0000004\t1\ttt0000030\ntt0000030\t1\ttt0000004\n"),
    ("movielens", ""),
])  # fmt: skip
def test_export_has_other_sites_ids_and_no_gaps(site, lines):
    assert exported(f"--ids={site}") == lines


@pytest.mark.usefixtures("lists")
def test_export_into_a_file(tmp_path):
    assert exported("--ids=tmdb", f"--output={tmp_path / 'lists.tsv'}") == ""
    assert (tmp_path / "lists.tsv").read_text() == exported("--ids=tmdb")


def test_export_into_a_place_that_is_none(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="Nothing was written"):
        exported("--ids=tmdb", f"--output={tmp_path / 'file' / 'lists.tsv'}")
    with pytest.raises(CommandError, match="--ids"):
        call_command("export_similar")
