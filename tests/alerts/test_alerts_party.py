"""Listed people on one journey share a card: whom one article puts on one plane, and whom a later one adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alert_stories import DAMASCUS, GENERAL, MENTION, MOSCOW, TEHRAN, THURSDAY, claim, seen, trip

from bot.alerts.card import card
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.party import one_journey
from bot.alerts.past import Past, Version
from bot.alerts.routes import Policy
from bot.model import (
    Action,
    Alert,
    Article,
    Ban,
    BanApplies,
    ClaimStatus,
    Findings,
    Listing,
    Name,
    Person,
    Reason,
    Span,
    Tier,
    Trip,
)

NOW = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
MINISTER = Person("eu-1", "Dmitry Rogozin", (Name("Dmitry Rogozin"),), ("eu-1",), (Listing("EU", "1"),), ("RU",))
OTHER = replace(MENTION, person="eu-1", refs=("eu-1",), name="Dmitry Rogozin", matched="Rogozin", listings=("EU 1",))
PEOPLE = {GENERAL.id: GENERAL, "eu-1": MINISTER}
FREE = Ban(BanApplies.NONE_KNOWN, "No listing holds one.")
HIS = trip(origin=TEHRAN, when=THURSDAY)
ALONG = replace(HIS, person="eu-1", ban=FREE)
TEXT = "Qassem Soleimani and Rogozin flew from Tehran to Moscow."
ELSEWHERE = Span(60, 80)


def read(
    number: int, *trips: Trip, alerts: tuple[Alert, ...] = (), versions: tuple[Version, ...] = (), policy: str = "C1"
) -> tuple[Conclusion, ...]:
    now = NOW + timedelta(hours=number)
    article = Article(f"a{number}", TEXT, "A title", "en", now, f"Outlet {number}", "https://o.example/")
    mentions = tuple(m for m in (MENTION, OTHER) if any(each.person == m.person for each in trips))
    findings = Findings(article.id, "en", mentions, trips)
    return conclude(article, findings, PEOPLE, Past(alerts, versions), Policy(policy), now, "f1")


def opened(*trips: Trip) -> Alert:
    first, *_ = read(1, *trips)
    assert first.alert
    return first.alert


def test_two_on_one_plane_are_one_card() -> None:
    """One card for both, opened for the one under the ban; each has a decision of their own that names the story."""
    first, second = read(1, ALONG, HIS)
    assert first.alert
    assert [each.name for each in first.alert.people] == ["Qasem Soleimani", "Dmitry Rogozin"]
    assert [(c.decision.person, c.decision.action, c.decision.reason) for c in (first, second)] == [
        (GENERAL.id, Action.ALERT, Reason.TRIP_BAN_POSSIBLE),
        ("eu-1", Action.UPDATE, Reason.TOGETHER),
    ]
    assert {each.decision.story for each in (first, second)} == {first.alert.key}
    assert [telling.kind for each in (first, second) for telling in each.tellings] == ["card"]


def test_the_card_of_two_says_what_stands_against_each() -> None:
    """Both names in the first line, a ban line and an identity line for each, the article counted once."""
    text = seen(card(opened(HIS, ALONG)))
    assert text.startswith("🔴 Reported trip: Qasem Soleimani and Dmitry Rogozin, Tehran → Moscow, Thu 14 Apr 2016\n")
    assert "UN travel ban (IRi.039) · possible breach" in text
    assert "With Dmitry Rogozin (EU 1): no travel ban known to us applies · No listing holds one." in text
    assert "Who: printed “Rogozin”, listed as Dmitry Rogozin" in text
    assert "· 1 article ·" in text
    assert text.count("A title") == 2  # the quote, and the link


def test_of_three_the_first_is_named() -> None:
    """The first line stays short; the card names all."""
    third = replace(MINISTER, id="eu-2", refs=("eu-2",), name="Anna Kern")
    alert = opened(HIS, ALONG)
    account = replace(alert.accounts[1], mention=replace(OTHER, person="eu-2", refs=("eu-2",), name="Anna Kern"))
    alert = replace(alert, companions=(MINISTER, third), accounts=(*alert.accounts, account))
    text = seen(card(alert))
    assert text.startswith("🔴 Reported trip: Qasem Soleimani and 2 others, ")
    assert "With Anna Kern (EU 1)" in text


def test_a_later_article_about_one_of_them_joins() -> None:
    """Whichever of them it tells of, it belongs to the card of both."""
    alert = opened(HIS, ALONG)
    for each in (HIS, ALONG):
        (conclusion,) = read(2, replace(each, claims=(claim(ClaimStatus.REPORTED, by="Reuters"),)), alerts=(alert,))
        assert (conclusion.decision.reason, conclusion.decision.story) == (Reason.NEWS_IN_STORY, alert.key)


def test_who_comes_along_later_is_told_aloud() -> None:
    """An article that names a second listed person on the same journey adds them to the card, and the channel hears of it."""
    alert = opened(HIS)
    first, second = read(2, HIS, ALONG, alerts=(alert,))
    assert first.alert
    assert [each.name for each in first.alert.people] == ["Qasem Soleimani", "Dmitry Rogozin"]
    assert [(c.decision.action, c.decision.reason) for c in (first, second)] == [
        (Action.UPDATE, Reason.NEWS_IN_STORY),
        (Action.UPDATE, Reason.TOGETHER),
    ]
    update, reply = first.tellings
    assert "Also said to travel: Dmitry Rogozin (EU 1)" in reply.message.text
    assert (update.message.broadcast, reply.message.broadcast) == (False, True)
    assert second.tellings == ()


def test_two_stories_stay_two() -> None:
    """Where each was told in a card of their own already, an article about both updates both."""
    mine = opened(HIS)
    policy = Policy("C1", at_once=frozenset({Reason.TRIP_NO_BAN}))
    article = Article("a9", TEXT, "A title", "en", NOW, "Outlet", None)
    (theirs,) = conclude(article, Findings("a9", "en", (OTHER,), (ALONG,)), PEOPLE, Past(), policy, NOW, "f1")
    assert theirs.alert
    reuters = claim(ClaimStatus.REPORTED, by="Reuters")
    done = read(2, replace(HIS, claims=(reuters,)), replace(ALONG, claims=(reuters,)), alerts=(mine, theirs.alert))
    assert [each.decision.story for each in done] == [mine.key, theirs.alert.key]


def test_who_is_no_longer_told_of_leaves_the_first_line() -> None:
    """An edit that takes one of them out withdraws what was said of that one; the other's story stands."""
    first, second = read(1, HIS, ALONG)
    assert first.alert
    old = Article("a1", TEXT, "A title", "en", NOW + timedelta(hours=1), "Outlet 1", "https://o.example/")
    version = Version(old, Findings("a1", "en", (MENTION, OTHER), (HIS, ALONG)), (first.decision, second.decision))
    now = NOW + timedelta(hours=3)
    new = replace(old, id="a1b", text="Qassem Soleimani flew from Tehran to Moscow.")
    findings = Findings("a1b", "en", (MENTION,), (HIS,))
    done = conclude(new, findings, PEOPLE, Past((first.alert,), (version,)), Policy("C1"), now, "f1")
    assert [(c.decision.person, c.decision.reason) for c in done] == [
        (GENERAL.id, Reason.NOTHING_NEW),
        ("eu-1", Reason.WITHDRAWN),
    ]
    last = done[-1].alert
    assert last
    text = seen(card(last))
    assert text.startswith("🔴 Reported trip: Qasem Soleimani, Tehran → Moscow")
    assert "no longer names Dmitry Rogozin" in text
    assert last.version == first.alert.version + 2


