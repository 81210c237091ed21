"""Stories of our own, built by hand, that the tests of the alerts room and the picture of a card are made from.

Run as a program it prints the Slack message of the founding story as JSON.
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
from datetime import UTC, date, datetime, timedelta

from rich.console import Console

from bot.alerts.card import card
from bot.edges.console import drawn
from bot.model import (
    Account,
    Alert,
    Ban,
    BanApplies,
    Claim,
    ClaimOf,
    ClaimStatus,
    Confusable,
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

HERE = Span(0, 1)  # where the exact span plays no part

GENERAL = Person(
    id="un-IRi.039",
    name="Qasem Soleimani",
    names=(Name("Qasem Soleimani"), Name("قاسم سلیمانی", native=True)),
    refs=("un-IRi.039", "ofac-10481"),
    roles=("Commander of the Qods Force", "Major General"),
    listings=(
        Listing(
            "UN",
            "IRi.039",
            regime="Iran",
            since="2007-03-24",
            measures=(Measure("travel_ban", since="2010-06-09"), Measure("asset_freeze")),
        ),
        Listing("OFAC", "10481", measures=(Measure("asset_freeze"),)),
    ),
)

MENTION = Mention(
    person="un-IRi.039",
    name="Qasem Soleimani",
    tier=Tier.STRONG,
    score=0.97,
    spans=(Span(0, 16),),
    matched="Qassem Soleimani",
    listings=("UN IRi.039", "OFAC 10481"),
    refs=GENERAL.refs,
    evidence=(
        Evidence("name", True, "“Qassem Soleimani” is a spelling of “Qasem Soleimani”"),
        Evidence("role", True, "“al-Quds Force commander” ~ “Commander of the Qods Force”"),
    ),
    confusables=(
        Confusable(
            "un-IRi.040", "Ghasem Soleymani", "UN IRi.040", "Director of uranium mining", "the role does not fit"
        ),
    ),
)

BAN = Ban(
    BanApplies.POSSIBLE,
    "A UN travel ban stands against this person on the day of the trip.",
    listing="UN IRi.039",
    basis="resolution 1929 (2010), para. 10",
    since="2010-06-09",
)

TEHRAN = Place("Tehran", HERE, "IR", "Tehran", 35.69, 51.42, 112931)
MOSCOW = Place("Moscow", HERE, "RU", "Moscow", 55.75, 37.62, 524901)
DAMASCUS = Place("Damascus", HERE, "SY", "Damascus", 33.51, 36.29, 170654)
LAST_NIGHT = When("last night", HERE, date(2016, 4, 14), date(2016, 4, 15))
THURSDAY = When("Thursday morning", HERE, date(2016, 4, 14), date(2016, 4, 14))


def said(text: str) -> Stated:
    """Words whose span plays no part."""
    return Stated(text, HERE)


def claim(
    status: ClaimStatus,
    of: ClaimOf = ClaimOf.TRIP,
    by: str | None = None,
    official: bool = False,
    side: str | None = None,
    when: When | None = None,
) -> Claim:
    """A claim whose span plays no part."""
    return Claim(status, of, said(by) if by else None, HERE, official, side, when)


def source(number: int, outlet: str, title: str = "A title", published: datetime | None = None) -> Source:
    """An article of that outlet."""
    when = published or datetime(2016, 4, 15, 6, 0, tzinfo=UTC) + timedelta(minutes=10 * number)
    host = outlet.lower().replace(" ", "")
    return Source(f"a{number}", title, outlet, f"https://{host}.example/news/{number}", when, "en")


def trip(status: ClaimStatus = ClaimStatus.REPORTED, **fields: object) -> Trip:
    """A trip to Moscow that is the article's news."""
    given: dict[str, object] = {"destination": MOSCOW, "main": True, "ban": BAN, "verified": True, "claims": ()}
    return Trip("un-IRi.039", status, (HERE,), **{**given, **fields})  # type: ignore[arg-type]


def account(number: int, outlet: str, of: Trip | None, **fields: object) -> Account:
    """What one outlet tells."""
    return Account(source(number, outlet), MENTION, of, **fields)  # type: ignore[arg-type]


def alert(*accounts: Account, reason: Reason = Reason.TRIP_BAN_POSSIBLE) -> Alert:
    """An alert about the general."""
    opened, updated = datetime(2016, 4, 15, 8, 12, tzinfo=UTC), datetime(2016, 4, 15, 14, 2, tzinfo=UTC)
    return Alert("k1", "C1", GENERAL, accounts, reason, "7f3a91c04be2", opened, updated, len(accounts))


def quote(text: str, name: str = "") -> Quote:
    """A quoted sentence with the name in bold."""
    at = text.find(name) if name else -1
    bold = (Span(at, at + len(name)),) if at >= 0 else ()
    return Quote(text, Span(0, len(text)), bold)


def seen(message: Message) -> str:
    """The blocks as plain text, a line of dashes for a divider."""
    out = io.StringIO()
    Console(file=out, width=1000, emoji=False, markup=False, highlight=False).print(drawn(message.blocks))
    plain = re.sub("─{10,}", "----", out.getvalue())
    return "\n".join(line.rstrip() for line in plain.split("\n"))


def founding() -> Alert:
    """The founding story: two origins, a denial of the meeting, two earlier trips."""
    december = Trip(
        "un-IRi.039",
        ClaimStatus.REPORTED,
        (HERE,),
        destination=MOSCOW,
        when=When("December", HERE, date(2015, 12, 1), date(2015, 12, 31)),
        claims=(claim(ClaimStatus.DENIED, ClaimOf.MEETING, "the Kremlin", True),),
    )
    july = Trip(
        "un-IRi.039",
        ClaimStatus.REPORTED,
        (HERE,),
        destination=MOSCOW,
        when=When("last July", HERE, date(2015, 7, 1), date(2015, 7, 31)),
    )
    first = Account(
        source(1, "Gate Courier", "Quds Force chief said to be in Moscow again"),
        MENTION,
        trip(
            origin=TEHRAN,
            when=THURSDAY,
            duration=said("48-hour"),
            mode=said("private jet"),
            purpose=said("talks on Syria and on arms deliveries"),
            meets=(said("Vladimir Putin"),),
            claims=(claim(ClaimStatus.REPORTED, by="Fox News", when=THURSDAY),),
        ),
        background=(december, july),
        quotes=(
            quote(
                "Qassem Soleimani, the al-Quds Force commander, left Tehran for Moscow in a private jet on Thursday "
                "morning for a stay of 48 hours, Fox News has learned.",
                "Qassem Soleimani",
            ),
        ),
    )
    second = Account(
        source(2, "Northern Wire", "Agency: Iranian general flew to Russia"),
        dataclasses.replace(MENTION, score=0.95),
        trip(
            when=LAST_NIGHT,
            claims=(
                claim(ClaimStatus.REPORTED, by="Reuters, citing three sources", when=LAST_NIGHT),
                claim(ClaimStatus.DENIED, ClaimOf.MEETING, "a spokesman for the Kremlin", True),
            ),
        ),
        background=(july,),
        quotes=(quote("A spokesman for the Kremlin denied on Friday that talks with the general had been arranged."),),
    )
    return alert(first, second)


if __name__ == "__main__":
    message = card(founding())
    print(json.dumps({"text": message.text, "blocks": message.blocks}, ensure_ascii=False, indent=1))
