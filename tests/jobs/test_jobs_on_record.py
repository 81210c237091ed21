"""The record of what was done tells all that happened, from the first poll to a move to another channel."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from everybody import EVERYBODY
from hand_clock import START
from memory_channel import MemoryChannel, Weather
from news_desk import DAY, HOUR, PAT, Item, NewsDesk, open_desk
from post_desk import ARCHIVED
from sqlalchemy import select
from toy_screening import BANNED, person

from bot.jobs import triage
from bot.jobs.commands import answer
from bot.jobs.deliver import Delivering, Patience, deliver_due
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.new_list import Noting, note_in_force
from bot.jobs.refused import Elsewhere
from bot.jobs.retention import Keep, expire_old
from bot.jobs.triage import Triaging
from bot.lists.load import fingerprint
from bot.model import Judgement, Watchlist
from bot.ports import Command, Press
from bot.store import audit, kept, moving, schema
from bot.store.paces import Pace

ONE = "https://one.test/rss"
FIRST = Item("g1", "Pat Doe flew to Oslo on Monday, two officials said.", START - HOUR, "Minister lands in Oslo")
SECOND = Item("g2", "Pat Doe flew to Oslo on Monday, Reuters reports.", START, "Oslo greets a guest")
THIRD = Item("g3", "Pat Doe flew to Oslo on Monday, police said.", START + HOUR, "Another report from Oslo")
NAMED = Item("g4", "Pat Doe spoke of trade. Kim Poe listened.", START, "A speech on trade")
NOBODY = Item("g5", "It will rain.", START, "The weather")
EDITED = replace(SECOND, text="Pat Doe flew to Oslo on Monday and Kim Poe flew to Oslo on Tuesday, Reuters reports.")
KIM = person("p3", "Kim Poe", BANNED)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        opened.subscribe(ONE)
        yield opened


def press(desk: NewsDesk, ident: str, by: str = "U1") -> Press:
    alert = desk.alert()
    return Press(ident, alert.key, alert.channel, by, tuple(each.id for each in alert.triage.verdicts))


async def serve(desk: NewsDesk, *items: Item) -> None:
    desk.paper.pages[ONE] = items
    await desk.poll(HOUR)


async def deliver(desk: NewsDesk, channel: MemoryChannel) -> None:
    """Tell until nothing more is due within minutes."""
    delivering = Delivering(desk.db, desk.clock, channel, "w", Patience(), Pace(0.0), Elsewhere("C0ELSE", "C0OPS"))
    for _ in range(8):
        while await deliver_due(delivering, asyncio.Event()):
            pass
        desk.clock.at += timedelta(minutes=1)


async def digest(desk: NewsDesk) -> None:
    desk.clock.at += DAY
    await digest_due(Digesting(desk.db, desk.clock, desk.in_force, time(8), ZoneInfo("UTC")))


async def come_into_force(desk: NewsDesk, *people: Any) -> None:
    noting = Noting(desk.db, desk.clock, "C0OPS", "C0DESK", 30)
    watchlist = Watchlist(people, fingerprint(people))
    await note_in_force(noting, watchlist)
    desk.in_force.watchlist = watchlist
    await desk.workers.replace(desk.screener_of(watchlist))


async def scene(desk: NewsDesk) -> None:
    """News, an edit, messages that are lost and refused, every button, a list that gains somebody, a move, and time that passes."""
    channel = MemoryChannel(desk.clock.now, [Weather.BUSY, Weather.LOST, Weather.ARRIVED])
    await come_into_force(desk, PAT)
    await serve(desk, FIRST, NAMED, NOBODY)
    await deliver(desk, channel)
    await serve(desk, FIRST, SECOND, NAMED)
    await serve(desk, FIRST, EDITED, NAMED)
    await deliver(desk, channel)
    triaging = Triaging(desk.db, desk.clock, desk.in_force, EVERYBODY)
    await triage.judge(triaging, press(desk, "i1"), Judgement.NOT_THIS, None, "a striker", 180)
    await serve(desk, EDITED, THIRD)
    await triage.undo(triaging, press(desk, "i2", "U2"))
    await triage.assign(triaging, press(desk, "i3"))
    await triage.snooze(triaging, press(desk, "i4"), 7)
    await triage.wake(triaging, press(desk, "i5"))
    await answer(triaging, Command("i6", "mute Pat Doe 7d", "C0DESK", "U1"))
    await digest(desk)
    channel.refusing["C0DESK"] = ARCHIVED
    await deliver(desk, channel)
    await come_into_force(desk, PAT, KIM)
    await desk.look_back()
    await deliver(desk, channel)
    with desk.real.transaction() as c:
        kept.revive_all(c, "C0DESK", desk.clock.at)
    await deliver(desk, channel)
    list(moving.moves(desk.real, "C0DESK", "C0NEW", desk.clock.at))
    await deliver(desk, channel)
    await expire_old(desk.real, desk.clock, Keep(DAY, 365 * DAY), lambda: True)


def entries(desk: NewsDesk, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Subject and content of every entry of a kind."""
    with desk.real.snapshot() as c:
        found = [each for page in audit.pages(c) for each in page if each.kind == kind]
    return [(each.subject, json.loads(each.payload or "")) for each in found]


