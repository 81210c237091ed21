"""A Slack in memory that outlives the process: it keeps what it took, and answers as the weather is.

A fault is two things: when the message lands (never, at once, late), and what the sender is told.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from random import Random

from bot.edges.slack.outcome import of_error, of_status
from bot.ports import GiveUp, Message, Outcome, Refused, Sent, TryAgain
from tests.proof.simulation.fate import Fate
from tests.proof.simulation.plan import Plan, Span
from tests.proof.simulation.trace import Trace

DESK, SECOND, OPERATOR, FALLBACK = "C0DESK", "C0SECOND", "C0OPERATOR", "C0FALLBACK"
LATE = (1.0, 55.0)  # seconds after which a late request lands; what takes longer has broken off
_SLOW = (0.05, 1.5)  # seconds that an answer takes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where the record of what was done ends, as the daily message tells it: its salts are by chance, whatever the seed.
_HEAD = re.compile(r"Record \d+:[0-9a-f]{64}")


class Lands(Enum):
    NEVER = "never"
    AT_ONCE = "at once"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    share: int  # of a thousand requests
    lands: Lands
    says: Callable[[], TryAgain | GiveUp]


def _silence() -> TryAgain:
    return TryAgain(70.0, "the connection to Slack broke off", uncertain=True)


WEATHER = (
    Fault("no answer", 15, Lands.NEVER, _silence),
    Fault("taken, no answer", 20, Lands.AT_ONCE, _silence),
    Fault("no answer, lands late", 15, Lands.LATE, _silence),
    Fault("internal_error", 10, Lands.NEVER, lambda: of_error("internal_error")),
    Fault("taken, internal_error", 15, Lands.AT_ONCE, lambda: of_error("internal_error")),
    Fault("503, lands late", 5, Lands.LATE, lambda: of_status(503, {}, _EPOCH)),
    Fault("429", 15, Lands.NEVER, lambda: of_status(429, {"Retry-After": "30"}, _EPOCH)),
    Fault("429 for an hour", 3, Lands.NEVER, lambda: of_status(429, {"Retry-After": "3600"}, _EPOCH)),
    Fault("an error that nobody knows", 8, Lands.NEVER, lambda: of_error("odd_error")),
    Fault("no connection", 10, Lands.NEVER, lambda: TryAgain(15.0, "no connection to Slack")),
)
FINE = Fault("fine", 1_000 - sum(each.share for each in WEATHER), Lands.AT_ONCE, _silence)
_ALL = (FINE, *WEATHER)
_SHARES = [each.share for each in _ALL]


@dataclass
class Post:
    """A message as it stands, and as it was when it came."""

    channel: str
    ts: str
    thread: str | None
    message: Message
    first: Message
    at: float


@dataclass
class SimulatedSlack:
    """Keeps the contract of `ports.Channel`."""

    plan: Plan
    random: Random
    fate: Fate
    trace: Trace
    posts: list[Post] = field(default_factory=list)
    landing: int = 0  # requests that are on their way
    since: Callable[[datetime], float] = lambda _: 0.0  # a moment of Slack's clock, in seconds

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        refusal = await self._asked(channel)
        fault = self._weather("post", channel, message.key)
        if refusal:
            return self._said("refused", refusal, channel)
        answer = fault.says() if fault is not FINE else None
        match fault.lands:
            case Lands.NEVER:
                return answer or _silence()
            case Lands.LATE:
                self._land_late(lambda: self._take(channel, message, thread))
                return answer or _silence()
        post = self._take(channel, message, thread)
        return await self._answered(answer or Sent(post.ts))

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        refusal = await self._asked(channel)
        fault = self._weather("update", channel, ts)
        if refusal is None and _during(self.plan.no_edits, self.trace.time()):
            refusal = of_error("edit_window_closed")
        if refusal:
            return self._said("refused", refusal, channel)
        if fault.lands is Lands.LATE:
            self._land_late(lambda: self._change(channel, ts, message))
        if fault.lands is not Lands.AT_ONCE:
            return fault.says()
        self._change(channel, ts, message)
        return await self._answered(Sent(ts) if fault is FINE else fault.says())

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        told = await self._looked(channel, key)
        if told is not None:
            return told
        there = (p for p in self.posts if p.channel == channel and p.message.key == key and p.thread == thread)
        oldest = self.since(since)
        return await self._answered(next((Sent(p.ts) for p in there if p.at >= oldest), None))

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        told = await self._looked(channel, thread or channel)
        if told is not None:
            return told
        there = (p for p in self.posts if p.channel == channel and p.thread == thread)
        oldest = self.since(since)
        return await self._answered({p.message.key: p.ts for p in there if p.at >= oldest})

    async def _looked(self, channel: str, what: str) -> TryAgain | GiveUp | None:
        """A look into the history on its way there; what comes back where it cannot be read."""
        refusal = await self._asked(channel)
        fault = self._weather("find", channel, what)
        if isinstance(refusal, GiveUp) and refusal.refused is Refused.EVERYTHING:
            return refusal
        if _during(self.plan.unreadable, self.trace.time()):
            said = of_error("missing_scope")
            return self._said("unreadable", replace(said, refused=Refused.CHANNEL), channel)  # type: ignore[type-var]
        if fault is not FINE:
            return await self._answered(fault.says())
        return None

    # --- how a request goes -----------------------------------------------------------------------------------------------

    async def _asked(self, channel: str) -> Outcome | None:
        """A request on its way there; what is wrong with the token or the channel."""
        self.fate.step()
        await asyncio.sleep(self.random.uniform(*_SLOW))
        self.fate.step()
        now = self.trace.time()
        if _during(self.plan.revoked, now):
            return of_error("token_revoked")
        if channel == DESK and _during(self.plan.archived, now):
            return of_error("is_archived")
        return None

    async def _answered(self, answer: Outcome | None) -> Outcome | None:  # type: ignore[misc]
        """The answer on its way back."""
        self.fate.step()
        await asyncio.sleep(self.random.uniform(*_SLOW))
        self.fate.step()
        return answer

    def _weather(self, call: str, channel: str, what: str) -> Fault:
        fault = FINE
        if self.trace.time() < self.plan.faults_end:
            (fault,) = self.random.choices(_ALL, _SHARES)
        self.trace.note(call, channel, what, fault.name)
        if fault is not FINE:
            self.trace.note("slack fault", fault.name)
        return fault

    def _said(self, kind: str, outcome: Outcome, channel: str) -> Outcome:
        self.trace.note(f"slack {kind}", channel)
        return outcome

    def _land_late(self, land: Callable[[], object]) -> None:
        self.landing += 1

        def lands() -> None:
            self.landing -= 1
            land()

        asyncio.get_running_loop().call_later(self.random.uniform(*LATE), lands)

    def _take(self, channel: str, message: Message, thread: str | None) -> Post:
        now = self.trace.time()
        post = Post(channel, f"{now:.3f}.{len(self.posts)}", thread, message, message, now)
        self.posts.append(post)
        self.trace.note("stands", channel, message.key, thread, _HEAD.sub("", message.text))
        return post

    def _change(self, channel: str, ts: str, message: Message) -> None:
        for post in self.posts:
            if (post.channel, post.ts) == (channel, ts):
                post.message = replace(message, key=post.message.key)
                self.trace.note("redrawn", channel, ts, message.text)


def _during(spans: tuple[Span, ...], at: float) -> bool:
    return any(span.holds(at) for span in spans)
