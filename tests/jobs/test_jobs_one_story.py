"""One story is one message: twenty feeds in three languages make one card and a thread, in whatever order they come.

The articles are invented and stand in `told/`; everything else is the program: feeds, screener, decider, store, deliveries.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
import yaml
from hand_clock import HandClock
from memory_channel import MemoryChannel, Post
from news_desk import POLICY, Item, NewsDesk
from sqlalchemy import select
from store.engines import open_store

from bot.alerts.story import Told, tell_of
from bot.edges.files import read_sources
from bot.edges.model_files import NoModel, load_model
from bot.edges.screener import build_screener
from bot.edges.worker import Factory
from bot.jobs.deliver import Delivering, Pace, deliver_due
from bot.lists.load import load_watchlist
from bot.model import Alert, Article, Findings, Watchlist
from bot.pipeline import Screener
from bot.store import alerts, schema
from bot.store.feeds import FeedSettings, FeedSpec

pytestmark = pytest.mark.every_engine

HERE = Path(__file__).parent
GENERAL, MINISTER = "un-IRi.039", "eu-rogozin"
START = datetime(2016, 4, 16, 8, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
Paper = Mapping[str, Any]


@dataclass
class Remembering:
    """The real screener, which reads each article once however often the story is acted."""

    screener: Screener
    read: dict[Article, Findings]

    def screen(self, article: Article) -> Findings:
        if article not in self.read:
            self.read[article] = self.screener.screen(article)
        return self.read[article]

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        return self.screener.concerns(article, people)


@pytest.fixture(scope="module")
def demo_list() -> Watchlist:
    return load_watchlist(read_sources([HERE.parents[1] / "bot" / "demo" / "watchlist.yaml"])).watchlist


@pytest.fixture(scope="module")
def real(demo_list: Watchlist, cache: Path) -> Remembering:
    if isinstance(model := load_model(), NoModel):
        pytest.skip(model.why)
    return Remembering(build_screener(demo_list, cache), {})


@dataclass
class Stage:
    """The desk with its feeds, and the channel it tells."""

    desk: NewsDesk
    channel: MemoryChannel

    def act(self, rounds: Sequence[Sequence[Paper]]) -> None:
        """Let the articles of each round appear together, each in a feed of its own, poll and tell."""
        every = [paper for each in rounds for paper in each]
        settings = FeedSettings(min_interval=300, max_interval=600, full_text="never", allow_private=False)
        specs = [FeedSpec(_address(paper), paper["outlet"], None, settings) for paper in every]

        async def scene(desk: NewsDesk) -> None:
            desk.paper.pages.update({spec.url: [] for spec in specs})
            desk.subscribe_to(*specs)
            for papers in rounds:
                desk.paper.pages.update({_address(paper): [_item(paper)] for paper in papers})
                await desk.poll(QUARTER)
                await self._tell()

        self.desk.play(scene)

    async def _tell(self) -> None:
        delivering = Delivering(self.desk.real, self.desk.clock, self.channel, "w", pace=Pace(0.0))
        while await deliver_due(delivering, asyncio.Event()):
            pass

    @property
    def cards(self) -> list[Post]:
        return [post for post in self.channel.posts if post.thread is None]

    @property
    def replies(self) -> list[Post]:
        return [post for post in self.channel.posts if post.thread is not None]

    def alerts(self) -> tuple[Alert, ...]:
        with self.desk.real.snapshot() as c:
            return alerts.latest(c, 9)

    def decided(self) -> list[tuple[str, str, str | None]]:
        d = schema.decisions.c
        with self.desk.real.snapshot() as c:
            return [tuple(row) for row in c.execute(select(d.action, d.reason, d.story).where(d.person == GENERAL))]


def _address(paper: Paper) -> str:
    return f"https://{blake2b((paper['outlet'] + paper['title']).encode(), digest_size=8).hexdigest()}.test/rss"


def _item(paper: Paper) -> Item:
    return Item(paper["title"], paper["text"], paper["published"], paper["title"])


@pytest.fixture
def stage(tmp_path: Path, demo_list: Watchlist, real: Remembering) -> Iterator[Stage]:
    db = open_store(tmp_path)
    clock = HandClock(START)

    def screener_of(_: Watchlist) -> Factory:
        return partial(_same, real)

    desk = NewsDesk(db, db, demo_list.people, clock=clock, screener_of=screener_of, policy=POLICY)
    yield Stage(desk, MemoryChannel(clock.now))
    db.close()


def _same(real: Remembering) -> Remembering:
    return real


def told(name: str) -> list[Paper]:
    return list(yaml.safe_load((HERE / "told" / f"{name}.yml").read_text(encoding="utf-8")))


def origins(story: Told) -> set[str]:
    return {entry.origin for entry in story.reports}


def shuffled(papers: Sequence[Paper], seed: int, together: int) -> list[list[Paper]]:
    """The articles in an order of their own, so many at a time."""
    order = random.Random(seed).sample(list(papers), len(papers))
    return [order[start : start + together] for start in range(0, len(order), together)]


# --- one journey ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "together"), [(0, 1), (1, 1), (2, 1), (3, 4), (4, 7), (5, 20)])
def test_one_journey_is_one_card_and_a_thread(stage: Stage, seed: int, together: int) -> None:
    """Whatever the order in which twenty outlets tell it, alone or many in one sweep: one card, three origins, one denial."""
    papers = told("one_journey")
    assert len(papers) == 20
    assert {paper["lang"] for paper in papers} == {"en", "ar", "ru"}
    stage.act(shuffled(papers, seed, together))
    (alert,) = stage.alerts()
    (card,) = stage.cards
    assert {post.thread for post in stage.replies} == {card.ts}
    story = tell_of(alert)
    assert origins(story) == {origin for paper in papers for origin in paper.get("cites", ())}
    assert [entry.side for entry in story.denials] == ["RU"]
    assert len({account.source.outlet for account in alert.accounts}) == 20
    assert card.message.text.startswith(
        "🔴 Reported trip: Qasem Soleimani, Tehran → Moscow, Thu 14 Apr 2016; travel ban (UN IRi.039), possible breach"
    )
    assert "20 reports: " in card.message.text
    assert "enies the trip" in card.message.text


@pytest.mark.parametrize("seed", range(3))
def test_every_article_has_one_decision_and_the_thread_hears_only_news(stage: Stage, seed: int) -> None:
    """Twenty decisions, one of them a card; the thread is told each origin and the denial once, and no tale again."""
    stage.act(shuffled(told("one_journey"), seed, 1))
    decided = stage.decided()
    assert len(decided) == 20
    assert [action for action, _, _ in decided].count("alert") == 1
    (key,) = {story for action, _, story in decided if action == "alert"}
    assert all(story == key for action, _, story in decided if action != "digest")
    assert all(reason == "trip_uncertain" for action, reason, _ in decided if action == "digest")
    assert len(stage.replies) <= 8
    texts = " ".join(post.message.text for post in stage.replies)
    assert texts.count("New origin: ") <= 2
    assert texts.count("denies the trip") <= 1


def test_a_denial_that_came_first_stands_on_the_card(stage: Stage) -> None:
    """What was left to the digest before the story opened is part of it."""
    papers = told("one_journey")
    denials = [paper for paper in papers if paper.get("denies")]
    stage.act([[paper] for paper in (*denials, papers[0])])
    (card,) = stage.cards
    assert "enies the trip" in card.message.text
    assert stage.replies == []


def test_a_denial_that_comes_later_is_broadcast(stage: Stage) -> None:
    """The first denial is shown in the channel as well as in the thread; the second outlet's is counted in silence."""
    papers = told("one_journey")
    denials = [paper for paper in papers if paper.get("denies")]
    stage.act([[papers[0]], [denials[0]], [denials[1]], [denials[2]]])
    (reply,) = stage.replies
    assert reply.message.broadcast
    assert "Kremlin denies the trip" in reply.message.text
    assert "4 reports" in stage.cards[0].message.text


