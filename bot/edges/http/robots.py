"""robots.txt: whether a page may be fetched, asked once a day per site and read as RFC 9309 says."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from protego import Protego

from bot.ports import Fetched, Fetcher, FetchFailed, Request
from bot.waits import over

FRESH = timedelta(days=1)  # RFC 9309, 2.4: a copy should not be used for longer
RETRY = timedelta(hours=1)  # after an answer that settles nothing
_MOST_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read
_MOST_KEPT = (
    5_000_000  # bytes of all files remembered, some two thousand sites; parsed they take up to fifteen times as much
)
_LEAST_SIZE = 500  # bytes that a site counts for whatever its file holds
_PATIENCE = 30.0  # seconds to wait for a turn at the site, which it shares with its pages
# The line that says for whom the next rules are, as leniently as the parser takes it. Only the product name counts.
_FOR = re.compile(r"\s*user(?:-|\s*)agent(?:\s*:|\s)\s*(\*(?=\s|#|$)|[a-z_-]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rules:
    parser: Protego | None  # None: nobody knows them
    size: int  # bytes of the file, and some for itself
    until: datetime


class Robots:
    """Remembers the robots.txt of sites. `agent` is the product name that rules may call us by."""

    def __init__(self, fetcher: Fetcher, agent: str = "Gatewatch") -> None:
        self._fetcher = fetcher
        self._agent = agent
        self._rules: dict[str, _Rules] = {}
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool | None:
        """Whether the site lets us fetch this address, by its robots.txt as of at most a day before `now`.

        No robots.txt (4xx) allows everything. None: the site could not be asked, which allows nothing for an hour.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with self._asking.setdefault(site, asyncio.Lock()):  # a feed's pages come all at once
            rules = self._rules.get(site)
            if rules is None or over(rules.until, now, FRESH):
                rules = await self._ask(site, now, allow_private)
                self._remember(site, rules, now)
            # Hundreds of kilobytes of wildcards take half a second: for one page of the site at a time, beside everything else.
            return None if rules.parser is None else await asyncio.to_thread(rules.parser.can_fetch, url, self._agent)

    async def _ask(self, site: str, now: datetime, allow_private: bool) -> _Rules:
        request = Request(f"{site}/robots.txt", allow_private=allow_private, patience=_PATIENCE)
        answer = await self._fetcher.fetch(request)
        if isinstance(answer, Fetched):
            text = answer.body[:_MOST_BYTES].decode("utf-8-sig", "replace")
            parser = await asyncio.to_thread(_parsed, text, self._agent)
            return _Rules(parser, len(text) + _LEAST_SIZE, now + FRESH)
        if isinstance(answer, FetchFailed) and answer.barred:  # as the page will be, whose failure says why
            return _Rules(_parsed("", self._agent), _LEAST_SIZE, now)
        status = answer.status if isinstance(answer, FetchFailed) else None
        if status is not None and 400 <= status < 500 and status != 429:
            return _Rules(_parsed("", self._agent), _LEAST_SIZE, now + FRESH)
        asked = not (isinstance(answer, FetchFailed) and answer.not_asked)
        return _Rules(None, _LEAST_SIZE, now + RETRY if asked else now)

    def _remember(self, site: str, rules: _Rules, now: datetime) -> None:
        """Keep the rules of a site; where there is no room, those that are out of date go, then the oldest."""
        self._rules.pop(site, None)
        if self._size() + rules.size > _MOST_KEPT:
            self._rules = {name: kept for name, kept in self._rules.items() if kept.until > now}
        while self._rules and self._size() + rules.size > _MOST_KEPT:
            del self._rules[next(iter(self._rules))]
        self._rules[site] = rules

    def _size(self) -> int:
        return sum(kept.size for kept in self._rules.values())


def _parsed(text: str, agent: str) -> Protego:
    """The rules, with all other agents under one name: rules kept for each of thousands of agents would fill the memory."""
    return Protego.parse("\n".join(_readdressed(line, agent.lower()) for line in text.splitlines()))


def _readdressed(line: str, agent: str) -> str:
    found = _FOR.match(line)
    if found is None:
        return line
    named = found[1].lower()
    return f"User-agent: {named if named in ('*', agent) else '?'}"
