"""What of the private server is alive: its pid file, its process, its socket."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from moviedb.lib.postgres.places import SOCKET_NAME


@dataclass(frozen=True)
class PidFile:
    """postmaster.pid, as PostgreSQL writes it: one value a line."""

    pid: int
    socket_folder: Path | None
    status: str


def read_pid_file(data: Path) -> PidFile | None:
    try:
        lines = (data / "postmaster.pid").read_text(errors="surrogateescape").split("\n")
    except OSError:
        return None
    lines += [""] * (8 - len(lines))
    return PidFile(
        pid=abs(int(lines[0])) if lines[0].strip().lstrip("-").isdigit() else 0,
        socket_folder=Path(lines[4]) if lines[4] else None,
        status=lines[7].strip(),
    )


def answers(socket_folder: Path) -> bool:
    """Whether a server listens on the socket in this folder, which only ours can write in."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fspath(socket_folder / SOCKET_NAME))
        except OSError:
            return False
    return True


def is_postmaster(pid: int, data: Path, uid: int) -> bool:
    """Whether this process is a living server on this data folder.

    After a crash the number in the pid file may belong to any other process, or to the server's own remains
    that nobody has reaped (a zombie): for PostgreSQL itself both count as a running server.
    """
    if pid <= 0:
        return False
    if sys.platform != "linux":
        listed = subprocess.run(
            ["ps", "-o", "stat=,uid=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        fields = listed.stdout.split(maxsplit=2)
        return (
            len(fields) == 3
            and not fields[0].startswith("Z")
            and int(fields[1]) == uid
            and Path(fields[2].strip()).name == "postgres"
        )
    process = Path(f"/proc/{pid}")
    try:
        # The name is in brackets and may hold anything; the state follows it.
        name, _, rest = process.joinpath("stat").read_text(errors="replace").partition("(")[2].rpartition(")")
        if name != "postgres" or rest.split()[0] in ("Z", "X") or process.stat().st_uid != uid:
            return False
    except OSError:
        return False
    try:
        return os.path.samefile(process / "cwd", data)
    except FileNotFoundError:
        return False
    except OSError:
        # In some containers not even root may see this: believe the name and the account.
        return True
