"""Two hundred feeds and the network before them: they answer as the plan and the weather want it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random
from urllib.parse import urlsplit

from bot.model import Trouble
from bot.ports import Fetched, FetchFailed, FetchResult, NotModified, Request
from tests.proof.simulation.fate import Fate
from tests.proof.simulation.plan import DOWN, FeedPlan, Item, Plan
from tests.proof.simulation.trace import Trace

TIMEOUT = 2.0  # seconds; how long a program waits is its own matter, here it is told that it was too long
WINDOW = 14  # items that a feed holds
_SLOW = (0.05, 0.8)  # seconds that an answer takes
_BAD, _VERY_SLOW = 0.04, 0.01  # shares of requests
_PASSING = tuple(how for how in DOWN if how != "410")
_PAGE = b"<!doctype html><html><head><title>Back soon</title></head><body><p>We are working on it.</p></body></html>"


@dataclass
class Network:
    """Keeps the contract of `ports.Fetcher`; every site lets us read its pages."""

    plan: Plan
    start: datetime
    random: Random
    fate: Fate
    trace: Trace
    _bodies: dict[int, tuple[int, bytes]] = field(default_factory=dict)  # of each feed the last one, with its length

    async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool:
        return True

    async def fetch(self, request: Request) -> FetchResult:
        self.fate.step()
        feed = self.plan.feeds[
            int((urlsplit(request.url).hostname or "").removeprefix("feed").removesuffix(".example"))
        ]
        how = self._how(feed)
        slow = TIMEOUT if how in ("timeout", "slow") else self.random.uniform(*_SLOW)
        await asyncio.sleep(slow)
        answer = self._answer(feed, how, request)
        self.trace.note("poll", feed.number, how, type(answer).__name__)
        if how != "fine":
            self.trace.note("network fault", how)
        self.fate.step()
        return answer

    def _how(self, feed: FeedPlan) -> str:
        now = self.trace.time()
        down = next((span for span in feed.down if span.holds(now)), None)
        if down is not None:
            return down.how
        if now >= self.plan.faults_end:
            return "fine"
        drawn = self.random.random()
        return self.random.choice(_PASSING) if drawn < _BAD else "slow" if drawn < _BAD + _VERY_SLOW else "fine"

    def _answer(self, feed: FeedPlan, how: str, request: Request) -> FetchResult:
        match how:
            case "refused":
                return FetchFailed("the connection was refused")
            case "timeout":
                return FetchFailed("no answer in time", trouble=Trouble.TOO_SLOW)
            case "503" | "500" | "429" | "410":
                return self._refusal(int(how))
        served = self._served(feed)
        headers = {"content-type": "application/rss+xml"}
        version = f'"{len(served)}"'
        if feed.etag:
            headers["etag"] = version
        moved = self._moved_to(feed, request.url)
        match how:
            case "page":
                return Fetched(request.url, _PAGE, {"content-type": "text/html"})
            case "half":
                body = self._body(feed, served)
                return Fetched(request.url, body[: self.random.randrange(len(body) // 4, len(body))], headers)
        if feed.etag and request.etag == version:
            return NotModified(headers, moved)
        return Fetched(moved or request.url, self._body(feed, served), headers, moved)

    def _refusal(self, status: int) -> FetchFailed:
        trouble = Trouble.GONE if status == 410 else Trouble.UNREACHABLE
        after = self.random.choice((None, 60.0, 3_600.0)) if status in (503, 429) else None
        return FetchFailed(f"answered {status}", status, after, trouble)

    def _moved_to(self, feed: FeedPlan, url: str) -> str | None:
        new = feed.url.replace("/rss", "/news.xml")
        return new if feed.moves is not None and self.trace.time() >= feed.moves and url != new else None

    def _served(self, feed: FeedPlan) -> list[Item]:
        """All that has been published so far."""
        now = self.trace.time()
        return [each for each in feed.items if each.at <= now]

    def _body(self, feed: FeedPlan, served: list[Item]) -> bytes:
        length, body = self._bodies.get(feed.number, (-1, b""))
        if length != len(served):
            latest = {each.guid: each for each in served}
            shown = sorted(latest.values(), key=lambda each: -each.published)[:WINDOW]
            items = "".join(map(self._item, shown))
            title = f"<title>Outlet {feed.number}</title>"
            body = f"<rss version='2.0'><channel>{title}{items}</channel></rss>".encode()
            self._bodies[feed.number] = len(served), body
        return body

    def _item(self, item: Item) -> str:
        date = format_datetime(self.start + timedelta(seconds=item.published))
        link = f"<link>https://feed{item.feed}.example/{item.guid.replace(' ', '-')}</link>"
        return (
            f"<item><guid isPermaLink='false'>{item.guid}</guid><title>{item.title}</title>{link}"
            f"<pubDate>{date}</pubDate><description>{item.text}</description></item>"
        )
