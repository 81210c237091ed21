"""A channel in memory that keeps the contract of `ports.Channel`, history included, and misbehaves on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from bot.ports import Busy, GiveUp, Message, Outcome, Refused, Sent, TryAgain


class Weather(Enum):
    """What happens to one call."""

    FINE = "fine"
    LOST = "no answer, and it never arrived"
    ARRIVED = "no answer, but it arrived"
    LATE = "no answer, and it arrives later; a change only"
    BUSY = "429"
    UNKNOWN = "an error that nobody knows"
    BUSY_EVERYWHERE = "429 for the whole workspace"


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Post:
    channel: str
    ts: str
    thread: str | None
    message: Message
    at: datetime


@dataclass
class MemoryChannel:
    """Takes posts; `weather` is worked off call by call, then it is fine."""

    now: Callable[[], datetime]
    weather: list[Weather] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    readable: bool = True
    unreadable_yet: list[TryAgain] = field(default_factory=list)  # what the next readings of whole histories come to
    die_after_post: bool = False
    # What refuses for good: a channel by its name, "*" all of them, "blocks" and "long" such messages, a ts its thread.
    refusing: dict[str, GiveUp] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    on_its_way: list[tuple[str, str, Message]] = field(default_factory=list)

    def texts(self, channel: str = "C1") -> list[str]:
        """What stands in the channel, in order."""
        return [post.message.text for post in self.posts if post.channel == channel]

    def _refusal(self, channel: str, message: Message, thread: str | None) -> GiveUp | None:
        drawn = ["blocks"] if message.blocks else []
        long = ["long"] if len(message.text) > 3_000 else []
        names = ["*", channel, *drawn, *long, *([thread] if thread else [])]
        return next((self.refusing[name] for name in names if name in self.refusing), None)

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        self.calls.append(("post", message.text))
        weather = self.weather.pop(0) if self.weather else Weather.FINE
        if weather is Weather.BUSY:
            return TryAgain(30.0, "rate limited", busy=Busy.CHANNEL)
        if weather is Weather.BUSY_EVERYWHERE:
            return TryAgain(30.0, "rate limited", busy=Busy.EVERYTHING)
        if weather is Weather.UNKNOWN:
            return TryAgain(60.0, "Slack answered odd_error", code="odd_error")
        if refusal := self._refusal(channel, message, thread):
            return refusal
        if weather is Weather.LOST:
            return TryAgain(1.0, "timeout", uncertain=True)
        post = Post(channel, f"ts{len(self.posts) + 1}", thread, message, self.now())
        self.posts.append(post)
        if self.die_after_post:
            raise Killed
        return Sent(post.ts) if weather is Weather.FINE else TryAgain(1.0, "timeout", uncertain=True)

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        self.calls.append(("update", message.text))
        weather = self.weather.pop(0) if self.weather else Weather.FINE
        if weather is Weather.LATE:
            self.on_its_way.append((channel, ts, message))
        if weather in (Weather.LOST, Weather.ARRIVED, Weather.LATE):
            return TryAgain(1.0, "timeout", uncertain=True)
        if refusal := self._refusal(channel, message, ts):
            return refusal
        return self._change(channel, ts, message)

    def land(self) -> None:
        """What was on its way arrives."""
        while self.on_its_way:
            self._change(*self.on_its_way.pop(0))

    def _change(self, channel: str, ts: str, message: Message) -> Outcome:
        for post in self.posts:
            if (post.channel, post.ts) == (channel, ts):
                post.message = replace(message, key=post.message.key)
                return Sent(ts)
        return GiveUp("the message was deleted", Refused.PLACE, "message_not_found")

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        self.calls.append(("find", key))
        if "*" in self.refusing:
            return self.refusing["*"]
        if not self.readable or channel in self.refusing:
            return GiveUp("missing_scope")
        if thread in self.refusing:
            return self.refusing[thread]
        for post in self.posts:
            if post.channel == channel and post.message.key == key and post.thread == thread and post.at >= since:
                return Sent(post.ts)
        return None

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        self.calls.append(("standing", thread or channel))
        if "*" in self.refusing:
            return self.refusing["*"]
        if self.unreadable_yet:
            return self.unreadable_yet.pop(0)
        if not self.readable or channel in self.refusing:
            return GiveUp("missing_scope")
        if thread in self.refusing:
            return self.refusing[thread]
        there = (post for post in self.posts if (post.channel, post.thread) == (channel, thread) and post.at >= since)
        return {post.message.key: post.ts for post in there}
