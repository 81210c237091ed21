"""What people dismiss, mute or snooze of one person on a journey hides nothing of another who makes it too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
    Triage,
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


def dismissed(alert: Alert) -> tuple[Alert, Verdict]:
    facts = facts_of(GENERAL, [PLAYER])
    verdict = Verdict("v1", Judgement.NOT_THIS, GENERAL.refs, alert.key, "C1", "a striker", "U1", NOW, None, facts)
    return replace(alert, triage=Triage(verdict=verdict)), verdict


def mute(**changed: object) -> Mute:
    asked = Mute("m1", GENERAL.name, GENERAL.refs, "U1", NOW, NOW + timedelta(days=7))
    return replace(asked, **changed)  # type: ignore[arg-type]


def test_a_dismissal_of_one_silences_nobody_else() -> None:
    """Of the one who was dismissed there is silence; the other, whose card reads as dismissed, has one of their own."""
    alert, verdict = dismissed(opened())
    concluded = read(2, Past((alert,), verdicts=(verdict,)), also="Reuters")
    assert done(concluded) == {GENERAL.id: DISMISSED, MINISTER.id: CARD}
    (own,) = [each.alert for each in concluded if each.alert]
    assert (own.person, own.companions) == (MINISTER, ())
    again = read(3, Past((alert, own), verdicts=(verdict,)), also="Fars")
    assert done(again) == {GENERAL.id: DISMISSED, MINISTER.id: (Action.UPDATE, Reason.NEWS_IN_STORY)}


def test_the_card_says_of_whom_the_verdict_is() -> None:
    """The colour stays, for it tells of the other as before; buttons and verdict name whom they mean."""
    alert, _ = dismissed(opened())
    before, after = seen(card(opened())), seen(card(alert))
    assert "[Right: Qasem Soleimani]  [Not Qasem Soleimani]" in before
    assert after.startswith("🔴 ")
    assert "Not this person (Qasem Soleimani)" in after


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
