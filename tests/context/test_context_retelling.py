"""A second story with other people, places and order, so that nothing is fitted to one."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader
from bot.model import ClaimOf, ClaimStatus, Findings

KASTANOV = listed("Ruben Kastanov", roles=("Chairman of Borealis Shipping", "Businessman"))
TITLE = "Palace denies talks with sanctioned shipping magnate"
TEXT = """\
The presidential palace in Nicosia on Tuesday denied that a meeting with Ruben Kastanov was planned, two days after the \
shipping magnate came ashore.

In March, Kyiv Morning reported that Kastanov had visited Vienna during a two-day trip. The Austrian government dismissed \
the report.

Kastanov, the chairman of Borealis Shipping, arrived in Limassol on Sunday evening aboard a chartered yacht, the Aegean \
Courier reported. He left Odesa on Friday for a stay of about five days, the newspaper added.

The chairman travelled to Cyprus to sell two tankers, a port official told the Courier. A lawyer believed he would meet \
the banker Andreas Pella.

In August he travelled to Dubai, according to a former aide.

Kastanov shakes hands with Emil Brandt in Rotterdam, 2013. (Photo: Borealis)"""


@pytest.fixture(scope="module")
def findings(reader: Reader) -> Findings:
    return read(reader, TEXT, KASTANOV, title=TITLE, day="2019-09-17")[1]


def test_the_news_comes_first_with_its_fields(findings: Findings) -> None:
    """Route, day, mode, duration, purpose and company of the current trip."""
    trip = findings.trips[0]
    assert trip.main
    assert trip.origin is not None
    assert trip.destination is not None
    assert (trip.origin.text, trip.destination.text, trip.destination.country) == ("Odesa", "Limassol", "CY")
    assert trip.when is not None
    assert (trip.when.text, str(trip.when.first)) == ("Sunday evening", "2019-09-15")
    assert trip.mode is not None
    assert trip.mode.text == "chartered yacht"
    assert trip.duration is not None
    assert trip.duration.text == "about five days"
    assert trip.purpose is not None
    assert trip.purpose.text == "to sell two tankers"
    assert [m.text for m in trip.meets] == ["Andreas Pella"]


def test_who_says_so_and_who_denies_what(findings: Findings) -> None:
    """The report has its medium; the palace denies the meeting, not the trip."""
    trip = findings.trips[0]
    assert trip.status is ClaimStatus.REPORTED
    by = {(c.status, c.of): c.by.text if c.by else None for c in trip.claims}
    assert by[ClaimStatus.REPORTED, ClaimOf.TRIP] is not None
    assert "Aegean Courier" in [c.by.text for c in trip.claims if c.by]
    assert any(
        "palace" in c.by.text for c in trip.claims if c.by and (c.status, c.of) == (ClaimStatus.DENIED, ClaimOf.MEETING)
    )
    assert not [c for c in trip.claims if (c.status, c.of) == (ClaimStatus.DENIED, ClaimOf.TRIP)]


def test_the_background_stays_apart(findings: Findings) -> None:
    """Vienna with its own denial and Dubai are other trips and not the news; Rotterdam stands in a caption only."""
    background = {t.destination.text: t for t in findings.trips[1:] if t.destination}
    assert set(background) == {"Vienna", "Dubai"}
    assert not any(t.main for t in background.values())
    denied = [(c.by.text, c.of) for c in background["Vienna"].claims if c.by and c.status is ClaimStatus.DENIED]
    assert denied == [("Austrian government", ClaimOf.REPORT)]
    assert "Rotterdam" not in str(findings.presences)
