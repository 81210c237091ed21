"""The demo's main story, from feed bytes to stored alert: every fact of the card is in the record."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.run import play
from bot.edges.console import ConsoleChannel
from bot.edges.model_files import NoModel, load_model
from bot.model import Action, Alert, BanApplies, ClaimOf, ClaimStatus, Reason, Trip
from bot.store import alerts as stored
from bot.store import decisions
from bot.store.database import Database

NEVER = ("violated", "caught", "criminal", "guilty")


class Played:
    """What a run of the demo leaves behind."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.printed = io.StringIO()
        channel = ConsoleChannel(Console(file=self.printed, width=100))
        self.end = asyncio.run(play(folder, channel, cache))
        database = Database.look(f"sqlite:///{folder / 'demo.db'}")
        with database.snapshot() as connection:
            self.alerts: Sequence[Alert] = stored.latest(connection, 99)
            self.story = {a.person.id: a for a in self.alerts}
            self.decided = [d.decision for a in self.alerts for d in decisions.of_story(connection, a.key)]
        database.close()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Played:
    if isinstance(model := load_model(), NoModel):
        pytest.skip(model.why)
    return Played(tmp_path_factory.mktemp("demo"), cache)


@pytest.fixture(scope="module")
def general(played: Played) -> Alert:
    return played.story["un-IRi.039"]


@pytest.fixture(scope="module")
def main_trip(general: Alert) -> Trip:
    """The trip as the first outlet tells it, on its page."""
    (trip,) = [a.trip for a in general.accounts if a.source.outlet == "Harbour Post" and a.trip]
    return trip


def test_one_story_has_one_alert(played: Played) -> None:
    """Three outlets in two languages make one card for the general, one each for the two others."""
    assert sorted(a.person.id for a in played.alerts) == ["eu-aksyonov", "eu-rogozin", "un-IRi.039"]
    outlets = [account.source.outlet for account in played.story["un-IRi.039"].accounts]
    assert set(outlets) == {"Harbour Post", "Gulf Letter", "وكالة الساحل"}
    assert played.end.unsent == 0


def test_the_person_is_the_listed_general(general: Alert) -> None:
    """Listing and travel ban have their own dates and basis; the match comes from another spelling."""
    listing = general.person.listings[0]
    assert (listing.label, listing.since) == ("UN IRi.039", "2007-03-24")
    ban = next(m for m in listing.measures if m.type == "travel_ban")
    assert ban.since == "2010-06-09"
    assert "1929" in (ban.basis or "")
    assert general.accounts[0].mention.tier == "strong"
    assert "Qassem Soleimani" in [a.mention.matched for a in general.accounts]


def test_it_says_why_he_is_not_the_mine_director(general: Alert) -> None:
    """The confusable listed man is named and decided against by role."""
    others = [c for a in general.accounts if a.source.outlet == "Harbour Post" for c in a.mention.confusables]
    assert [c.label for c in others] == ["UN IRi.040"]
    assert "role" in others[0].why


def test_route_time_mode_and_duration(main_trip: Trip) -> None:
    """Tehran to Moscow, Thursday morning as a date, private jet, about 48 hours; each with its span."""
    assert main_trip.origin is not None
    assert main_trip.destination is not None
    assert (main_trip.origin.text, main_trip.origin.country) == ("Tehran", "IR")
    assert (main_trip.destination.text, main_trip.destination.country) == ("Moscow", "RU")
    assert main_trip.when is not None
    assert (main_trip.when.text, str(main_trip.when.first)) == ("Thursday morning", "2016-04-14")
    assert main_trip.mode is not None
    assert main_trip.mode.text == "private jet"
    assert main_trip.duration is not None
    assert main_trip.duration.text == "about 48 hours"


def test_purpose_and_company(main_trip: Trip) -> None:
    """What for, as an official says, and whom he would meet, as a diplomat believes."""
    assert main_trip.purpose is not None
    assert "S-300" in main_trip.purpose.text
    assert [m.text for m in main_trip.meets] == ["Vladimir Putin", "Sergei Shoigu"]
    believed = [c for c in main_trip.claims if c.of is ClaimOf.MEETING and c.status is ClaimStatus.HYPOTHETICAL]
    assert [c.by.text for c in believed if c.by] == ["Moscow-based diplomat"]


def test_who_reports_and_who_denies(general: Alert, main_trip: Trip) -> None:
    """Fox News and Reuters report; the Kremlin denies the meeting; nobody denies the trip."""
    assert main_trip.status is ClaimStatus.REPORTED
    reporters = {c.by.text for c in main_trip.claims if c.by and c.status is ClaimStatus.REPORTED}
    assert {"Fox News", "Reuters"} <= reporters
    denials = [
        (c.by.text, c.of)
        for a in general.accounts
        if a.trip
        for c in a.trip.claims
        if c.by and c.status is ClaimStatus.DENIED
    ]
    assert ("Kremlin", ClaimOf.MEETING) in denials
    assert not [by for by, of in denials if of is ClaimOf.TRIP]


def test_the_ban_is_only_possible(main_trip: Trip) -> None:
    """A possible breach with listing and basis, never a bare yes."""
    assert main_trip.ban is not None
    assert main_trip.ban.applies is BanApplies.POSSIBLE
    assert main_trip.ban.listing == "UN IRi.039"


def test_earlier_trips_are_background(general: Alert) -> None:
    """December, itself denied by the Kremlin and the Guards, and July stay apart from the news."""
    (account,) = [a for a in general.accounts if a.source.outlet == "Harbour Post"]
    months = {str(t.when.first)[:7]: t for t in account.background if t.when}
    assert set(months) == {"2015-12", "2015-07"}
    deniers = {c.by.text for c in months["2015-12"].claims if c.by and c.status is ClaimStatus.DENIED}
    assert deniers == {"Kremlin", "Revolutionary Guards"}


def test_nothing_comes_from_captions_or_topics(general: Alert, played: Played) -> None:
    """The president in the photo, Aleppo and the countries of the topic are no part of any trip."""
    told = str([a.trip for a in general.accounts]) + str([a.background for a in general.accounts])
    for word in ("Rouhani", "Aleppo", "Lebanon", "Yemen", "Israel"):
        assert word not in told


def test_the_other_stories(played: Played) -> None:
    """An announced visit is planned, a refused visa refused; a mere mention waits for the digest; the rest is silence."""
    assert {a.trip.status for a in played.story["eu-rogozin"].accounts if a.trip} == {ClaimStatus.PLANNED}
    assert {a.trip.status for a in played.story["eu-aksyonov"].accounts if a.trip} == {ClaimStatus.REFUSED}
    assert {(d.action, d.reason) for d in played.end.decisions} >= {(Action.DIGEST, Reason.MERE_MENTION)}


def test_the_words_report_and_never_conclude(played: Played) -> None:
    """Every card says what it is; no word of guilt; what was read is printed, the digest too."""
    printed = " ".join(played.printed.getvalue().replace("│", " ").split())
    assert "Automated reading, not a finding" in printed
    assert "possible breach" in printed
    assert not [word for word in NEVER if word in printed.lower()]
    assert "Why the missiles matter" in printed
