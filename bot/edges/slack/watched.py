"""A Slack channel that leaves signs: what each request came to, and whether Slack answers at all when nothing is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.alerts.standstill import Work
from bot.edges.metrics import Metrics
from bot.edges.signs import Signs
from bot.ports import Channel, GiveUp, Message, Outcome, Refused, Sent, TryAgain

Ended = Sent | TryAgain | GiveUp | None


class Watched(Channel):
    """Tells through another channel."""

    def __init__(self, channel: Channel, signs: Signs, metrics: Metrics) -> None:
        self._channel = channel
        self._signs = signs
        self._metrics = metrics

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        """Tell something new."""
        outcome = await self._channel.post(channel, message, thread)
        self._note_message(outcome)
        return outcome

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        """Replace a message."""
        outcome = await self._channel.update(channel, ts, message)
        self._note_message(outcome)
        return outcome

    async def find(self, channel: str, key: str, since: datetime, thread: str | None = None) -> Ended:
        """Look for a message."""
        outcome = await self._channel.find(channel, key, since, thread)
        self._note(outcome)
        return outcome

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        """What stands there."""
        found = await self._channel.standing(channel, since, thread)
        self._note(None if isinstance(found, Mapping) else found)
        return found

    def _note_message(self, ended: Outcome) -> None:
        if why := self._note(ended):
            self._signs.ill(Work.MESSAGE, why)
        else:
            self._signs.well(Work.MESSAGE)

    def _note(self, ended: Ended) -> str | None:
        """Why Slack is not at work, as far as this request tells. That it fails is left to questions to find out."""
        self._metrics.slack_calls.labels(how_ended(ended)).inc()
        why = why_ill(ended)
        if why is None:
            self._signs.well(Work.ANSWER)
        return why


async def look(ask: Callable[[], Awaitable[TryAgain | GiveUp | None]], signs: Signs, metrics: Metrics) -> None:
    """Put a question to Slack that changes nothing, and leave a sign of whether it is there; None is a good answer.

    Messages that failed while Slack was away say nothing of it any more when it is back: they come again by and by.
    """
    ended = await ask()
    metrics.slack_calls.labels(how_ended(ended)).inc()
    if why := why_ill(ended):
        signs.ill(Work.ANSWER, why)
        return
    if signs.all()[Work.ANSWER].failing is not None:
        signs.well(Work.MESSAGE)
    signs.well(Work.ANSWER)


def why_ill(ended: Ended) -> str | None:
    """Why Slack is not at work; None where it is."""
    if isinstance(ended, TryAgain | GiveUp) and how_ended(ended) in ("unanswered", "refused"):
        return ended.why
    return None


def how_ended(ended: Ended) -> str:
    """What a request came to: Slack is at work where it says no to one message or channel, or asks for patience."""
    match ended:
        case None | Sent():
            return "well"
        case GiveUp(refused=Refused.EVERYTHING):
            return "refused"
        case GiveUp():
            return "declined"
        case TryAgain(busy=busy) if busy is not None:
            return "busy"
        case TryAgain(code=code) if code is not None:
            return "error"
        case TryAgain():
            return "unanswered"
