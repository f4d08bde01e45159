"""manage.py's own set-up, in copies of the project where the packages are small stand-ins."""

import ast
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.server

RUNTIME = ["django", "psycopg", "jinja2", "granian", "whitenoise", "msgspec", "babel", "regex", "rich"]
DEVELOPMENT = ["pytest", "pytest_django", "xdist"]
DJANGO_COMMANDS = """
import os, sys
def execute_from_command_line(argv):
    print(argv[1:], "MOVIEDB_CATALOGUE=" + os.environ.get("MOVIEDB_CATALOGUE", ""), sys.prefix)
"""
# Runs manage.py with one thing about Python changed: what this machine cannot be without.
ALTERED = """
import runpy, sys
{change}
sys.argv = ["manage.py", *sys.argv[1:]]
runpy.run_path("manage.py", run_name="__main__")
"""
PYTHON = getattr(sys, "_base_executable", sys.executable)
INSTALLING = "Installing moviedb's packages into {}/.venv (once; up to a minute) ...\n"

Run = Callable[..., subprocess.CompletedProcess[str]]


def make_wheel(folder: Path, name: str, packages: list[str], version: str = "1.0") -> str:
    """A wheel with these empty packages; its line for a lock file."""
    file = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(file, "w") as wheel:
        for package in packages:
            wheel.writestr(f"{package}/__init__.py", "")
        if "django" in packages:
            wheel.writestr("django/core/__init__.py", "")
            wheel.writestr("django/core/management.py", DJANGO_COMMANDS)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wheels")


@pytest.fixture
def project(tmp_path: Path, wheels: Path) -> Path:
    folder = tmp_path / "a project"
    folder.mkdir()
    shutil.copy(settings.BASE_DIR / "manage.py", folder)
    runtime = make_wheel(wheels, "runtime", RUNTIME)
    (folder / "requirements.lock").write_text(runtime)
    (folder / "requirements-dev.lock").write_text(runtime + make_wheel(wheels, "development", DEVELOPMENT))
    return folder


@pytest.fixture(scope="module")
def made_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with pip in it, to copy: making one takes seconds."""
    venv = tmp_path_factory.mktemp("made") / ".venv"
    subprocess.run([PYTHON, "-m", "venv", str(venv)], check=True)
    return venv


def environment(wheels: Path, **variables: str) -> dict[str, str]:
    """No uv on the PATH, no packages of the calling environment, no index but the folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_", "PYTHON", "VIRTUAL"))}
    return {
        **kept,
        "PATH": "/usr/bin:/bin",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "MOVIEDB_CATALOGUE": "",
        **variables,
    }


