"""With CI=true a skipped test fails the run: there, browsers and servers are installed beforehand.

By the reports, which pytest-xdist's workers send to the process that ends the run.
"""

import os

import pytest


class SkipsFail:
    def __init__(self) -> None:
        self.skipped = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # An expected failure is reported as a skip too, but it has run.
        self.skipped |= report.skipped and not hasattr(report, "wasxfail")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.skipped |= report.outcome == "skipped"  # a module that skips itself as a whole

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.write_line("With CI=true a skipped test fails the run (tests/no_skips.py).", red=True)


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("CI") == "true":
        config.pluginmanager.register(SkipsFail())
