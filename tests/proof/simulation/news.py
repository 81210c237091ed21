"""Draws who is on the list and what is in the news: stories of listed people in sentences of our own, and news of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random

from tests.proof.simulation.plan import CITIES, DAY, HOUR, Item, Listed, Story, What

# Old items that feeds hold at the beginning bear dates so long before it.
BEFORE = (2 * DAY, 20 * DAY)
_FIRST = ("Arvo", "Belun", "Cador", "Dresk", "Elvor", "Farun", "Gondo", "Hespa", "Ildar", "Jorun", "Kelsa", "Lomar")
_LAST = ("Marsk", "Nevlo", "Orrin", "Pelda", "Quorn", "Rysko", "Sundal", "Tovik", "Ulvar", "Vesko", "Wendal", "Zorda")
_NOISE = ("The harbour took in more grain than last year.", "A bridge was opened to traffic.", "The weather stays mild.",
          "A court put off its hearing.", "Prices of copper fell again.", "The museum shows new paintings.")  # fmt: skip


def people_of(random: Random, end: float) -> Iterator[Listed]:
    names = [f"{first} {last}" for first, last in product(_FIRST, _LAST)]
    for number, name in enumerate(random.sample(names, 24)):
        route = "second" if number % 5 == 4 else None
        since = end * random.uniform(0.3, 0.4) if number == 0 else 0.0
        until = end * random.uniform(0.45, 0.55) if number == 1 else None
        yield Listed(f"p{number}", name, number % 3 != 2, route, since, until)


def stories_of(random: Random, people: Sequence[Listed], feeds: int, last: float) -> Iterator[Story]:
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


def in_feeds(random: Random, stories: Sequence[Story], feeds: int, last: float) -> list[tuple[Item, ...]]:
    """What each feed holds, by time: the items of these stories, and news of nobody."""
    held: list[list[Item]] = [[] for _ in range(feeds)]
    every = (*_items_of(stories), *_noise_of(random, feeds, last))
    for item in sorted(every, key=lambda each: (each.at, each.guid)):
        held[item.feed].append(item)
    return list(map(tuple, held))


def _items_of(stories: Sequence[Story]) -> Iterator[Item]:
    for story in stories:
        yield from story.reports
        yield from story.edits
        if story.denial:
            yield story.denial


def _noise_of(random: Random, feeds: int, last: float) -> Iterator[Item]:
    """News of nobody: an item of before for every second feed, and now and then one more."""
    for feed in range(feeds):
        if feed % 2:
            yield Item(feed, -1.0, f"{feed}-old", "Old news", random.choice(_NOISE), -random.uniform(*BEFORE))
        for number in range(random.choice((0, 0, 1, 2))):
            yield _item(feed, random.uniform(0, last), f"News {feed}/{number}", random.choice(_NOISE))
