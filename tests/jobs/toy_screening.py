"""A small screener for tests of jobs: finds listed names; whoever is said to have flown to Oslo made a trip there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bot.model import (
    Article,
    Ban,
    BanApplies,
    Claim,
    ClaimOf,
    ClaimStatus,
    Findings,
    Listing,
    Measure,
    Mention,
    Name,
    Person,
    Place,
    Span,
    Tier,
    Trip,
    Watchlist,
)

BANNED = Listing("UN", "X.1", "Test", measures=(Measure("travel_ban"),))


def person(ident: str, name: str, *listings: Listing, weak: tuple[str, ...] = (), refs: tuple[str, ...] = ()) -> Person:
    names = (Name(name), *(Name(each, weak=True) for each in weak))
    return Person(ident, name, names, refs or (ident,), listings)


@dataclass(frozen=True)
class Toy:
    """A strong name gives a strong mention, a weak one a weak one; a ban may apply where a listing has one."""

    people: tuple[Person, ...]

    def screen(self, article: Article) -> Findings:
        found = tuple(self._mentions(article))
        trips = tuple(self._trip(article, mention) for mention in found if "flew to Oslo" in article.body)
        return Findings(article.id, "en", found, trips)

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        return any(mention.person in people for mention in self._mentions(article))

    def _mentions(self, article: Article) -> Iterator[Mention]:
        for each in self.people:
            for name in each.names:
                if (at := article.body.find(name.text)) >= 0:
                    tier = Tier.WEAK if name.weak else Tier.STRONG
                    span = Span(at, at + len(name.text))
                    yield Mention(each.id, each.name, tier, 1.0, (span,), name.text, refs=each.refs)
                    break

    def _trip(self, article: Article, mention: Mention) -> Trip:
        oslo = article.body.index("Oslo")
        place = Place("Oslo", Span(oslo, oslo + 4), "NO", "Oslo")
        claim = Claim(ClaimStatus.STATED, ClaimOf.TRIP, None, Span(mention.spans[0].start, oslo + 4))
        (who,) = (each for each in self.people if each.id == mention.person)
        banned = any(measure.type == "travel_ban" for each in who.listings for measure in each.measures)
        ban = Ban(BanApplies.POSSIBLE if banned else BanApplies.NONE_KNOWN, "so the list says", "UN X.1")
        return Trip(who.id, ClaimStatus.REPORTED, (claim.span,), destination=place, claims=(claim,), main=True, ban=ban)


def toy_of(watchlist: Watchlist) -> Callable[[], Toy]:
    return partial(Toy, watchlist.people)
