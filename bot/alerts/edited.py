"""What a changed version of an article means for what was told of it: only what is new is told, and what is said no longer.

    a story stands on an earlier version --+--> it tells the trip still     -> the account gives way to the new one
                                           |--> it tells no trip any more   -> the account is withdrawn
                                           |--> it names nobody any more    -> the account is withdrawn
                                           '--> it tells another trip too   -> that one is news like any other
    waiting in a digest, or told in one    ----> nothing new: silence

The card is drawn from the accounts as they are now. What was said before is remembered as a Withdrawal and stands on the
card. Where we have the beginning of an article alone, nothing counts as withdrawn: the rest may say it. Nor does what the
beginning said when the rest comes: the feed says it still.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.alerts import words
from bot.alerts.accounts import account_of, account_with, source_of
from bot.alerts.card import card
from bot.alerts.compare import Change, Kind, compare, matters
from bot.alerts.conclusion import Conclusion, Telling, news, silence
from bot.alerts.decide import Case, case_of, reason_of
from bot.alerts.ledger import outlet_of
from bot.alerts.past import Past, Standpoint, Version
from bot.alerts.statements import gone, not_in, plain, said_by
from bot.alerts.story import tell, tell_of, tell_standing
from bot.alerts.travellers import about, among, is_about, named, with_person
from bot.alerts.words import BY_GRAVITY
from bot.model import Account, Action, Alert, Article, Decision, Mention, Person, Reason, Trip, When, Withdrawal


def standing(alert: Alert, person: Person, past: Past) -> tuple[Account, ...]:
    """The accounts of earlier versions on which this alert stands, as far as it is about this person."""
    return tuple(each for each in about(alert.accounts, person) if each.source.article in past.ids)


# --- the article still tells of it --------------------------------------------------------------------------------------------


def edited(case: Case, account: Account, alert: Alert, reason: Reason, standpoint: Standpoint) -> Conclusion:
    """The alert with the account in place of those of earlier versions; told as far as anything was added or taken out."""
    past = standpoint.past
    old = standing(alert, case.person, past)
    account = _dated_as(account, old[-1])
    lost = _lost(old, account, case.article, past)
    if _routed(old[-1]) and not _routed(account):
        if not lost:  # the words are still there, and we read them otherwise than before: no news
            return silence(case.article.id, case.person.id, alert)
        accounts = tuple(each for each in alert.accounts if each not in old)
    else:
        accounts = _in_place(alert.accounts, old, account)
    alone = not any(each not in old for each in alert.accounts)
    changed = replace(
        with_person(alert, case.person),
        accounts=accounts,
        reason=reason if alone and accounts else min(alert.reason, reason, key=BY_GRAVITY.index),
        fingerprint=standpoint.fingerprint,
        withdrawn=_withdrawals(alert, case, account, old[-1], lost, standpoint),
    )
    return _told(case.article, case.person, alert, changed, lost, standpoint)


def _routed(account: Account) -> bool:
    return bool(account.trip or account.presences)


def _lost(old: tuple[Account, ...], account: Account, article: Article, past: Past) -> tuple[str, ...]:
    texts = {version.article.id: version.article for version in past.versions}
    mended = [each for each in old if each.source.article != past.teaser]
    lost = [phrase for each in mended for phrase in gone(each, account, texts[each.source.article], article)]
    return tuple(dict.fromkeys(lost))


def _in_place(accounts: tuple[Account, ...], old: tuple[Account, ...], account: Account) -> tuple[Account, ...]:
    """The account where the first of the old ones stood."""
    place = accounts.index(old[0])
    before = tuple(each for each in accounts[:place] if each not in old)
    return (*before, account, *(each for each in accounts[place:] if each not in old))


def _dated_as(account: Account, old: Account) -> Account:
    """The same words for a time mean the days that they meant: an article that is dated anew has told no other day."""
    if account.trip is None or old.trip is None:
        return account
    known = [old.trip.when, old.trip.returned, *(claim.when for claim in old.trip.claims)]
    days = {when.text.casefold(): when for when in known if when}
    claims = tuple(replace(claim, when=_as_before(claim.when, days)) for claim in account.trip.claims)
    trip = account.trip
    dated: Trip = replace(
        trip, when=_as_before(trip.when, days), returned=_as_before(trip.returned, days), claims=claims
    )
    return replace(account, trip=dated)


def _as_before(when: When | None, days: dict[str, When]) -> When | None:
    before = days.get(when.text.casefold()) if when else None
    return replace(when, first=before.first, last=before.last) if when and before else when


# --- the article names the person no more -------------------------------------------------------------------------------------


def unnamed(
    article: Article, alert: Alert, person: Person, mention: Mention | None, standpoint: Standpoint
) -> Conclusion | None:
    """What it means that an article no longer names, or not as surely, whom an alert of it is about; None where nothing."""
    past = standpoint.past
    old = standing(alert, person, past)
    if not old or not past.whole or old[-1].source.article == past.teaser:
        return None
    if not any(not_in(plain(article.body), (said,)) for said in _identity(old[-1], past, mention)):
        return None  # the words are there, and we judge them otherwise: a question of the list, not of the edit
    lost = (f"names {person.name}{'' if mention is None else ' as surely'}",)
    changed = replace(
        alert,
        accounts=tuple(each for each in alert.accounts if each not in old),
        withdrawn=(*alert.withdrawn, Withdrawal(old[-1], source_of(article), lost, standpoint.now)),
    )
    return _told(article, person, alert, changed, lost, standpoint)


def _identity(old: Account, past: Past, mention: Mention | None) -> tuple[str, ...]:
    """The words that said who is meant: the name; or, where that is found still, what spoke for the person besides."""
    if mention is None:
        return (old.mention.matched,)
    body = next(version.article.body for version in past.versions if version.article.id == old.source.article)
    spans = [each.span for each in old.mention.evidence if each.favours and each.kind != "name" and each.span]
    return tuple(body[span.start : span.end] for span in spans)


# --- telling ------------------------------------------------------------------------------------------------------------------


def _told(
    article: Article, person: Person, alert: Alert, changed: Alert, lost: tuple[str, ...], standpoint: Standpoint
) -> Conclusion:
    lost = lost if among(person, named(alert)) else ()  # of somebody who was dismissed nothing had been told any more
    told = compare(tell_standing(alert), tell_standing(changed))
    changes = (*_withdrawn(article, lost), *told)
    if not changes:
        return quietly(article, person, alert, replace(changed, version=alert.version + 1))
    reason = Reason.WITHDRAWN if lost else Reason.NEWS_IN_STORY
    decision = Decision(article.id, person.id, alert.channel, Action.UPDATE, reason, alert.key)
    changed = replace(changed, updated=standpoint.now, version=alert.version + 1)
    aloud = matters(tell_of(alert), tell_of(changed))
    changed = standpoint.heard(changed) if aloud else changed
    due = standpoint.quiet_until(changed) if aloud else None
    return Conclusion(decision, changed, news(changed, changes, source_of(article), due, aloud=aloud))


def _withdrawn(article: Article, lost: tuple[str, ...]) -> Iterator[Change]:
    if lost:
        outlet = outlet_of(source_of(article))
        yield Change(Kind.WITHDRAWN, f"{outlet} {words.no_longer(lost)}")


def quietly(article: Article, person: Person, alert: Alert, changed: Alert) -> Conclusion:
    """The alert stands on the new account. Its card is redrawn where it reads otherwise; nobody is told."""
    decision = silence(article.id, person.id, alert).decision
    drawn = card(changed)
    redrawn = (Telling("update", drawn),) if drawn != card(alert) else ()
    return Conclusion(decision, changed, redrawn)


def _withdrawals(
    alert: Alert, case: Case, account: Account, old: Account, lost: tuple[str, ...], standpoint: Standpoint
) -> tuple[Withdrawal, ...]:
    """What is withdrawn now, besides what was before; what this article says again is withdrawn no more."""
    again = said_by(account, case.article)
    kept = [
        _without(each, again)
        if each.source.article in standpoint.past.ids and is_about(each.account, case.person)
        else each
        for each in alert.withdrawn
    ]
    fresh = (Withdrawal(old, source_of(case.article), lost, standpoint.now),) if lost else ()
    return (*(each for each in kept if each.said), *fresh)


def _without(withdrawal: Withdrawal, again: frozenset[str]) -> Withdrawal:
    return replace(withdrawal, said=tuple(phrase for phrase in withdrawal.said if phrase not in again))


# --- no story: digests --------------------------------------------------------------------------------------------------------


def nothing_new(case: Case, reason: Reason, channel: str, standpoint: Standpoint) -> bool:
    """Whether an earlier version was decided upon for this person and channel, and this one adds nothing to it."""
    for version in reversed(standpoint.past.versions):
        mention = version.findings.mention_of(case.person)
        if mention and any(_counts(each, case.person, channel) for each in version.decisions):
            return not _adds(case, reason, version, mention, standpoint)
    return False


def _counts(decision: Decision, person: Person, channel: str) -> bool:
    """Whether somebody was told, or is to be, or had been before."""
    told = decision.action is not Action.SILENCE or decision.reason is Reason.NOTHING_NEW
    return told and decision.channel == channel and decision.person in person.ids


def _adds(case: Case, reason: Reason, version: Version, mention: Mention, standpoint: Standpoint) -> bool:
    earlier = reason_of(case_of(version.article, mention, case.person, version.findings, standpoint.now))
    if BY_GRAVITY.index(reason) < BY_GRAVITY.index(earlier):
        return True
    old = account_of(version.article, mention, version.findings)
    new = _dated_as(account_with(case, case.trip), old)
    before, after = tell((old,)), tell((old, new))
    return bool(compare(before, after)) or len(after.presences) > len(before.presences)
