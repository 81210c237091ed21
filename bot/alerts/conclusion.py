"""What is concluded from an article about one person: the values that `bot.store.polls` keeps and tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.alerts.card import card, reply
from bot.alerts.compare import Change
from bot.model import Action, Alert, Decision, Reason, Source
from bot.ports import Message


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell the channel of the Decision. The message has no key yet: whoever queues it gives it one."""

    kind: Literal["card", "update", "reply"]
    message: Message
    due: datetime | None = None  # not before then; None: at once


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What one article means for one person and channel."""

    decision: Decision
    alert: Alert | None  # a new one, or the next version of an open one
    tellings: tuple[Telling, ...] = ()
    stands: bool = False  # its story is known to have its card in the channel: what is told of it is no new post


def news(
    alert: Alert, changes: tuple[Change, ...], source: Source, due: datetime | None, *, aloud: bool
) -> tuple[Telling, ...]:
    """The card redrawn, and its thread told what an article changed, not before `due`; `aloud`: the channel as well."""
    told = replace(reply(alert, changes, source), broadcast=aloud)
    return Telling("update", card(alert)), Telling("reply", told, due)


def silence(article: str, person: str, alert: Alert) -> Conclusion:
    """Nothing new in a story told already."""
    decision = Decision(article, person, alert.channel, Action.SILENCE, Reason.NOTHING_NEW, alert.key)
    return Conclusion(decision, None)
