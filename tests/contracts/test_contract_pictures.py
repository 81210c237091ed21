"""What was uploaded can be shown in a thread, against a Slack that nobody here wrote."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from alerts.alert_stories import founding
from edges.slack_emulator import TOKEN, channel_ids

from bot.alerts.map import map_of, showing
from bot.alerts.map_world import world
from bot.edges.slack.channel import SlackChannel
from bot.edges.slack.upload import SlackPictures
from bot.ports import Message, Sent, Uploaded


def test_a_map_is_uploaded_and_shown_in_a_thread(slack_emulator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    picture = map_of(founding(), world())
    assert picture is not None

    async def work() -> None:
        channel, place = SlackChannel(TOKEN, slack_emulator), channel_ids(slack_emulator)["iran"]
        card = await channel.post(place, Message("A card", key=uuid4().hex))
        assert isinstance(card, Sent)
        uploaded = await SlackPictures(TOKEN, slack_emulator).upload(picture)
        assert isinstance(uploaded, Uploaded)
        assert isinstance(await channel.post(place, showing(picture, uploaded.file), card.ts), Sent)

    asyncio.run(work())
