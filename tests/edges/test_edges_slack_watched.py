"""Signs of Slack: it is at work where it answers, also with a no; not where it is silent, gone, or takes the token no more."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.alerts.standstill import Work
from bot.edges.metrics import Metrics
from bot.edges.signs import Signs
from bot.edges.slack.watched import Ended, Watched, look
from bot.ports import Busy, Channel, GiveUp, Message, Outcome, Refused, Sent, TryAgain

CASES = [
    pytest.param(Sent("1.0"), "well", id="sent"),
    pytest.param(TryAgain(30, "slow down", busy=Busy.CHANNEL), "busy", id="busy"),
    pytest.param(GiveUp("archived", Refused.CHANNEL), "declined", id="a channel refuses"),
    pytest.param(GiveUp("no blocks", Refused.MESSAGE), "declined", id="a message refused"),
    pytest.param(TryAgain(60, "odd", code="odd_error"), "error", id="an unknown error"),
    pytest.param(TryAgain(70, "broke off", uncertain=True), "unanswered", id="no answer"),
    pytest.param(TryAgain(15, "no connection"), "unanswered", id="no connection"),
    pytest.param(GiveUp("invalid_auth", Refused.EVERYTHING), "refused", id="the token refused"),
]
ILL = ("unanswered", "refused")


class Says(Channel):
    """Ends every request in one way."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        return self._outcome

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        return self._outcome

    async def find(self, channel: str, key: str, since: datetime, thread: str | None = None) -> Ended:
        return self._outcome

    async def ask(self) -> TryAgain | GiveUp | None:
        return None if isinstance(self._outcome, Sent) else self._outcome


@pytest.mark.parametrize("verb", ["post", "update", "find", "look"])
@pytest.mark.parametrize(("outcome", "how"), CASES)
def test_each_end_of_a_request_leaves_its_sign(outcome: Outcome, how: str, verb: str) -> None:
    """The outcome is handed on as it is, and counted; a message that gets no answer is a sign of its own."""
    signs, metrics, slack = Signs(), Metrics(), Says(outcome)
    watched = Watched(slack, signs, metrics)
    calls = {
        "post": lambda: watched.post("C1", Message("a")),
        "update": lambda: watched.update("C1", "1.0", Message("a")),
        "find": lambda: watched.find("C1", "k", datetime(2026, 3, 2, tzinfo=UTC)),
        "look": lambda: look(slack.ask, signs, metrics),
    }
    came = asyncio.run(calls[verb]())
    assert verb == "look" or came is outcome
    assert f'gatewatch_slack_calls_total{{outcome="{how}"}} 1.0' in metrics.text().decode()
    found = signs.all()
    assert (found[Work.ANSWER].failing is not None) == (how in ILL and verb == "look")
    assert (found[Work.MESSAGE].failing is not None) == (how in ILL and verb in ("post", "update"))


def test_slack_that_is_back_is_not_held_to_the_messages_that_failed_meanwhile() -> None:
    """They come again after pauses; but where only messages fail, good answers to questions excuse nothing."""
    signs, metrics = Signs(), Metrics()
    away, there = Says(TryAgain(15, "no connection")), Says(Sent("1.0"))

    async def scene() -> None:
        await Watched(away, signs, metrics).post("C1", Message("a"))
        await look(there.ask, signs, metrics)
        assert signs.all()[Work.MESSAGE].failing is not None
        await look(away.ask, signs, metrics)
        await look(there.ask, signs, metrics)
        assert signs.all()[Work.MESSAGE].failing is None

    asyncio.run(scene())
