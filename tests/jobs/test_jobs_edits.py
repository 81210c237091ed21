"""An article that its feed serves changed is told once more as far as it says something else, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from hand_clock import START
from news_desk import HOUR, Item, NewsDesk, open_desk

from bot.jobs.poll import MOST_AT_ONCE
from bot.jobs.sweep import LEASE
from bot.ports import FetchFailed

MINUTE = timedelta(minutes=1)
FEED, PAGE = "https://one.test/rss", "https://one.test/news/1"
TRIP = "Pat Doe flew to Oslo on Monday, two officials said. They spoke on condition that nobody names them."
FIRST = Item("g1", TRIP, START - HOUR, "Minister lands in Oslo this morning", PAGE)
FISH = Item("g2", "Cod and herring cost less than a year ago.", START, "Fish prices fall again in the north")
WITHOUT = replace(FIRST, text="An earlier version of this report was wrong and has been corrected by the editors.")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        yield opened


def told(desk: NewsDesk) -> list[int]:
    """How many cards, redrawn cards, replies and digests."""
    return [len(desk.told(kind)) for kind in ("card", "update", "reply", "digest")]


Step = tuple[Sequence[Item], list[int]]
CASES: Sequence[tuple[str, list[Step]]] = [
    ("a typo", [([FIRST], [1, 0, 0, 0]), ([replace(FIRST, text=TRIP + " It rained.")], [1, 0, 0, 0])]),
    ("a bumped date", [([FIRST], [1, 0, 0, 0]), ([replace(FIRST, published=START)], [1, 0, 0, 0])]),
    ("the person taken out", [([FIRST], [1, 0, 0, 0]), ([WITHOUT], [1, 1, 1, 0])]),
    ("taken out and put in again", [([FIRST], [1, 0, 0, 0]), ([WITHOUT], [1, 1, 1, 0]), ([replace(FIRST, text=TRIP + " Again.")], [1, 2, 2, 0])]),
    ("taken out and put back as it was", [([FIRST], [1, 0, 0, 0]), ([WITHOUT], [1, 1, 1, 0]), ([FIRST], [1, 2, 2, 0]), ([FIRST], [1, 2, 2, 0])]),
    (
        "put back where other items come and go",
        [
            ([FISH, FIRST], [1, 0, 0, 0]),
            ([FISH, WITHOUT], [1, 1, 1, 0]),
            ([WITHOUT], [1, 1, 1, 0]),
            ([FISH, FIRST], [1, 2, 2, 0]),
        ],
    ),
    (
        "put back under a new id",
        [([FIRST], [1, 0, 0, 0]), ([replace(WITHOUT, guid="g1#2")], [1, 1, 1, 0]), ([replace(FIRST, guid="g1#3")], [1, 2, 2, 0])],
    ),
    (
        "both versions side by side from then on",
        [
            ([FIRST], [1, 0, 0, 0]),
            ([WITHOUT, FIRST], [1, 1, 1, 0]),
            ([WITHOUT, replace(FIRST, link=PAGE + "#comments-1")], [1, 1, 1, 0]),
            ([WITHOUT, replace(FIRST, link=PAGE + "#comments-2")], [1, 1, 1, 0]),
        ],
    ),
    ("a new id with the edit", [([FIRST], [1, 0, 0, 0]), ([replace(WITHOUT, guid="g1#2")], [1, 1, 1, 0])]),
    ("new ids around old content", [([FIRST], [1, 0, 0, 0]), ([replace(FIRST, guid="other")], [1, 0, 0, 0])]),
    (
        "another article at the same address",
        [([FIRST], [1, 0, 0, 0]), ([FIRST, Item("g2", "The parliament met.", START, "Budget agreed upon after night", PAGE)], [1, 0, 0, 0])],
    ),
    ("both versions in one body", [([WITHOUT, FIRST], [1, 0, 0, 0])]),
    (
        "links that differ in a tracker alone, and no ids",
        [
            ([replace(FIRST, guid="", link=PAGE + "?ref=rss-101")], [1, 0, 0, 0]),
            ([replace(FISH, guid="", link=PAGE + "?ref=rss-102")], [1, 0, 0, 0]),
        ],
    ),
    (
        "one address for all news, and no ids",
        [([replace(FIRST, guid="")], [1, 0, 0, 0]), ([replace(FISH, guid="", link=PAGE)], [1, 0, 0, 0])],
    ),
    (
        "one address for all news, and the same as id",
        [([replace(FIRST, guid=PAGE)], [1, 0, 0, 0]), ([replace(FISH, guid=PAGE, link=PAGE)], [1, 0, 0, 0])],
    ),
    (
        "an id that is used again",
        [([FIRST], [1, 0, 0, 0]), ([replace(FISH, guid="g1", link=PAGE)], [1, 0, 0, 0])],
    ),
    (
        "an id that is used again, and no date",
        [([FIRST], [1, 0, 0, 0]), ([replace(FISH, guid="g1", link=PAGE, published=None)], [1, 0, 0, 0])],
    ),
    ("the person taken out, and no ids", [([replace(FIRST, guid="")], [1, 0, 0, 0]), ([replace(WITHOUT, guid="")], [1, 1, 1, 0])]),
    (
        "taken back in words of its own",
        [([FIRST], [1, 0, 0, 0]), ([replace(WITHOUT, title="This report has been withdrawn")], [1, 1, 1, 0])],
    ),
    ("somebody put in", [([WITHOUT], [0, 0, 0, 0]), ([FIRST], [1, 0, 0, 0])]),
]  # fmt: skip


@pytest.mark.parametrize("steps", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_an_edit_is_told_once(desk: NewsDesk, steps: list[Step]) -> None:
    """Card, thread and digest hear of what changed, and of nothing else."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        for items, expected in steps:
            desk.paper.pages[FEED] = items
            await desk.poll(HOUR)
            await desk.look_back()
            assert told(desk) == expected

    desk.play(scene)


