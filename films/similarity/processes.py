"""Work shared out among processes that see the same memory: forked, so that gigabytes of vectors are not copied."""

import gc
import os
import selectors
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Generator, Iterator

# More of them want more memory, and the last step, writing, is one process's anyway.
MOST = 8
_SIZE = 8

# The share of one process: yields how much is done since the last time.
Work = Callable[[], Iterator[int]]


class ProcessDiedError(Exception):
    """Its text says what is known of the end."""


def cores() -> int:
    """How many processes are worth while. Forking is sound on Linux alone (threads of macOS' libraries break)."""
    return min(len(os.sched_getaffinity(0)), MOST) if sys.platform == "linux" else 1


def run(shares: list[Work]) -> Generator[int]:
    """Does all shares at once, each in a process of its own, and yields what they yield as it comes."""
    if len(shares) == 1:
        yield from shares[0]()
        return
    running: dict[int, int] = {}
    with selectors.DefaultSelector() as selector:
        try:
            for share in shares:
                reader, pid = _start(share)
                running[reader] = pid
                selector.register(reader, selectors.EVENT_READ)
            while running:
                for key, _ in selector.select():
                    told = os.read(key.fd, _SIZE)
                    if told:
                        yield int.from_bytes(told, "little")
                        continue
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    _wait_for(running.pop(key.fd))
        finally:
            for reader, pid in running.items():
                os.close(reader)
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _start(share: Work) -> tuple[int, int]:
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Threads of the progress bar and of the linear algebra are not there in the child, which uses neither.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if not pid:
        os.close(reader)
        _be_child(share, writer)
    os.close(writer)
    return reader, pid


def _be_child(share: Work, writer: int) -> None:
    """Ends without whatever else is done at the end of a process: connections and buffers are the parent's."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent ends its children
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.freeze()
        for done in share():
            # Without a parent nobody reads: an error ends the child, too.
            os.write(writer, done.to_bytes(_SIZE, "little"))
        status = 0
    except BaseException:
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def _wait_for(pid: int) -> None:
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status < 0:
        name = signal.Signals(-status).name
        raise ProcessDiedError(f"A process at work was ended by {name}{': out of memory?' if status == -9 else '.'}")
    if status:
        raise ProcessDiedError("A process at work failed; what it said is above.")
