"""A quick screener for the news of the plan: whoever flew somewhere made a trip; who is named is mentioned."""

from __future__ import annotations

import re
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
    Mention,
    Person,
    Place,
    Span,
    Stated,
    Tier,
    Trip,
    Watchlist,
)
from tests.proof.simulation.plan import CITIES

_TRIP = re.compile(r"(?P<denied>A spokesman denied that )?(?P<who>\w+ \w+) flew to (?P<where>\w+)")
_CLAIMED = {False: ClaimStatus.STATED, True: ClaimStatus.DENIED}
_STANDS = {False: ClaimStatus.REPORTED, True: ClaimStatus.DENIED}


@dataclass(frozen=True, slots=True)
class Screener:
    """Reads the sentences that the plan is written in."""

    people: tuple[Person, ...]

    def screen(self, article: Article) -> Findings:
        mentions = tuple(self._mentions(article))
        trips = tuple(self._trips(article))
        return Findings(article.id, "en", mentions, trips)

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        return any(mention.person in people for mention in self._mentions(article))

    def _mentions(self, article: Article) -> Iterator[Mention]:
        for each in self.people:
            if (at := article.body.find(each.name)) >= 0:
                labels = tuple(f"{listing.authority} {listing.ref}" for listing in each.listings)
                span = Span(at, at + len(each.name))
                yield Mention(each.id, each.name, Tier.STRONG, 1.0, (span,), each.name, labels, refs=each.refs)

    def _trips(self, article: Article) -> Iterator[Trip]:
        found = _TRIP.search(article.body)
        who = next((each for each in self.people if found and each.name == found["who"]), None)
        if found is None or who is None or found["where"] not in CITIES:
            return
        denied, where = found["denied"] is not None, found["where"]
        span = Span(*found.span())
        by = Stated("A spokesman", Span(found.start(), found.start() + 11)) if denied else None
        place = Place(where, Span(*found.span("where")), CITIES[where], where, kind="city")
        claim = Claim(_CLAIMED[denied], ClaimOf.TRIP, by, span)
        yield Trip(who.id, _STANDS[denied], (span,), destination=place, claims=(claim,), main=True, ban=_ban(who))


def _ban(who: Person) -> Ban:
    banned = any(measure.type == "travel_ban" for each in who.listings for measure in each.measures)
    return Ban(BanApplies.POSSIBLE if banned else BanApplies.NONE_KNOWN, "so the list says", "UN X.1")


def screener_of(watchlist: Watchlist) -> Callable[[], Screener]:
    return partial(Screener, watchlist.people)