@pytest.mark.parametrize("guid", ["g1", "https://one.test/live"], ids=["an id each", "one id for all"])
def test_an_edit_is_told_among_many_items_of_one_address(desk: NewsDesk, guid: str) -> None:
    """A live ticker: all its items link to one page. What is taken out of one is told, and what is put back there."""
    live = "https://one.test/live"
    others = [
        Item(
            guid if guid == live else f"f{n}", f"Report {n} tells of {n * 7} ships.", START, f"Harbour {n} counts", live
        )
        for n in range(25)
    ]

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        first, without = (replace(item, guid=guid, link=live) for item in (FIRST, WITHOUT))
        for items, expected in (
            ([first], [1, 0, 0, 0]),
            ([*others, first], [1, 0, 0, 0]),
            ([*others, without], [1, 1, 1, 0]),
            ([*others, first], [1, 2, 2, 0]),
        ):
            desk.paper.pages[FEED] = items
            await desk.poll(HOUR)
            assert told(desk) == expected

    desk.play(scene)


def test_two_caches_in_turns_make_no_noise(desk: NewsDesk) -> None:
    """Neither for minutes, nor for ever: then each text goes back once a day at the most."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        heard = []
        for step in range(150):  # every twenty minutes, for two days and an hour
            desk.paper.pages[FEED] = [(FIRST, WITHOUT)[step % 2]]
            await desk.poll(MINUTE * 20)
            if step in (3, 70, 149):
                heard.append(len(desk.told("reply")))
        assert heard == [1, 3, 5]

    desk.play(scene)
    assert len(desk.told("card")) == 1


def test_a_text_that_is_put_back_soon_is_told_when_it_has_stayed(desk: NewsDesk) -> None:
    """The feed serves it unchanged meanwhile, also without a body, and is read again all the same."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        for minutes, items, replies in ((0, [FIRST], 0), (30, [WITHOUT], 1), (30, [FIRST], 1), (20, [FIRST], 1), (20, [FIRST], 2), (60, [FIRST], 2)):  # fmt: skip
            desk.paper.pages[FEED] = items
            await desk.poll(MINUTE * minutes)
            assert len(desk.told("reply")) == replies

    desk.play(scene)
    assert desk.alert().withdrawn == ()


