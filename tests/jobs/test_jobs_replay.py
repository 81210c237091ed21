"""Every decision can be taken anew from what is stored, byte for byte, by whatever way it came; what was changed since is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_clock import START
from news_desk import HOUR, Item, NewsDesk, open_desk
from real_screening import ADA, LIST, listed, reading, relist

from bot.alerts.occasion import Way
from bot.context.reader import Reader
from bot.edges.gazetteer import SqliteGazetteer
from bot.jobs import triage
from bot.jobs.desk import TriageDesk
from bot.jobs.permission import Permission
from bot.jobs.replay import Outcome
from bot.jobs.triage import Triaging
from bot.model import Judgement, Reason
from bot.ports import Command, Press
from bot.store.feeds import FeedSettings, FeedSpec

EN, RU = "https://en.test/rss", "https://ru.test/rss"
SETTINGS = FeedSettings(min_interval=300, max_interval=3_600, full_text="never")
FIRST = "Energy minister Viktor Lazarenko flew from Minsk to Havana on Sunday, two officials said."


class Groups:
    """Nobody is in any group."""

    async def members(self, group: str) -> frozenset[str] | None:
        return frozenset()


def triaging(desk: NewsDesk) -> Triaging:
    return Triaging(desk.db, desk.clock, desk.in_force, Permission(frozenset(), Groups()))


def item(ident: str, text: str, title: str, hours: float = 0.0) -> Item:
    return Item(ident, text, START + hours * HOUR, title)


async def serve(desk: NewsDesk, url: str, *items: Item) -> None:
    desk.paper.pages[url] = [*items, *(desk.paper.pages.get(url) or ())][:9]
    await desk.poll(HOUR)


async def judged(desk: NewsDesk, ident: str, judgement: Judgement) -> None:
    alert = desk.alert()
    press = Press(ident, alert.key, alert.channel, "U1", tuple(each.id for each in alert.triage.verdicts))
    assert await triage.judge(triaging(desk), press, judgement, None, "a striker", 180) is None


async def undone(desk: NewsDesk, ident: str) -> None:
    alert = desk.alert()
    press = Press(ident, alert.key, alert.channel, "U1", tuple(each.id for each in alert.triage.verdicts))
    assert await triage.undo(triaging(desk), press) is None


async def life(desk: NewsDesk) -> None:
    """A story of many chapters: told, told in another language, denied, edited, muted, dismissed, taken back, looked back for."""
    desk.paper.pages = {EN: [item("calm", "Nobody went anywhere.", "Calm")], RU: []}
    desk.subscribe_to(FeedSpec(EN, "Daily", "en", SETTINGS), FeedSpec(RU, "Вести", "ru", SETTINGS))
    await relist(desk, listed())
    await desk.poll()
    general = item("g", "General Adaeze Okonjo flew to Nairobi on Sunday, Radio Delta reported.", "General abroad")
    await serve(desk, EN, item("g1", FIRST, "Minister on the road"), general)
    await serve(
        desk, RU, item("r1", "Министр энергетики Виктор Лазаренко прилетел в Гавану в воскресенье.", "Министр в Гаване")
    )
    denial = "The energy ministry denied on Monday that minister Viktor Lazarenko had flown to Havana on Sunday."
    await serve(desk, EN, item("g2", denial, "Ministry denies trip"))
    desk.paper.pages[EN] = [item("g1", f"{FIRST} He met Raul Castro there.", "Minister on the road")]
    await desk.poll(HOUR)
    await TriageDesk(triaging(desk)).answer(Command("c1", "mute Viktor Lazarenko 3h", "C0DESK", "U1"))
    muted = "Energy minister Viktor Lazarenko left Havana for Caracas on Monday, Radio Delta reported."
    await serve(desk, EN, item("g3", muted, "From Havana to Caracas"))
    desk.clock.at += 4 * HOUR
    await judged(desk, "i1", Judgement.NOT_THIS)
    again = "Energy minister Viktor Lazarenko flew to Havana on Sunday, Reuters reported, citing airport staff."
    await serve(desk, EN, item("g4", again, "Havana greets a guest"))
    await undone(desk, "i2")
    await serve(desk, EN, item("g5", "Victor Lazarenko, a pop singer from Canada, sang on Monday.", "A singer sang"))
    await relist(desk, listed(LIST + ADA))
    await desk.look_back()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        opened.people = listed().people
        yield opened


@pytest.fixture(params=["model", "patterns"])
def read_by(request: pytest.FixtureRequest, gazetteer: SqliteGazetteer) -> Reader:
    if request.param == "patterns":
        return Reader(None, gazetteer)
    found: Reader = request.getfixturevalue("reader")
    return found


def test_every_decision_is_taken_anew_byte_for_byte(desk: NewsDesk, read_by: Reader) -> None:
    """Whichever way it came, and whatever became of the story since."""
    desk.screener_of = reading(read_by)
    desk.play(life)
    came = desk.replayed()
    assert [(each.article.title, each.told) for each in came if each.told.outcome is not Outcome.SAME] == []
    print(desk.decided(), [(e.kept.bare.way, [d.reason for d in e.decisions], e.notes) for e in came])
    ways = Counter(each.kept.bare.way for each in came if each.kept)
    assert ways.keys() >= {Way.POLL, Way.LOOK_BACK, Way.BROUGHT_BACK}
    reasons = {decision.reason for each in came for decision in each.decisions}
    assert reasons >= {Reason.TRIP_BAN_POSSIBLE, Reason.NEWS_IN_STORY, Reason.NEAR_MISS, Reason.NOT_THIS_PERSON}
