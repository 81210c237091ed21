"""A message that may stand in the channel already says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.alerts.blocks import MAX_BLOCKS, context
from bot.ports import Message

REPEAT = "(possible repeat)"
_BLOCK: Mapping[str, object] = context(REPEAT)


def is_repeat(message: Message) -> bool:
    """Whether it says that it may be a repeat."""
    return message.text.startswith(REPEAT)


def marked_as_repeat(message: Message) -> Message:
    """The message, saying first that it may be there already. Marked once, it stays as it is."""
    if is_repeat(message):
        return message
    blocks = (_BLOCK, *message.blocks) if 0 < len(message.blocks) < MAX_BLOCKS else tuple(message.blocks)
    return replace(message, text=f"{REPEAT} {message.text}", blocks=blocks)


def unmarked(message: Message) -> Message:
    """The message as it was before it was marked: it turned out not to be there."""
    if not is_repeat(message):
        return message
    blocks = tuple(message.blocks)
    blocks = blocks[1:] if blocks[:1] == (_BLOCK,) else blocks
    return replace(message, text=message.text.removeprefix(REPEAT).lstrip(), blocks=blocks)