def test_an_edit_among_more_than_a_poll_takes_can_go_back(desk: NewsDesk) -> None:
    """What a body held that was read in part is not taken for known when an earlier one comes again."""
    crowd = [Item(f"x{n}", f"Words of number {n}.", START, f"Number {n} of many") for n in range(MOST_AT_ONCE + 5)]

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        for items, replies in (([FIRST], 0), ([WITHOUT, *crowd], 1), ([FIRST], 2)):
            desk.paper.pages[FEED] = items
            await desk.poll(HOUR)
            assert len(desk.told("reply")) == replies

    desk.play(scene)


def test_what_was_taken_out_stands_in_the_thread(desk: NewsDesk) -> None:
    """By the outlet's name, as a report, with the link to the article as it reads now."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        for items in ([FIRST], [WITHOUT]):
            desk.paper.pages[FEED] = items
            await desk.poll(HOUR)

    desk.play(scene)
    (reply,) = desk.told("reply")
    assert "Daily no longer names Pat Doe" in reply.text
    assert "Automated reading, not a finding" in reply.text
    assert PAGE in str(reply.blocks)
    assert desk.decided() == [("alert", "trip_ban_possible"), ("update", "withdrawn")]
    assert [each.said for each in desk.alert().withdrawn] == [("names Pat Doe",)]


def page(text: str, *, paid: bool = False) -> bytes:
    filling = "".join(
        f"<p>On day {n} the ministry said little of note, as it does when {n} reporters ask.</p>" for n in range(14)
    )
    head = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>' if paid else ""
    text = f"<p>{text}</p>{'' if paid else filling}"
    return f"<html><head><title>x</title>{head}</head><body><article><h1>{FIRST.title}</h1>{text}</article></body></html>".encode()


def test_a_page_is_read_where_it_was_linked(desk: NewsDesk) -> None:
    """A site may have nothing but its mobile pages; the article is known by the address that all spellings share."""
    mobile = "https://m.one.test/news/1"

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED, full_text="auto")
        desk.paper.pages |= {FEED: [replace(FIRST, text="The minister travels …", link=mobile)], mobile: page(TRIP)}
        await desk.poll()

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]
    assert desk.alert().accounts[0].source.url == PAGE


def test_a_page_that_cannot_be_read_takes_nothing_back(desk: NewsDesk) -> None:
    """Only the teaser is left for a while: that is no edit. The page as it reads later is one."""
    teaser = replace(FIRST, text="The minister travels …")

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED, full_text="auto")
        desk.paper.pages |= {FEED: [teaser], PAGE: page(TRIP)}
        await desk.poll()
        assert told(desk) == [1, 0, 0, 0]
        desk.paper.pages |= {
            FEED: [replace(teaser, text="The minister is travelling …")],
            PAGE: FetchFailed("503", 503),
        }
        await desk.poll(HOUR)
        assert told(desk) == [1, 0, 0, 0]
        desk.paper.pages |= {FEED: [replace(teaser, text="A correction …")], PAGE: page("The report was wrong.")}
        await desk.poll(HOUR)
        assert told(desk) == [1, 1, 1, 0]

    desk.play(scene)


ELSEWHERE = "The envoy was seen at the airport by reporters."


def test_what_the_feed_alone_says_is_found(desk: NewsDesk) -> None:
    """Many pages do not repeat the lines that stand above the article and in the feed."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED, full_text="auto")
        desk.paper.pages |= {FEED: [FIRST], PAGE: page(ELSEWHERE)}
        await desk.poll()

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]


