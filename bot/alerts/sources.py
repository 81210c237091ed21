"""The foot of a card: what it rests on. Quotes with their links, other articles, background trips, the small print."""

from __future__ import annotations

import unicodedata

from bot.alerts import words
from bot.alerts.blocks import Run, bold, italic, link
from bot.alerts.ledger import outlet_of
from bot.alerts.lines import Line
from bot.alerts.story import Told
from bot.alerts.words import NOT_STATED
from bot.model import Account, Alert, ClaimOf, ClaimStatus, Quote, Source, Trip

MAX_QUOTES = 3
MAX_LINKS = 6
MAX_BACKGROUND = 4
TITLE_LIMIT = 100  # characters


def quotes(alert: Alert) -> list[tuple[Source, list[Quote]]]:
    """Up to three quotes, one of each article first, put together by article in order of arrival."""
    basis = _one_per_article(alert)
    rounds = [(place, number) for number, each in enumerate(basis) for place, _ in enumerate(each.quotes)]
    chosen = sorted(rounds)[:MAX_QUOTES]
    shares = [sorted(place for place, number in chosen if number == each) for each in range(len(basis))]
    return [
        (account.source, [account.quotes[place] for place in share])
        for account, share in zip(basis, shares, strict=True)
        if share
    ]


def _one_per_article(alert: Alert) -> tuple[Account, ...]:
    """The first account of each article: it quotes the same words for everybody on the journey."""
    return tuple({account.source.article: account for account in reversed(alert.basis)}.values())[::-1]


def quotation(quote: Quote) -> Line:
    """The article's words in its own language, the person's name in bold."""
    opening, closing = ("", "") if _leftwards(quote.text) else ("“", "”")
    runs, at = [Run(opening)], 0
    for span in sorted(quote.bold):
        runs += [Run(quote.text[at : span.start]), bold(quote.text[span.start : span.end])]
        at = span.end
    return [*runs, Run(quote.text[at:]), Run(closing)]


def _leftwards(text: str) -> bool:
    """Whether a text runs from right to left. Marks of ours around it would be set at the wrong ends."""
    strong = (way for char in text if (way := unicodedata.bidirectional(char)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def source(value: Source) -> Line:
    """Where a quote stands, with the link."""
    outlet = words.short(outlet_of(value))
    published = f" · {words.day(value.published.date())}" if value.published else ""
    language = f" · in {words.language(value.lang)}" if value.lang and value.lang != "en" else ""
    return [
        link(f"{outlet}: {words.short(value.title, TITLE_LIMIT)}" if value.title else outlet, value.url),
        Run(f"{published}{language}"),
    ]


def others(alert: Alert) -> Line:
    """The articles whose quotes found no room."""
    shown = {told_by.article for told_by, _ in quotes(alert)}
    left = [each.source for each in _one_per_article(alert) if each.source.article not in shown]
    if not left:
        return []
    runs = [Run("Also: ")]
    for number, each in enumerate(left[:MAX_LINKS]):
        runs += [Run(" · " if number else ""), link(words.short(outlet_of(each)), each.url)]
    return [*runs, Run(f" and {len(left) - MAX_LINKS} more")] if len(left) > MAX_LINKS else runs


def background(alert: Alert, told: Told) -> Line:
    """Other trips the articles mention, kept apart; with the name where it is not the first person's."""
    if not told.background:
        return []
    trips = [f"{_whose(alert, said.value)}{past(said.value)}" for said in told.background[:MAX_BACKGROUND]]
    more = len(told.background) - MAX_BACKGROUND
    return [italic("Background, not counted: "), Run(" · ".join(trips)), Run(f" and {more} more" if more > 0 else "")]


def _whose(alert: Alert, trip: Trip) -> str:
    others = (each for each in alert.companions if trip.person in each.ids)
    return next((f"{words.short(each.name)}: " for each in others), "")


def past(trip: Trip) -> str:
    """A trip in a few words: ``Moscow, Jul 2015 (meeting denied)``."""
    whither = words.short(words.place(trip.destination)) if trip.destination else f"destination {NOT_STATED}"
    time = words.short(words.when(trip.when)) if trip.when else f"date {NOT_STATED}"
    claims = (claim.of for claim in trip.claims if claim.status is ClaimStatus.DENIED)
    denied = dict.fromkeys(_of(of) for of in claims if not (of is ClaimOf.TRIP and trip.status is ClaimStatus.DENIED))
    return f"{whither}, {time}{f' ({words.listed(list(denied))} denied)' if denied else ''}"


def _of(value: ClaimOf) -> str:
    return words.OF[value].removeprefix("the ")


def small_print(alert: Alert) -> str:
    """That a program read this, with which list, and when; and by which key `gatewatch why` explains it."""
    listed_as = f"list {alert.fingerprint[:6]}" if alert.fingerprint else "list unknown"
    articles = words.count(len({account.source.article for account in alert.accounts}), "article")
    day = "" if alert.updated.date() == alert.opened.date() else f"{words.day(alert.updated.date())} "
    return f"{words.DISCLAIMER} · {listed_as} · alert {alert.key} · {articles} · updated {day}{alert.updated:%H:%M} UTC"
