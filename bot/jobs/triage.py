"""What people do about alerts: judge, undo, snooze, wake, assign, mute. One transaction each, once each.

    pressed -> may they? -> heard before? -> the alert as it stands now -> verdict or mute, the alert's next version,
                                                                           its card queued to be redrawn

Everything is written together, so that a crash leaves all of it or nothing, and a press that Slack repeats does nothing
again. What comes back is a word to whoever pressed, where the redrawn card does not say it all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.alerts.card import card
from bot.alerts.decide import case_of, reason_of
from bot.alerts.notices import notice
from bot.alerts.travellers import about
from bot.alerts.verdict import facts_of
from bot.jobs.in_force import InForce
from bot.jobs.permission import Permission
from bot.model import Alert, Assignment, Judgement, Mute, Person, Triage, Verdict, Watchlist
from bot.ports import Clock, Message, Press
from bot.store import acts, alerts, decisions, deliveries, meta, mutes, verdicts
from bot.store.acts import Act
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.text import cut, one_line

_REASON_LIMIT = 300
_UNKNOWN = "This card is not of this Gatewatch's record; perhaps its database was replaced since."


@dataclass(frozen=True, slots=True)
class Triaging:
    """What triage works with."""

    db: Database
    clock: Clock
    in_force: InForce
    permission: Permission


# What to do to the triage of an alert; None: nothing is to be changed. It may write, too.
_Change = Callable[[Connection, Alert, datetime], Triage | None]


async def judge(
    triaging: Triaging, press: Press, judgement: Judgement, reason: str = "", days: int | None = None
) -> Message | None:
    """Say that it is, or is not, the listed person. Without `days` it holds until it is undone."""
    said = cut(one_line(reason), _REASON_LIMIT)
    if judgement is Judgement.NOT_THIS and not said:
        return notice("Nothing was changed: say in a few words why it is not this person.")
    watchlist = triaging.in_force.watchlist

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage:
        person = _as_listed(alert.person, watchlist)
        until = now + timedelta(days=days) if days else None
        verdict = Verdict(
            press.id,
            judgement,
            tuple(sorted(person.ids | alert.person.ids)),
            alert.key,
            alert.channel,
            said,
            press.by,
            now,
            until,
            facts_of(person, [account.mention for account in about(alert.basis, alert.person)]),
        )
        verdicts.give(connection, verdict)
        if judgement is Judgement.RIGHT:
            _bring_back(connection, alert.key, _people(watchlist))
        return replace(alert.triage, verdict=verdict)

    return await _permitted(triaging, press, "judge", change)


async def undo(triaging: Triaging, press: Press) -> Message | None:
    """Take the verdict back. What was kept silent for it comes with the next digest."""
    people = _people(triaging.in_force.watchlist)

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage | None:
        if not verdicts.undo(connection, alert.key, alert.channel, press.by, now):
            return None
        _bring_back(connection, alert.key, people)
        return replace(alert.triage, verdict=None)

    return await _permitted(triaging, press, "undo", change)


async def snooze(triaging: Triaging, press: Press, days: int) -> Message | None:
    """Tell nothing of the story for so many days, unless it grows graver."""

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage:
        refs = tuple(sorted(alert.person.ids))
        until = now + timedelta(days=days)
        who = (alert.person.name, refs, press.by)
        mute = Mute(press.id, *who, now, until, story=alert.key, channel=alert.channel, gravity=alert.reason)
        mutes.ask(connection, mute)
        return replace(alert.triage, snoozed=mute)

    return await _permitted(triaging, press, "snooze", change)


async def wake(triaging: Triaging, press: Press) -> Message | None:
    """End the snooze of a story."""

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage:
        mutes.wake(connection, alert.person.ids, press.by, now, story=alert.key, channel=alert.channel)
        return replace(alert.triage, snoozed=None)

    return await _permitted(triaging, press, "wake", change)


async def assign(triaging: Triaging, press: Press) -> Message | None:
    """Whoever pressed looks after the alert from now on. Everybody may."""

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage | None:
        held = alert.triage.assigned
        return None if held and held.to == press.by else replace(alert.triage, assigned=Assignment(press.by, now))

    return await triaging.db.write(_done, press, "assign", change, triaging.clock.now())


# --- the one transaction --------------------------------------------------------------------------------------------------


async def _permitted(triaging: Triaging, press: Press, what: str, change: _Change) -> Message | None:
    if refusal := await triaging.permission.refusal(press.by):
        return notice(refusal)
    return await triaging.db.write(_done, press, what, change, triaging.clock.now())


def _done(connection: Connection, press: Press, what: str, change: _Change, now: datetime) -> Message | None:
    meta.hold(connection, "deciding")  # a poll may be about to write the alert's next version
    if not acts.add(connection, Act(press.id, now, press.by, what, press.alert, press.channel)):
        return None
    alert = alerts.one(connection, press.alert, press.channel)
    if alert is None:
        return notice(_UNKNOWN)
    triage = change(connection, alert, now)
    if triage is not None and triage != alert.triage:
        _redraw(connection, replace(alert, triage=triage, version=alert.version + 1), now)
    return None


def _redraw(connection: Connection, alert: Alert, now: datetime) -> None:
    alerts.put(connection, alert)
    deliveries.put(connection, NewDelivery(alert.channel, Kind.UPDATE, card(alert), alert.key, alert.version), now)


def _bring_back(connection: Connection, story: str, people: Mapping[str, Person]) -> None:
    """Let the digest tell what a dismissal kept silent, for the reason it would have had. Who left the lists stays silent."""
    for each in decisions.dismissed(connection, story):
        person = people.get(each.decision.person)
        mentions = {mention.person: mention for mention in each.findings.mentions}
        if person is not None:
            case = case_of(each.article, mentions[each.decision.person], person, each.findings, each.decided_at)
            decisions.bring_back(connection, each.decision, reason_of(case))


def _people(watchlist: Watchlist) -> Mapping[str, Person]:
    return {ref: person for person in watchlist.people for ref in person.ids}


def _as_listed(person: Person, watchlist: Watchlist) -> Person:
    """The person as on the list now; as the alert has them where they have left it."""
    return next((each for each in watchlist.people if not person.ids.isdisjoint(each.ids)), person)
