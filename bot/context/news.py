"""Which journey is the news of an article: told in the headline or the opening, near the day, and often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.context.journeys import Journey
from bot.context.trips import settle
from bot.model import ClaimOf, ClaimStatus, Trip

_OPENINGS = ((1, 3.0), (3, 2.0), (6, 1.0))  # told up to this sentence, the headline is 0: what it adds


_DENIED_TRIP = frozenset({ClaimOf.TRIP, ClaimOf.REPORT})


def newest(journeys: Sequence[Journey], published: date | None) -> Journey | None:
    """The journey that is the news of the article, as far as it can be told before all denials are."""
    valued = [(_news_value(journey, settle(journey, published), published), -journey.starts) for journey in journeys]
    return journeys[valued.index(max(valued))] if journeys else None


def order(trips: Sequence[tuple[Journey, Trip]], published: date | None) -> tuple[Trip, ...]:
    """Trips with the news of the article first and marked `main`, the rest in order of telling."""
    if not trips:
        return ()
    valued = [(_news_value(journey, trip, published), trip) for journey, trip in trips]
    best = max(value for value, _ in valued)
    news = max(best - 1, 0.5)  # what comes within a point of the best is news beside it: the stops of a tour
    return tuple(replace(trip, main=value >= news) for value, trip in sorted(valued, key=lambda pair: -pair[0]))


def _news_value(journey: Journey, trip: Trip, published: date | None) -> float:
    """Told in the headline or the opening, near the day of publication, and often."""
    value = 3.0 if journey.tellings[0].frame.sentence.line.headline else 0.0
    value += next((worth for last, worth in _OPENINGS if journey.opening <= last), 0.0)
    value += min(len(journey.tellings) - 1, 3) * 0.5
    if journey.days and published:
        first, last = journey.days
        gap = max((published - last).days, (first - published).days, 0)
        long_ago = -1.0 if journey.opening <= 3 else -4.0  # an old journey that opens the article is its news
        value += 2.0 if gap <= 8 else 0.0 if gap <= 31 else long_ago
    if journey.tellings[0].frame.returns and journey.first_sentence > 0:
        value -= 2.0  # the way back is no news beside the journey
    if any(claim.status is ClaimStatus.DENIED and claim.of in _DENIED_TRIP for claim in trip.claims):
        value += 1.0  # what somebody found worth denying
    if trip.destination is None:
        value -= 1.0
    return value
