"""What will be in the news, who is on the list, and when what goes wrong: all of it drawn from the seed before anything runs.

The oracle (`oracle.py`) reads the same plan. Times are seconds since the simulation began.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from random import Random

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
# Nothing is planted on the last days: faults end, and everything has to come to rest.
CALM = 3 * DAY
# Old items that feeds hold at the beginning bear dates so long before it.
BEFORE = (2 * DAY, 20 * DAY)

_FIRST = ("Arvo", "Belun", "Cador", "Dresk", "Elvor", "Farun", "Gondo", "Hespa", "Ildar", "Jorun", "Kelsa", "Lomar")
_LAST = ("Marsk", "Nevlo", "Orrin", "Pelda", "Quorn", "Rysko", "Sundal", "Tovik", "Ulvar", "Vesko", "Wendal", "Zorda")
CITIES = {
    "Oslo": "NO", "Rome": "IT", "Lima": "PE", "Cairo": "EG", "Tokyo": "JP", "Dakar": "SN", "Quito": "EC", "Accra": "GH",
    "Hanoi": "VN", "Riga": "LV", "Doha": "QA", "Minsk": "BY", "Havana": "CU", "Nairobi": "KE", "Vienna": "AT",
    "Lisbon": "PT", "Ankara": "TR", "Baku": "AZ", "Manila": "PH", "Prague": "CZ",
}  # fmt: skip
_NOISE = ("The harbour took in more grain than last year.", "A bridge was opened to traffic.", "The weather stays mild.",
          "A court put off its hearing.", "Prices of copper fell again.", "The museum shows new paintings.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list, for a while."""

    id: str
    name: str
    banned: bool
    route: str | None = None
    since: float = 0.0  # when they come onto the list
    until: float | None = None  # when they leave it


