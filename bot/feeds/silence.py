"""When a feed that answers well has been silent for longer than its own rhythm allows. Pure: arrival times and now go in.

The measure is the longest gap between two arrivals in the feed's history: 56 days, or as far back as 30 days with news
reach, whichever is longer, so that nights, weekends and the pauses between bursts are in it. A feed may be silent for
that gap times 1 + 3 / ln(n), where n is the number of days with news less one: the fewer days we know it by, the less its
longest gap says about the next one. (The longest of n gaps that come by chance is about ln n times the usual one; the
term keeps the chance that one of the next gaps passes the limit well under 1 in 100 a week for every n. Measured over
invented rhythms in tests/feeds/test_feeds_silence.py.)

Besides there are floors: a day for every feed, four days until a weekend has been seen, 45 days for one that we know by
fewer than five days with news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import log

HISTORY = timedelta(days=56)  # eight weekends, and a burst a month
DAYS_WITH_NEWS = 30
CAUTION = 3.0  # how much more than the longest gap is allowed, over ln(n)
LEAST = timedelta(days=1)
WEEKEND_SEEN = timedelta(days=8)  # any eight days in a row hold a whole weekend
LEAST_YOUNG = timedelta(days=4)  # a weekend with a holiday beside it
FEW_DAYS = 5
LEAST_FEW = timedelta(days=45)  # longer than a month


@dataclass(frozen=True, slots=True)
class Silence:
    """A feed has brought nothing for longer than it ever did."""

    since: datetime  # its last article
    usual: timedelta  # the longest gap before that


def silence(arrivals: Sequence[datetime], looked: datetime) -> Silence | None:
    """The silence of a feed whose articles arrived then and which was last read well at `looked`; None while it is in order.

    Arrivals may be in any order and repeat; no arrival is no silence, for there is no rhythm to break. Those after `looked` are by
    a clock that was ahead, and tell nothing.
    """
    known = _history(sorted({moment for moment in arrivals if moment <= looked}))
    if not known or looked - known[-1] <= LEAST:
        return None
    usual = max((later - earlier for earlier, later in pairwise(known)), default=timedelta(0))
    return Silence(known[-1], usual) if looked - known[-1] > _allowed(known, usual) else None


def _history(arrivals: Sequence[datetime]) -> Sequence[datetime]:
    """The arrivals that tell the rhythm, oldest first."""
    if not arrivals:
        return ()
    days = sorted({moment.date() for moment in arrivals})[-DAYS_WITH_NEWS:]
    begins = min(days[0], (arrivals[-1] - HISTORY).date())
    return [moment for moment in arrivals if moment.date() >= begins]


def _allowed(known: Sequence[datetime], usual: timedelta) -> timedelta:
    days = len({moment.date() for moment in known})
    floor = LEAST_FEW if days < FEW_DAYS else LEAST if known[-1] - known[0] >= WEEKEND_SEEN else LEAST_YOUNG
    return max(floor, usual * (1 + CAUTION / log(max(days - 1, 2))))
