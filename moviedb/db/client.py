from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db.backends.postgresql import client

from moviedb.db.private_server import ensure_private_server, private_server
from moviedb.lib.postgres.config import ROLE
from moviedb.lib.postgres.errors import PrivateServerError


class DatabaseClient(client.DatabaseClient):
    """`dbshell`: on the private server with the psql that belongs to it."""

    def runshell(self, parameters: Iterable[str]) -> None:
        if self.connection.settings_dict.get("CREATE_MISSING"):
            self.connection.ensure_connection()  # which makes the database; psql would not
            self.connection.close()
        super().runshell(parameters)

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        private = settings_dict.get("PRIVATE_SERVER")
        if private:
            settings_dict = {**settings_dict, "HOST": ensure_private_server(), "PORT": "5432", "USER": ROLE}
        args, env = super().settings_to_cmd_args_env(settings_dict, parameters)
        if private:
            args[0] = str(_private_psql())
        return args, env


def _private_psql() -> Path:
    try:
        return private_server().tool("psql")
    except PrivateServerError as fault:
        raise CommandError(str(fault)) from fault
