"""Every Channel keeps the same promises: the console, Slack against our stand-in, and Slack against an emulator."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from edges.slack_emulator import TOKEN as EMULATOR_TOKEN
from edges.slack_emulator import channel_ids
from edges.slack_fake import TOKEN, FakeSlack
from rich.console import Console

from bot.alerts.blocks import Run, header, lines
from bot.edges.console import ConsoleChannel
from bot.edges.slack.channel import SlackChannel
from bot.ports import Channel, GiveUp, Message, Sent

# A channel, and the id of a place in it.
Opened = tuple[Channel, str]


@asynccontextmanager
async def console() -> AsyncIterator[Opened]:
    yield ConsoleChannel(Console(file=io.StringIO())), "C1"


@asynccontextmanager
async def our_slack() -> AsyncIterator[Opened]:
    async with FakeSlack().running() as base_url:
        yield SlackChannel(TOKEN, base_url), "C1"


@asynccontextmanager
async def emulator(base_url: str) -> AsyncIterator[Opened]:
    yield SlackChannel(EMULATOR_TOKEN, base_url), channel_ids(base_url)["iran"]


@pytest.fixture(params=["console", "our stand-in", "emulator"])
def opening(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], AbstractAsyncContextManager[Opened]]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    if request.param == "emulator":
        return partial(emulator, request.getfixturevalue("slack_emulator"))
    return console if request.param == "console" else our_slack


def run(opening: Callable[[], AbstractAsyncContextManager[Opened]], work: Callable[..., Awaitable[None]]) -> None:
    async def inside() -> None:
        async with opening() as (channel, place):
            await work(channel, place)

    asyncio.run(inside())


def message(text: str = "Reported trip") -> Message:
    return Message(text, (header(text), lines([Run("a line")])), key=uuid4().hex)


def long_ago() -> datetime:
    return datetime(2017, 1, 1, tzinfo=UTC)


def test_what_was_sent_is_found(opening: Callable[[], AbstractAsyncContextManager[Opened]]) -> None:
    """A message that was sent is found by its key, with the name it was given."""

    async def work(channel: Channel, place: str) -> None:
        told = message()
        sent = await channel.post(place, told)
        assert isinstance(sent, Sent)
        assert await channel.find(place, told.key, long_ago()) == sent

    run(opening, work)


def test_what_was_not_sent_is_not_found(opening: Callable[[], AbstractAsyncContextManager[Opened]]) -> None:
    """Neither an unknown key nor the empty one of a plain message is taken for a message sent."""

    async def work(channel: Channel, place: str) -> None:
        await channel.post(place, message())
        assert await channel.find(place, "nothing of that kind", datetime.now(UTC) - timedelta(hours=1)) is None

    run(opening, work)


def test_two_messages_have_two_names(opening: Callable[[], AbstractAsyncContextManager[Opened]]) -> None:
    """Every post gets a name of its own, and each key finds its own message."""

    async def work(channel: Channel, place: str) -> None:
        both = [message("one"), message("two")]
        sent = [await channel.post(place, each) for each in both]
        assert len(set(sent)) == 2
        assert [await channel.find(place, each.key, long_ago()) for each in both] == sent

    run(opening, work)


def test_a_reply_is_found_in_its_thread_only(opening: Callable[[], AbstractAsyncContextManager[Opened]]) -> None:
    """A reply is found under its card and not beside it."""

    async def work(channel: Channel, place: str) -> None:
        card, reply = await channel.post(place, message()), message("news")
        assert isinstance(card, Sent)
        sent = await channel.post(place, reply, thread=card.ts)
        assert isinstance(sent, Sent)
        assert await channel.find(place, reply.key, long_ago(), thread=card.ts) == sent
        assert await channel.find(place, reply.key, long_ago()) is None

    run(opening, work)


def test_an_update_keeps_name_and_key(opening: Callable[[], AbstractAsyncContextManager[Opened]]) -> None:
    """A changed card has the same name and is found by its first key."""

    async def work(channel: Channel, place: str) -> None:
        card = message()
        sent = await channel.post(place, card)
        assert isinstance(sent, Sent)
        assert await channel.update(place, sent.ts, message("changed")) == sent
        assert await channel.find(place, card.key, long_ago()) == sent

    run(opening, work)


def test_an_update_of_nothing_gives_up(opening: Callable[[], AbstractAsyncContextManager[Opened]]) -> None:
    """What isn't there cannot be changed, and no waiting mends that."""

    async def work(channel: Channel, place: str) -> None:
        assert isinstance(await channel.update(place, "1.000009", message()), GiveUp)

    run(opening, work)


def test_everything_of_ours_is_read_at_once(opening: Callable[[], AbstractAsyncContextManager[Opened]]) -> None:
    """A channel tells the keys of what stands in it, changed or not; a thread tells those of its replies."""

    async def work(channel: Channel, place: str) -> None:
        cards = [message("one"), message("two")]
        sent = [await channel.post(place, each) for each in cards]
        names = [each.ts for each in sent if isinstance(each, Sent)]
        reply = message("news")
        replied = await channel.post(place, reply, thread=names[0])
        assert isinstance(replied, Sent)
        await channel.update(place, names[1], message("changed"))
        told = await channel.standing(place, long_ago())
        assert isinstance(told, Mapping)
        assert {key: ts for key, ts in told.items() if ts in names} == {
            card.key: ts for card, ts in zip(cards, names, strict=True)
        }
        assert reply.key not in told
        below = await channel.standing(place, long_ago(), names[0])
        assert isinstance(below, Mapping)
        assert below[reply.key] == replied.ts

    run(opening, work)
