"""The way back is told in the story of the way there: what is one, what is not, and what became of it before the card."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from alert_stories import (
    BAN,
    DAMASCUS,
    GENERAL,
    HERE,
    MENTION,
    MOSCOW,
    TEHRAN,
    THURSDAY,
    account,
    alert,
    claim,
    seen,
    trip,
)

from bot.alerts.card import card
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.joining import joins
from bot.alerts.past import Past, Version
from bot.alerts.routes import Policy
from bot.alerts.story import tell
from bot.model import Action, Alert, Article, BanApplies, ClaimStatus, Findings, Reason, Trip, When

NOW = datetime(2016, 4, 17, 10, 0, tzinfo=UTC)
PEOPLE = {GENERAL.id: replace(GENERAL, nationality=("IR",))}
THERE = account(1, "Courier", trip(origin=TEHRAN, when=THURSDAY))
CLEAR = replace(BAN, applies=BanApplies.NONE_KNOWN)
FARS = claim(ClaimStatus.REPORTED, by="Fars")


def on(day: int) -> When:
    return When(f"April {day}", HERE, date(2016, 4, day), date(2016, 4, day))


def back(**fields: object) -> Trip:
    return trip(**{"origin": MOSCOW, "destination": TEHRAN, "when": on(16), "ban": CLEAR, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of", "is_return"),
    [
        pytest.param(back(), True, id="from there to where it began"),
        pytest.param(back(origin=None), True, id="to where it began"),
        pytest.param(back(when=None), True, id="on a day not stated"),
        pytest.param(back(when=on(26)), True, id="after a long stay"),
        pytest.param(back(ban=BAN), True, id="a ban may apply to both ways"),
        pytest.param(back(origin=DAMASCUS), False, id="from elsewhere"),
        pytest.param(back(destination=DAMASCUS), False, id="to elsewhere"),
        pytest.param(back(destination=None), False, id="nobody says where to"),
        pytest.param(back(when=on(12)), False, id="before it began"),
        pytest.param(back(when=on(29)), False, id="after too long a stay"),
        pytest.param(back(status=ClaimStatus.DENIED), False, id="it is denied"),
        pytest.param(back(status=ClaimStatus.CANCELLED), False, id="it is called off"),
    ],
)
def test_what_is_a_way_back(of: Trip, is_return: bool) -> None:
    """It leads from where the story leads to where it began, in the weeks after, and was made."""
    assert joins(account(2, "Wire", of), NOW, alert(THERE), 4) is is_return


def test_a_way_back_that_alone_is_under_a_ban_is_a_story_of_its_own() -> None:
    """A possible breach never hides behind a journey that was free."""
    free = replace(THERE, trip=trip(origin=TEHRAN, when=THURSDAY, ban=CLEAR))
    assert not joins(account(2, "Wire", back(ban=BAN)), NOW, alert(free), 4)


@pytest.mark.parametrize(("nationality", "is_return"), [(("IR",), True), ((), False), (("IQ",), False)])
def test_where_it_began_is_not_told(nationality: tuple[str, ...], is_return: bool) -> None:
    """Then a way back leads to a country of the person's own, or is not known to be one."""
    unknown = replace(THERE, trip=trip(when=THURSDAY))
    story = replace(alert(unknown), person=replace(GENERAL, nationality=nationality))
    assert joins(account(2, "Wire", back()), NOW, story, 4) is is_return


def test_somebody_elses_way_back_is_none() -> None:
    """Only who went comes back."""
    other = replace(account(2, "Wire", back()), mention=replace(MENTION, person="un-IRi.040", refs=("un-IRi.040",)))
    assert not joins(other, NOW, alert(THERE), 4)


def test_a_way_back_is_no_report_of_the_way_there() -> None:
    """Who tells the return adds no origin to the journey; the card says when it was, or that it was."""
    returned = account(2, "Wire", back(claims=(FARS,)))
    assert [entry.origin for entry in tell((THERE, returned)).reports] == ["Courier"]
    assert "Return Sat 16 Apr 2016" in seen(card(alert(THERE, returned)))
    undated = account(2, "Wire", back(when=None))
    assert "Return reported" in seen(card(alert(THERE, undated)))


# --- through the whole decision -------------------------------------------------------------------------------------------


def read(number: int, told: Trip, past: Past) -> Conclusion:
    (conclusion,) = conclude(article(number), findings(number, told), PEOPLE, past, Policy("C1"), NOW, "f1")
    return conclusion


def article(number: int) -> Article:
    return Article(f"a{number}", "Qassem Soleimani.", "", "en", NOW, f"Outlet {number}", f"https://o.example/{number}")


def findings(number: int, told: Trip) -> Findings:
    return Findings(f"a{number}", "en", (MENTION,), (told,))


def opened() -> Alert:
    first = read(1, trip(origin=TEHRAN, when=THURSDAY), Past()).alert
    assert first
    return first


def test_the_way_back_goes_into_the_thread() -> None:
    """It opens nothing and waits for no digest; told again it is counted, and nobody hears of it."""
    conclusion = read(2, back(), Past((opened(),)))
    assert (conclusion.decision.action, conclusion.decision.reason) == (Action.UPDATE, Reason.NEWS_IN_STORY)
    assert "Return: Sat 16 Apr 2016 (was: not stated)" in conclusion.tellings[1].message.text
    assert conclusion.alert
    again = read(3, back(), Past((conclusion.alert,)))
    assert (again.decision.reason, [each.kind for each in again.tellings]) == (Reason.NOTHING_NEW, ["update"])


def test_the_next_journey_is_no_way_back() -> None:
    """Somebody who goes on to a third country is on another journey."""
    conclusion = read(2, trip(origin=MOSCOW, destination=DAMASCUS, when=on(16)), Past((opened(),)))
    assert (conclusion.decision.action, conclusion.decision.reason) == (Action.ALERT, Reason.TRIP_BAN_POSSIBLE)


def told_before(number: int, told: Trip) -> Version:
    return Version(article(number), findings(number, told), (read(number, told, Past()).decision,))


def test_what_the_digest_got_before_stands_on_the_new_card() -> None:
    """A denial and a return that came before the first report are told on its card; another journey is not."""
    denial = trip(ClaimStatus.DENIED, claims=(claim(ClaimStatus.DENIED, by="the Kremlin", official=True),))
    elsewhere = trip(destination=DAMASCUS, ban=CLEAR)
    past = Past(apart=(told_before(1, denial), told_before(2, back()), told_before(3, elsewhere)))
    assert all(version.decisions[0].action is Action.DIGEST for version in past.apart)
    conclusion = read(4, trip(origin=TEHRAN, when=THURSDAY, claims=(FARS,)), past)
    assert conclusion.decision.action is Action.ALERT
    assert conclusion.alert
    assert {each.source.article for each in conclusion.alert.accounts} == {"a1", "a2", "a4"}
    text = seen(card(conclusion.alert))
    assert "Return Sat 16 Apr 2016" in text
    assert "The Kremlin" in text
    assert "Damascus" not in text
