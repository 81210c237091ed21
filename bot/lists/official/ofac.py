"""What the formats of OFAC's Specially Designated Nationals list have in common.

Being on the list blocks the person's property. Some programmes also suspend entry into the United States, by proclamations that
the list does not name for each person; so no travel ban is stated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.lists.official.imported import Imported, Origin
from bot.lists.official.tally import Tally
from bot.model import Listing, Measure, Person

LIST_ID = "ofac"
_TITLE = "OFAC Specially Designated Nationals and Blocked Persons List"
_SOURCE = "https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas"
_LICENCE = "work of the United States government, in the public domain (17 U.S.C. 105)"
_ATTRIBUTION = "Source: US Department of the Treasury, Office of Foreign Assets Control"


def listing_of(ref: str, programmes: Sequence[str], since: str | None = None, *, blocked: bool = True) -> Listing:
    """The listing of one person; `programmes` are OFAC's own codes, such as SDGT."""
    regime = ", ".join(dict.fromkeys(programme for programme in programmes if programme)) or None
    return Listing("OFAC", ref, regime, since, measures=(Measure("asset_freeze"),) if blocked else ())


def imported(people: Sequence[Person], left_out: Mapping[str, int], tally: Tally, published: str | None) -> Imported:
    """The list, read from any of its formats."""
    origin = Origin(_SOURCE, _LICENCE, _ATTRIBUTION, published)
    return Imported(LIST_ID, _TITLE, origin, tuple(people), left_out, tally.notes())
