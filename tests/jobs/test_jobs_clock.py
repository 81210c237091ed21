"""What is on record was written by a clock that was wrong, and the program is started anew with the right one, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import news_desk
import post_desk
import pytest
from memory_channel import Weather
from news_desk import Item, NewsDesk
from sqlalchemy import select, update

from bot.feeds.entry import EntryKeys
from bot.model import Article, Mute, Trouble
from bot.ports import FetchFailed, Message
from bot.store import articles, feeds, heartbeat, mutes, schema
from bot.store.deliveries import Kind, NewDelivery, put
from bot.store.heartbeat import SignOfLife

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
STEPS = [-HOUR, HOUR, -DAY, -YEAR, YEAR, datetime(2000, 1, 1, tzinfo=UTC) - datetime(2026, 3, 2, tzinfo=UTC)]
FEED = "https://daily.test/rss"
TRIP = "Pat Doe flew to Oslo on Monday, two officials said in the capital."


@pytest.fixture
def news(tmp_path: Path) -> Iterator[NewsDesk]:
    with news_desk.open_desk(tmp_path) as found:
        found.subscribe(FEED)
        yield found


@pytest.fixture
def post(tmp_path: Path) -> Iterator[post_desk.Desk]:
    with post_desk.open_desk(tmp_path) as found:
        yield found


# --- polling --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [True, False], ids=["and back", "for good"])
@pytest.mark.parametrize("step", STEPS, ids=str)
def test_polling_goes_on_within_one_interval(news: NewsDesk, step: timedelta, back: bool) -> None:
    """However the clock was set, and whether it is put right again: every feed is read within its longest wait."""

    async def scene(desk: NewsDesk) -> None:
        for moved in (timedelta(0), step, -step if back else timedelta(0)):
            desk.clock.at += moved
            with desk.real.transaction() as c:
                feeds.end_long_waits(c, desk.clock.at)
            before = len(desk.paper.asked)
            await desk.poll(HOUR)
            assert len(desk.paper.asked) == before + 1

    news.paper.pages[FEED] = [Item("1", TRIP, news.clock.at)]
    news.play(scene)
    assert len(news.told("card")) == 1
    assert not news.told("reply")


@pytest.mark.parametrize("failure", [FetchFailed("down", 503, 1e9), FetchFailed("gone", 410, trouble=Trouble.GONE)])
def test_no_wait_that_the_rules_allow_is_cut_short(news: NewsDesk, failure: FetchFailed) -> None:
    """What waits for a day because it is gone, or for its longest because the server wants that, goes on waiting."""
    news.paper.pages[FEED] = failure

    async def scene(desk: NewsDesk) -> None:
        await desk.poll()

    news.play(scene)
    with news.real.transaction() as c:
        assert feeds.end_long_waits(c, news.clock.at) == 0
        assert feeds.end_long_waits(c, news.clock.at - 2 * DAY) == 1


@pytest.mark.parametrize("step", [-HOUR, -YEAR], ids=str)
def test_a_lease_from_the_future_holds_nothing(news: NewsDesk, step: timedelta) -> None:
    """A worker that died while the clock was ahead does not keep its feed until that time has come."""
    with news.real.transaction() as c:
        (claimed,) = feeds.claim_due(c, news.clock.at, "dead", timedelta(minutes=15), 9)
        assert feeds.claim_due(c, news.clock.at, "w", timedelta(minutes=15), 9) == ()
        c.execute(update(schema.feeds).values(next_at=news.clock.at + step))
        (again,) = feeds.claim_due(c, news.clock.at + step, "w", timedelta(minutes=15), 9)
    assert again.round == claimed.round + 1


def test_a_failure_does_not_begin_in_the_future(news: NewsDesk) -> None:
    """A feed that has failed since the clock was ahead is told of an hour after it was put right, not a year."""
    news.paper.pages[FEED] = FetchFailed("down", 503)

    async def scene(desk: NewsDesk) -> None:
        desk.clock.at += YEAR
        await desk.poll()
        desk.clock.at -= YEAR
        with desk.real.transaction() as c:
            feeds.end_long_waits(c, desk.clock.at)
        await desk.poll()
        assert desk.feed(FEED).failing_since == desk.clock.at

    news.play(scene)


# --- telling --------------------------------------------------------------------------------------------------------------

ALIKE = [(step, weather) for step in STEPS for weather in (Weather.LOST, Weather.ARRIVED)]


@pytest.mark.parametrize("back", [True, False], ids=["and back", "for good"])
@pytest.mark.parametrize(("step", "weather"), ALIKE, ids=str)
def test_every_story_is_told_once_and_in_order(
    post: post_desk.Desk, step: timedelta, weather: Weather, back: bool
) -> None:
    """The clock is set while a card is on its way and its replies wait: nothing is lost, doubled or told in another order."""
    post.queue(Kind.CARD, Kind.REPLY, Kind.REPLY)
    post.channel.weather = [weather]
    post.run(1)
    post.clock.at += step
    post.run(2)
    post.clock.at -= step if back else timedelta(0)
    post.run(12)
    assert post.texts("C1") == ["s1 card 0", "s1 reply 1", "s1 reply 2"]
    assert post.states() == {"sent": 3}


@pytest.mark.parametrize("step", [-HOUR, -YEAR], ids=str)
def test_what_was_queued_by_a_clock_that_was_ahead_is_told_now(post: post_desk.Desk, step: timedelta) -> None:
    """An alert does not wait for a time that was the time when it was queued; nor do quiet hours of another day hold it."""
    with post.db.transaction() as c:
        put(c, NewDelivery("C1", Kind.NOTICE, Message("at once"), part="1"), post.clock.at)
        morning = NewDelivery("C1", Kind.NOTICE, Message("in the morning"), part="2", due=post.clock.at + 9 * HOUR)
        put(c, morning, post.clock.at)
    post.clock.at += step
    post.run(1)
    assert post.texts("C1") == ["at once", "in the morning"]


def test_quiet_hours_hold_while_the_clock_is_right(post: post_desk.Desk) -> None:
    """A message that waits for the morning is told then, and not before; a clock that is minutes apart changes nothing."""
    with post.db.transaction() as c:
        put(c, NewDelivery("C1", Kind.NOTICE, Message("later"), due=post.clock.at + 9 * HOUR), post.clock.at)
    post.clock.at -= timedelta(minutes=3)
    post.run(60, stride=20)
    assert post.texts("C1") == []
    post.clock.at += 8 * HOUR
    post.run(60, stride=20)
    assert post.texts("C1") == ["later"]


@pytest.mark.parametrize("step", [-HOUR, -YEAR], ids=str)
def test_a_channel_that_refused_is_asked_again_soon(post: post_desk.Desk, step: timedelta) -> None:
    """A refusal noted by a clock that was ahead does not keep a channel from being asked."""
    post.channel.refusing["C1"] = post_desk.ARCHIVED
    post.queue(Kind.CARD)
    post.run(3)
    del post.channel.refusing["C1"]
    post.clock.at += step
    post.run(2)
    assert post.texts("C1") == ["s1 card 0"]


# --- quiet that people asked for, signs of life -------------------------------------------------------------------------------


def test_a_mute_that_was_asked_for_in_the_future_ends(news: NewsDesk) -> None:
    """Nobody is kept quiet for a year because the clock was ahead; one of today holds, also where a clock is a little behind."""
    now = news.clock.at
    asked = Mute("m1", "Pat Doe", ("p1",), "U1", now, now + 7 * DAY)
    with news.real.transaction() as c:
        mutes.ask(c, asked)
        assert mutes.in_force(c, now - HOUR) == (asked,)
        assert mutes.in_force(c, now + 6 * DAY) == (asked,)
        assert mutes.in_force(c, now - YEAR) == ()
        assert mutes.in_force(c, now + YEAR) == ()
        assert mutes.in_force(c, now + DAY) == (asked,)  # what a wrong clock ended goes on when it is put right


def test_a_sign_of_life_from_the_future_is_none(news: NewsDesk) -> None:
    """A program that died while the clock was ahead is not taken for one at work."""
    now = news.clock.at
    sign = SignOfLife(now, now + timedelta(minutes=3))
    assert [sign.counts(now + moved) for moved in (timedelta(0), -HOUR, -YEAR, HOUR)] == [True, False, False, False]
    with news.real.transaction() as c:
        heartbeat.give(c, "w1", sign)
        assert heartbeat.at_work_since(c, now) == now
        assert heartbeat.at_work_since(c, now - HOUR) is None


# --- articles ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_an_edit_is_told_whatever_the_clock_was_when_the_first_version_came(news: NewsDesk, step: timedelta) -> None:
    """The version that came last counts as the last; an edit that goes back is told within a day or so."""
    texts = ["Pat Doe stayed at home.", "Pat Doe flew to Oslo on Monday.", "Pat Doe stayed at home."]
    published = news.clock.at - HOUR

    async def scene(desk: NewsDesk) -> None:
        for number, text in enumerate(texts):
            desk.paper.pages[FEED] = [Item("1", text, published)]
            for _ in range(4):
                with desk.real.transaction() as c:
                    feeds.end_long_waits(c, desk.clock.at)
                await desk.poll(9 * HOUR)
            if number == 0:
                desk.clock.at += step

    news.play(scene)
    a = schema.articles.c
    with news.real.snapshot() as c:
        records = c.scalars(select(a.record).order_by(a.first_seen)).all()
    assert [next(text for text in texts if text in each) for each in records] == texts
    assert len(news.told("card")) == 1


def test_versions_come_in_the_order_in_which_they_arrived(news: NewsDesk) -> None:
    """A version that is stored by a clock that was set back comes after the one that was stored before."""
    with news.real.transaction() as c:
        for number, moved in enumerate((YEAR, timedelta(0), timedelta(0), HOUR)):
            keys = EntryKeys("guid:1", None, f"{number:016x}")
            article = Article(
                f"a{number}", f"Cod costs {number} less.", "Cod", "en", news.clock.at, "Daily", "https://d.test/1"
            )
            assert articles.add(c, article, 1, keys, news.clock.at + moved)
        last = Article("a9", "Cod costs 9 less.", "Cod", "en", news.clock.at, "Daily", "https://d.test/1")
        found = articles.versions(c, last, 1, EntryKeys("guid:1", None, "9" * 16))
    assert [each.article.id for each in found] == ["a0", "a1", "a2", "a3"]


@pytest.mark.parametrize("told", [True, False], ids=["and the server tells the time", "and no server tells the time"])
def test_a_clock_a_year_ahead_makes_no_backlog_where_the_server_knows_better(news: NewsDesk, told: bool) -> None:
    """By the server's time the feed was read minutes ago and its article is of today: it is told at once, not in a digest."""
    true = news.clock.at

    async def scene(desk: NewsDesk) -> None:
        await desk.poll()
        desk.clock.at += YEAR
        desk.paper.headers = {"date": format_datetime(true + HOUR)} if told else {}
        desk.paper.pages[FEED] = [Item("1", "Cod costs less."), Item("2", TRIP, true)]
        await desk.poll()

    news.paper.pages[FEED] = [Item("1", "Cod costs less.")]
    news.play(scene)
    assert len(news.told("card")) == (1 if told else 0)
