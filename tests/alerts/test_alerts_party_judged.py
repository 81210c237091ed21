"""What people dismiss, mute or snooze of one person on a journey hides nothing of another who makes it too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alert_stories import BAN, GENERAL, MENTION, TEHRAN, THURSDAY, claim, seen, trip

from bot.alerts.card import card
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past
from bot.alerts.routes import Policy, Route
from bot.alerts.verdict import facts_of
from bot.model import (
    Action,
    Alert,
    Article,
    BanApplies,
    ClaimStatus,
    Evidence,
    Findings,
    Judgement,
    Listing,
    Mute,
    Name,
    Person,
    Reason,
    Span,
    Verdict,
)

NOW = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
SPORT = Evidence("profession", False, "“striker” is no “general”", Span(0, 7), -2.0)
PLAYER = replace(MENTION, evidence=(SPORT,))
MINISTER = Person("eu-1", "Dmitry Rogozin", (Name("Dmitry Rogozin"),), ("eu-1",), (Listing("EU", "1"),), ("RU",))
OTHER = replace(MENTION, person="eu-1", refs=("eu-1",), name="Dmitry Rogozin", matched="Rogozin", listings=("EU 1",))
PEOPLE = {GENERAL.id: GENERAL, MINISTER.id: MINISTER}
HIS = trip(origin=TEHRAN, when=THURSDAY)
ALONG = replace(HIS, person="eu-1", ban=replace(BAN, listing="EU 1"))
REUTERS = claim(ClaimStatus.REPORTED, by="Reuters")
NOTHING = Past()
CARD = (Action.ALERT, Reason.TRIP_BAN_POSSIBLE)
DISMISSED = (Action.SILENCE, Reason.NOT_THIS_PERSON)
MUTED = (Action.DIGEST, Reason.MUTED)


def read(number: int, past: Past = NOTHING, *, also: str = "") -> list[Conclusion]:
    """An article about both of them on one plane; `also`: somebody it quotes."""
    now = NOW + timedelta(hours=number)
    article = Article(f"a{number}", "Qassem Soleimani and Rogozin flew.", "", "en", now, f"Outlet {number}", None)
    claims = (replace(REUTERS, by=replace(REUTERS.by, text=also)),) if also and REUTERS.by else ()
    trips = tuple(replace(each, claims=claims) for each in (HIS, ALONG))
    findings = Findings(article.id, "en", (PLAYER, OTHER), trips)
    return list(conclude(article, findings, PEOPLE, past, Policy("C1"), now, "f1"))


def opened() -> Alert:
    alert = read(1)[0].alert
    assert alert
    assert alert.companions == (MINISTER,)
    return alert


def done(concluded: list[Conclusion]) -> dict[str, tuple[Action, Reason]]:
    return {each.decision.person: (each.decision.action, each.decision.reason) for each in concluded}


def dismissed(alert: Alert, person: Person) -> tuple[Alert, Verdict]:
    facts = facts_of(person, [PLAYER if person is GENERAL else OTHER])
    given = (Judgement.NOT_THIS, person.refs, alert.key, "C1", "a striker", "U1", NOW, None, facts)
    verdict = Verdict(f"v-{person.id}", *given)
    return replace(alert, triage=alert.triage.judged(verdict)), verdict


def mute(**changed: object) -> Mute:
    asked = Mute("m1", GENERAL.name, GENERAL.refs, "U1", NOW, NOW + timedelta(days=7))
    return replace(asked, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(("judged", "other"), [(GENERAL, MINISTER), (MINISTER, GENERAL)], ids=["lead", "companion"])
def test_a_dismissal_of_one_silences_nobody_else(judged: Person, other: Person) -> None:
    """Of the one who was dismissed there is silence, now and later; the story of the other goes on, on its card."""
    alert, verdict = dismissed(opened(), judged)
    concluded = read(2, Past((alert,), verdicts=(verdict,)), also="Reuters")
    assert done(concluded) == {judged.id: DISMISSED, other.id: (Action.UPDATE, Reason.NEWS_IN_STORY)}
    (grown,) = [each.alert for each in concluded if each.alert]
    assert (grown.key, grown.triage) == (alert.key, alert.triage)
    again = read(3, Past((grown,), verdicts=(verdict,)), also="Fars")
    assert done(again) == {judged.id: DISMISSED, other.id: (Action.UPDATE, Reason.NEWS_IN_STORY)}


@pytest.mark.parametrize(("judged", "other"), [(GENERAL, MINISTER), (MINISTER, GENERAL)], ids=["lead", "companion"])
def test_the_card_tells_of_the_other_alone(judged: Person, other: Person) -> None:
    """Whoever was dismissed is named in the verdict and nowhere above it; the ban and the colour are the other's."""
    card_of_both, card_of_one = seen(card(opened())), seen(card(dismissed(opened(), judged)[0]))
    above, verdict = card_of_one.split("✖ Not this person", 1)
    assert card_of_both.startswith("🔴 Reported trip: Qasem Soleimani and Dmitry Rogozin, Tehran → Moscow")
    assert above.startswith(f"🔴 Reported trip: {other.name}, Tehran → Moscow")
    assert judged.name not in above
    assert verdict.startswith(f" ({judged.name}), says U1")
    assert "[Right person…]  [Not this person]" in card_of_both
    assert "[Undo]  [Right person…]  [Not this person]" in verdict


