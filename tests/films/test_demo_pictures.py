import pytest

from films.demo import load_demo
from films.demo.drawings import BACKDROP, PORTRAIT, POSTER, SCENES, draw
from films.demo.pictures import CREDIT, read_pictures
from films.demo.source import FOLDER
from films.importers.records import SourceError
from films.models import Film
from moviedb.lib.images.files import file_path, has_files
from moviedb.lib.images.models import Image
from tests.factories import make_image


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("size", [POSTER, BACKDROP, PORTRAIT])
def test_drawing_is_the_same_each_time(scene, size):
    first, second = (draw(scene, size, 30, 1, "東京 X" if size == POSTER else "") for _ in range(2))
    assert first.size == size
    assert first.tobytes() == second.tobytes()
    assert first.tobytes() != draw(scene, size, 30, 2).tobytes()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "x.toml").write_text('title = "X"')
    (tmp_path / "people.toml").write_text('[ann]\nname = "Ann"')
    return tmp_path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[films]\n[people.bo]\nscene = 'sea'\nhue = 1", "pictures.toml: [people.bo] is in no file of people"),
        ("[people]\n[films.y]", "pictures.toml: [films.y] is no film of the demo"),
        ("[films]\n[people.ann]\nscene = 'moon'\nhue = 1", "pictures.toml: ann: no scene is called 'moon'"),
        ("[films]\n[people.ann]\nscene = 'sea'\nhue = 360", "pictures.toml: Expected `int` <= 359"),
        ("[films", "pictures.toml: "),
    ],
)
def test_mistake_in_the_file(folder, text, message):
    (folder / "pictures.toml").write_text(text)
    with pytest.raises(SourceError) as error:
        read_pictures(folder)
    assert str(error.value).startswith(message)


@pytest.mark.django_db
def test_pictures_are_placed_once_and_an_editors_choice_stays():
    load_demo(lambda line: None)
    described = read_pictures(FOLDER)
    assert Image.objects.filter(credit=CREDIT).count() == len(described)
    assert all(has_files(image) for image in Image.objects.all())

    other = make_image()
    Film.objects.filter(title="The Concert").update(poster=other)
    lost = Image.objects.get(pk=Film.objects.values_list("poster", flat=True).get(title="Metropolis"))
    file_path(lost.name, 200, "avif").unlink()
    load_demo(lambda line: None)
    assert has_files(lost)
    assert Film.objects.get(title="The Concert").poster == other