class What(Enum):
    """What a story is."""

    TRIP = "a trip under a ban"
    UNBANNED = "a trip without a ban"
    MENTION = "a mere mention"


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed holds at an address from a moment on, until it holds something else there."""

    feed: int
    at: float
    guid: str
    title: str
    text: str
    published: float


@dataclass(frozen=True, slots=True)
class Story:
    """Something told of somebody listed. `token` stands in the title of each of its items, and nowhere else."""

    token: str
    what: What
    who: Listed
    city: str
    reports: tuple[Item, ...]  # each of another feed
    denial: Item | None = None
    edits: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which something holds."""

    start: float
    end: float
    how: str = ""

    def holds(self, at: float) -> bool:
        return self.start <= at < self.end

    def touches(self, start: float, end: float) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """How one feed behaves."""

    number: int
    url: str
    etag: bool
    items: tuple[Item, ...]  # by time
    down: tuple[Span, ...] = ()
    moves: float | None = None  # when all of it moves to another address
    important: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that will happen."""

    days: float
    people: tuple[Listed, ...]
    feeds: tuple[FeedPlan, ...]
    stories: tuple[Story, ...]
    broken_list: Span
    archived: tuple[Span, ...]  # the desk's channel
    unreadable: tuple[Span, ...]  # histories
    revoked: tuple[Span, ...]  # the token
    no_edits: tuple[Span, ...]
    disk: tuple[Span, ...]
    clock: tuple[Span, ...]  # how: seconds
    crashes: tuple[float, ...]
    deploys: tuple[float, ...]
    faults_end: float = field(default=0.0)


def plan_of(random: Random, days: float, feeds: int) -> Plan:
    """The plan of one seed."""
    end = days * DAY
    last = end - CALM
    people = tuple(_people(random, end))
    stories = tuple(_stories(random, people, feeds, last))
    items = sorted((*_told(stories), *_noise(random, feeds, last)), key=lambda each: (each.at, each.guid))
    by_feed: dict[int, list[Item]] = {number: [] for number in range(feeds)}
    for item in items:
        by_feed[item.feed].append(item)
    broken = random.uniform(0.6, 0.7) * last
    return Plan(
        days=days,
        people=people,
        feeds=tuple(_feed(random, number, tuple(by_feed[number]), last) for number in range(feeds)),
        stories=stories,
        broken_list=Span(broken, broken + random.uniform(1, 6) * HOUR),
        archived=_spans(random, last, 2, (HOUR, 20 * HOUR)),
        unreadable=_spans(random, last, 2, (HOUR, 12 * HOUR)),
        revoked=_spans(random, last, 1, (HOUR, 8 * HOUR)),
        no_edits=_spans(random, last, 1, (HOUR, 12 * HOUR)),
        disk=_spans(random, last, 12, (1.0, 20 * MINUTE), _DISK) + _spans(random, last, 2, (HOUR, 4 * HOUR), _DISK),
        clock=_spans(random, last, 2, (HOUR, 2 * DAY), ("3600", "-3600")),
        crashes=tuple(sorted(random.uniform(0, last) for _ in range(9))),
        deploys=tuple(sorted(random.uniform(HOUR, last) for _ in range(3))),
        faults_end=last,
    )


_DISK = ("database or disk is full", "disk I/O error", "database is locked")


def _spans(
    random: Random, last: float, number: int, length: tuple[float, float], hows: Sequence[str] = ("",)
) -> tuple[Span, ...]:
    """Some stretches, one in each part of the time, so that they never meet."""
    part = last / number
    starts = [n * part + random.uniform(0.0, max(part - length[1], part / 2)) for n in range(number)]
    ends = [start + min(random.uniform(*length), part / 2) for start in starts]
    return tuple(Span(start, end, random.choice(hows)) for start, end in zip(starts, ends, strict=True))


def _people(random: Random, end: float) -> Iterator[Listed]:
    names = [f"{first} {last}" for first, last in product(_FIRST, _LAST)]
    for number, name in enumerate(random.sample(names, 24)):
        route = "second" if number % 5 == 4 else None
        since = end * random.uniform(0.3, 0.4) if number == 0 else 0.0
        until = end * random.uniform(0.45, 0.55) if number == 1 else None
        yield Listed(f"p{number}", name, number % 3 != 2, route, since, until)


def _stories(random: Random, people: Sequence[Listed], feeds: int, last: float) -> Iterator[Story]:
    pairs = [(who, city) for who in people for city in CITIES]
    random.shuffle(pairs)
    for number, (who, city) in enumerate(pairs[: int(3 * last / DAY)]):
        token = f"K{number:03d}"
        at = random.uniform(DAY, last)
        what = random.choices((What.TRIP, What.MENTION), (3, 1))[0]
        what = What.UNBANNED if what is What.TRIP and not who.banned else what
        yield _story(random, token, what, who, city, feeds, at, last)


def _story(random: Random, token: str, what: What, who: Listed, city: str, feeds: int, at: float, last: float) -> Story:
    tellers = random.sample(range(feeds), 4)
    if what is What.MENTION:
        return Story(token, what, who, city, (_item(tellers[0], at, f"Talks on grain {token}", _mention(who)),))
    times = [at, *(at + random.uniform(0, 2 * DAY) for _ in range(random.choice((0, 0, 1, 2))))]
    reports = tuple(
        _item(teller, when, f"Journey of the week {token}", _trip(who, city))
        for teller, when in zip(tellers, times, strict=False)
    )
    denied = at + random.uniform(HOUR, 2 * DAY)
    denial = _item(tellers[3], denied, f"A word from the office {token}", _denial(who, city))
    return Story(
        token, what, who, city, reports,
        denial=denial if random.random() < 0.25 else None,
        edits=_edits(random, reports[0], who) if random.random() < 0.25 else (),
    )  # fmt: skip


def _edits(random: Random, report: Item, who: Listed) -> tuple[Item, ...]:
    """It no longer says so, and sometimes says so again."""
    first = report.at + random.uniform(DAY, 2 * DAY)
    gone = Item(report.feed, first, report.guid, report.title, f"{who.name} was at home all week.", report.published)
    if random.random() < 0.5:
        return (gone,)
    again = first + random.uniform(DAY, 2 * DAY)
    return gone, Item(report.feed, again, report.guid, report.title, report.text, report.published)


def _trip(who: Listed, city: str) -> str:
    return f"{who.name} flew to {city}, two people who saw the plane said. It stood at the airport until the evening."


def _denial(who: Listed, city: str) -> str:
    return f"A spokesman denied that {who.name} flew to {city}. He gave no reason for the report."


def _mention(who: Listed) -> str:
    return f"{who.name} was named in a paper on grain that a committee read on that day."


def _item(feed: int, at: float, title: str, text: str) -> Item:
    return Item(feed, at, f"{feed}-{title.split()[-1]}-{len(text)}", title, text, at)


def _told(stories: Sequence[Story]) -> Iterator[Item]:
    for story in stories:
        yield from story.reports
        yield from story.edits
        if story.denial:
            yield story.denial


def _noise(random: Random, feeds: int, last: float) -> Iterator[Item]:
    """News of nobody: an item of before for every second feed, and now and then one more."""
    for feed in range(feeds):
        if feed % 2:
            yield Item(feed, -1.0, f"{feed}-old", "Old news", random.choice(_NOISE), -random.uniform(*BEFORE))
        for number in range(random.choice((0, 0, 1, 2))):
            yield _item(feed, random.uniform(0, last), f"News {feed}/{number}", random.choice(_NOISE))


def _feed(random: Random, number: int, items: tuple[Item, ...], last: float) -> FeedPlan:
    down: tuple[Span, ...] = ()
    if random.random() < 0.2:
        start = random.uniform(DAY, last)
        down = (Span(start, min(start + random.uniform(3, 50) * HOUR, last), random.choice(DOWN)),)
    return FeedPlan(
        number=number,
        url=f"https://feed{number}.example/rss",
        etag=random.random() < 0.7,
        items=items,
        down=down,
        moves=random.uniform(2 * DAY, last) if random.random() < 0.03 else None,
        important=number % 25 == 0,
    )


# How a feed is down.
DOWN = ("refused", "timeout", "503", "500", "429", "page", "half", "410")
