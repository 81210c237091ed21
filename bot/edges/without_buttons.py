"""A channel whose buttons nobody hears: messages are told without them, so that none is dead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.ports import Channel, GiveUp, Message, Outcome, Sent, TryAgain


class WithoutButtons(Channel):
    """Tells through another channel, and leaves the rows of buttons out."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        """Tell something new."""
        return await self._channel.post(channel, without_buttons(message), thread)

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        """Replace a message."""
        return await self._channel.update(channel, ts, without_buttons(message))

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        """Look for a message."""
        return await self._channel.find(channel, key, since, thread)

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        """What stands there."""
        return await self._channel.standing(channel, since, thread)


def without_buttons(message: Message) -> Message:
    """The message without its rows of buttons."""
    return replace(message, blocks=tuple(each for each in message.blocks if each.get("type") != "actions"))