def test_what_the_feed_says_still_was_not_taken_out(desk: NewsDesk) -> None:
    """Also where the page can be read for the first time after an edit, and does not repeat it."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED, full_text="auto")
        desk.paper.pages |= {FEED: [FIRST], PAGE: FetchFailed("404", 404)}
        await desk.poll()
        desk.paper.pages |= {FEED: [replace(FIRST, text=TRIP + " More soon …")], PAGE: page(ELSEWHERE)}
        await desk.poll(HOUR)

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]


TEASER = replace(FIRST, text="The minister travels …")
SHORT = f"<html><head><title>x</title></head><body><article><p>{TRIP}</p></article></body></html>".encode()
GROWN = "The ministry says that little is known of where, with whom and why. " * 10
OTHERS = "The minister has travelled …"
LESS: Sequence[tuple[str, bytes, str, Literal["auto", "never"], bytes | FetchFailed]] = [
    ("a short page that is down", SHORT, OTHERS, "auto", FetchFailed("503", 503)),
    ("a page that is gone", page(TRIP), OTHERS, "auto", FetchFailed("404", 404)),
    ("a page that nobody reads any more", page(TRIP), OTHERS, "never", page(TRIP)),
    ("a feed that says more than before", page(TRIP), GROWN, "auto", page(TRIP)),
    ("a feed that says more than its page", SHORT, GROWN, "auto", SHORT),
    ("a feed that says more, and a page that is down", page(TRIP), GROWN, "auto", FetchFailed("503", 503)),
    (
        "a page that shows less",
        page(TRIP),
        OTHERS,
        "auto",
        page("The minister travels with few people, and nobody says where to.", paid=True),
    ),
]


@pytest.mark.parametrize(("first", "text", "full_text", "later"), [case[1:] for case in LESS], ids=[case[0] for case in LESS])  # fmt: skip
def test_what_a_page_said_is_not_taken_out_by_having_less_of_it(
    desk: NewsDesk, first: bytes, text: str, full_text: Literal["auto", "never"], later: bytes | FetchFailed
) -> None:
    """However long the texts are: only what its page says no longer was taken out."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED, full_text="auto")
        desk.paper.pages |= {FEED: [TEASER], PAGE: first}
        await desk.poll()
        desk.subscribe(FEED, full_text=full_text)
        desk.paper.pages |= {FEED: [replace(TEASER, text=text)], PAGE: later}
        await desk.poll(HOUR)

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]


def test_what_its_page_says_no_longer_was_taken_out(desk: NewsDesk) -> None:
    """Also where the feed says so much by now that its page would not be asked for."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED, full_text="auto")
        for text, words in ((TEASER.text, TRIP), (GROWN, "The report was wrong.")):
            desk.paper.pages |= {FEED: [replace(TEASER, text=text)], PAGE: page(words)}
            await desk.poll(HOUR)

    desk.play(scene)
    assert told(desk) == [1, 1, 1, 0]


def test_a_beginning_is_held_against_a_beginning(desk: NewsDesk) -> None:
    """Where the page may never be read, the feed's own words are all there is, and an edit of them is one."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED, full_text="auto")
        desk.paper.pages |= {FEED: [FIRST], PAGE: FetchFailed("403", 403)}
        await desk.poll()
        desk.paper.pages[FEED] = [WITHOUT]
        await desk.poll(HOUR)

    desk.play(scene)
    assert told(desk) == [1, 1, 1, 0]


@pytest.mark.every_engine
def test_dying_at_every_write_loses_and_doubles_nothing(desk: NewsDesk) -> None:
    """Before and after each write of five polls: one card, a reply when it is taken out, one when it is back, in new words or old."""
    again = replace(FIRST, text=TRIP + " The editors stand by it.")

    async def live(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        for number, items in enumerate(([FIRST], [WITHOUT], [again], [WITHOUT], [FIRST])):
            moment = START + number * 2 * HOUR
            if desk.clock.at <= moment + HOUR / 2:
                desk.clock.at = max(desk.clock.at, moment)
                desk.paper.pages[FEED] = items
                await desk.poll()

    def play(step: int = -1, *, after: bool = False) -> tuple[int, list[int]]:
        desk.clear()
        desk.clock.at = START
        writes = desk.survive(live, step, LEASE, after=after)
        return writes, told(desk)

    writes, undisturbed = play()
    assert undisturbed == [1, 4, 4, 0]
    assert writes >= 10
    for step in range(writes):
        for after in (False, True):
            assert play(step, after=after)[1] == undisturbed, f"write {step}, after: {after}"
