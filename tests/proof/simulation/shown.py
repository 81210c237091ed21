"""What a message shows to a reader: whom a card is about, which lines a digest has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bot.alerts.repeat import REPEAT
from bot.ports import Message

_CARD = re.compile(r"(?:trip|told|presence): (?P<who>\w+ \w+), → (?P<where>\w+),")
_DIGEST = ("Digest:", "Look-back:", "Many at once:")
_LINE = re.compile(r"Outlet (?P<outlet>\d+): [^\"\n·]*?\b(?P<token>K\d{3})\b")


def is_marked(message: Message) -> bool:
    """Whether it says that it may be a repeat."""
    return message.text.startswith(REPEAT)


def is_digest(message: Message) -> bool:
    return message.text.removeprefix(REPEAT).lstrip().startswith(_DIGEST)


def by_name(text: str) -> tuple[str, str] | None:
    """The traveller and the city of a card; None for what is no card."""
    found = None if text.startswith("New in") else _CARD.search(text)
    return (found["who"], found["where"]) if found else None


def words(message: Message) -> str:
    """All that it shows, as one text."""
    return f"{message.text} {json.dumps([dict(block) for block in message.blocks], ensure_ascii=False)}"


def lines(message: Message) -> Iterator[tuple[str, int]]:
    """Token and outlet of each finding of a digest."""
    for found in _LINE.finditer(words(message)):
        yield found["token"], int(found["outlet"])
