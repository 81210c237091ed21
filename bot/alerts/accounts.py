"""Makes the Account of an article: what it says of one person, readable when its text has expired."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.alerts.decide import Case, trips_of
from bot.alerts.media import cites, medium_in
from bot.alerts.quotes import quotes_of
from bot.model import Account, Article, Claim, Findings, Mention, Presence, Source, Span, Stated, Trip

_TOLD = re.compile(r"(?:\s+\w+){0,3}?\s+told\s+(?:[Tt]he\s+)?([A-Z]\w*(?:[ -][A-Z]\w*){0,3})")


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
    told = replace(trip, claims=_first_hand(article, _told_media(article, trip.claims))) if trip else None
    return Account(source_of(article), mention, told, others, presences, quotes)


def _told_media(article: Article, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims, each that somebody made to a medium being that medium's: "three sources told Reuters"."""
    return tuple(replace(each, by=_medium_told(article, each.by)) if each.by else each for each in claims)


def _medium_told(article: Article, by: Stated) -> Stated:
    """The medium that the article names right behind "told"; who is printed where it names none."""
    found = _TOLD.match(article.body, by.span.end)
    if found is None or medium_in(by.text) is not None or medium_in(found[1]) is None:
        return by
    return Stated(found[1], Span(*found.span(1)))


def _first_hand(article: Article, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims without those of media that have it from another one: "AFP reported, quoting Fars" is Fars alone."""
    return tuple(each for each in claims if not any(_has_it_from(article, each, other) for other in claims))


def _has_it_from(article: Article, claim: Claim, other: Claim) -> bool:
    if claim.by is None or other.by is None or claim.span != other.span or claim.by.span.end > other.by.span.start:
        return False
    between = article.body[claim.by.span.end : other.by.span.start]
    return cites(between) and medium_in(claim.by.text) is not None and medium_in(other.by.text) is not None
