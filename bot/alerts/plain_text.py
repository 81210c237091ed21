"""A message without blocks, for where Slack refuses them: the fallback text, then what the blocks say, line by line.

Buttons and addresses stay out: Slack would make links of addresses, and there only ours may be links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.alerts.blocks import escaped, fit, flat
from bot.ports import Message

LIMIT = 12_000  # a digest of sixty findings; Slack takes 40,000
SHORT = 3_000  # where even that is refused

_Block = Mapping[str, Any]
_HALF = re.compile(r"&[a-z]*(?=…?$)")


def in_plain_text(message: Message, limit: int = LIMIT) -> Message:
    """All that the message says in its text, at most about so many characters."""
    said = "\n".join((message.text, *(escaped(line) for line in lines_of(message.blocks))))
    return replace(message, text=_fit(said, limit), blocks=())


def shorter(message: Message) -> Message | None:
    """The message in a form that Slack takes sooner: without blocks, then short. None when it is that already."""
    if message.blocks:
        return in_plain_text(message)
    return replace(message, text=_fit(message.text, SHORT)) if len(message.text) > SHORT else None


def _fit(text: str, limit: int) -> str:
    """At most about so many characters of escaped text, never with half an escape at the end: Slack would show it."""
    fitted = fit(text, limit)
    return fitted if fitted == text else _HALF.sub("", fitted)


def lines_of(blocks: Sequence[_Block]) -> Iterator[str]:
    """What people read in the blocks, one line each; the header is the text's own beginning."""
    for block in blocks:
        if block["type"] == "context":
            yield " · ".join(str(element.get("text", "")) for element in block["elements"])
        elif block["type"] == "rich_text":
            yield from (line for part in block["elements"] for line in _part(part))


def _part(part: _Block) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        yield from (f"• {_runs(item['elements'])}" for item in part["elements"])
    else:
        yield from _runs(part["elements"]).split("\n")


def _runs(elements: Sequence[_Block]) -> str:
    runs = (str(element.get("text", "")) for element in elements)
    return "".join(run if run == "\n" else flat(run).replace("://", ":/ /") for run in runs)
