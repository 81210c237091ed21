"""Plain words for the operator: one line that says what happened, and lines that say where. Text from files stays text."""

from __future__ import annotations

from collections.abc import Sequence

from bot.alerts import blocks
from bot.alerts.blocks import Run, bold
from bot.ports import Message


def notice(title: str, lines: Sequence[str] = ()) -> Message:
    """A message of a title and lines below it."""
    drawn = blocks.lines([bold(title)], *([Run(line)] for line in lines))
    return Message(blocks.fallback(" ".join((title, *lines))), (drawn,))
