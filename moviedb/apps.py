from django.apps import AppConfig
from django.core.checks import Tags, register

from moviedb.checks import check_database


class MoviedbConfig(AppConfig):
    name = "moviedb"

    def ready(self) -> None:
        register(check_database, Tags.database)
