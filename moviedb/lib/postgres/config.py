"""How the private server is set up: initdb's choices and server.conf."""

import locale
import os
import tempfile
from pathlib import Path

from moviedb.lib.postgres.places import Places, cannot_write

ROLE = "moviedb"
CONFIG = """\
# Written by moviedb before each start of its private server: changes are lost.
listen_addresses = ''
# Quoted twice: as a setting, and within it as one member of a list.
unix_socket_directories = '"{socket_folder}"'
unix_socket_permissions = 0700
port = 5432
max_connections = 100
shared_buffers = '256MB'
# Nobody replicates this server, so what an import fills in one go need not be written twice.
wal_level = minimal
max_wal_senders = 0
max_wal_size = '4GB'
jit = off
random_page_cost = 1.1
lc_messages = 'C'
lc_monetary = 'C'
lc_numeric = 'C'
lc_time = 'C'
default_text_search_config = 'pg_catalog.english'
timezone = 'UTC'
log_timezone = 'UTC'
"""


def initdb_options(major: int) -> list[str]:
    """Sorting by code points and letters by Unicode, the same whatever this machine's locale is."""
    # Trigrams of letters beyond ASCII need a character type other than C, also with the built-in provider.
    options = [
        "--auth=trust",
        "--encoding=UTF8",
        f"--username={ROLE}",
        "--locale=C",
        f"--lc-ctype={_utf8_locale()}",
    ]
    if major >= 17:
        return [*options, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*options, "--locale-provider=libc"]


def _utf8_locale() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "UTF-8", "en_US.UTF-8"):  # Linux, macOS, older ones of both
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def write_config(places: Places, socket_folder: Path) -> None:
    try:
        handle, fresh = tempfile.mkstemp(prefix="server.conf.", dir=places.base)
        with open(handle, "w") as file:
            file.write(CONFIG.format(socket_folder=socket_folder))
        os.chmod(fresh, 0o644)  # the account reads it and cannot change it
        os.replace(fresh, places.config)
    except OSError as fault:
        raise cannot_write(places.base, fault) from fault