def test_the_colour_is_that_of_those_who_are_left() -> None:
    """Red goes with the one against whom a ban may stand; it stays where a ban may stand against the other."""
    free = replace(ALONG, ban=replace(BAN, applies=BanApplies.NONE_KNOWN, listing=None))
    alert = opened()
    accounts = [replace(each, trip=free) if each.mention is OTHER else each for each in alert.accounts]
    mixed = replace(alert, accounts=tuple(accounts))
    assert seen(card(mixed)).startswith("🔴 ")
    assert seen(card(dismissed(mixed, GENERAL)[0])).startswith("🟡 Reported trip: Dmitry Rogozin")
    assert seen(card(dismissed(mixed, MINISTER)[0])).startswith("🔴 Reported trip: Qasem Soleimani")


def test_whoever_is_dismissed_last_takes_the_colour_along() -> None:
    """With nobody left whom it is about the card is grey, and nothing joins it any more."""
    alert, first = dismissed(opened(), MINISTER)
    alert, second = dismissed(alert, GENERAL)
    assert seen(card(alert)).startswith("⚪ Reported trip: Qasem Soleimani and Dmitry Rogozin")
    concluded = read(2, Past((alert,), verdicts=(first, second)), also="Reuters")
    assert done(concluded) == {GENERAL.id: DISMISSED, MINISTER.id: DISMISSED}


def test_a_muted_person_is_left_out_of_the_others_card() -> None:
    """Of the muted one nobody is told at once; of the other as ever, now and when more is told."""
    quiet = (mute(),)
    concluded = read(1, Past(mutes=quiet))
    assert done(concluded) == {GENERAL.id: MUTED, MINISTER.id: CARD}
    (own,) = [each.alert for each in concluded if each.alert]
    assert own.people == (MINISTER,)
    both = opened()
    again = read(2, Past((both,), mutes=quiet), also="Reuters")
    assert done(again) == {
        MINISTER.id: (Action.UPDATE, Reason.NEWS_IN_STORY),
        GENERAL.id: (Action.SILENCE, Reason.NOTHING_NEW),
    }
    assert [telling.kind for each in again for telling in each.tellings][:2] == ["update", "reply"]


def test_whoever_has_a_desk_of_their_own_is_told_there() -> None:
    """Somebody who comes along on a story of another channel has a card in their own."""
    policy = Policy("C1", {"theirs": Route("C2")})
    people = {GENERAL.id: GENERAL, MINISTER.id: replace(MINISTER, route="theirs")}
    now = NOW + timedelta(hours=1)
    article = Article("a1", "Qassem Soleimani and Rogozin flew.", "", "en", now, "Outlet 1", None)
    alone = conclude(article, Findings("a1", "en", (PLAYER,), (HIS,)), people, NOTHING, policy, now, "f1")
    (his,) = [each.alert for each in alone if each.alert]
    findings = Findings("a2", "en", (PLAYER, OTHER), (HIS, ALONG))
    both = conclude(replace(article, id="a2", outlet="Outlet 2"), findings, people, Past((his,)), policy, now, "f1")
    told = {each.decision.person: (each.decision.channel, each.decision.action) for each in both}
    assert told == {GENERAL.id: ("C1", Action.UPDATE), MINISTER.id: ("C2", Action.ALERT)}


def test_a_story_sleeps_for_everybody_on_it() -> None:
    """A snooze is of the story: news of the companion does not wake it either."""
    alert = opened()
    past = Past((alert,), mutes=(mute(story=alert.key, channel="C1", gravity=alert.reason),))
    concluded = read(2, past, also="Reuters")
    assert done(concluded) == {GENERAL.id: MUTED, MINISTER.id: MUTED}
    assert "reply" not in [telling.kind for each in concluded for telling in each.tellings]
