"""Makes the Account of an article: what it says of one person, readable when its text has expired."""

from __future__ import annotations

from bot.alerts.decide import Case, trips_of
from bot.alerts.quotes import quotes_of
from bot.model import Account, Article, Findings, Mention, Presence, Source, Trip


def account_of(article: Article, mention: Mention, findings: Findings) -> Account:
    """What the article says of the person, readable on its own: for digests, where no story is at stake."""
    news, others = trips_of(mention.person, findings)
    presences = tuple(each for each in findings.presences if each.person == mention.person)
    return _account(article, mention, news, others, presences)


def account_with(case: Case, trip: Trip | None) -> Account:
    """The account with this trip as the story's; every other trip of the person is background to it."""
    every = (case.trip, *case.others) if case.trip else case.others
    others = tuple(each for each in every if each is not trip)
    return _account(case.article, case.mention, trip, others, case.presences)


def source_of(article: Article) -> Source:
    """Where an Account comes from."""
    return Source(article.id, article.title, article.outlet, article.url, article.published, article.lang)


def _account(
    article: Article, mention: Mention, trip: Trip | None, others: tuple[Trip, ...], presences: tuple[Presence, ...]
) -> Account:
    quotes = quotes_of(article, mention, trip, presences)
    return Account(source_of(article), mention, trip, others, presences, quotes)
