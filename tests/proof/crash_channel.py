"""A channel and a place for pictures that outlive the program: one file, a line for each thing that was taken, one write each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bot.ports import Channel, GiveUp, Message, Outcome, Picture, Pictures, Refused, Sent, TryAgain, Uploaded

_BEFORE = timedelta(seconds=60)  # as generous as Slack's side of `find`
_GONE = GiveUp("the message was deleted (message_not_found)", Refused.PLACE, "message_not_found")


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it stands."""

    channel: str
    ts: str
    thread: str | None
    key: str
    at: str
    text: str
    blocks: list[Any] = field(default_factory=list)
    broadcast: bool = False


class FileChannel(Channel):
    """Keeps the contract of `ports.Channel`. `refuses` tells of a channel why it takes nothing just now."""

    def __init__(self, path: Path, now: Callable[[], datetime], refuses: Callable[[str], GiveUp | None]) -> None:
        self._path, self._now, self._refuses = path, now, refuses

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        """Take a new message."""
        if refusal := self._refuses(channel):
            return refusal
        posts = self.posts()
        if thread is not None and not any((each.channel, each.ts) == (channel, thread) for each in posts):
            return _GONE
        ts = f"{len(posts) + 1}.000000"
        said = {"channel": channel, "ts": ts, "thread": thread, "key": message.key, "at": self._now().isoformat()}
        self._append({**said, **_drawn(message), "broadcast": message.broadcast})
        return Sent(ts)

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        """Let a message be replaced. It is still found by the key it was posted with."""
        if refusal := self._refuses(channel):
            return refusal
        if not any((each.channel, each.ts) == (channel, ts) for each in self.posts()):
            return _GONE
        self._append({"change": ts, **_drawn(message)})
        return Sent(ts)

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        """Look through what stands there; also where a channel takes nothing it can be read."""
        wanted, oldest = (channel, key, thread), (since - _BEFORE).isoformat()
        found = (each for each in self.posts() if (each.channel, each.key, each.thread) == wanted and each.at >= oldest)
        return next((Sent(each.ts) for each in found), None)

    def posts(self) -> list[Post]:
        """Everything that was posted, as it stands now, in order."""
        standing: dict[str, Post] = {}
        for line in self._lines():
            if ts := line.pop("change", None):
                standing[ts] = replace(standing[ts], **line)
            else:
                standing[line["ts"]] = Post(**line)
        return list(standing.values())

    def _lines(self) -> Iterator[dict[str, Any]]:
        if self._path.exists():
            yield from map(json.loads, self._path.read_bytes().splitlines())

    def _append(self, line: dict[str, Any]) -> None:
        number = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(number, json.dumps(line).encode() + b"\n")
        os.close(number)


def _drawn(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


class Gallery(Pictures):
    """Takes pictures, and calls each by what it shows: the same map has one name however often it is put there."""

    def __init__(self, is_open: Callable[[], bool]) -> None:
        self._is_open = is_open

    async def upload(self, picture: Picture) -> Uploaded | GiveUp:
        """Take it."""
        if not self._is_open():
            return GiveUp("no scope for files (missing_scope)", code="missing_scope")
        return Uploaded(f"F{blake2b(picture.png, digest_size=8).hexdigest()}")
