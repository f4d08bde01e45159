"""Backup and restore of this process's database with PostgreSQL's own pg_dump and pg_restore."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from moviedb.db.creation import new_database_options
from moviedb.db.private_server import private_server

NOT_FOR_LIBPQ = {"context", "cursor_factory", "prepare_threshold", "client_encoding", "password"}
# Who may read and write is the server's matter; the comments of extensions may be set by superusers only.
PORTABLE = ["--no-owner", "--no-privileges", "--no-comments"]


class DumpError(Exception):
    """A backup or restore was not done; the text says why and what to do."""


def backup(file: Path) -> None:
    """Write the database to this file, which appears whole or not at all."""
    if file.exists():
        raise DumpError(f"{file} exists already: move it away or name another file.")
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        # A backup holds password hashes: for its owner only.
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
            _run("pg_dump", ["--format=custom", "--dbname", _conninfo()], output=output)
            os.fsync(output.fileno())
        # Unlike a rename, a link does not replace a file that has appeared since.
        os.link(part, file)
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except FileExistsError as fault:
        raise DumpError(f"{file} exists already: move it away or name another file.") from fault
    except OSError as fault:
        raise DumpError(f"{file} cannot be written: {fault.strerror}.") from fault
    finally:
        part.unlink(missing_ok=True)


def restore(file: Path, *, replace: bool) -> None:
    """Fill the empty database from this file or, with ``replace``, let it replace what is there.

    Either all of it happens or nothing.
    """
    try:
        with open(file, "rb"):
            pass
    except OSError as fault:
        raise DumpError(f"{file} cannot be read: {fault.strerror}.") from fault
    _run("pg_restore", ["--list", str(file)], output=subprocess.DEVNULL)
    tables = _count_tables()
    if tables == 0:
        _fill(file, _name())
    elif not replace:
        raise DumpError(
            f"The database {_name()!r} is not empty ({tables} tables). With --replace the backup takes "
            "the place of what is there; make a backup of that first."
        )
    else:
        _fill_aside_and_swap(file)
    connection.close()


def _fill(file: Path, name: str) -> None:
    options = ["--single-transaction", "--exit-on-error", *PORTABLE, "--dbname", _conninfo(name)]
    _run("pg_restore", [*options, str(file)])
    with psycopg.connect(**_params(name), autocommit=True) as fresh:
        fresh.execute("ANALYZE")


def _fill_aside_and_swap(file: Path) -> None:
    name = _name()
    aside, old = f"{name[:50]}_restoring", f"{name[:50]}_replaced"
    connection.close()
    with psycopg.connect(**_params("postgres"), autocommit=True) as server:

        def run(statement: str, **names: str) -> None:
            server.execute(sql.SQL(statement).format(**{key: sql.Identifier(each) for key, each in names.items()}))

        private = bool(connection.settings_dict.get("PRIVATE_SERVER"))
        options = sql.SQL(new_database_options(server.info.server_version, private))
        run("DROP DATABASE IF EXISTS {aside}", aside=aside)
        server.execute(sql.SQL("CREATE DATABASE {} WITH {}").format(sql.Identifier(aside), options))
        try:
            _fill(file, aside)
        except BaseException:
            run("DROP DATABASE IF EXISTS {aside} WITH (FORCE)", aside=aside)
            raise
        # A database in use cannot be renamed, and the site would connect again at once.
        run("ALTER DATABASE {name} ALLOW_CONNECTIONS false", name=name)
        try:
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ANY(%s)",
                [[name, aside]],
            )
            with server.transaction():
                run("ALTER DATABASE {name} RENAME TO {old}", name=name, old=old)
                run("ALTER DATABASE {aside} RENAME TO {name}", aside=aside, name=name)
        except BaseException:
            run("ALTER DATABASE {name} ALLOW_CONNECTIONS true", name=name)
            raise
        run("DROP DATABASE {old}", old=old)


def _count_tables() -> int:
    """How many tables of ours the database has; it is made when it is missing."""
    try:
        with connection.cursor() as cursor:
            return len(connection.introspection.table_names(cursor))
    finally:
        connection.close()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _params(name: str) -> dict[str, Any]:
    params = connection.get_connection_params()
    kept = {key: value for key, value in params.items() if key not in NOT_FOR_LIBPQ - {"password"}}
    return {**kept, "dbname": name}


def _conninfo(name: str = "") -> str:
    """How a program of PostgreSQL's connects, without the password: others can read command lines."""
    params = _params(name or _name())
    params.pop("password", None)
    return make_conninfo(**params)


def _run(program: str, arguments: list[str], output: Any = None) -> None:
    password = connection.settings_dict["PASSWORD"]
    env = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(
        [_find_program(program), *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise DumpError(f"{program} failed: {done.stderr.strip()}")


def _find_program(name: str) -> str:
    """The private server's own, else the one on the PATH: pg_dump must not be older than the server."""
    if connection.settings_dict.get("PRIVATE_SERVER") or settings.POSTGRES_BIN:
        return str(private_server().tool(name))
    found = shutil.which(name)
    if not found:
        raise DumpError(
            f"There is no {name} on the PATH. Install PostgreSQL's client programs (Debian: apt install "
            "postgresql-client) or name their folder in MOVIEDB_POSTGRES_BIN."
        )
    return found
