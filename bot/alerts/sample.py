"""A card about nobody, to see how alerts will look and whether they arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerts import blocks
from bot.alerts.blocks import bold
from bot.alerts.card import card
from bot.model import (
    Account,
    Alert,
    Ban,
    BanApplies,
    Claim,
    ClaimOf,
    ClaimStatus,
    Evidence,
    Listing,
    Measure,
    Mention,
    Name,
    Person,
    Place,
    Quote,
    Reason,
    Source,
    Span,
    Stated,
    Tier,
    Trip,
    When,
)
from bot.ports import Message

MARK = "Sample, not an alert: nobody of this name is listed, and nothing was reported."
_NAME = "Sample Person"
_TEXT = f"{_NAME}, a minister, flew from Oslo to Lisbon on Monday in a private jet, Sample News has learned."
_HERE = Span(0, len(_TEXT))


def sample(now: datetime) -> Message:
    """The card of an invented trip, marked as a sample above and in the fallback text. Its buttons lead nowhere, so it has none."""
    drawn = card(invented(now))
    mark = blocks.lines([bold(MARK)])
    kept = tuple(each for each in drawn.blocks if each["type"] != "actions")
    return replace(drawn, text=blocks.fallback(f"{MARK} {_NAME}, Oslo → Lisbon"), blocks=(mark, *kept, mark))


def invented(now: datetime) -> Alert:
    """An alert about nobody."""
    listing = Listing("SAMPLE", "X.001", since="2020-01-01", measures=(Measure("travel_ban", since="2020-01-01"),))
    person = Person("sample", _NAME, (Name(_NAME),), ("sample",), (listing,), roles=("Minister",))
    fits = Evidence("role", True, "“minister” ~ “Minister”", Span(15, 25), 2.6)
    mention = Mention("sample", _NAME, Tier.STRONG, 0.97, (Span(0, 13),), _NAME, (listing.label,), ("sample",), (fits,))
    source = Source("sample", "Minister seen in Lisbon", "Sample News", "https://example.org/sample", now, "en")
    quote = Quote(_TEXT, _HERE, (Span(0, 13),))
    account = Account(source, mention, _trip(now), quotes=(quote,))
    return Alert("5a3e1e000000", "", person, (account,), Reason.TRIP_BAN_POSSIBLE, "sample", now, now)


def _trip(now: datetime) -> Trip:
    day = (now - timedelta(days=1)).date()
    when = When("on Monday", _HERE, day, day)
    return Trip(
        "sample",
        ClaimStatus.REPORTED,
        (_HERE,),
        origin=Place("Oslo", _HERE, "NO", "Oslo"),
        destination=Place("Lisbon", _HERE, "PT", "Lisbon"),
        when=when,
        mode=Stated("private jet", _HERE),
        claims=(Claim(ClaimStatus.REPORTED, ClaimOf.TRIP, Stated("Sample News", _HERE), _HERE, when=when),),
        main=True,
        ban=Ban(BanApplies.POSSIBLE, "a sample of a travel ban", "SAMPLE X.001"),
        verified=True,
    )
