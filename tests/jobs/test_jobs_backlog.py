"""The backlog of a new feed becomes one look-back digest, never a flood; what is of the last day is told as any news."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hand_clock import START
from news_desk import DAY, HOUR, Item, NewsDesk, open_desk
from toy_screening import BANNED, person

from bot.feeds.backlog import MOST_CARDS
from bot.jobs.poll import MOST_AT_ONCE
from bot.ports import FetchFailed

ONE, TWO = "https://one.test/rss", "https://two.test/rss"
TRIP = "Pat Doe flew to Oslo on Monday, two officials said."


def old(number: int, days: float = 9.0, text: str = TRIP) -> Item:
    return Item(f"old-{number}", f"{text} {number}", START - days * DAY, f"Report number {number} of that week")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_a_backlog_is_told_in_one_digest(desk: NewsDesk) -> None:
    """However many polls it takes to read, whatever it holds: no card, one message, marked and dated."""
    many = [old(n, text=TRIP if n % 20 == 0 else "Nobody went anywhere.") for n in range(MOST_AT_ONCE + 40)]
    desk.paper.pages[ONE] = many

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        await desk.poll()
        assert desk.feed(ONE).settled_at is None
        await desk.look_back()
        assert desk.told("digest") == []
        await desk.poll(HOUR)
        assert desk.feed(ONE).settled_at == desk.clock.at
        await desk.look_back()
        await desk.look_back()

    desk.play(scene)
    (message,) = desk.told("digest")
    assert message.text.startswith("Look-back: 7 findings in earlier articles: 7 trips to which a travel ban may apply")
    assert "Sat 21 Feb 2026" in str(message.blocks)
    assert "what a feed held before it was added" in str(message.blocks)
    assert desk.told("card") == []


def test_what_is_of_the_last_day_is_told_at_once(desk: NewsDesk) -> None:
    """A trip reported this morning opens its card on the day its feed is added; what is older or undated waits."""
    fresh = Item("fresh", TRIP, START - 5 * HOUR, "Minister lands in Oslo this morning")
    undated = Item("undated", TRIP, None, "A page without a date")
    desk.paper.pages[ONE] = [fresh, undated, old(1), old(2)]

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        await desk.poll()
        await desk.look_back()

    desk.play(scene)
    assert len(desk.told("card")) == 1
    (message,) = desk.told("digest")
    assert message.text.startswith("Look-back: 3 findings")


def test_a_feed_whose_first_answer_is_empty_has_its_backlog_still_before_it(desk: NewsDesk) -> None:
    """What comes with the next answer is old all the same: a digest and no cards."""

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages[ONE] = []
        desk.subscribe(ONE)
        await desk.poll()
        desk.paper.pages[ONE] = [old(n, text=TRIP) for n in range(5)]
        await desk.poll(HOUR)
        await desk.look_back()
        desk.paper.pages[ONE] = [Item("new", TRIP, START + HOUR, "Minister lands in Oslo this morning")]
        await desk.poll(HOUR)

    desk.play(scene)
    (message,) = desk.told("digest")
    assert message.text.startswith("Look-back: 5 findings")
    assert len(desk.told("card")) == 1


CROWD = tuple(person(f"c{n}", f"Pat Nr{n:03} Doe", BANNED) for n in range(40))


def of_today(number: int) -> Item:
    name = CROWD[number].name
    return Item(f"new-{number}", f"{name} flew to Oslo.", START - HOUR, f"Report on {name} of this morning")


def findings(desk: NewsDesk) -> int:
    """What the look-backs told."""
    return sum(int(re.findall(r"Look-back: (\d+) finding", message.text)[0]) for message in desk.told("digest"))


def test_a_crowd_of_today_opens_few_cards(desk: NewsDesk) -> None:
    """The first five are told at once, the others in the look-back; when the backlog is read, every trip has its card."""
    desk.people = CROWD
    desk.paper.pages[ONE] = [of_today(n) for n in range(39)]

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        await desk.poll()
        await desk.look_back()
        assert (len(desk.told("card")), findings(desk)) == (MOST_CARDS, 34)
        assert len(desk.told("digest")) == 1
        desk.paper.pages[ONE] = [of_today(39), *(of_today(n) for n in range(39))]
        await desk.poll(HOUR)
        await desk.look_back()

    desk.play(scene)
    assert (len(desk.told("card")), findings(desk)) == (MOST_CARDS + 1, 34)


def test_one_article_about_a_crowd_opens_one_card(desk: NewsDesk) -> None:
    """People on one journey are one story; where its card is one too many, each of them is a find of the look-back."""
    desk.people = CROWD[:8]
    everybody = ", ".join(each.name for each in desk.people)
    crowd = Item("all", f"{everybody} flew to Oslo.", START - HOUR)

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        await desk.poll()
        await desk.look_back()

    desk.paper.pages[ONE] = [crowd]
    desk.play(scene)
    assert (len(desk.told("card")), findings(desk)) == (1, 0)
    desk.clear()
    desk.people = CROWD
    desk.paper.pages[ONE] = [*(of_today(n) for n in range(10, 10 + MOST_CARDS)), crowd]
    desk.play(scene)
    assert (len(desk.told("card")), findings(desk)) == (MOST_CARDS, 8)


def test_feeds_may_open_few_cards_each(desk: NewsDesk) -> None:
    """What one feed opened is not counted against another; news of a story with a card goes there."""
    desk.people = CROWD
    retold = replace(of_today(0), guid="retold", text=f"{CROWD[0].name} flew to Oslo, two officials said.")
    desk.paper.pages |= {ONE: [*map(of_today, range(7)), retold], TWO: [of_today(n) for n in range(10, 17)]}

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE, TWO)
        await desk.poll()
        await desk.look_back()

    desk.play(scene)
    assert (len(desk.told("card")), findings(desk)) == (2 * MOST_CARDS, 4)


def test_a_crowd_read_in_portions_opens_few_cards_wherever_we_die(desk: NewsDesk) -> None:
    """What earlier portions opened is counted, also when the program has died in between."""
    desk.people = CROWD

    async def live(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        for _ in range(3):
            await desk.poll(timedelta(minutes=11))
            await desk.look_back()

    def play(step: int = -1, *, after: bool = False) -> tuple[int, int, int]:
        desk.clear()
        desk.clock.at = START
        filling = [old(n, text="Nobody.") for n in range(MOST_AT_ONCE - 3)]
        desk.paper.pages[ONE] = [*map(of_today, range(3)), *filling, *map(of_today, range(3, 9))]
        writes = desk.survive(live, step, timedelta(minutes=20), after=after)
        return writes, len(desk.told("card")), findings(desk)

    writes, *told = play()
    assert told == [MOST_CARDS, 4]
    for step in range(min(writes, 8)):
        for after in (False, True):
            assert list(play(step, after=after)[1:]) == told, f"write {step}, after: {after}"


def test_feeds_added_together_share_a_digest(desk: NewsDesk) -> None:
    """It waits until all of them are read, not for one that fails, and not for ever for one that never ends."""
    desk.paper.pages |= {ONE: [old(1)], TWO: [old(n) for n in range(MOST_AT_ONCE + 1)]}

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE, TWO, "https://gone.test/rss")
        await desk.poll()
        await desk.look_back()
        assert desk.told("digest") == []
        await desk.poll(timedelta(minutes=6))
        await desk.look_back()

    desk.play(scene)
    assert [message.text.split(" in ")[0] for message in desk.told("digest")] == [
        "Look-back: 60 findings",
        "Look-back: 42 findings",
    ]


def test_a_feed_that_is_never_read_whole_holds_nothing_back(desk: NewsDesk) -> None:
    """After a quarter of an hour what was found is told."""
    desk.paper.pages |= {ONE: [old(1)], TWO: [old(n) for n in range(MOST_AT_ONCE + 1)]}

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE, TWO)
        await desk.poll()
        desk.clock.at += timedelta(minutes=16)
        await desk.look_back()

    desk.play(scene)
    assert len(desk.told("digest")) == 2


def test_news_after_the_backlog_is_news(desk: NewsDesk) -> None:
    """Once it is read whole every new article is told, also one that bears an old date or none."""
    desk.paper.pages[ONE] = [old(1, text="Nobody.")]

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        await desk.poll()
        desk.paper.pages[ONE] = [old(1, text="Nobody."), old(2)]
        await desk.poll(HOUR)

    desk.play(scene)
    assert len(desk.told("card")) == 1


DATES = [
    ("none", None),
    ("the beginning of time", datetime(1970, 1, 1, tzinfo=UTC)),
    ("the far future", datetime(2099, 1, 1, tzinfo=UTC)),
    ("always the same", START - 700 * DAY),
]


def dated(number: int, date: datetime | None, text: str = TRIP) -> Item:
    return Item(f"u{number}", text, date, f"Report{number} without{number} a{number} date")


@pytest.mark.parametrize("date", [case[1] for case in DATES], ids=[case[0] for case in DATES])
@pytest.mark.parametrize("held", [3, MOST_AT_ONCE + 3], ids=["small", "in portions"])
def test_a_feed_without_dates_settles_and_its_news_is_news(desk: NewsDesk, date: datetime | None, held: int) -> None:
    """What it held at first comes in the look-back, all of it; what it brings from then on is told at once."""
    first = [dated(n, date, TRIP if n < 2 else "Nobody.") for n in range(held)]

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        desk.paper.pages[ONE] = first
        for _ in range(2):
            await desk.poll(timedelta(minutes=6))
            await desk.look_back()
        assert desk.feed(ONE).settled_at is not None
        assert (len(desk.told("card")), findings(desk)) == (0, 2)
        desk.paper.pages[ONE] = [dated(held, date), *first]
        await desk.poll(2 * HOUR)
        assert len(desk.told("card")) == 1

    desk.play(scene)


def test_a_feed_that_was_empty_for_a_day_brings_news(desk: NewsDesk) -> None:
    """A feed of rare events begins empty. Its first item is no backlog then, though nothing tells its date."""

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages[ONE] = []
        desk.subscribe(ONE)
        for _ in range(26):
            await desk.poll(HOUR)
        desk.paper.pages[ONE] = [dated(1, None)]
        await desk.poll(HOUR)

    desk.play(scene)
    assert len(desk.told("card")) == 1


def test_a_host_that_never_has_time_for_pages_keeps_no_feed_from_settling(desk: NewsDesk) -> None:
    """The next poll tells what the feed's own words say, and the pages are tried again later."""
    teaser = replace(dated(1, None, "Pat Doe flew to Oslo …"), link="https://one.test/1")

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages |= {ONE: [teaser], teaser.link: FetchFailed("too many wait", None, 60.0, not_asked=True)}
        desk.subscribe(ONE, full_text="auto")
        await desk.poll()
        assert desk.feed(ONE).settled_at is None
        await desk.poll(timedelta(minutes=6))
        assert desk.feed(ONE).settled_at is not None
        await desk.look_back()
        assert findings(desk) == 1
        later = replace(dated(2, None, "Pat Doe flew to Oslo …"), link="https://one.test/2")
        desk.paper.pages |= {ONE: [later, teaser], later.link: FetchFailed("too many wait", None, 60.0, not_asked=True)}
        await desk.poll(HOUR)
        await desk.poll(HOUR)

    desk.play(scene)
    assert len(desk.told("card")) == 1


