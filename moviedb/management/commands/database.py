from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.utils import DatabaseError
from psycopg import Error as PostgresError

from moviedb.db.dumps import DumpError, backup, restore
from moviedb.db.private_server import private_server
from moviedb.lib.postgres.errors import PrivateServerError


class Command(BaseCommand):
    help = "The private PostgreSQL server, and backups of the database wherever it lies."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("where", help="say where the data lie")
        actions.add_parser("start", help="start the private server")
        actions.add_parser("stop", help="stop the private server, closing all connections")
        actions.add_parser("status", help="say whether the private server runs (exit status 3: it does not)")
        saving = actions.add_parser("backup", help="write the database to a file (pg_dump's custom format)")
        saving.add_argument("file", type=Path)
        restoring = actions.add_parser("restore", help="fill the empty database from a backup")
        restoring.add_argument("file", type=Path)
        restoring.add_argument("--replace", action="store_true", help="put it in the place of what is there")

    def handle(self, *, action: str, **options: Any) -> None:
        try:
            match action:
                case "where":
                    self.where()
                case "start":
                    self.start()
                case "stop":
                    self.stop()
                case "status":
                    self.status()
                case "backup":
                    backup(options["file"].absolute())
                    self.stdout.write(f"Written: {options['file']}")
                case "restore":
                    restore(options["file"].absolute(), replace=options["replace"])
                    self.stdout.write(
                        f"Restored {connection.settings_dict['NAME']} from {options['file']}. If the backup "
                        "is older than the program: python3 manage.py migrate"
                    )
        except (DumpError, PrivateServerError, DatabaseError, PostgresError) as fault:
            raise CommandError(str(fault).strip()) from fault

    def where(self) -> None:
        entry = connection.settings_dict
        if not entry.get("PRIVATE_SERVER"):
            host = entry["HOST"] or "the local socket"
            self.stdout.write(f"The database {entry['NAME']} on {host}, as DATABASE_URL says.")
            return
        server = private_server()
        self.stdout.write(f"The database {entry['NAME']} on the private server in {server.places.base}")
        self.stdout.write(f"  data: {server.places.data}")
        self.stdout.write(f"  log: {server.places.log}")
        self.stdout.write(f"  socket: {server.running() or 'none, it does not run'}")
        if server.places.account:
            self.stdout.write(f"  account: {server.places.account.name}")

    def start(self) -> None:
        self.refuse_without_private_server("start")
        folder, started = private_server().ensure_running()
        self.stdout.write(f"{'Started' if started else 'It runs already'}: {folder}")

    def stop(self) -> None:
        self.refuse_without_private_server("stop")
        connection.close()
        server = private_server()
        connected = server.count_connections()
        if not server.stop():
            self.stdout.write("The private server does not run.")
        elif connected:
            self.stdout.write(f"Stopped. {connected} connection(s) were closed.")
        else:
            self.stdout.write("Stopped.")

    def status(self) -> None:
        self.refuse_without_private_server("ask for")
        server = private_server()
        folder = server.running()
        if folder is None:
            raise CommandError("The private server does not run.", returncode=3)
        self.stdout.write(f"Running: {folder}, {server.count_connections()} connection(s).")

    def refuse_without_private_server(self, what: str) -> None:
        if not connection.settings_dict.get("PRIVATE_SERVER"):
            raise CommandError(f"DATABASE_URL names a server of yours: there is no private one to {what}.")