@pytest.mark.parametrize(
    ("other", "one"),
    [
        pytest.param(ALONG, True, id="the same words tell both"),
        pytest.param(replace(ALONG, evidence=(ELSEWHERE,)), True, id="the same name of the place"),
        pytest.param(
            replace(ALONG, evidence=(ELSEWHERE,), destination=replace(MOSCOW, span=ELSEWHERE)), False, id="other words"
        ),
        pytest.param(replace(ALONG, destination=DAMASCUS), False, id="another place"),
        pytest.param(replace(ALONG, origin=DAMASCUS), False, id="from elsewhere"),
        pytest.param(replace(ALONG, origin=None, when=None), True, id="less is stated"),
        pytest.param(replace(ALONG, destination=None), False, id="no destination"),
        pytest.param(replace(ALONG, status=ClaimStatus.CANCELLED), False, id="called off"),
    ],
)
def test_one_journey(other: Trip, one: bool) -> None:
    """Two trips are one where the same words tell of them and nothing disagrees."""
    assert one_journey(HIS, other) is one


def test_who_is_only_perhaps_meant_is_not_put_on_the_card() -> None:
    """Somebody who may be another person is no companion."""
    unsure = replace(OTHER, tier=Tier.POSSIBLE)
    article = Article("a1", TEXT, "A title", "en", NOW, "Outlet", None)
    done = conclude(
        article, Findings("a1", "en", (MENTION, unsure), (HIS, ALONG)), PEOPLE, Past(), Policy("C1"), NOW, "f1"
    )
    assert [each.decision.reason for each in done] == [Reason.TRIP_BAN_POSSIBLE, Reason.MENTION_NOT_SURE]
    assert done[0].alert
    assert done[0].alert.companions == ()


def test_everybody_free_waits_for_the_digest() -> None:
    """Where nobody of them is told of at once, each waits for the digest for a reason of their own."""
    done = read(1, replace(HIS, ban=FREE), ALONG)
    assert [(c.decision.action, c.decision.reason, c.alert) for c in done] == [
        (Action.DIGEST, Reason.TRIP_NO_BAN, None)
    ] * 2
