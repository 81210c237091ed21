"""Reads what stands in Slack and compares it with what was to be told."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from bot.store.deliveries import Kind
from tests.edges.slack_emulator import TOKEN
from tests.proof.slack_stories import Event, name_of, version_of

_direct = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Standing:
    """A message as it stands in Slack."""

    channel: str
    ts: str
    thread: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What is wrong, by names of messages."""

    lost: tuple[str, ...] = ()  # told, and not there
    doubled: tuple[str, ...] = ()  # there more often than told, or never told
    astray: tuple[str, ...] = ()  # not under its card, or not in the channel itself
    disordered: tuple[str, ...] = ()  # threads whose replies stand in another order than that of their versions
    stale: tuple[str, ...] = ()  # cards that do not show their last version

    def __str__(self) -> str:
        return ", ".join(f"{len(getattr(self, each.name))} {each.name}" for each in fields(self))


def audit(events: Iterable[Event], standing: Sequence[Standing]) -> Audit:
    """Compare what was told with what stands."""
    told = [each for event in events for each in event]
    wanted = Counter((each.channel, name_of(each.message.text)) for each in told if each.kind is not Kind.UPDATE)
    there = Counter((each.channel, name_of(each.text)) for each in standing)
    last = {(each.channel, f"{each.alert_key} card"): each.version for each in told if each.alert_key}
    by_name = {(each.channel, name_of(each.text)): each for each in standing}
    threads = _threads(standing)
    cards = {place: by_name[place] for place in last if place in by_name}
    return Audit(
        lost=_names(wanted - there),
        doubled=_names(there - wanted),
        astray=tuple(each.text for each in standing if each.thread != _belongs_under(each, cards)),
        disordered=tuple(story for story, versions in threads.items() if versions != sorted(versions)),
        stale=tuple(card.text for place, card in cards.items() if version_of(card.text) != last[place]),
    )


def _names(places: Counter[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name for _, name in places.elements())


def _belongs_under(message: Standing, cards: dict[tuple[str, str], Standing]) -> str | None:
    """The `ts` of the card under which a reply or map belongs; None for what stands in the channel itself."""
    words = name_of(message.text).split()
    if words[0] != "story" or words[2] == "card":
        return None
    card = cards.get((message.channel, f"story {words[1]} card"))
    return card.ts if card else None


def _threads(standing: Sequence[Standing]) -> dict[str, list[int]]:
    """Versions of the replies of each story, as they follow each other."""
    found: dict[str, list[int]] = defaultdict(list)
    for each in sorted(standing, key=lambda each: each.ts):
        story, _, reply = name_of(each.text).partition(" reply ")
        if reply:
            found[story].append(version_of(each.text))
    return found


def read_all(base_url: str, channels: Iterable[str]) -> list[Standing]:
    """Everything that stands in these channels and their threads."""
    found = []
    for channel in channels:
        for message in _history(base_url, channel):
            found.append(Standing(channel, message["ts"], None, message["text"]))
            if message.get("reply_count"):
                found += _replies(base_url, channel, message["ts"])
    return found


def _history(base_url: str, channel: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = _ask(base_url, "conversations.history", channel=channel, limit="999", cursor=cursor)
        yield from page["messages"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            return


def _replies(base_url: str, channel: str, ts: str) -> list[Standing]:
    page = _ask(base_url, "conversations.replies", channel=channel, ts=ts, limit="999")
    assert not page["has_more"]
    return [Standing(channel, m["ts"], ts, m["text"]) for m in page["messages"] if m["ts"] != ts]


def _ask(base_url: str, method: str, **asked: str) -> dict[str, Any]:
    question = Request(f"{base_url}{method}", urlencode(asked).encode(), {"Authorization": f"Bearer {TOKEN}"})
    with _direct.open(question, timeout=30) as answer:
        said: dict[str, Any] = json.load(answer)
    assert said["ok"], said
    return said