@pytest.mark.parametrize(("seed", "together"), [(0, 1), (1, 3), (2, 1), (3, 5)])
def test_the_way_back_and_a_companion_come_in_between(stage: Stage, seed: int, together: int) -> None:
    """Whatever comes first, the way home or somebody else on the plane: one card that says all of it."""
    papers = [*told("one_journey"), *told("way_back"), *told("told_between")]
    stage.act(shuffled(papers, seed, together))
    (alert,) = stage.alerts()
    (card,) = stage.cards
    story = tell_of(alert)
    assert {person.id for person in alert.people} == {GENERAL, MINISTER}
    assert origins(story) == {"Fox News", "Reuters", "AFP"}
    assert [entry.side for entry in story.denials] == ["RU"]
    assert story.returned
    assert str(story.returned.value.first) == "2016-04-16"
    assert "Qasem Soleimani and Dmitry Rogozin, Tehran → Moscow, Thu 14 Apr 2016" in card.message.text


def test_what_turns_a_story_is_broadcast(stage: Stage) -> None:
    """A confirmation and another date are told in the thread and shown in the channel; who else says so is in the thread alone."""
    papers = told("one_journey")
    stage.act([[papers[0]], [papers[1]], *([paper] for paper in told("turns"))])
    heard = [(post.message.broadcast, post.message.text.partition(": ")[2]) for post in stage.replies]
    assert [aloud for aloud, _ in heard] == [False, True, True]
    texts = [text for _, text in heard]
    assert "New origin: Reuters" in texts[0]
    assert "Confirmed by Foreign Ministry" in texts[1]
    assert "Quay Herald gives another date: Fri 15 Apr 2016" in texts[2]
    assert stage.cards[0].message.text.startswith("🔴 Confirmed trip: Qasem Soleimani")


