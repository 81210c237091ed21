"""Whom a story is about: the person it was opened for, and other listed people who are said to make the same journey.

One article gives one account for each of them. What is said of one of them alone is told from the accounts about that one.
What was said of somebody who was dismissed is told of nobody else: whatever is drawn of an alert is drawn `as_told`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.model import Account, Alert, Person


def about(accounts: Iterable[Account], person: Person) -> tuple[Account, ...]:
    """The accounts that are about this person, under whatever id."""
    return tuple(each for each in accounts if is_about(each, person))


def is_about(account: Account, person: Person) -> bool:
    """Whether the account is about this person, under whatever id."""
    return not account.mention.ids.isdisjoint(person.ids)


def among(person: Person, people: Iterable[Person]) -> bool:
    """Whether the person is one of these, under whatever id."""
    return any(not person.ids.isdisjoint(each.ids) for each in people)


def with_person(alert: Alert, person: Person) -> Alert:
    """The alert with the person as listed now; one more companion where it was not about them yet."""
    if not alert.person.ids.isdisjoint(person.ids):
        return replace(alert, person=person)
    if not among(person, alert.companions):
        return replace(alert, companions=(*alert.companions, person))
    kept = (person if not each.ids.isdisjoint(person.ids) else each for each in alert.companions)
    return replace(alert, companions=tuple(kept))


def named(alert: Alert) -> tuple[Person, ...]:
    """Everybody of whom the story is still told, whom it was opened for first; all of them where it is told of nobody.

    Who was dismissed is left out while the story is told of somebody else.
    """
    told = tuple(each for each in alert.people if about(alert.accounts, each)) or alert.people
    return tuple(each for each in told if not alert.triage.dismisses(each)) or told


def as_told(alert: Alert) -> Alert:
    """The alert with what is said of those of whom the story is still told, and nothing that is said of the dismissed."""
    left = named(alert)
    gone = [each for each in alert.people if alert.triage.dismisses(each) and each not in left]
    if not gone:
        return alert
    return replace(
        alert,
        accounts=tuple(each for each in alert.accounts if not _about_any(each, gone)),
        withdrawn=tuple(each for each in alert.withdrawn if not _about_any(each.account, gone)),
    )


def _about_any(account: Account, people: Iterable[Person]) -> bool:
    return any(is_about(account, each) for each in people)
