"""What an article means for stories that were told already: it tells one of them again, was edited, or belongs to none.

Only a person whom the article surely names adds to a story, and the same article never adds twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.alerts.accounts import account_with, source_of
from bot.alerts.compare import compare, matters
from bot.alerts.conclusion import Conclusion, news, silence
from bot.alerts.decide import Case, reason_of
from bot.alerts.edited import edited, quietly, standing, unnamed
from bot.alerts.joining import joins, story_key
from bot.alerts.ledger import outlet_of
from bot.alerts.past import Standpoint
from bot.alerts.quiet import of_somebody_else
from bot.alerts.routes import channels_of
from bot.alerts.same import same_place
from bot.alerts.story import outward, tell_of, tell_standing
from bot.alerts.travellers import among, is_about, with_person
from bot.alerts.triaged import dismissed
from bot.alerts.words import BY_GRAVITY
from bot.model import Account, Action, Alert, Decision, Reason, Tier, Trip

MOST_ACCOUNTS = 60  # of a story: articles that add nothing beyond these are not counted on its card any more


@dataclass(frozen=True, slots=True)
class Joining:
    """An article tells a story again: what it says of one of its people."""

    case: Case
    account: Account
    alert: Alert


def retold(case: Case, standpoint: Standpoint) -> Conclusion | Joining | None:
    """What the article means for the stories told of this person; None when it belongs to none of them."""
    alerts = _of_person(case, standpoint)
    stood_on = [alert for alert in alerts if standing(alert, case.person, standpoint.past)]
    if case.mention.tier is not Tier.STRONG:
        return unnamed(case.article, stood_on[0], case.person, case.mention, standpoint) if stood_on else None
    if (known := _already_told(case, alerts)) is not None:
        return silence(case.article.id, case.person.id, known)
    belongs = [(alert, belonging(case, alert, standpoint)) for alert in alerts]
    if standpoint.past.whole and (changed := _corrected(case, stood_on, belongs, standpoint)) is not None:
        return changed
    return next((Joining(case, account, alert) for alert, account in belongs if account is not None), None)


def _of_person(case: Case, standpoint: Standpoint) -> list[Alert]:
    """The alerts about this person, in every channel that may have been told of them, the likeliest channel first."""
    channels = channels_of(case.person, reason_of(case), standpoint.policy)
    about = [each for each in standpoint.past.alerts if each.channel in channels and among(case.person, each.people)]
    still = [each for each in about if open_to(case, each, standpoint)]
    return sorted(still, key=lambda alert: channels.index(alert.channel))


def open_to(case: Case, alert: Alert, standpoint: Standpoint) -> bool:
    """Whether news of the person may join the alert: not where it was judged to be about somebody else.

    The dismissal of one of its people keeps nothing of the others away from it.
    """
    return not dismissed(alert) and not of_somebody_else(alert, case.person, standpoint.past)


def _already_told(case: Case, alerts: Sequence[Alert]) -> Alert | None:
    """The alert that holds this very article about this person: the same article is never told twice."""
    told = (
        (alert, each)
        for alert in alerts
        for each in alert.accounts
        if each.source.article == case.article.id and is_about(each, case.person)
    )
    return next((alert for alert, _ in told), None)


# --- an earlier version was told ------------------------------------------------------------------------------------------


def _corrected(
    case: Case,
    stood_on: Sequence[Alert],
    belongs: Sequence[tuple[Alert, Account | None]],
    standpoint: Standpoint,
) -> Conclusion | None:
    """What an edit means for the stories that stand on an earlier version; None where it means nothing for any."""
    account_for = {alert.key: account for alert, account in belongs}
    for alert in sorted(stood_on, key=lambda each: account_for[each.key] is None):
        account = account_for[alert.key] or _other_trip(case, alert, standpoint)
        if account is not None:
            return edited(case, account, alert, reason_of(case), standpoint)
    return None


def _other_trip(case: Case, alert: Alert, standpoint: Standpoint) -> Account | None:
    """The account of another trip, where the article has it in place of the one it told; None where it tells both."""
    there = (account_with(case, trip) for trip in case.others if _goes_there(trip, alert))
    still = any(joins(each, standpoint.now, alert, standpoint.policy.story_days) for each in there)
    return None if case.trip is not None and still else account_with(case, case.trip)


# --- an article joins -----------------------------------------------------------------------------------------------------


def belonging(case: Case, alert: Alert, standpoint: Standpoint) -> Account | None:
    """The account as it belongs to this alert, or None. A trip told as background may retell an open story."""
    now, days = standpoint.now, standpoint.policy.story_days
    account = account_with(case, case.trip)
    if joins(account, now, alert, days) or story_key(case.person, account, now) == alert.key:
        return account
    if case.trip is not None:
        return None
    again = (account_with(case, trip) for trip in case.others if _goes_there(trip, alert))
    return next((each for each in again if joins(each, now, alert, days)), None)


def _goes_there(trip: Trip, alert: Alert) -> bool:
    """Background counts only where both sides state a destination, and the same one."""
    there = [each.trip.destination for each in outward(alert.basis) if each.trip and each.trip.destination]
    return bool(there and trip.destination) and same_place(trip.destination, there[0])


def joined(alert: Alert, joining: Sequence[Joining], standpoint: Standpoint) -> tuple[Conclusion, ...]:
    """The alert with what one article says of each of its people; told as far as something is new.

    Of an outlet that adds nothing the first article is counted on the card, and nobody is told. The first conclusion
    carries the alert.
    """
    grown = _grown(alert, joining, standpoint)
    first, *others = joining
    article = first.case.article
    changes = compare(tell_standing(alert), tell_standing(grown))
    if not changes and not _counts(alert, joining[0].account):
        return tuple(silence(article.id, each.case.person.id, alert) for each in joining)
    if not changes:
        counted = quietly(article, first.case.person, alert, replace(grown, updated=alert.updated))
        return (counted, *(silence(article.id, each.case.person.id, alert) for each in others))
    aloud = matters(tell_of(alert), tell_of(grown)) or standpoint.is_due_again(alert)
    grown = standpoint.heard(grown) if aloud else grown
    told = news(grown, changes, source_of(article), standpoint.quiet_until(grown) if aloud else None, aloud=aloud)
    return (
        Conclusion(_update(first, alert), grown, told),
        *(Conclusion(_update(each, alert), None) for each in others),
    )


def _counts(alert: Alert, account: Account) -> bool:
    """Whether an account that adds nothing is one more report: an outlet that dates its article anew is no other one."""
    outlet = outlet_of(account.source)
    return len(alert.accounts) < MOST_ACCOUNTS and all(outlet_of(each.source) != outlet for each in alert.accounts)


def _grown(alert: Alert, joining: Sequence[Joining], standpoint: Standpoint) -> Alert:
    grown = alert
    for each in joining:
        grown = with_person(grown, each.case.person)
    ids = standpoint.past.ids
    return replace(
        grown,
        accounts=(*alert.accounts, *(each.account for each in joining)),
        reason=min([alert.reason, *(reason_of(each.case) for each in joining)], key=BY_GRAVITY.index),
        fingerprint=standpoint.fingerprint,
        updated=standpoint.now,
        version=alert.version + 1,
        # An article that tells the story again has withdrawn nothing any more.
        withdrawn=tuple(each for each in alert.withdrawn if each.source.article not in ids),
    )


def _update(joining: Joining, alert: Alert) -> Decision:
    case = joining.case
    reason = Reason.NEWS_IN_STORY if among(case.person, alert.people) else Reason.TOGETHER
    return Decision(case.article.id, case.person.id, alert.channel, Action.UPDATE, reason, alert.key)
