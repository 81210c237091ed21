"""What people's verdicts and mutes make of a conclusion: about whom we are silent, and where that ends.

    dismissed, and the verdict holds   -> silence, told as a line of the digest
    dismissed, and it does not hold    -> a card of its own, which says that the question is open again
    person muted                       -> nothing at once; everything waits for the digest
    story snoozed                      -> its card is redrawn, its thread is not told; the digest has a line
    something is said no longer        -> the card alone says so: a line of a digest tells what an article says
    story snoozed, and it grows graver -> told as ever

Pure, like all that concludes; who may ask for silence is a question of `bot.jobs.permission`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from bot.alerts.conclusion import Conclusion
from bot.alerts.decide import Case
from bot.alerts.past import Past
from bot.alerts.travellers import about
from bot.alerts.verdict import Sighting, why_open
from bot.alerts.words import graver
from bot.model import Action, Alert, Decision, Judgement, Mute, Person, Reason, Reopened, Tier, Verdict

# --- dismissed ------------------------------------------------------------------------------------------------------------


def dismissal(case: Case, past: Past, belongs: Callable[[Alert], bool], now: datetime) -> Verdict | Reopened | None:
    """The dismissal that holds for this mention; else the one of its story that is open again; else None.

    `belongs` says whether the article tells the story of an alert. A story that is told of the listed person, too, is not
    covered by the dismissal of its namesake. A weak mention is told to nobody as it is.
    """
    if not past.verdicts or case.mention.tier is Tier.WEAK:
        return None
    told = [alert for alert in past.alerts if belongs(alert) or _stands_on(alert, case.person, past)]
    theirs = (
        {alert.key for alert in told} if all(of_somebody_else(alert, case.person, past) for alert in told) else set()
    )
    again: Reopened | None = None
    for verdict in _dismissals(past, case.person):
        sighting = Sighting(case.person, case.mention, verdict.alert in theirs, now)
        why = why_open(verdict, sighting)
        if why is None:
            return verdict
        if again is None and sighting.same_story:
            again = Reopened(verdict, why)
    return again


def of_somebody_else(alert: Alert, person: Person, past: Past) -> bool:
    """Whether an alert was judged to be about a namesake of the person. News of the person never joins it."""
    return any(verdict.alert == alert.key for verdict in _dismissals(past, person))


def _dismissals(past: Past, person: Person) -> tuple[Verdict, ...]:
    given = [each for each in past.verdicts if each.judgement is Judgement.NOT_THIS and each.is_about(person)]
    return tuple(sorted(given, key=lambda each: (each.at, each.id), reverse=True))


def _stands_on(alert: Alert, person: Person, past: Past) -> bool:
    return any(account.source.article in past.ids for account in about(alert.accounts, person))


def dismissed(case: Case, channel: str, verdict: Verdict) -> Conclusion:
    """Silence, on record under the story that was dismissed."""
    said = (Action.SILENCE, Reason.NOT_THIS_PERSON, verdict.alert)
    return Conclusion(Decision(case.article.id, case.person.id, channel, *said), None)


def free_key(key: str, taken: Collection[str]) -> str:
    """The name of a story; another one where it is taken: by the story of a namesake, or by one that has moved elsewhere."""
    while key in taken:
        key = hashlib.blake2b(f"after\x1f{key}".encode(), digest_size=6).hexdigest()
    return key


# --- muted ----------------------------------------------------------------------------------------------------------------


def quietened(concluded: Conclusion, person: Person, past: Past, now: datetime) -> Conclusion:
    """The conclusion as it is told while somebody has asked for quiet. What waits or is silent anyway stays as it is."""
    decision = concluded.decision
    if decision.action not in (Action.ALERT, Action.UPDATE):
        return concluded
    if not is_muted(person, past, now) and not any(_quiet(mute, concluded, now) for mute in past.mutes):
        return concluded
    if decision.action is Action.ALERT:  # no card: when the quiet is over, the next report opens one
        return Conclusion(replace(decision, action=Action.DIGEST, reason=Reason.MUTED, story=None), None)
    redrawn = tuple(telling for telling in concluded.tellings if telling.kind == "update")
    action = Action.SILENCE if decision.reason is Reason.WITHDRAWN else Action.DIGEST
    alert = past.unheard(concluded.alert) if concluded.alert else None
    return Conclusion(replace(decision, action=action, reason=Reason.MUTED), alert, redrawn)


def is_muted(person: Person, past: Past, now: datetime) -> bool:
    """Whether somebody has asked for quiet about everything that is told of the person."""
    return any(mute.story is None and mute.until > now and not person.ids.isdisjoint(mute.refs) for mute in past.mutes)


def _quiet(mute: Mute, concluded: Conclusion, now: datetime) -> bool:
    """A story sleeps for everybody on it."""
    return mute.story is not None and mute.until > now and _snoozed(mute, concluded)


def _snoozed(mute: Mute, concluded: Conclusion) -> bool:
    """Whether it is the story that sleeps, and no graver than when it was sent to sleep."""
    here = (concluded.decision.story, concluded.decision.channel) == (mute.story, mute.channel)
    return here and not (concluded.alert and graver(concluded.alert.reason, mute.gravity))
