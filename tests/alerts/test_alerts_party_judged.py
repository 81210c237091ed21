"""What people dismiss, mute or snooze of one person on a journey hides nothing of another who makes it too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alert_stories import BAN, GENERAL, LAST_NIGHT, MENTION, TEHRAN, THURSDAY, account, claim, quote, said, seen, trip

from bot.alerts.card import card
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past, Version
from bot.alerts.routes import Policy, Route
from bot.alerts.verdict import facts_of
from bot.jobs.answers import why
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
    Withdrawal,
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


def read(number: int, past: Past = NOTHING, *, also: str = "", mode: str = "") -> list[Conclusion]:
    """An article about both of them on one plane; `also`: somebody it quotes; `mode`: of travel, where it is stated."""
    now = NOW + timedelta(hours=number)
    article = Article(f"a{number}", "Qassem Soleimani and Rogozin flew.", "", "en", now, f"Outlet {number}", None)
    claims = (replace(REUTERS, by=replace(REUTERS.by, text=also)),) if also and REUTERS.by else ()
    trips = tuple(replace(each, claims=claims, mode=said(mode) if mode else None) for each in (HIS, ALONG))
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


def told_of_one_alone(alert: Alert, person: Person) -> Alert:
    """The alert with two articles more, about this person alone: they state all that a card shows; one took a word back."""
    mention = PLAYER if person is GENERAL else OTHER
    confirmed = claim(ClaimStatus.CONFIRMED, by="the Kremlin", official=True, side="RU")
    journey = trip(
        origin=TEHRAN,
        when=LAST_NIGHT,
        returned=LAST_NIGHT,
        mode=said("private jet"),
        duration=said("48-hour"),
        purpose=said("talks on arms"),
        meets=(said("Vladimir Putin"),),
        company=(said("two aides"),),
        claims=(confirmed, claim(ClaimStatus.DENIED, by="his brother")),
        ban=replace(BAN, listing=mention.listings[0]),
    )
    lines = (quote("He flew in a private jet, the Kremlin said.", "He"),)
    told = account(8, "Wire", replace(journey, person=person.id), background=(HIS,), quotes=lines)
    telling = replace(told, mention=mention)
    other = replace(telling, source=replace(telling.source, article="a9", outlet="Herald"))
    withdrawn = Withdrawal(other, other.source, ("cites Fars",), NOW)
    return replace(alert, accounts=(*alert.accounts, telling, other), withdrawn=(withdrawn,))


EITHER = pytest.mark.parametrize("judged", [GENERAL, MINISTER], ids=["lead", "companion"])


@EITHER
def test_nothing_is_said_of_one_that_was_told_of_a_namesake_alone(judged: Person) -> None:
    """The card reads as if those articles had never come. When the dismissal is undone all of them are back."""
    both = told_of_one_alone(opened(), judged)
    alone, given = dismissed(both, judged)
    assert card(alone) == card(dismissed(opened(), judged)[0])
    for only in ("Vladimir Putin", "Kremlin", "private jet", "brother", "Wire", "Herald", "3 articles", "✎"):
        assert only in seen(card(both))
        assert only not in seen(card(alone))
    assert card(replace(alone, triage=alone.triage.undone(given))) == card(both)


@EITHER
def test_why_tells_only_what_is_said_of_the_other(judged: Person) -> None:
    """Who asks why the card stands gets the reports about those of whom it tells."""
    both = told_of_one_alone(opened(), judged)
    assert "Wire: printed" in seen(why(both))
    assert "Wire: printed" not in seen(why(dismissed(both, judged)[0]))


@EITHER
def test_what_was_told_of_a_namesake_alone_is_news_of_the_other(judged: Person) -> None:
    """Of the other it is told when an article says it of them, though it was said of the dismissed one before."""
    alone, given = dismissed(told_of_one_alone(opened(), judged), judged)
    concluded = read(3, Past((alone,), verdicts=(given,)), mode="private jet")
    (told,) = [each.message for done in concluded for each in done.tellings if each.kind == "reply"]
    assert "Now stated, mode: private jet" in told.text


@EITHER
def test_what_is_no_longer_said_of_a_namesake_is_no_news(judged: Person) -> None:
    """An article that names the dismissed one no more changes neither the card nor the thread; a card of both hears of it."""
    both = told_of_one_alone(opened(), judged)
    mention = PLAYER if judged is GENERAL else OTHER
    before = Article("a8", f"{mention.matched} flew.", "A title", "en", NOW, "Wire", None)
    after = replace(before, id="a8v2", text="Somebody flew.")
    found = Findings("a8", "en", (mention,), ())
    nobody = Findings("a8v2", "en", (), ())

    def told(alert: Alert) -> list[str]:
        past = Past((alert,), (Version(before, found, ()),))
        concluded = conclude(after, nobody, PEOPLE, past, Policy("C1"), NOW, "f1")
        return [telling.kind for each in concluded for telling in each.tellings]

    assert told(both) == ["update", "reply"]
    assert told(dismissed(both, judged)[0]) == []


def test_a_card_of_which_only_a_namesake_is_left_is_grey() -> None:
    """Where no article tells of the other any longer, what is left was told of the dismissed one."""
    alert, _ = dismissed(opened(), GENERAL)
    left = replace(alert, accounts=tuple(each for each in alert.accounts if each.mention is PLAYER))
    assert seen(card(left)).startswith("⚪ Reported trip: Qasem Soleimani")


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
