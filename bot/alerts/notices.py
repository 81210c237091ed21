"""Plain words for the operator: one line that says what happened, and lines that say where. Text from files stays text."""

from __future__ import annotations

from collections.abc import Sequence

from bot.alerts import blocks
from bot.alerts.blocks import Run, bold
from bot.ports import Message


def notice(title: str, lines: Sequence[str | Sequence[Run]] = ()) -> Message:
    """A message of a title and lines below it."""
    drawn = ([bold(title)], *([Run(line)] if isinstance(line, str) else line for line in lines))
    return Message(blocks.spoken(*drawn), (blocks.lines(*drawn),))
