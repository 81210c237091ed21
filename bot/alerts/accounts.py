"""Makes the Account of an article: what it says of one person, readable when its text has expired."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.alerts.decide import Case, trips_of
from bot.alerts.ledger import is_medium
from bot.alerts.media import CITES, medium_in
from bot.alerts.quotes import quotes_of
from bot.model import Account, Article, Claim, ClaimStatus, Findings, Mention, Presence, Source, Span, Stated, Trip

# The name of a medium: capitals in Latin letters, at most three words in Cyrillic and Arabic ones.
_NAME = (
    r"(?:[Tt]he\s+|(?:[a-z]+\s+){1,3}agency\s+)?[«\"“]?"
    r"(?P<name>[A-Z]\w*(?:['’]s)?(?:[ -][A-Z]\w*){0,3}|[\u0400-\u06ff][\w\u200c-]*(?:\s[\w\u200c-]+){0,2})"
)
_NEAR, _FAR = 40, 200  # characters between who says it and whom they cite
_TOLD = re.compile(rf"(?:\s+\w+){{0,3}}?\s+told\s+{_NAME}")
_CITED_BEHIND = re.compile(rf"(?P<before>[^.!?;\n]{{0,{_FAR}}}?){CITES}\s+{_NAME}")
_CITED_BEFORE = re.compile(rf"{CITES}\s+{_NAME},\s+(?:the\s+)?\Z")
_QUOTED_BY = re.compile(rf"{_NAME},?\s+(?:was\s+)?(?:cited|quoted)\s+by\s+(?:the\s+)?\Z")


def account_of(article: Article, mention: Mention, findings: Findings) -> Account:
    """What the article says of the person, without quotes: for digests, whose lines show none, and where no story is at stake."""
    news, others = trips_of(mention.person, findings)
    presences = tuple(each for each in findings.presences if each.person == mention.person)
    return _account(article, mention, news, others, presences)


def account_with(case: Case, trip: Trip | None) -> Account:
    """The account with this trip as the story's, and its quotes; every other trip of the person is background to it."""
    every = (case.trip, *case.others) if case.trip else case.others
    others = tuple(each for each in every if each is not trip)
    account = _account(case.article, case.mention, trip, others, case.presences)
    return replace(account, quotes=quotes_of(case.article, case.mention, trip, case.presences))


def source_of(article: Article) -> Source:
    """Where an Account comes from."""
    return Source(article.id, article.title, article.outlet, article.url, article.published, article.lang)


def _account(
    article: Article, mention: Mention, trip: Trip | None, others: tuple[Trip, ...], presences: tuple[Presence, ...]
) -> Account:
    told = replace(trip, claims=_first_hand(article, trip.claims)) if trip else None
    return Account(source_of(article), mention, told, others, presences)


# --- from whom they have it -----------------------------------------------------------------------------------------------


def _first_hand(article: Article, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims, each by the medium that it goes back to: "three sources told Reuters", "Al Arabiya said, citing Reuters"."""
    return tuple(
        dict.fromkeys(replace(each, by=_had_from(article, each, each.by)) if each.by else each for each in claims)
    )


def _had_from(article: Article, claim: Claim, by: Stated) -> Stated:
    """The medium that the article says was told it, or is cited for it; who is printed where it names none."""
    # What a side confirms or denies is its own word, whoever was told it or is cited beside it.
    if claim.official or claim.status is ClaimStatus.DENIED:
        return by
    if medium_in(by.text) is None and (told := _named(_TOLD.match(article.body, by.span.end))):
        return told
    return _cited_before(article, by) or _cited_behind(article, by) or by


def _cited_before(article: Article, by: Stated) -> Stated | None:
    """ "Citing Reuters, Al Arabiya said", "Reuters was quoted by Al Arabiya"."""
    before = (max(0, by.span.start - _FAR), by.span.start)
    return _named(_CITED_BEFORE.search(article.body, *before) or _QUOTED_BY.search(article.body, *before))


def _cited_behind(article: Article, by: Stated) -> Stated | None:
    """ "Al Arabiya said on Friday, citing Reuters". Far behind it counts where a medium says so, and never behind another one."""
    found = _CITED_BEHIND.match(article.body, by.span.start)
    if found is None:
        return None
    between = found["before"][len(by.text) :]
    far = len(between) > _NEAR and not is_medium(by.text)
    return None if far or medium_in(between) else _named(found)


def _named(found: re.Match[str] | None) -> Stated | None:
    """The medium whose name was found."""
    return Stated(found["name"], Span(*found.span("name"))) if found and is_medium(found["name"]) else None
