"""A polite rate: how long each host is left alone between two requests."""

from __future__ import annotations

import datetime
import time

from sayso.errors import ReadError

LONGEST = 30.0  # seconds that are waited for one host's sake; more is for another run
_MANY = 10_000  # hosts that are remembered before those that are rested are forgotten


class Pace:
    """When each host may be asked again."""

    def __init__(self) -> None:
        self._free: dict[str, float] = {}  # host: moment on the monotonic clock

    def turn(self, host: str, where: str) -> None:
        """Wait until the host may be asked. Raises ReadError where that takes more than `LONGEST` seconds."""
        pause = self._free.get(host, 0.0) - time.monotonic()
        if pause > LONGEST:
            raise self.refusal(host, where)
        if pause > 0:
            time.sleep(pause)

    def rest(self, host: str, seconds: float) -> None:
        """Leave the host alone for so many seconds from now, or for longer where it has asked for that."""
        now = time.monotonic()
        self._free[host] = max(self._free.get(host, 0.0), now + seconds)
        if len(self._free) > _MANY:
            self._free = {name: moment for name, moment in self._free.items() if moment > now}

    def refusal(self, host: str, where: str) -> ReadError:
        """The error that says when to come again."""
        pause = datetime.timedelta(seconds=max(self._free[host] - time.monotonic(), 0.0))
        moment = (datetime.datetime.now(datetime.UTC) + pause).isoformat(timespec="seconds")
        return ReadError(f"the server is busy and asks to be left alone; come again after {moment}", where)