@pytest.fixture
def run(project: Path, wheels: Path) -> Run:
    def run(*arguments: str, python: str = PYTHON, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, *arguments],
            cwd=project,
            env=environment(wheels, **variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def arguments_of(done: subprocess.CompletedProcess[str], project: Path, catalogue: str = "") -> str:
    """What Django's command line was called with, which must have been in the project's .venv."""
    expected_end = f" MOVIEDB_CATALOGUE={catalogue} {project}/.venv\n"
    assert done.stdout.endswith(expected_end), done.stdout + done.stderr
    return done.stdout.removesuffix(expected_end)


def test_first_run_installs_and_goes_on_and_later_runs_only_go_on(project, run):
    first = run("manage.py", "demo", "--port", "80")
    assert arguments_of(first, project, "demo") == "['demo', '--port', '80']"
    assert first.stderr == INSTALLING.format(project)
    again = run("manage.py", "serve")
    assert (arguments_of(again, project), again.stderr) == ("['serve']", "")
    # What the terminal cannot show, or has no place to be shown, ends no command.
    plain = run("manage.py", "Łódź", PYTHONIOENCODING="ascii")
    assert (arguments_of(plain, project), plain.stderr) == (r"['\u0141\xf3d\u017a']", "")
    closed = subprocess.run(["sh", "-c", f"exec {PYTHON} manage.py check >&-"], cwd=project, check=False)
    assert closed.returncode == 0
    # In the environment itself there is nothing to do, stamp or not.
    (project / ".venv" / "moviedb-installed").unlink()
    inside = run("manage.py", "check", python=str(project / ".venv" / "bin" / "python"))
    assert (arguments_of(inside, project), inside.stderr) == ("['check']", "")


def test_tests_install_the_development_packages_too(project, run, made_venv):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    run("manage.py", "serve")
    assert list((project / ".venv").glob("lib/*/site-packages/pytest")) == []
    tested = run("manage.py", "test", "-k", "x")
    assert arguments_of(tested, project) == "['test', '-k', 'x']"
    assert tested.stderr == INSTALLING.format(project)
    # Which serve as well.
    assert run("manage.py", "serve").stderr == ""
    assert run("manage.py", "test").stderr == ""


def test_changed_lock_file_is_installed(project, run, made_venv, wheels):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    run("manage.py", "serve")
    (project / "requirements.lock").write_text(make_wheel(wheels, "runtime", [*RUNTIME, "added"], "2.0"))
    changed = run("manage.py", "serve")
    assert (arguments_of(changed, project), changed.stderr) == ("['serve']", INSTALLING.format(project))
    assert len(list((project / ".venv").glob("lib/*/site-packages/added"))) == 1
    assert run("manage.py", "serve").stderr == ""


def test_half_made_environment_of_an_interrupted_run_is_mended(project, run, wheels):
    interrupted = subprocess.Popen(
        [PYTHON, "manage.py", "serve"],
        cwd=project,
        env=environment(wheels),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not (project / ".venv" / "bin" / "python").exists():
        assert interrupted.poll() is None
        time.sleep(0.005)
    os.killpg(interrupted.pid, signal.SIGKILL)
    interrupted.wait()
    assert (project / ".venv" / "moviedb-installed").read_text() == "unfinished"
    mended = run("manage.py", "serve")
    assert (arguments_of(mended, project), mended.stderr) == ("['serve']", INSTALLING.format(project))


def test_environment_of_another_tool_is_filled_not_replaced(project, run, made_venv):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    (project / ".venv" / "mine").touch()
    done = run("manage.py", "serve")
    assert (arguments_of(done, project), done.stderr) == ("['serve']", INSTALLING.format(project))
    assert (project / ".venv" / "mine").exists()


def test_environment_of_another_python_is_made_anew(project, run, made_venv):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    (project / ".venv" / "moviedb-installed").write_text("3.9 requirements.lock 0")
    (project / ".venv" / "mine").touch()
    done = run("manage.py", "serve")
    assert (arguments_of(done, project), done.stderr) == ("['serve']", INSTALLING.format(project))
    assert not (project / ".venv" / "mine").exists()


def test_two_at_once_install_once(project, wheels, made_venv):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    both = [
        subprocess.Popen(
            [PYTHON, "manage.py", "serve"],
            cwd=project,
            env=environment(wheels),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]
    served = f"['serve'] MOVIEDB_CATALOGUE= {project}/.venv\n"
    assert sorted(said) == [(served, ""), (served, INSTALLING.format(project))]


def test_damaged_environment_is_named(project, run, made_venv):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    run("manage.py", "serve")
    shutil.rmtree(next((project / ".venv").glob("lib/*/site-packages/rich")))
    done = run("manage.py", "serve")
    assert done.stderr == f"{project}/.venv is damaged (no rich): remove it and run this again.\n"
    assert done.returncode == 1


@pytest.fixture
def uv_on_path(tmp_path: Path, made_venv: Path) -> str:
    """A stand-in for uv, which makes the environment without asking pip."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "uv").write_text(
        f"#!{PYTHON}\n"
        "import glob, os, shutil, sys, zipfile\n"
        "print(sys.argv[1:], file=open('uv.log', 'a'))\n"
        "if sys.argv[1] == 'venv':\n"
        f"    shutil.copytree({str(made_venv)!r}, sys.argv[-1], symlinks=True, dirs_exist_ok=True)\n"
        "else:\n"
        "    site = glob.glob('.venv/lib/*/site-packages')[0]\n"
        "    zipfile.ZipFile(glob.glob(os.environ['PIP_FIND_LINKS'] + '/runtime-1.0-*')[0]).extractall(site)\n"
    )
    (folder / "uv").chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_uv_is_used_where_there_is_one(project, run, uv_on_path):
    done = run("manage.py", "serve", PATH=uv_on_path)
    assert (arguments_of(done, project), done.stderr) == ("['serve']", INSTALLING.format(project))
    venv, lock = f"{project}/.venv", f"{project}/requirements.lock"
    assert [ast.literal_eval(line) for line in (project / "uv.log").read_text().splitlines()] == [
        ["venv", "--quiet", "--allow-existing", "--python", PYTHON, venv],
        ["pip", "install", "--python", f"{venv}/bin/python", "--quiet", "--require-hashes", "-r", lock],
    ]


def test_no_network_is_one_clear_message(project, run, made_venv):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    done = run(
        "manage.py",
        "serve",
        PIP_NO_INDEX="0",
        PIP_FIND_LINKS="",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="0",
    )
    first, asked, *said = done.stderr.splitlines(keepends=True)
    assert first == INSTALLING.format(project)
    assert asked == f"Installing failed; is there a network? {project}/.venv/bin/python -m pip install said:\n"
    assert said[-1] == "ERROR: No matching distribution found for runtime==1.0\n"
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_package_with_another_hash_is_refused(project, run, made_venv):
    shutil.copytree(made_venv, project / ".venv", symlinks=True)
    (project / "requirements.lock").write_text(f"runtime==1.0 --hash=sha256:{'0' * 64}\n")
    done = run("manage.py", "serve")
    assert done.returncode == 1
    assert (project / ".venv" / "moviedb-installed").read_text() == "unfinished"


def test_missing_venv_module_is_named(project, run):
    change = (
        "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n: None if n == 'ensurepip' else find(n)"
    )
    done = run("-c", ALTERED.format(change=change), "serve")
    assert done.stderr == ("Python's venv is missing. On Debian or Ubuntu: apt install python3-venv (or install uv).\n")
    assert not (project / ".venv").exists()


def test_older_python_is_named(project, run):
    change = "sys.version_info = (3, 8, 18, 'final', 0)"
    done = run("-c", ALTERED.format(change=change), "serve")
    assert done.stderr == f"moviedb needs Python 3.11 or newer; {PYTHON} is 3.8.\n"
    assert not (project / ".venv").exists()


def test_old_python_can_read_the_file():
    source = (settings.BASE_DIR / "manage.py").read_text()
    assert ast.parse(source, feature_version=(3, 6))
    assert ":=" not in source


def test_unwritable_project_is_named(project, run):
    (project / ".venv.lock").mkdir()
    done = run("manage.py", "serve")
    assert done.stderr == f"{project}/.venv could not be made: Is a directory.\n"
