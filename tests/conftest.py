from pathlib import Path

import pytest

pytest_plugins = ["tests.no_skips"]


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def static_files_by_plain_names(settings, empty_folder):
    """Pages link to static files without a manifest: nothing needs to be collected before a test."""
    settings.STATIC_ROOT = empty_folder
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