# --- other journeys -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_two_journeys_are_two_cards(stage: Stage, seed: int) -> None:
    """The same person goes elsewhere in the same days, and to the same place weeks later: a card each."""
    stage.desk.clock.at = datetime(2016, 5, 14, 8, 0, tzinfo=UTC)
    again = [{**paper, "published": datetime(2016, 5, 13, 17, 0, tzinfo=UTC)} for paper in told("one_journey")[:3]]
    stage.act(shuffled([*again, *told("other_journeys")], seed, 1))
    firsts = sorted(card.message.text.partition(";")[0] for card in stage.cards)
    assert firsts == [
        "🔴 Reported trip: Qasem Soleimani, Tehran → Damascus, Thu 12 May 2016",
        "🔴 Reported trip: Qasem Soleimani, Tehran → Moscow, Mon 2 May 2016",
        "🔴 Reported trip: Qasem Soleimani, Tehran → Moscow, Thu 12 May 2016",
    ]


def test_the_way_back_is_told_in_the_story(stage: Stage) -> None:
    """Whoever tells that he flew home adds the return to the card, in the thread, without a card of its own."""
    papers = told("one_journey")
    stage.act([[papers[0]], [papers[8]], *([paper] for paper in told("way_back"))])
    (card,) = stage.cards
    assert "return Sat 16 Apr 2016" in str(card.message.blocks)
    assert "Tehran → Moscow" in card.message.text
    returns = [post.message.text for post in stage.replies if "Return: Sat 16 Apr 2016" in post.message.text]
    assert len(returns) == 1


@pytest.mark.parametrize("seed", range(3))
def test_two_on_one_plane_are_one_card(stage: Stage, seed: int) -> None:
    """Articles in three languages about two listed people on one plane make one card with both names."""
    stage.act(shuffled(told("two_on_one_plane"), seed, 1))
    (alert,) = stage.alerts()
    (card,) = stage.cards
    assert {person.id for person in alert.people} == {GENERAL, MINISTER}
    assert "Qasem Soleimani and Dmitry Rogozin" in card.message.text
    assert origins(tell_of(alert)) == {"Interfax", "AFP", "Reuters"}
