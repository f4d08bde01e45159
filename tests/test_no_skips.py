"""A run of its own, in one process and in workers, of tests that are skipped."""

import os
import subprocess
import sys

import pytest

from tests.paths import ROOT

SKIPPED = "import pytest\n@pytest.mark.skip(reason='no chromium')\ndef test_a(): pass\ndef test_b(): pass\n"
SKIPPED_MODULE = "import pytest\npytest.skip('no chromium', allow_module_level=True)\n"
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test_a(): assert False\n"
MESSAGE = "With CI=true a skipped test fails the run (tests/no_skips.py)."


@pytest.mark.parametrize(
    ("source", "workers", "ci", "status"),
    [
        (SKIPPED, "0", "true", pytest.ExitCode.TESTS_FAILED),
        (SKIPPED, "2", "true", pytest.ExitCode.TESTS_FAILED),
        (SKIPPED_MODULE, "0", "true", pytest.ExitCode.TESTS_FAILED),
        (SKIPPED_MODULE, "2", "true", pytest.ExitCode.TESTS_FAILED),
        (SKIPPED, "0", "", pytest.ExitCode.OK),
        (EXPECTED_FAILURE, "0", "true", pytest.ExitCode.OK),
    ],
    ids=["test", "test in a worker", "module", "module in a worker", "elsewhere", "expected failure"],
)
def test_skip_fails_the_run_where_everything_is_installed(tmp_path, source, workers, ci, status):
    (tmp_path / "test_one.py").write_text(source + "def test_c(): pass\n")
    (tmp_path / "test_two.py").write_text("def test_d(): pass\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.no_skips", "-n", workers, tmp_path],
        cwd=tmp_path,
        env={**environment, "CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (status, ""), done.stdout
    assert done.stdout.count(MESSAGE) == (status == pytest.ExitCode.TESTS_FAILED)
