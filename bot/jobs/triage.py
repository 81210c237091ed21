"""What people do about alerts: judge, undo, snooze, wake, assign, mute. One transaction each, once each.

    pressed -> may they? -> heard before? -> the alert as it stands now --+--> something must be asked first: a form
                                                                          '--> verdict or mute, the alert's next version,
                                                                               its card queued to be redrawn

Everything is written together, so that a crash leaves all of it or nothing, and a press that Slack repeats does nothing
again. What comes back is a word to whoever pressed, where the redrawn card does not say it all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.alerts import forms
from bot.alerts.card import card
from bot.alerts.forms import Entered
from bot.alerts.notices import notice
from bot.alerts.occasion import Occasion, Program, Way, decide
from bot.alerts.travellers import about, named
from bot.alerts.triaged import is_seen
from bot.alerts.verdict import facts_of
from bot.edges.program import this_program
from bot.jobs.in_force import InForce
from bot.jobs.permission import Permission
from bot.model import Alert, Assignment, Judgement, Mute, Person, Triage, Verdict, Watchlist
from bot.ports import Answer, Clock, Form, Message, Press
from bot.store import acts, alerts, decisions, deliveries, meta, mutes, occasions, verdicts
from bot.store.acts import Act
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.text import cut, one_line

_UNKNOWN = "This card is not of this Gatewatch's record; perhaps its database was replaced since."


@dataclass(frozen=True, slots=True)
class Triaging:
    """What triage works with."""

    db: Database
    clock: Clock
    in_force: InForce
    permission: Permission
    program: Program = field(default_factory=this_program)


# What to do to the triage of an alert; None: nothing is to be changed; a form: it must be asked first. It may write, too.
_Change = Callable[[Connection, Alert, datetime], Triage | Form | None]


async def ask(triaging: Triaging, press: Press) -> Form | Message:
    """What a dismissal asks first: why, for how long, and of whom where the card tells of several."""
    if refusal := await triaging.permission.refusal(press.by):
        return notice(refusal)
    alert = await triaging.db.read(alerts.one, press.alert, press.channel)
    return notice(_UNKNOWN) if alert is None else forms.judging(Judgement.NOT_THIS, alert, press.seen)


async def judge(
    triaging: Triaging,
    press: Press,
    judgement: Judgement,
    who: int | None = None,
    reason: str = "",
    days: int | None = None,
) -> Answer:
    """Say that it is, or is not, the listed person. Without `days` it holds until it is undone.

    `who`: place among the alert's people. It is asked where that is not clear, and where somebody has judged meanwhile.
    """
    said = cut(one_line(reason), forms.REASON_LIMIT)
    if judgement is Judgement.NOT_THIS and not said:
        return notice("Nothing was changed: say in a few words why it is not this person.")
    watchlist = triaging.in_force.watchlist

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage | Form:
        shown = _meant(alert.people, who)
        if shown is None or not _knows(press, alert.triage.on(shown)):
            return forms.judging(judgement, alert, press.seen, Entered(who, said, days))
        person = _as_listed(shown, watchlist)
        until = now + timedelta(days=days) if days else None
        verdict = Verdict(
            press.id,
            judgement,
            tuple(sorted(person.ids | shown.ids)),
            alert.key,
            alert.channel,
            said,
            press.by,
            now,
            until,
            facts_of(person, [account.mention for account in about(alert.basis, shown)]),
        )
        verdicts.give(connection, verdict)
        if judgement is Judgement.RIGHT:
            _bring_back(connection, alert.key, verdict, triaging, watchlist, now)
        return alert.triage.judged(verdict)

    return await _permitted(triaging, press, "judge", change)


async def undo(triaging: Triaging, press: Press, who: int | None = None) -> Answer:
    """Take a verdict back. What was kept silent for it comes with the next digest.

    It is asked whose where several stand, and where somebody has judged meanwhile.
    """
    watchlist = triaging.in_force.watchlist

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage | Form | None:
        shown = forms.judged_people(alert)
        if not shown:
            return None
        person = _meant(shown if who is None else alert.people, who)
        verdict = alert.triage.on(person) if person else None
        if person is None or not _knows(press, verdict):
            return forms.undoing(alert, press.seen, Entered(who))
        if verdict is None:
            return None
        verdicts.undo(connection, alert.key, alert.channel, verdict.refs, press.by, now)
        _bring_back(connection, alert.key, verdict, triaging, watchlist, now)
        return alert.triage.undone(verdict)

    return await _permitted(triaging, press, "undo", change)


def _meant(people: Sequence[Person], who: int | None) -> Person | None:
    """Who is meant; None where it must be asked."""
    if who is None:
        return people[0] if len(people) == 1 else None
    return people[who] if 0 <= who < len(people) else None


def _knows(press: Press, verdict: Verdict | None) -> bool:
    """Whether whoever pressed had seen what stands: nobody overrules a verdict unawares."""
    return verdict is None or is_seen(verdict, press.seen)


async def snooze(triaging: Triaging, press: Press, days: int) -> Answer:
    """Tell nothing of the story for so many days, unless it grows graver."""

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage:
        refs = tuple(sorted(alert.person.ids))
        until = now + timedelta(days=days)
        who = (named(alert)[0].name, refs, press.by)
        mute = Mute(press.id, *who, now, until, story=alert.key, channel=alert.channel, gravity=alert.reason)
        mutes.ask(connection, mute)
        return replace(alert.triage, snoozed=mute)

    return await _permitted(triaging, press, "snooze", change)


async def wake(triaging: Triaging, press: Press) -> Answer:
    """End the snooze of a story."""

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage:
        mutes.wake(connection, alert.person.ids, press.by, now, story=alert.key, channel=alert.channel)
        return replace(alert.triage, snoozed=None)

    return await _permitted(triaging, press, "wake", change)


async def assign(triaging: Triaging, press: Press) -> Answer:
    """Whoever pressed looks after the alert from now on. Everybody may."""

    def change(connection: Connection, alert: Alert, now: datetime) -> Triage | None:
        held = alert.triage.assigned
        return None if held and held.to == press.by else replace(alert.triage, assigned=Assignment(press.by, now))

    return await triaging.db.write(_done, press, "assign", change, triaging.clock.now())


# --- the one transaction --------------------------------------------------------------------------------------------------


async def _permitted(triaging: Triaging, press: Press, what: str, change: _Change) -> Answer:
    if refusal := await triaging.permission.refusal(press.by):
        return notice(refusal)
    return await triaging.db.write(_done, press, what, change, triaging.clock.now())


def _done(connection: Connection, press: Press, what: str, change: _Change, now: datetime) -> Answer:
    meta.hold(connection, "deciding")  # a poll may be about to write the alert's next version
    if acts.is_done(connection, press.id):
        return None
    alert = alerts.one(connection, press.alert, press.channel)
    if alert is None:
        return notice(_UNKNOWN)
    triage = change(connection, _awake(alert, now), now)
    if isinstance(triage, Form):
        return triage
    acts.add(connection, Act(press.id, now, press.by, what, press.alert, press.channel))
    if triage is not None and triage != alert.triage:
        _redraw(connection, replace(alert, triage=triage, version=alert.version + 1), now)
    return None


def _awake(alert: Alert, now: datetime) -> Alert:
    """The alert without a snooze that is over."""
    mute = alert.triage.snoozed
    if mute is None or mute.until > now:
        return alert
    return replace(alert, triage=replace(alert.triage, snoozed=None))


def _redraw(connection: Connection, alert: Alert, now: datetime) -> None:
    alerts.put(connection, alert)
    deliveries.put(connection, NewDelivery(alert.channel, Kind.UPDATE, card(alert), alert.key, alert.version), now)


def _bring_back(
    connection: Connection, story: str, verdict: Verdict, triaging: Triaging, watchlist: Watchlist, now: datetime
) -> None:
    """Let the digest tell what a dismissal kept silent of a person, for the reason it would have had.

    Who left the lists stays silent.
    """
    person = next((each for each in watchlist.people if verdict.is_about(each)), None)
    if person is None:
        return
    for each in (kept for kept in decisions.dismissed(connection, story) if kept.decision.person in person.ids):
        occasion = Occasion(
            Way.BROUGHT_BACK,
            now,
            triaging.program,
            seen=each.decided_at,
            people=(person.id,),
            earlier=(each.decision,),
        )
        concluded = decide(occasion, each.article, each.findings, {person.id: person}, watchlist.fingerprint)
        for conclusion in concluded:
            decisions.bring_back(connection, conclusion.decision, now)
        decided = occasions.Decided(each.article, each.findings, each.fingerprint, watchlist.fingerprint)
        occasions.add(connection, occasion, decided, concluded)


def _as_listed(person: Person, watchlist: Watchlist) -> Person:
    """The person as on the list now; as the alert has them where they have left it."""
    return next((each for each in watchlist.people if not person.ids.isdisjoint(each.ids)), person)
