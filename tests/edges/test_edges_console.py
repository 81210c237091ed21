"""The console prints what Slack would get, and nothing from outside can steer the terminal."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime

from rich.console import Console

from bot.alerts.blocks import Run, bold, bullets, context, divider, header, lines, link, quoted, rich
from bot.edges.console import ConsoleChannel
from bot.ports import Message

HOSTILE = "[bold red]x[/] :fire: \x1b[31m \u202eevil [link=https://evil.test]y[/link]"


def printed(message: Message, colour: bool = False) -> str:
    """What a terminal of 90 columns gets."""
    out = io.StringIO()
    console = Console(file=out, width=90, force_terminal=colour, color_system="standard" if colour else None,
                      emoji=False, markup=False, highlight=False)  # fmt: skip
    asyncio.run(ConsoleChannel(console).post("C1", message))
    return out.getvalue()


def test_every_block_is_shown() -> None:
    """Header, lines, quotes, lists, links and small print all reach the reader."""
    listed = bullets([[Run("first")], [Run("second")]])
    message = Message(
        "text",
        (
            header("A header"),
            divider(),
            lines([bold("strong"), Run(" plain")], [link("a page", "https://example.org/x")]),
            rich([quoted([Run("said so")]), listed]),
            context("small print"),
            {
                "type": "actions",
                "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Right person"}}],
            },
            {"type": "unheard_of"},
        ),
    )
    seen = printed(message)
    for words in ("A header", "strong plain", "a page <https://example.org/x>", "▌ said so", "• first", "• second",
                  "small print", "[Right person]"):  # fmt: skip
        assert words in seen


def test_a_message_without_blocks_shows_its_text() -> None:
    """Plain messages are printed too."""
    assert "only text" in printed(Message("only text"))


def test_text_from_outside_is_never_markup() -> None:
    """Rich's markup, emoji codes, escape sequences and bidi controls come out as text or not at all."""
    blocks = ({"type": "header", "text": {"type": "plain_text", "text": HOSTILE}}, lines([Run(HOSTILE)]))
    seen = printed(Message(HOSTILE, blocks), colour=True)
    assert "[bold red]x[/] :fire:" in seen
    assert "\x1b[31m" not in seen
    assert "\u202e" not in seen


def test_bold_is_bold_on_a_terminal() -> None:
    """The name in a quote stands out."""
    assert "\x1b[1mstrong\x1b[0m" in printed(Message("", (lines([bold("strong")]),)), colour=True)


def test_a_key_outlives_an_update() -> None:
    """After an update the message is found by the key it was posted with."""

    async def run() -> tuple[object, object]:
        channel = ConsoleChannel(Console(file=io.StringIO()))
        sent = await channel.post("C1", Message("a", key="d1"))
        await channel.update("C1", sent.ts, Message("b", key="d2"))  # type: ignore[union-attr]
        return sent, await channel.find("C1", "d1", datetime.now(UTC))

    sent, found = asyncio.run(run())
    assert sent == found
