"""Where nobody hears buttons, none are shown; everything else is told as it is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.alerts.sample import sample
from bot.edges.console import ConsoleChannel
from bot.edges.without_buttons import WithoutButtons, without_buttons
from bot.ports import Message, Sent

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROW = {"type": "actions", "block_id": "triage", "elements": []}


def test_rows_of_buttons_are_left_out_and_nothing_else() -> None:
    """In a new message and in a redrawn one; key and text stay, and it is found as ever."""
    kept = sample(NOW).blocks
    message = Message("text", (*kept[:2], ROW, *kept[2:]), "k1")
    assert without_buttons(message) == Message("text", kept, "k1")

    async def scene() -> None:
        console = ConsoleChannel()
        channel = WithoutButtons(console)
        sent = await channel.post("C1", message)
        assert isinstance(sent, Sent)
        assert console.printed[0].message.blocks == kept
        assert await channel.update("C1", sent.ts, Message("new", (ROW,), "k1")) == sent
        assert console.printed[0].message.blocks == ()
        assert await channel.find("C1", "k1", NOW) == sent

    asyncio.run(scene())
