"""A message without blocks, for where Slack refuses them: the fallback text, then what the blocks say, line by line.

Buttons and addresses stay out: Slack would make links of addresses, and there only ours may be links. Whom the blocks call is
called here too, in the same channel and in the copy for another one: a group by the settings, so that those on duty hear of
the alert wherever it is told; people who pressed a button by their id, of which Slack makes their name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from bot.alerts.blocks import fit_escaped, literal
from bot.ports import Message

LIMIT = 38_000  # Slack takes 40,000; the rest is for the line that says for which channel a copy is meant
SHORT = 3_000  # where even that is refused

# How Slack's text calls whom an element of a block calls: the type of the element, where it keeps the id, what is written.
_CALLS: Mapping[str, tuple[str, str]] = {
    "usergroup": ("usergroup_id", "<!subteam^{}>"),
    "user": ("user_id", "<@{}>"),
}

_Block = Mapping[str, Any]


def in_plain_text(message: Message, limit: int = LIMIT) -> Message:
    """All that the message says in its text, at most about so many characters."""
    said = "\n".join((message.text, *lines_of(message.blocks)))
    return replace(message, text=fit_escaped(said, limit), blocks=())


def length_of(blocks: Sequence[_Block]) -> int:
    """How many UTF-16 units of plain text the blocks come to."""
    return sum(len(f"{line}\n".encode("utf-16-le")) // 2 for line in lines_of(blocks))


def shorter(message: Message) -> Message | None:
    """The message in a form that Slack takes sooner: without blocks, then short. None when it is that already."""
    if message.blocks:
        return in_plain_text(message)
    return replace(message, text=fit_escaped(message.text, SHORT)) if len(message.text) > SHORT else None


def lines_of(blocks: Sequence[_Block]) -> Iterator[str]:
    """What people read in the blocks, one line each, as Slack takes it; the header is the text's own beginning."""
    for block in blocks:
        if block["type"] == "context":
            yield literal(" · ".join(element["text"] for element in block["elements"]))
        elif block["type"] == "rich_text":
            yield from (line for part in block["elements"] for line in _part(part))


def _part(part: _Block) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        yield from (f"• {_runs(item['elements'])}" for item in part["elements"])
    else:
        yield from _runs(part["elements"]).split("\n")


def _runs(elements: Sequence[_Block]) -> str:
    """Runs of text are read together: what two styles keep apart in a block would be one address here."""
    kinds = groupby(elements, key=lambda element: _CALLS.get(element["type"]))
    return "".join(_call(call, each) if call else _texts(each) for call, each in kinds)


def _call(call: tuple[str, str], elements: Iterable[_Block]) -> str:
    field, written = call
    return " ".join(written.format(element[field]) for element in elements)


def _texts(elements: Iterable[_Block]) -> str:
    lines = "".join(str(element["text"]) for element in elements).split("\n")
    return "\n".join(map(literal, lines))
