from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

pytest_plugins = ["tests.no_skips"]


@pytest.fixture(scope="session", autouse=True)
def static_files_by_plain_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages link to static files without a manifest: nothing needs to be collected before a test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # pictures too: no test writes into the folder of a real library
    media = tmp_path_factory.mktemp("media")
    with override_settings(
        MEDIA_ROOT=media,
        # The slowness of a password's hash is Django's to test.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES={**settings.STORAGES, "staticfiles": plain},
    ):
        yield
