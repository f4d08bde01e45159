import pytest

from moviedb.lib.images.files import file_path
from tests.factories import make_image

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("ending", "media_type"), [("avif", "image/avif"), ("jpg", "image/jpeg")])
def test_media(client, django_assert_num_queries, ending, media_type):
    image = make_image()
    address = f"/media/{image.name}-138.{ending}"
    with django_assert_num_queries(0):
        response = client.get(address)
    assert b"".join(response.streaming_content) == file_path(image.name, 138, ending).read_bytes()
    assert response["Content-Type"] == media_type
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response
    assert "Vary" not in response
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/media/",
        "/media/0123456789abcdef01234567-138.jpg",
        "/media/{name}-139.jpg",
        "/media/{name}-0138.jpg",
        "/media/{name}-138.png",
        "/media/{name}-138.jpg%0A",
        "/media/{name}-99999999999.jpg",
        "/media/{name}-١٣٨.jpg",
        "/media/../{name}-138.jpg",
        "/media/{folder}/{name}-138.jpg",
        "/media/..%2F..%2Fsecret_key",
    ],
)
def test_media_nothing_else_is_served(client, address):
    name = make_image().name
    assert client.get(address.format(name=name, folder=name[:2])).status_code == 404
