"""A story that goes to another channel: as it is told there, made one with what that channel knows of it already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Protocol, TypeVar

from bot.alerts.travellers import among
from bot.alerts.words import BY_GRAVITY
from bot.model import Account, Alert, Triage


class _Dated(Protocol):
    @property
    def at(self) -> datetime: ...


_D = TypeVar("_D", bound=_Dated)


def moved(alert: Alert, to: str) -> Alert:
    """The story, told in that channel, with all that people have done about it."""
    verdicts = tuple(replace(each, channel=to) for each in alert.triage.verdicts)
    snoozed = alert.triage.snoozed and replace(alert.triage.snoozed, channel=to)
    return replace(alert, channel=to, triage=replace(alert.triage, verdicts=verdicts, snoozed=snoozed))


def together(there: Alert, come: Alert) -> Alert:
    """One story of two that go by one key: the one that the channel has, and the one that has come.

    Each article tells once, those of the story that was opened first before the others. Of what people have done the newer
    word stands. The channel has heard of it when it heard of its own.
    """
    first, second = sorted((there, come), key=lambda each: each.opened)
    told = (*_standing(first, second), *_standing(second, first))
    withdrawn = (*first.withdrawn, *second.withdrawn)
    newcomers = tuple(each for each in come.people if not among(each, there.people))
    return replace(
        there,
        accounts=tuple(each for number, each in enumerate(told) if _whose(each) not in map(_whose, told[:number])),
        reason=min(there.reason, come.reason, key=BY_GRAVITY.index),
        fingerprint=max(there, come, key=lambda each: each.updated).fingerprint,
        opened=first.opened,
        updated=max(there.updated, come.updated),
        version=max(there.version, come.version) + 1,
        withdrawn=tuple(each for number, each in enumerate(withdrawn) if each not in withdrawn[:number]),
        mention=there.mention or come.mention,
        aloud=there.aloud or there.opened,
        companions=(*there.companions, *newcomers),
        triage=_judged(there.triage, come.triage),
    )


def _whose(account: Account) -> tuple[str, str]:
    """An article says one thing of a person in a story."""
    return account.source.article, account.mention.person


def _standing(alert: Alert, other: Alert) -> Iterable[Account]:
    """The accounts of the one, without those that their articles have taken back in the other."""
    gone = {_whose(each.account) for each in other.withdrawn} - {_whose(each) for each in other.accounts}
    return (each for each in alert.accounts if _whose(each) not in gone)


def _judged(there: Triage, come: Triage) -> Triage:
    acts = Triage(
        snoozed=_newer(there.snoozed, come.snoozed),
        assigned=_newer(there.assigned, come.assigned),
        reopened=there.reopened or come.reopened,
    )
    return reduce(Triage.judged, sorted((*come.verdicts, *there.verdicts), key=lambda each: each.at), acts)


def _newer(one: _D | None, other: _D | None) -> _D | None:
    return max((each for each in (one, other) if each), key=lambda each: each.at, default=None)
