"""When a host may be asked next: so many requests a second, none while it asks to be left alone. First come, first served.

Nobody stands in a queue that is longer than his patience. He is told when to come back instead, each at a moment of his own,
so that a thousand feeds of one host neither fill the memory nor come back all at once.
"""

from __future__ import annotations

from dataclasses import dataclass

BURST = 10  # requests that a host may get at once after a rest
LONGEST_HOLD = (
    1_800.0  # seconds for which a host is left alone at its own wish: no header may silence a desk for longer
)
_MOST_HOSTS = 10_000  # remembered before those that have rested are forgotten


@dataclass(slots=True)
class _Host:
    """What was promised to one host, on the clock of the caller."""

    booked: float = 0.0  # when all booked requests have had their time
    returning: float = 0.0  # when the last of those who were sent away comes back
    held: float = 0.0  # until then it is left alone
    status: int | None = None  # with which it asked for that


@dataclass(frozen=True, slots=True)
class ComeBack:
    """Too many wait, or the host asks to be left alone."""

    after: float  # seconds
    status: int | None  # what the host said; None: it is only that many wait


class HostPace:
    """Keeps the pace of every host. `rate` is in requests a second; times are seconds of any clock that only goes forward."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._hosts: dict[str, _Host] = {}

    def book(self, host: str, now: float, patience: float) -> float | ComeBack:
        """Seconds until one request may go to the host, which then counts as made; or when to ask again."""
        known = self._known(host, now)
        held = max(0.0, known.held - now)
        wait = max(held, max(known.booked, now) - now - (BURST - 1) * self._gap)
        if wait > patience:
            return self.send_away(host, now, wait)
        known.booked = max(known.booked, now + held) + self._gap
        return max(0.0, wait)

    def send_away(self, host: str, now: float, wait: float) -> ComeBack:
        """When one who cannot wait that long is to come back: after it, and after all who were sent away before."""
        known = self._known(host, now)
        known.returning = max(known.returning + self._gap, now + wait)
        return ComeBack(known.returning - now, known.status if known.held > now else None)

    def hold(self, host: str, now: float, seconds: float, status: int | None) -> None:
        """Leave a host alone for a while, because it answered `status` and asked for that."""
        known = self._known(host, now)
        known.held, known.status = max(known.held, now + min(seconds, LONGEST_HOLD)), status

    def _known(self, host: str, now: float) -> _Host:
        if host not in self._hosts and len(self._hosts) >= _MOST_HOSTS:
            self._hosts = {
                name: kept for name, kept in self._hosts.items() if max(kept.booked, kept.held, kept.returning) > now
            }
        return self._hosts.setdefault(host, _Host())
