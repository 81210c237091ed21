"""What happened, event by event: counted, digested, and printed where somebody wants to see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import blake2b


class Trace:
    """Hears of every event. Two runs are the same when their digests are."""

    def __init__(self, *, shown: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self.time: Callable[[], float] = lambda: 0.0
        self._digest = blake2b(digest_size=16)
        self._shown = shown

    def note(self, kind: str, *said: object) -> None:
        """Something of a kind happened."""
        line = f"{stamp(self.time())} {kind} {' '.join(map(str, said))}"
        self.counts[kind] += 1
        self._digest.update(f"{self.time()!r} {line}\n".encode())
        if self._shown:
            print(line)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


def stamp(at: float) -> str:
    """Simulated time as a person reads it: ``day 03 14:05:09.250``."""
    day, rest = divmod(at, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    return f"day {int(day):02} {int(hours):02}:{int(minutes):02}:{seconds:06.3f}"
