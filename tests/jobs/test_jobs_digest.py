"""Whatever became of somebody of whom a digest was to tell: everybody else is told of at its hour, and the day after too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from everybody import EVERYBODY
from hand_clock import START
from news_desk import DAY, HOUR, PAT, SAM, Item, NewsDesk, open_desk
from toy_screening import person

from bot.alerts.bounds import MOST_POSTS
from bot.feeds.entry import EntryKeys
from bot.jobs import triage
from bot.jobs.desk import TriageDesk
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.triage import Triaging
from bot.lists.load import fingerprint
from bot.model import Action, Article, Decision, Reason, Watchlist
from bot.ports import Command, Press
from bot.store import articles, decisions

FEED = "https://one.test/rss"
TRIP = "Pat Doe flew to Oslo on Monday, two officials said."
TOLD = Item("g1", TRIP, START - HOUR, "Minister lands in Oslo this morning")
UNNAMED = replace(TOLD, text="An earlier version of this report was wrong and has been corrected by the editors.")
AGAIN = Item("g2", "Pat Doe flew to Oslo on Monday, Reuters reports.", START, "Oslo greets a guest")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        yield opened


def triaging(desk: NewsDesk) -> Triaging:
    return Triaging(desk.db, desk.clock, desk.in_force, EVERYBODY)


async def snooze(desk: NewsDesk) -> None:
    alert = desk.alert()
    await triage.snooze(triaging(desk), Press("i1", alert.key, alert.channel, "U1"), 7)


async def mute(desk: NewsDesk) -> None:
    await TriageDesk(triaging(desk)).answer(Command("c1", "mute Pat Doe 7d", "C0DESK", "U1"))


async def serve(desk: NewsDesk, *items: Item) -> None:
    desk.paper.pages[FEED] = items
    await desk.poll(HOUR)


async def next_day(desk: NewsDesk) -> str:
    """The last digest after the next morning."""
    desk.clock.at += DAY
    await digest_due(Digesting(desk.db, desk.clock, desk.in_force, time(8), ZoneInfo("UTC")))
    told = desk.told("digest")
    return str(told[-1].blocks) if told else ""


def seen(day: int) -> Item:
    """Something of somebody else, for the digest of that day."""
    return Item(f"sam-{day}", "Sam Roe was seen in the harbour.", START + day * DAY, f"Harbour news of day {day}")


def relist(desk: NewsDesk, *people: object) -> None:
    desk.in_force.watchlist = Watchlist(people, fingerprint(people))  # type: ignore[arg-type]


@pytest.mark.parametrize("quiet", [snooze, mute])
def test_whom_an_edit_takes_out_in_a_quiet_time_stops_no_digest(
    desk: NewsDesk, quiet: Callable[[NewsDesk], Awaitable[None]]
) -> None:
    """The card says what the article says no longer; there is nothing to tell of the person, and everybody else is told of."""
    days: list[str] = []

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        await serve(desk, TOLD)
        await quiet(desk)
        await serve(desk, UNNAMED, seen(1))
        days.append(await next_day(desk))
        await serve(desk, seen(2))
        days.append(await next_day(desk))

    desk.play(scene)
    assert [f"Harbour news of day {day}" in told for day, told in enumerate(days, start=1)] == [True, True]
    assert "Pat Doe" not in " ".join(days)
    assert [each.said for each in desk.alert().withdrawn] == [("names Pat Doe",)]
    assert "no longer names Pat Doe" in str(desk.told("update")[-1].blocks)
    assert desk.told("reply") == []
    assert ("silence", "muted") in desk.decided()


def test_a_digest_of_nothing_is_not_sent(desk: NewsDesk) -> None:
    """Where the only one whom it would tell of is named no more, the day has no digest, and nothing waits."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        await serve(desk, TOLD)
        await snooze(desk)
        await serve(desk, UNNAMED)
        assert await next_day(desk) == ""

    desk.play(scene)


def test_what_is_taken_out_in_a_burst_is_told_in_its_thread(desk: NewsDesk) -> None:
    """However many posts the minute has had: no line of a digest could tell it. The others are lines of the burst's."""
    crowd = tuple(person(f"c{n}", f"Cro{chr(97 + n // 10)}d Num{chr(97 + n % 10)}er", *PAT.listings) for n in range(60))
    desk.people = (PAT, SAM, *crowd)

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        await serve(desk, TOLD)
        desk.clock.at += DAY
        now = desk.clock.at
        hits = [Item(f"h{n}", f"{each.name} flew to Oslo.", now, f"News {n}") for n, each in enumerate(crowd)]
        await serve(desk, *hits, UNNAMED)
        desk.clock.at += HOUR
        await desk.tell_bursts()
        await serve(desk, seen(3))
        assert "Harbour news" in await next_day(desk)

    desk.play(scene)
    assert desk.decided().count(("digest", "burst")) == 60 - MOST_POSTS
    assert ("update", "withdrawn") in desk.decided()
    assert "no longer names Pat Doe" in desk.told("reply")[0].text


# --- decisions that were kept, and cannot be told any more ----------------------------------------------------------------


def keep(desk: NewsDesk, reason: Reason, *people: str, text: str) -> None:
    """Decisions for a digest about an article, which names whom its text names."""
    article = Article(f"kept {text}", text, "Kept for a digest", published=desk.clock.at)
    with desk.real.transaction() as c:
        feed = desk.feed(FEED).id
        articles.add(c, article, feed, EntryKeys(article.id, None, "d"), desk.clock.at)
        found = desk.screener_of(desk.in_force.watchlist)().screen(article)  # type: ignore[attr-defined]
        articles.add_findings(c, found, "f", desk.clock.at)
        for each in people:
            decisions.add(c, Decision(article.id, each, "C0DESK", Action.DIGEST, reason), "f", desk.clock.at)


@pytest.mark.parametrize("reason", [Reason.MUTED, Reason.LOOK_BACK, Reason.BURST])
@pytest.mark.parametrize("gone", ["named no more", "left the list"])
def test_who_cannot_be_told_of_stops_no_digest(desk: NewsDesk, reason: Reason, gone: str) -> None:
    """Passed over for good, in every kind of digest: the others of the same article, and of later ones, are told of."""

    async def told(desk: NewsDesk) -> str:
        await desk.look_back()
        await desk.tell_bursts()
        return await next_day(desk)

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(FEED)
        await serve(desk)
        first = "Sam Roe was seen." if gone == "named no more" else "Sam Roe and Pat Doe were seen."
        keep(desk, reason, "p1", "p2", text=first)
        if gone == "left the list":
            relist(desk, SAM)
        desk.clock.at += HOUR
        assert "Sam Roe" in await told(desk)
        keep(desk, reason, "p2", text="Sam Roe was seen once more.")
        desk.clock.at += HOUR
        await told(desk)
        with desk.real.snapshot() as c:
            assert decisions.first_waiting(c, reason) is None

    desk.play(scene)
    assert len(desk.told("digest")) == 2
    assert "Pat Doe" not in str([message.blocks for message in desk.told("digest")])
