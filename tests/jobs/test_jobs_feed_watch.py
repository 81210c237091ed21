"""The operator hears of ailing feeds once a day, of an important one after an hour, of each once, and when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dying_database import DyingDatabase
from hand_clock import START
from memory_channel import Killed
from news_desk import DAY, HOUR, Item, NewsDesk, open_desk

from bot import __version__, audit
from bot.alerts.figures import ListAge
from bot.alerts.standstill import Part, Standstill
from bot.jobs.alive import at_work, swept
from bot.jobs.feed_watch import FeedWatch, watch_feeds
from bot.model import Trouble
from bot.ports import FetchFailed
from bot.store import audit as entries
from bot.store.status import status

ONE, TWO = "https://one.test/rss", "https://two.test/rss"
DOWN = FetchFailed("one.test answered 503", 503, trouble=Trouble.REFUSED)
CONSENT = b"<!doctype html><html><head><title>Before you continue</title></head><body>Accept all cookies</body></html>"
NEWS = [Item("a", "Nobody went anywhere.", START)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as desk:
        desk.paper.pages |= {ONE: NEWS, TWO: NEWS}
        yield desk


def watching(desk: NewsDesk, **settings: Any) -> FeedWatch:
    return FeedWatch(desk.db, desk.clock, **{"operator": "C0OPS", "at": time(8), "zone": ZoneInfo("UTC"), **settings})


async def pass_time(desk: NewsDesk, length: timedelta, step: timedelta = HOUR / 2, **settings: Any) -> None:
    """Polls and looks at the feeds, as the running program does."""
    until = desk.clock.at + length
    while desk.clock.at < until:
        await desk.poll(step)
        await watch_feeds(watching(desk, **settings))


def told(desk: NewsDesk) -> list[str]:
    return [message.text for message in desk.told("notice")]


def play(desk: NewsDesk, *scenes: Callable[[NewsDesk], Any]) -> None:
    async def acted(desk: NewsDesk) -> None:
        desk.clock.at = START - HOUR
        desk.subscribe(ONE, TWO)
        await pass_time(desk, 1.5 * HOUR)
        assert told(desk) == [], "the first day only begins the count"
        for scene in scenes:
            await scene(desk)

    desk.play(acted)


def test_all_well_is_one_line_a_day(desk: NewsDesk) -> None:
    """Its absence is the alarm; who does not want it is told nothing."""

    async def two_days(desk: NewsDesk) -> None:
        await pass_time(desk, 2 * DAY, 3 * HOUR)

    play(desk, two_days)
    first, second = told(desk)
    with desk.real.snapshot() as c:
        heads = {str(audit.head_of(each)) for page in entries.pages(c) for each in page}
    line, record = first.split(". Record ")
    assert line == f"Feeds: all 2 in order. Nothing overdue. 0 messages unsent. Gatewatch {__version__}"
    assert record in heads
    assert "1 message unsent, the oldest for 24 hours" in second


def test_who_wants_no_all_well_hears_of_ailments_alone(desk: NewsDesk) -> None:
    """Nothing while all is well; what ails all the same."""

    async def days(desk: NewsDesk) -> None:
        await pass_time(desk, 2 * DAY, 3 * HOUR, all_well=False)
        assert told(desk) == []
        desk.paper.pages[ONE] = DOWN
        await pass_time(desk, DAY, 3 * HOUR, all_well=False)

    play(desk, days)
    assert ["1 of 2 needs a look" in text for text in told(desk)] == [True]


def test_each_ailing_feed_is_told_with_since_why_and_mend(desk: NewsDesk) -> None:
    """In one message, grouped, the address for a name; and the day after it is back, that it is."""

    async def days(desk: NewsDesk) -> None:
        desk.paper.pages |= {ONE: DOWN, TWO: CONSENT}
        await pass_time(desk, DAY, 3 * HOUR)
        desk.paper.pages |= {ONE: NEWS, TWO: NEWS}
        await pass_time(desk, DAY, 3 * HOUR)
        await pass_time(desk, DAY, 3 * HOUR)

    play(desk, days)
    ill, back, well = desk.told("notice")
    drawn = str(ill.blocks)
    for words in (
        "Feeds: 2 of 2 need a look",
        "Refused (1)",
        f"'{ONE}'",
        "since Mon 2 Mar 2026 11:30 UTC (21 hours): one.test answered 503",
        "set `polling.contact`",
        "A page instead of the feed (1)",
        "an HTML page, a consent page (cookies), where a feed should be",
    ):
        assert words in drawn, words
    assert f"In order again: {ONE}, {TWO}" in str(back.blocks)
    assert well.text.startswith("Feeds: all 2 in order")


def test_a_failure_of_a_moment_is_not_told(desk: NewsDesk) -> None:
    """A poll that went wrong just before the hour is no news."""

    async def scene(desk: NewsDesk) -> None:
        await pass_time(desk, 23 * HOUR)
        desk.paper.pages[ONE] = DOWN
        await pass_time(desk, HOUR)

    play(desk, scene)
    assert [text for text in told(desk) if "in order" not in text] == []


def test_silence_is_told_against_the_feed_s_own_rhythm(desk: NewsDesk) -> None:
    """A feed that brought something every six hours and then nothing for days, though it answers."""

    async def scene(desk: NewsDesk) -> None:
        for number in range(60):
            desk.paper.pages[ONE] = [Item(f"n{number}", f"Nobody {number}.", desk.clock.at)]
            await desk.poll(6 * HOUR)
        await pass_time(desk, 4 * DAY, 6 * HOUR)

    play(desk, scene)
    silent = [message for message in desk.told("notice") if "Silent" in message.text]
    assert len(silent) >= 2
    assert "no new article; its longest pause before was 7 hours" in str(silent[0].blocks)


def test_many_ailing_feeds_are_counted(desk: NewsDesk) -> None:
    """A message stays readable when the network is down: forty by name, the others by number."""
    many = [f"https://n{number:02}.test/rss" for number in range(70)]

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(*many)
        await pass_time(desk, DAY, 6 * HOUR)

    play(desk, scene)
    (message,) = desk.told("notice")
    assert message.text.startswith("Feeds: 70 of 70 need a look")
    assert str(message.blocks).count(".test/rss") == 40
    assert "And 30 more: `gatewatch status` shows all" in str(message.blocks)


def test_where_there_is_no_channel_for_it_the_log_has_it(desk: NewsDesk, capsys: pytest.CaptureFixture[str]) -> None:
    """Once a day, in the words of the message; nothing is queued for nobody."""

    async def days(desk: NewsDesk) -> None:
        desk.paper.pages[ONE] = DOWN
        await pass_time(desk, 2 * DAY, 3 * HOUR, operator=None)

    play(desk, days)
    logged = [line for line in capsys.readouterr().out.splitlines() if "alive" in line]
    assert ["Feeds: 1 of 2 needs a look" in line for line in logged] == [True, True]
    assert told(desk) == []


def test_the_daily_message_tells_of_lists_and_of_parts_that_stand_still(desk: NewsDesk) -> None:
    """As whoever watches them says then."""
    still = Standstill(Part.LISTS, timedelta(minutes=9), "nobody has looked whether the lists have changed")

    async def day(desk: NewsDesk) -> None:
        ages = (ListAge("un", "2026-02-27"),)
        await pass_time(desk, DAY, 3 * HOUR, list_ages=lambda: ages, still=lambda: (still,), all_well=False)

    play(desk, day)
    (text,) = told(desk)
    assert str(still) in text
    assert "un 4 days old" in text


# --- important feeds ------------------------------------------------------------------------------------------------------


async def important(desk: NewsDesk) -> None:
    desk.subscribe(ONE, TWO, important=True)


def alarms(desk: NewsDesk) -> list[str]:
    return [text.split(" since")[0].split(" It had")[0] for text in told(desk) if "important feed" in text]


def test_an_important_feed_that_fails_for_an_hour_raises_an_alarm_once(desk: NewsDesk) -> None:
    """Not for half an hour; once however long it lasts; once more when it is back."""

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages[ONE] = DOWN
        await pass_time(desk, HOUR)
        assert alarms(desk) == []
        await pass_time(desk, 12 * HOUR)
        assert alarms(desk) == [f"An important feed fails: {ONE}".replace("://", ":/ /")]
        desk.paper.pages[ONE] = NEWS
        await pass_time(desk, 3 * HOUR)

    play(desk, important, scene)
    assert len(alarms(desk)) == 2
    assert alarms(desk)[1].startswith("An important feed is back")


@pytest.mark.parametrize("how", ["not important any more", "not in the settings any more", "not important"])
def test_no_alarm_for_a_feed_that_is_not_important(desk: NewsDesk, how: str) -> None:
    """Whoever takes the mark or the feed away hears nothing more of it."""

    async def scene(desk: NewsDesk) -> None:
        if how != "not important":
            await important(desk)
        desk.paper.pages[ONE] = DOWN
        await pass_time(desk, 3 * HOUR)
        desk.subscribe(TWO) if how == "not in the settings any more" else desk.subscribe(ONE, TWO)
        await pass_time(desk, 3 * HOUR)

    play(desk, scene)
    assert len(alarms(desk)) == (how != "not important")


def test_without_an_operator_nobody_is_told(desk: NewsDesk) -> None:
    """The log has to do."""

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages[ONE] = DOWN
        await pass_time(desk, 2 * DAY, 3 * HOUR, operator=None)

    play(desk, important, scene)
    assert told(desk) == []


# --- exactly once ---------------------------------------------------------------------------------------------------------


async def a_bad_day(desk: NewsDesk, watch: Sequence[FeedWatch]) -> None:
    """Failing from nine, back at noon, and the daily message the next morning. Every look is taken by all who watch."""
    for hour in range(1, 25):
        desk.paper.pages[ONE] = DOWN if hour < 4 else NEWS
        if START + hour * HOUR >= desk.clock.at:
            desk.clock.at = START + hour * HOUR
            await desk.poll()
            await asyncio.gather(*(watch_feeds(each) for each in watch))


def expected(texts: list[str]) -> bool:
    kinds = [text.split(":")[0] for text in texts]
    return kinds == ["An important feed fails", "An important feed is back", "Feeds"]


def test_two_processes_tell_once(desk: NewsDesk) -> None:
    """Whichever comes first."""

    async def scene(desk: NewsDesk) -> None:
        await a_bad_day(desk, [watching(desk), watching(desk)])

    play(desk, important, scene)
    assert expected(told(desk)), told(desk)


@pytest.mark.every_engine
def test_dying_at_every_write_tells_once(desk: NewsDesk) -> None:
    """Before and after each write of watching."""

    def lived(step: int, *, after: bool) -> tuple[int, list[str]]:
        desk.clear()
        dying = DyingDatabase(desk.real, step, after=after)
        doomed: Any = dying

        async def scene(desk: NewsDesk) -> None:
            with suppress(Killed):
                await a_bad_day(desk, [replace(watching(desk), db=doomed)])
            await a_bad_day(desk, [watching(desk)])

        play(desk, important, scene)
        return dying.writes, told(desk)

    writes, undisturbed = lived(-1, after=False)
    assert expected(undisturbed)
    assert writes == 3
    for step in range(writes):
        for after in (False, True):
            assert expected(lived(step, after=after)[1]), f"write {step}, after: {after}"


def test_an_important_feed_that_nobody_reads_raises_the_alarm(desk: NewsDesk) -> None:
    """Put off for longer than twice its longest wait, without a failure; it is over when the feed is read."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE, TWO, important=True)
        desk.paper.pages[ONE] = FetchFailed("too many wait for this host", None, 60.0, not_asked=True)
        for hour in range(8):
            assert ["important" in text for text in told(desk)] == [True] * (hour > 3)
            await swept(desk.real, desk.clock, "w1")
            await pass_time(desk, HOUR, all_well=False, at=time(23))
        desk.paper.pages[ONE] = NEWS
        await pass_time(desk, HOUR, all_well=False, at=time(23))

    play(desk, scene)
    alarm, end = desk.told("notice")
    assert "it neither failed nor was it read" in str(alarm.blocks)
    assert "is back" in end.text


def test_a_sign_of_life_is_left_and_grows_old(desk: NewsDesk) -> None:
    """A running program is believed for three minutes, a single sweep until the next one is due."""

    async def scene(desk: NewsDesk) -> None:
        def running(after: timedelta) -> bool:
            with desk.real.snapshot() as c:
                return status(c, desk.clock.at + after).running

        await at_work(desk.real, desk.clock, "w1")
        assert (running(HOUR / 30), running(HOUR / 15)) == (True, False)
        await swept(desk.real, desk.clock, "w1")
        assert (running(HOUR), running(1.5 * HOUR)) == (True, False)

    play(desk, scene)
