"""How often we may ask: a token bucket that all threads share."""

import time
from collections.abc import Callable
from threading import Lock


class TokenBucket:
    """`rate` requests a second in the long run, `burst` of them at once after a pause."""

    def __init__(
        self,
        rate: float,
        burst: int = 1,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.interval = 1 / rate
        self.burst = burst
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._next = clock()

    def take(self) -> None:
        """Waits until the caller may ask. Turns are given in order; nobody waits while holding the lock."""
        with self._lock:
            now = self._clock()
            turn = max(self._next, now - (self.burst - 1) * self.interval)
            self._next = turn + self.interval
        if turn > now:
            self._sleep(turn - now)

    def pause(self, seconds: float) -> None:
        """Nobody who has not got a turn yet asks before these seconds have passed."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)