def replayed(desk: NewsDesk) -> dict[tuple[str, str, str], tuple[str, str, str | None]]:
    """The decisions as somebody who has nothing but the record makes them out."""
    decided: dict[tuple[str, str, str], tuple[str, str, str | None]] = {}
    for article, said in entries(desk, "decision"):
        key = (article, said["person"], said["channel"])
        if "moved_from" in said:
            del decided[article, said["person"], said["moved_from"]]
        if said.get("gone"):
            del decided[key]
        else:
            decided[key] = (said["action"], said["reason"], said["story"])
    return decided


@pytest.mark.every_engine
def test_a_whole_story_is_on_record(desk: NewsDesk) -> None:
    """What the record tells comes to the very tables: decisions, messages with Slack's timestamps, triage, verdicts and mutes."""
    desk.play(scene)
    d, m, t = schema.decisions.c, schema.deliveries.c, schema.acts.c
    with desk.real.snapshot() as c:
        decided = c.execute(select(d.article, d.person, d.channel, d.action, d.reason, d.story)).all()
        told = c.execute(select(m.id, m.channel, m.state, m.ts)).all()
        acts = c.execute(select(t.id, t.author, t.what)).all()
    assert replayed(desk) == {tuple(row[:3]): tuple(row[3:]) for row in decided}
    last = dict(entries(desk, "delivery"))
    assert {ident: (said["channel"], said["state"], said["ts"]) for ident, said in last.items()} == {
        row.id: (row.channel, row.state, row.ts) for row in told
    }
    assert [(ident, said["author"], said["what"]) for ident, said in entries(desk, "triage")] == [
        tuple(row) for row in sorted(acts, key=lambda row: row.id)
    ]


def test_the_record_of_a_whole_story_leaves_nothing_out(desk: NewsDesk) -> None:
    """Each kind of entry is there, each state of a message, each way in which a decision changes."""
    desk.play(scene)
    with desk.real.snapshot() as c:
        written = [each for page in audit.pages(c) for each in page]
        count = Counter(each.kind for each in written)
        stored = {
            kind: len(c.execute(select(table)).all())
            for kind, table in (("item", schema.articles), ("screening", schema.findings), ("triage", schema.acts))
        }
    assert {kind: count[kind] for kind in stored} == stored
    assert len({each.subject for each in written if each.kind == "list"}) == 3
    states = {said["state"] for _, said in entries(desk, "delivery")}
    assert states == {"pending", "sending", "uncertain", "sent", "failed", "superseded"}
    decisions = [said for _, said in entries(desk, "decision")]
    assert {said["action"] for said in decisions} == {"alert", "digest", "silence"}
    assert any(said["digested_at"] for said in decisions)
    assert any("moved_from" in said for said in decisions)
    assert [said["undone_by"] for _, said in entries(desk, "verdict")][:2] == [None, "U2"]
    assert [said["undone_by"] for _, said in entries(desk, "mute")][:2] == [None, "U1"]
