"""Reads a text as the pipeline would, with the mentions given by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.context.reader import Reader
from bot.model import Article, Findings, Listing, Measure, Mention, Name, Person, Place, Span, Stated, Tier, When

BAN = Listing(
    "UN",
    "XXi.001",
    "Example",
    "2007-03-24",
    measures=(Measure("travel_ban", "2010-06-09", basis="resolution 1929 (2010)"),),
)


def listed(
    name: str,
    *,
    roles: tuple[str, ...] = (),
    nationality: tuple[str, ...] = (),
    listing: Listing = BAN,
    also: tuple[str, ...] = (),
) -> Person:
    """A person under a travel ban, whose id is the name; `also` are further names, such as a family name that comes first."""
    names = (Name(name), *(Name(other, weak=True) for other in also))
    return Person(name, name, names, (name,), (listing,), roles=roles, nationality=nationality)


def read(
    reader: Reader, text: str, *people: Person, title: str = "", day: str = "2016-04-15", lang: str = "en"
) -> tuple[Article, Findings]:
    """Findings of a text whose mentions are every printing of the people's names and last names (or weak names)."""
    article = Article("a", text, title, lang, datetime.fromisoformat(day).replace(tzinfo=UTC), "Test Post")
    mentions = [found for person in people if (found := _mention(article, person))]
    return article, reader.read(article, mentions, {person.id: person for person in people})


def _mention(article: Article, person: Person) -> Mention | None:
    short = [name.text for name in person.names if name.weak] or [person.name.split()[-1]]
    forms = "|".join(re.escape(form) for form in (person.name, *short))
    spans = tuple(Span(*match.span()) for match in re.finditer(rf"\b(?:{forms})\b", article.body))
    return Mention(person.id, person.name, Tier.STRONG, 0.95, spans, person.name) if spans else None


def check_spans(article: Article, findings: Findings) -> None:
    """Assert that everything found points into the body, and reads there as it says (who speaks may be a pronoun there)."""
    body = article.body
    for trip in findings.trips:
        spans = [*trip.evidence, *(claim.span for claim in trip.claims), *(c.by.span for c in trip.claims if c.by)]
        said = [
            trip.origin,
            trip.destination,
            *trip.stops,
            trip.when,
            trip.duration,
            trip.mode,
            trip.purpose,
            *trip.meets,
        ]
        _check(body, spans, [thing for thing in said if thing])
    for presence in findings.presences:
        _check(body, presence.evidence, [presence.place, *([presence.when] if presence.when else [])])
    _check(body, [], findings.places)
    assert list(findings.places) == sorted(findings.places, key=lambda place: place.span)


def _check(body: str, spans: Iterable[Span], said: Iterable[Place | When | Stated]) -> None:
    for span in [*spans, *(thing.span for thing in said)]:
        assert 0 <= span.start < span.end <= len(body)
    for thing in said:
        assert body[thing.span.start : thing.span.end] == thing.text


def routes(findings: Findings) -> list[str]:
    """Each trip as ``origin>destination:status``, as printed, in the order of the findings."""
    return [
        f"{t.origin.text if t.origin else ''}>{t.destination.text if t.destination else ''}:{t.status.value}"
        for t in findings.trips
    ]


def whereabouts(findings: Findings) -> list[str]:
    """The places of the presences, as printed."""
    return [p.place.text for p in findings.presences]
