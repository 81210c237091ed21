"""Finds the feeds of a site: what its page names, what these lead to, the usual places; each one looked at before it is told.

    the page ── is a feed itself ──► it
             └─ names some ──► looked at ── pages among them name more ──► looked at, and no further
                └─ none was one ──► the usual places ── none ──► does robots.txt tell of a news sitemap?

robots.txt is asked before every look. However much a page names, the number of looks and the time are bounded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from bot.feeds.address import feed_identity
from bot.feeds.discover import Candidate, named_in, news_sitemap, usual_places
from bot.jobs.look import Looking, NoFeed, SeenFeed, look_at
from bot.ports import Fetched, Request

MOST_LOOKS = 40
MOST_FOLLOWED = 5  # pages in the place of feeds whose links are looked at
MOST_SECONDS = 120.0  # a search that takes longer ends with what it has
AT_ONCE = 4

Progress = Callable[[int, int], None]  # looks taken, and how many there will be as far as is known


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed of the site, and how it came up."""

    address: str
    named: str
    title: str
    kind: str
    items: int
    newest: datetime | None
    lang: str | None


@dataclass(slots=True)
class Discovered:
    """What a search came to."""

    feeds: list[FoundFeed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what stood in the way, for people
    looks: int = 0


async def discover(
    looking: Looking, site: str, progress: Progress = lambda *_: None, *, seconds: float = MOST_SECONDS
) -> Discovered:
    """The feeds of a site. An address without http:// is tried with https:// and then without the s."""
    search = _Search(looking, site, progress)
    try:
        async with asyncio.timeout(seconds):
            await search.run()
    except TimeoutError:
        search.found.notes.append(f"the search was ended after {seconds:g} s; there may be more")
    return search.found


async def looked_through(looking: Looking, site: str, candidates: Sequence[Candidate]) -> list[FoundFeed]:
    """Those of the candidates, which a page of the site named, that are feeds."""
    search = _Search(looking, site, lambda *_: None)
    await search.look_through(candidates)
    return search.found.feeds


class _Search:
    """A search under way."""

    def __init__(self, looking: Looking, site: str, progress: Progress) -> None:
        self._looking = looking
        self._tries = [site] if "://" in site else [f"https://{site}", f"http://{site}"]
        self._progress = progress
        self._known: set[str] = set()  # identities of the addresses that were looked at
        self._kept: set[str] = set()  # those of the feeds that were found, and digests of what stood there
        self._total = 0
        self.found = Discovered()

    async def run(self) -> None:
        start, pages = await self._begin()
        places = usual_places(start)
        for _ in range(2):  # what the page names, and what the pages that it names do
            named = [each for page in pages[:MOST_FOLLOWED] for each in named_in(page.body, page.url)]
            pages = await self.look_through(named, leaving=len(places))
        if not self.found.feeds:
            await self.look_through(places)
        if self.found.feeds:
            self.found.notes.clear()  # what stood in the way did not in the end
        else:
            await self._hint(start)

    async def _begin(self) -> tuple[str, list[Fetched]]:
        """Where to look, and the page there; none where no page came, or a feed."""
        for address in self._tries:
            self._known.add(feed_identity(address))
            candidate = Candidate(address, "the address itself")
            seen = await self._look(candidate)
            if isinstance(seen, SeenFeed):
                self._keep(candidate, seen)
                return address, []
            if seen and seen.page:
                return seen.page.url, [seen.page]
            why = seen.why if seen else "robots.txt forbids looking at it, or could not be asked for"
            self.found.notes.append(f"{address}: {why}")
        return self._tries[0], []

    async def look_through(self, candidates: Sequence[Candidate], *, leaving: int = 0) -> list[Fetched]:
        """Look at those that were not looked at yet, a few at once, and leave so many looks for later.

        The pages that were found in the place of feeds.
        """
        pages: list[Fetched] = []
        fresh = self._fresh(candidates, MOST_LOOKS - leaving)
        for at in range(0, len(fresh), AT_ONCE):
            few = fresh[at : at + AT_ONCE]
            for candidate, seen in zip(few, await asyncio.gather(*map(self._look, few)), strict=True):
                if isinstance(seen, SeenFeed):
                    self._keep(candidate, seen)
                elif seen and seen.page:
                    pages.append(seen.page)
        return pages

    def _fresh(self, candidates: Sequence[Candidate], most: int) -> list[Candidate]:
        """Those that nobody looked at, as many as there are looks left of so many."""
        fresh: list[Candidate] = []
        for each in candidates:
            if feed_identity(each.url) not in self._known and self._total < most:
                self._known.add(feed_identity(each.url))
                self._total += 1
                fresh.append(each)
        return fresh

    async def _look(self, candidate: Candidate) -> SeenFeed | NoFeed | None:
        """One look, where robots.txt allows it."""
        if not await self._allowed(candidate.url):
            return None
        seen = await look_at(self._looking_at(candidate.url), candidate.url)
        self.found.looks += 1
        self._progress(self.found.looks, max(self._total, self.found.looks))
        return seen

    def _keep(self, candidate: Candidate, seen: SeenFeed) -> None:
        """One feed under several addresses is kept once, as it was named first."""
        same = {feed_identity(seen.answer.url), blake2b(seen.answer.body, digest_size=16).hexdigest()}
        if not same & self._kept:
            title, items = seen.feed.title or candidate.title, len(seen.feed.entries)
            found = FoundFeed(seen.address, candidate.named, title, seen.feed.kind, items, seen.newest, seen.lang)
            self.found.feeds.append(found)
        self._kept |= same

    async def _allowed(self, address: str) -> bool:
        looking = self._looking_at(address)
        return bool(await looking.robots.allowed(address, looking.clock.now(), allow_private=looking.allow_private))

    def _looking_at(self, address: str) -> Looking:
        """Leave to reach a private network holds for the site that was named, not for where its pages lead."""
        at_home = urlsplit(address).hostname == urlsplit(self._tries[0]).hostname
        return replace(self._looking, allow_private=self._looking.allow_private and at_home)

    async def _hint(self, start: str) -> None:
        parts = urlsplit(start)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        allowed = self._looking_at(address).allow_private
        answer = await self._looking.fetcher.fetch(Request(address, allow_private=allowed))
        if isinstance(answer, Fetched) and (sitemap := news_sitemap(answer.body)):
            self.found.notes.append(
                f"no feed, but robots.txt names a news sitemap, which Gatewatch does not read: {sitemap}"
            )
