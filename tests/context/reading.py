"""Reads a text as the pipeline would, with the mentions given by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.context.reader import Reader
from bot.model import Article, Findings, Listing, Measure, Mention, Name, Person, Span, Tier

BAN = Listing(
    "UN",
    "XXi.001",
    "Example",
    "2007-03-24",
    measures=(Measure("travel_ban", "2010-06-09", basis="resolution 1929 (2010)"),),
)


def listed(
    name: str, *, roles: tuple[str, ...] = (), nationality: tuple[str, ...] = (), listing: Listing = BAN
) -> Person:
    """A person under a travel ban, whose id is the name."""
    return Person(name, name, (Name(name),), (name,), (listing,), roles=roles, nationality=nationality)


def read(
    reader: Reader, text: str, *people: Person, title: str = "", day: str = "2016-04-15", lang: str = "en"
) -> tuple[Article, Findings]:
    """Findings of a text whose mentions are every printing of the people's names and last names."""
    article = Article("a", text, title, lang, datetime.fromisoformat(day).replace(tzinfo=UTC), "Test Post")
    mentions = [found for person in people if (found := _mention(article, person))]
    return article, reader.read(article, mentions, {person.id: person for person in people})


def _mention(article: Article, person: Person) -> Mention | None:
    forms = [re.escape(person.name), re.escape(person.name.split()[-1])]
    spans = tuple(Span(*match.span()) for match in re.finditer("|".join(forms), article.body))
    return Mention(person.id, person.name, Tier.STRONG, 0.95, spans, person.name) if spans else None


def routes(findings: Findings) -> list[str]:
    """Each trip as ``origin>destination:status``, as printed, in the order of the findings."""
    return [
        f"{t.origin.text if t.origin else ''}>{t.destination.text if t.destination else ''}:{t.status.value}"
        for t in findings.trips
    ]


def whereabouts(findings: Findings) -> list[str]:
    """The places of the presences, as printed."""
    return [p.place.text for p in findings.presences]
