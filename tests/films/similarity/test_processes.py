import os
import signal
from collections.abc import Iterator

import pytest

from films.similarity.processes import ProcessDiedError, Work, run


def counting(*numbers: int) -> Work:
    return lambda: iter(numbers)


@pytest.mark.parametrize("shares", [1, 2, 3])
def test_run_tells_what_every_share_tells(shares):
    assert sorted(run([counting(1, 2)] * shares)) == [1] * shares + [2] * shares


def test_run_of_one_share_stays_in_this_process():
    pids: list[int] = []

    def share() -> Iterator[int]:
        pids.append(os.getpid())
        yield 1

    assert (list(run([share])), pids) == ([1], [os.getpid()])


def test_run_says_when_a_process_is_killed():
    def dies() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ProcessDiedError, match=r"^A process at work was ended by SIGKILL: out of memory\?$"):
        list(run([dies, counting(1)]))


def test_run_says_what_failed(capfd):
    def fails() -> Iterator[int]:
        yield 1 // 0

    with pytest.raises(ProcessDiedError, match=r"^A process at work failed; what it said is above\.$"):
        list(run([fails, counting(1)]))
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_run_ends_its_processes_when_nobody_waits_for_more():
    def forever() -> Iterator[int]:
        while True:
            yield os.getpid()

    running = run([forever, forever])
    pids = {next(running) for _ in range(50)}
    running.close()
    assert len(pids) > 0
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
