"""The console as a Channel: prints the same blocks that Slack gets, and remembers them. The default without a token.

What comes from outside is printed as text: rich's own markup, emoji codes and highlighting stay off, and control
characters are dropped, so that a headline cannot steer the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.ports import Channel, GiveUp, Message, Outcome, Sent, TryAgain

_Block = Mapping[str, Any]
_JOINERS = "\u200c\u200d"  # carry meaning in Persian, Indic scripts and emoji
_BEFORE = timedelta(seconds=60)  # as generous as Slack's side of `find`
WIDTH = 100  # columns of a card at most


@dataclass(frozen=True, slots=True)
class Printed:
    """A message as the console remembers it."""

    channel: str
    ts: str
    message: Message
    thread: str | None
    at: datetime


class ConsoleChannel(Channel):
    """Prints messages and keeps them for as long as the program runs."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(emoji=False, markup=False, highlight=False)
        self._printed: list[Printed] = []

    @property
    def printed(self) -> Sequence[Printed]:
        """Everything told so far, as it stands now, in order."""
        return tuple(self._printed)

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        """Print a new message."""
        if thread is not None and self._at(channel, thread) is None:
            return GiveUp("the thread's message is not there")
        now = datetime.now(UTC)
        ts = f"{int(now.timestamp())}.{len(self._printed) + 1:06}"
        self._printed.append(Printed(channel, ts, message, thread, now))
        self._show(channel, message, _where(message) if thread else "")
        return Sent(ts)

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        """Print the new state of a message. It is still found by the key it was posted with."""
        at = self._at(channel, ts)
        if at is None:
            return GiveUp("the message is not there")
        old = self._printed[at]
        self._printed[at] = replace(old, message=replace(message, key=old.message.key))
        self._show(channel, message, "updated")
        return Sent(ts)

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        """Look through what was printed."""
        for each in self._printed:
            same = each.channel == channel and each.thread == thread and each.message.key == key
            if same and each.at >= since - _BEFORE:
                return Sent(each.ts)
        return None

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        """What was printed."""
        there = (each for each in self._printed if (each.channel, each.thread) == (channel, thread))
        return {each.message.key: each.ts for each in there if each.at >= since - _BEFORE}

    def _at(self, channel: str, ts: str) -> int | None:
        places = (n for n, each in enumerate(self._printed) if (each.channel, each.ts) == (channel, ts))
        return next(places, None)

    def _show(self, channel: str, message: Message, how: str) -> None:
        title = Text(f" {plain(channel)}{f' · {how}' if how else ''} ", style="dim")
        width = min(self._console.width, WIDTH)
        body = drawn(message.blocks) if message.blocks else Text(plain(message.text))
        self._console.print(Panel(body, title=title, title_align="left", border_style="dim", width=width))


def _where(message: Message) -> str:
    return "in the thread and in the channel" if message.broadcast else "in the thread"


# --- blocks to rich -------------------------------------------------------------------------------------------------------


def drawn(blocks: Iterable[_Block]) -> Group:
    """Block Kit as a terminal shows it; blocks it doesn't know are left out."""
    return Group(*(piece for block in blocks for piece in _BLOCKS.get(block["type"], _nothing)(block)))


def plain(text: object) -> str:
    """Text that cannot steer a terminal: printable characters, joiners and line breaks."""
    return "".join(char for char in str(text) if char.isprintable() or char in _JOINERS or char == "\n")


def _nothing(_: _Block) -> Iterable[RenderableType]:
    return ()


def _header(block: _Block) -> Iterable[RenderableType]:
    yield Text(plain(block["text"]["text"]), style="bold")


def _divider(_: _Block) -> Iterable[RenderableType]:
    yield Rule(style="dim")


def _context(block: _Block) -> Iterable[RenderableType]:
    yield Text(" · ".join(plain(element.get("text", "")) for element in block["elements"]), style="dim")


def _actions(block: _Block) -> Iterable[RenderableType]:
    labels = (plain(element["text"]["text"]) for element in block["elements"] if "text" in element)
    yield Text("  ".join(f"[{label}]" for label in labels), style="reverse")


def _rich_text(block: _Block) -> Iterable[RenderableType]:
    for part in block["elements"]:
        yield from _PARTS.get(part["type"], _nothing)(part)


def _section(part: _Block) -> Iterable[RenderableType]:
    yield _runs(part["elements"])


def _quote(part: _Block) -> Iterable[RenderableType]:
    lines = _runs(part["elements"]).split(allow_blank=True)
    yield Padding(Text("\n").join(Text("▌ ", style="dim") + line for line in lines), (0, 0, 0, 1))


def _list(part: _Block) -> Iterable[RenderableType]:
    for item in part["elements"]:
        yield Text(" • ") + Text("\n   ").join(_runs(item["elements"]).split(allow_blank=True))


def _runs(elements: Iterable[_Block]) -> Text:
    text = Text()
    for element in elements:
        text.append(plain(element.get("text") or element.get("user_id", "")), style=_style(element))
        if element["type"] == "link":
            text.append(f" <{plain(element['url'])}>", style="dim")
    return text


def _style(element: _Block) -> str:
    names = [name for name, on in element.get("style", {}).items() if on and name in ("bold", "italic", "strike")]
    return " ".join([*names, *(["underline"] if element["type"] == "link" else [])])


_Draw = Callable[[_Block], Iterable[RenderableType]]
_BLOCKS: Mapping[str, _Draw] = {
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
}
_PARTS: Mapping[str, _Draw] = {"rich_text_section": _section, "rich_text_quote": _quote, "rich_text_list": _list}