@pytest.mark.parametrize(("away", "cards"), [(2 * DAY, 1), (60 * DAY, 0)])
@pytest.mark.parametrize("how", ["disabled", "failing"])
def test_a_feed_that_was_away_brings_a_backlog(desk: NewsDesk, away: timedelta, cards: int, how: str) -> None:
    """After months without a look, its old articles are looked back on; after two days they are news."""
    desk.paper.pages |= {ONE: [old(1, text="Nobody.")], TWO: []}

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE, TWO)
        await desk.poll()
        if how == "disabled":
            desk.subscribe(TWO)
        desk.paper.pages[ONE] = FetchFailed("answered 503", 503)
        await desk.poll(away)
        back = desk.clock.at + 2 * HOUR
        desk.paper.pages[ONE] = [
            Item("later", TRIP, back - 40 * HOUR, "Of the day before yesterday"),
            old(1, text="Nobody."),
        ]
        desk.clock.at = back
        desk.subscribe(ONE, TWO)
        await desk.poll()
        await desk.look_back()

    desk.play(scene)
    assert (len(desk.told("card")), len(desk.told("digest"))) == (cards, 1 - cards)
    assert desk.feed(ONE).settled_at is not None


@pytest.mark.every_engine
def test_dying_at_every_write_loses_and_doubles_nothing(desk: NewsDesk) -> None:
    """Before and after each write of reading two feeds, one in portions, and telling of them."""

    async def live(desk: NewsDesk) -> None:
        desk.subscribe(ONE, TWO)
        for _ in range(4):
            await desk.poll(timedelta(minutes=11))
            await desk.look_back()

    def play(step: int = -1, *, after: bool = False) -> tuple[int, list[str], int]:
        desk.clear()
        desk.clock.at = START
        desk.paper.pages |= {
            ONE: [old(1), old(2)],
            TWO: [old(n, text="Nobody.") for n in range(MOST_AT_ONCE)] + [old(200)],
        }
        writes = desk.survive(live, step, timedelta(minutes=20), after=after)
        told = sorted(str(message.blocks).count("Report number") for message in desk.told("digest"))
        return writes, desk.told("card"), sum(told)  # type: ignore[return-value]

    writes, cards, found = play()
    assert (cards, found) == ([], 3)
    for step in range(min(writes, 12)):
        for after in (False, True):
            assert play(step, after=after)[1:] == ([], 3), f"write {step}, after: {after}"
