"""Whom we watch for: people, their names and listings, and the watchlist in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling of a Person's name. A weak one corroborates and never alerts alone."""

    text: str
    weak: bool = False
    native: bool = False  # in the person's own script


@dataclass(frozen=True, slots=True)
class Measure:
    """What a Listing imposes. Its date is not the date of the listing."""

    type: str  # travel_ban, asset_freeze, …
    since: str | None = None  # partial date
    until: str | None = None  # partial date
    basis: str | None = None  # the resolution and paragraph, or the act
    exemptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of one authority's list about a Person."""

    authority: str  # UN, EU, UK, OFAC, CH, …
    ref: str  # the authority's own reference, e.g. IRi.039
    regime: str | None = None
    since: str | None = None  # partial date: listed since
    until: str | None = None  # partial date: delisted
    measures: tuple[Measure, ...] = ()

    @property
    def label(self) -> str:
        """Authority and reference as people quote them: ``UN IRi.039``."""
        return f"{self.authority} {self.ref}"


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody known to bear the same name who is not the Person."""

    name: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a watchlist; may stand on several lists at once."""

    id: str
    name: str
    names: tuple[Name, ...]  # the main name first; strong, weak and native
    refs: tuple[str, ...]  # ids of all entries merged into this one, its own first
    listings: tuple[Listing, ...] = ()
    born: tuple[str, ...] = ()  # partial dates
    died: str | None = None  # partial date
    nationality: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    roles: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    source: str | None = None
    route: str | None = None
    threshold: float | None = None  # below it, at most `possible`
    lists: tuple[str, ...] = ()  # ids of the watchlist files it comes from
    merged_because: tuple[str, ...] = ()  # one reason per merge, in words

    @property
    def ids(self) -> frozenset[str]:
        """All ids the Person goes by; two values that share one are the same human being."""
        return frozenset((self.id, *self.refs))


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The Persons in force, with the fingerprint that every alert carries."""

    people: tuple[Person, ...]
    fingerprint: str  # hex, blake2b of the content
    confusables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # person id -> ids easily taken for it
