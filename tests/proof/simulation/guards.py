"""Negative controls: the program with one of its guards left out. The oracle has to find out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.alerts.conclusion import Conclusion
from bot.alerts.occasion import Terms
from bot.alerts.past import Past
from bot.app import App
from bot.model import Article, Findings
from bot.ports import Channel, GiveUp, Message, Outcome, Sent, TryAgain
from bot.store.database import Database
from bot.store.polls import Conclude, enact, record_poll


@dataclass(frozen=True, slots=True)
class _Looks:
    """A channel in whose history somebody believes to see what they expect."""

    channel: Channel
    sees: Sent | None

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        return await self.channel.post(channel, message, thread)

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        return await self.channel.update(channel, ts, message)

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        return self.sees


@dataclass(frozen=True, slots=True)
class _Later:
    """Concludes, and keeps that to itself."""

    conclude: Conclude
    concluded: list[Conclusion] = field(default_factory=list)

    @property
    def terms(self) -> Terms:
        return self.conclude.terms

    def __call__(self, article: Article, findings: Findings, past: Past) -> Sequence[Conclusion]:
        self.concluded.extend(self.conclude(article, findings, past))
        return ()


class _DecidesApart:
    """Writes down what a poll brought, and what was decided about it afterwards."""

    def __init__(self, db: Database) -> None:
        self._db, self.read = db, db.read

    async def write(self, fn: Callable[..., Any], *args: Any) -> Any:
        if fn is not record_poll:
            return await self._db.write(fn, *args)
        poll, fingerprint, conclude = args
        later = _Later(conclude)
        came = await self._db.write(record_poll, poll, fingerprint, later)
        await self._db.write(_enact, later.concluded, fingerprint, poll.now)
        return came


def _enact(connection: Connection, concluded: Sequence[Conclusion], fingerprint: str, now: datetime) -> None:
    for each in concluded:
        enact(connection, each, fingerprint, now)


def _blind(app: App) -> App:
    return replace(app, delivering=replace(app.delivering, channel=_Looks(app.channel, None)))


def _trusting(app: App) -> App:
    return replace(app, delivering=replace(app.delivering, channel=_Looks(app.channel, Sent("0.0"))))


def _hasty(app: App) -> App:
    patience = replace(app.delivering.patience, settle=timedelta(0))
    return replace(app, delivering=replace(app.delivering, patience=patience))


def _apart(app: App) -> App:
    decides: Any = _DecidesApart(app.db)
    return replace(app, polling=replace(app.polling, db=decides))


# What is left out, how, and what the oracle has to call it.
LEFT_OUT: Mapping[str, tuple[Callable[[App], App], str]] = {
    "looking whether it arrived": (_blind, "doubled"),
    "doubt that it arrived": (_trusting, "lost"),
    "waiting until it has landed": (_hasty, "doubled"),
    "deciding in the transaction of the poll": (_apart, "lost"),
}
