#!/usr/bin/env python3
"""Django's command line. Where its packages are missing it first installs them into .venv from the lock file.

Standard library only, and old syntax: an old Python shall say what it lacks instead of a SyntaxError.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "moviedb-installed")  # what was installed, written last
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
PACKAGES = ["django", "psycopg", "jinja2", "granian", "whitenoise", "msgspec", "babel", "regex", "rich"]


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (this file is what an old Python reads)
        sys.exit(f"moviedb needs Python 3.11 or newer; {sys.executable} is {VERSION}.")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    lock = "requirements-dev.lock" if command == "test" else "requirements.lock"
    needed = PACKAGES + (["pytest", "pytest_django", "xdist"] if command == "test" else [])
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        if os.path.realpath(sys.prefix) == os.path.realpath(VENV) and is_installed(lock):
            sys.exit(f"{VENV} is damaged (no {', '.join(missing)}): remove it and run this again.")
        try:
            install(lock)
        except OSError as fault:
            sys.exit(f"{VENV} could not be made: {fault.strerror or fault}.")
        except KeyboardInterrupt:
            sys.exit("Interrupted. Run it again to go on.")
        os.execv(PYTHON, [PYTHON, os.path.join(ROOT, "manage.py"), *sys.argv[1:]])
    if command == "demo":
        os.environ["MOVIEDB_CATALOGUE"] = "demo"  # the demo has a database of its own
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
    # A name that the terminal cannot show shall not end a command: stderr has this from Python.
    if sys.stdout is not None:  # as it is where it was closed
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    importlib.import_module("django.core.management").execute_from_command_line(sys.argv)


def stamp_of(lock: str) -> str:
    with open(os.path.join(ROOT, lock), "rb") as file:
        return f"{VERSION} {lock} {hashlib.sha256(file.read()).hexdigest()}"


def read_stamp() -> str:
    if not os.path.exists(STAMP):
        return ""
    with open(STAMP) as file:
        return file.read()


def write_stamp(text: str) -> None:
    with open(STAMP, "w") as file:
        file.write(text)


def is_installed(lock: str) -> bool:
    # The development lock holds all of the other.
    return os.path.exists(PYTHON) and read_stamp() in (stamp_of(lock), stamp_of("requirements-dev.lock"))


def install(lock: str) -> None:
    """Make .venv from the lock file, or mend it. Another process that does the same is waited for."""
    with open(f"{VENV}.lock", "w") as guard:
        if fcntl:
            fcntl.flock(guard, fcntl.LOCK_EX)
        if is_installed(lock):
            return
        uv = shutil.which("uv") or ""
        if not uv and importlib.util.find_spec("ensurepip") is None:
            sys.exit("Python's venv is missing. On Debian or Ubuntu: apt install python3-venv (or install uv).")
        print(
            f"Installing moviedb's packages into {VENV} (once; up to a minute) ...",
            file=sys.stderr,
            flush=True,
        )
        # Without a stamp it was made by other means (uv run): its packages are brought to the lock's.
        usable = os.path.exists(PYTHON) and read_stamp().split(" ")[0] in ("", VERSION)
        if not usable:
            shutil.rmtree(VENV, ignore_errors=True)
        os.makedirs(VENV, exist_ok=True)
        write_stamp("unfinished")
        if not usable:
            base = getattr(sys, "_base_executable", "") or sys.executable  # not the one in a .venv just removed
            uv_venv = [uv, "venv", "--quiet", "--allow-existing", "--python", base, VENV]
            run(uv_venv if uv else [base, "-m", "venv", VENV])
        pip = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install"]
        run([*pip, "--quiet", "--require-hashes", "-r", os.path.join(ROOT, lock)])
        write_stamp(stamp_of(lock))


def run(command: "list[str]") -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        said = [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
        sys.exit(f"Installing failed; is there a network? {' '.join(command[:4])} said:\n" + "\n".join(said[-3:]))


if __name__ == "__main__":
    main()
