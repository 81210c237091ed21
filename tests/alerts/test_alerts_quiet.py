"""What people have dismissed or muted is not told at once; nothing else is kept quiet with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alert_stories import DAMASCUS, GENERAL, MENTION, TEHRAN, THURSDAY, claim, trip

from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past, Version
from bot.alerts.routes import Policy
from bot.alerts.verdict import facts_of
from bot.model import (
    Action,
    Alert,
    Article,
    ClaimStatus,
    Decision,
    Evidence,
    Findings,
    Judgement,
    Mention,
    Mute,
    Person,
    Reason,
    Span,
    Tier,
    Trip,
    Verdict,
)

NOTHING, POLICY = Past(), Policy("C1")
NOW = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
TEXT = "Qassem Soleimani flew from Tehran to Moscow."
DIRECTOR = replace(GENERAL, id="un-IRi.040", refs=("un-IRi.040",), name="Qassem Soleimani")
PEOPLE = {GENERAL.id: GENERAL, DIRECTOR.id: DIRECTOR}
SPORT = Evidence("profession", False, "“striker” is no “general”", Span(0, 7), -2.0)
ROLE = Evidence("role", True, "“Quds Force commander” fits", Span(0, 7), 2.6)
PLAYER = replace(MENTION, evidence=(SPORT,))
BARE = replace(MENTION, evidence=())
COMMANDER = replace(MENTION, evidence=(ROLE,))
TO_MOSCOW = trip(origin=TEHRAN, when=THURSDAY, claims=(claim(ClaimStatus.REPORTED, by="Fox News"),))
AGAIN = trip(when=THURSDAY, claims=(claim(ClaimStatus.REPORTED, by="Reuters"),))
TO_DAMASCUS = trip(destination=DAMASCUS, when=THURSDAY, claims=(claim(ClaimStatus.REPORTED, by="Reuters"),))


def read(
    number: int, *trips: Trip, mention: Mention = PLAYER, past: Past = NOTHING, policy: Policy = POLICY
) -> Conclusion:
    published = NOW + timedelta(hours=number)
    article = Article(f"a{number}", TEXT, "A title", "en", published, f"Outlet {number}", "https://o.example/")
    mine = tuple(replace(each, person=mention.person) for each in trips)
    findings = Findings(article.id, "en", (mention,), mine)
    (concluded,) = conclude(article, findings, PEOPLE, past, policy, published, "f1")
    return concluded


def opened(mention: Mention = PLAYER, policy: Policy = POLICY, of: Trip = TO_MOSCOW) -> Alert:
    alert = read(1, of, mention=mention, policy=policy).alert
    assert alert
    return alert


def dismissal(alert: Alert, person: Person = GENERAL, **changed: object) -> Verdict:
    facts = facts_of(person, [account.mention for account in alert.accounts])
    said = ("v1", Judgement.NOT_THIS, person.refs, alert.key, "C1", "a striker", "U1", NOW, None, facts)
    return replace(Verdict(*said), **changed)  # type: ignore[arg-type]


def after_dismissal(alert: Alert | None = None, **changed: object) -> Past:
    alert = alert or opened()
    return Past((alert,), verdicts=(dismissal(alert, **changed),))


def done(concluded: Conclusion) -> tuple[Action, Reason]:
    return concluded.decision.action, concluded.decision.reason


DISMISSED = (Action.SILENCE, Reason.NOT_THIS_PERSON)
CARD = (Action.ALERT, Reason.TRIP_BAN_POSSIBLE)


def test_further_reports_of_a_dismissed_story_are_silence() -> None:
    """The decision names the reason and the story, and nothing is told."""
    concluded = read(2, AGAIN, past=after_dismissal())
    assert (done(concluded), concluded.decision.story) == (DISMISSED, opened().key)
    assert (concluded.alert, concluded.tellings) == (None, ())


@pytest.mark.parametrize(
    ("mention", "trips", "expected"),
    [
        (BARE, (AGAIN,), DISMISSED),  # the same journey, told more briefly
        (PLAYER, (TO_DAMASCUS,), DISMISSED),  # the striker travels on
        (PLAYER, (), DISMISSED),  # the striker is named
        (BARE, (TO_DAMASCUS,), CARD),  # another journey of a man of that name
        (COMMANDER, (AGAIN,), CARD),  # the journey is told of the general
        (COMMANDER, (TO_DAMASCUS,), CARD),
        (replace(PLAYER, matched="Kasim Sulaymani"), (AGAIN,), CARD),
        (replace(PLAYER, person=DIRECTOR.id, refs=DIRECTOR.refs), (AGAIN,), CARD),  # another person of the same name
        (replace(BARE, tier=Tier.POSSIBLE), (TO_DAMASCUS,), (Action.DIGEST, Reason.MENTION_NOT_SURE)),
        (replace(PLAYER, tier=Tier.WEAK), (AGAIN,), (Action.SILENCE, Reason.NEAR_MISS)),
    ],
)  # fmt: skip
def test_how_far_a_dismissal_reaches(
    mention: Mention, trips: tuple[Trip, ...], expected: tuple[Action, Reason]
) -> None:
    """The namesake of the story, and wherever the text says again that it is he; never the person, never anybody else."""
    assert done(read(2, *trips, mention=mention, past=after_dismissal())) == expected


def test_what_opens_the_question_opens_a_card_of_its_own() -> None:
    """News of the listed person never goes into the thread of a dismissed card, and the new card says what happened."""
    past = after_dismissal()
    concluded = read(2, AGAIN, mention=COMMANDER, past=past)
    assert concluded.alert
    assert concluded.alert.key != opened().key
    assert concluded.alert.triage.reopened
    assert concluded.alert.triage.reopened.why.startswith("other facts are told: role")
    assert [telling.kind for telling in concluded.tellings] == ["card"]
    assert "Open again" in str(concluded.tellings[0].message.blocks)


def test_a_story_that_has_moved_away_leaves_its_name_to_nobody() -> None:
    """What a channel was told under a name once is never mixed up with a story that opens there later."""
    moved = replace(opened(), channel="C2")
    told = frozenset({(moved.key, "C1"), (moved.key, "C2")})
    concluded = read(2, AGAIN, past=Past((moved,), told=told))
    assert concluded.alert
    assert (concluded.alert.channel, done(concluded)) == ("C1", CARD)
    assert concluded.alert.key != moved.key


def test_a_story_told_of_both_is_not_covered() -> None:
    """Once the journey is told of the listed person, a report that names him barely joins that card: it is not silenced."""
    first = opened()
    both = read(2, AGAIN, mention=COMMANDER, past=after_dismissal(first)).alert
    assert both
    past = Past((first, both), verdicts=(dismissal(first),))
    denied = trip(when=THURSDAY, claims=(claim(ClaimStatus.DENIED, by="the Kremlin", official=True),))
    concluded = read(3, denied, mention=BARE, past=past)
    assert (concluded.decision.action, concluded.decision.story) == (Action.UPDATE, both.key)


def test_an_edit_that_tells_more_opens_the_question() -> None:
    """A changed version of the dismissed article itself is looked at anew when it tells who he is."""
    first = opened()
    version = Version(
        Article("a1", TEXT, published=NOW),
        Findings("a1", "en", (PLAYER,), (TO_MOSCOW,)),
        (Decision("a1", GENERAL.id, "C1", *CARD, first.key),),
    )
    past = replace(after_dismissal(first), versions=(version,))
    assert done(read(2, TO_MOSCOW, mention=PLAYER, past=past)) == DISMISSED
    assert done(read(2, TO_MOSCOW, mention=COMMANDER, past=past)) == CARD


def test_the_right_person_changes_nothing() -> None:
    """A confirmed identity keeps nobody quiet."""
    concluded = read(2, AGAIN, past=after_dismissal(judgement=Judgement.RIGHT))
    assert done(concluded) == (Action.UPDATE, Reason.NEWS_IN_STORY)


def test_an_expired_dismissal_says_nothing() -> None:
    """When it has had its time, the question is open."""
    assert done(read(2, AGAIN, past=after_dismissal(until=NOW + timedelta(hours=1)))) == CARD


# --- mutes ----------------------------------------------------------------------------------------------------------------

SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(days=7)
MUTED = (Action.DIGEST, Reason.MUTED)


def mute(until: datetime = LATER, **changed: object) -> Mute:
    return replace(Mute("m1", GENERAL.name, ("ofac-10481",), "U1", NOW, until), **changed)  # type: ignore[arg-type]


def test_a_muted_person_waits_for_the_digest() -> None:
    """No card is opened; what waits anyway waits for its own reason; somebody else is told as ever."""
    past = Past(mutes=(mute(),))
    concluded = read(2, TO_MOSCOW, past=past)
    assert (done(concluded), concluded.alert, concluded.tellings) == (MUTED, None, ())
    assert done(read(2, past=past)) == (Action.DIGEST, Reason.MENTION_IN_CONTEXT)
    other = replace(PLAYER, person=DIRECTOR.id, refs=DIRECTOR.refs)
    assert done(read(2, TO_MOSCOW, mention=other, past=past)) == CARD


def test_a_mute_ends_by_itself() -> None:
    """After its last moment nothing is muted any more."""
    assert done(read(1, TO_MOSCOW, past=Past(mutes=(mute(SOON),)))) == CARD
    assert done(read(0, TO_MOSCOW, past=Past(mutes=(mute(SOON),)))) == MUTED


def snoozed(alert: Alert, **changed: object) -> Past:
    quiet = mute(story=alert.key, channel="C1", gravity=alert.reason)
    return Past((alert,), mutes=(replace(quiet, **changed),))  # type: ignore[arg-type]


def test_a_snoozed_story_is_redrawn_and_not_told() -> None:
    """The card holds the further report; the thread hears nothing; the digest has a line."""
    alert = opened()
    concluded = read(2, AGAIN, past=snoozed(alert))
    assert done(concluded) == MUTED
    assert concluded.alert
    assert len(concluded.alert.accounts) == 2
    assert [telling.kind for telling in concluded.tellings] == ["update"]


def test_a_snoozed_story_was_not_heard() -> None:
    """When it wakes, news of it is told aloud as if nothing had come meanwhile."""
    hourly = replace(POLICY, repeat_after=timedelta(hours=1))
    alert = opened(policy=hourly)
    asleep = read(2, AGAIN, past=snoozed(alert), policy=hourly).alert
    awake = read(2, AGAIN, past=Past((alert,)), policy=hourly).alert
    assert asleep
    assert awake
    assert (asleep.aloud, awake.aloud) == (alert.aloud, awake.updated)


def test_a_snooze_is_of_one_story_in_one_channel() -> None:
    """Another story of the person opens its card, and another channel is told."""
    alert = opened()
    assert done(read(2, TO_DAMASCUS, past=snoozed(alert))) == CARD
    assert done(read(2, AGAIN, past=snoozed(alert, channel="C2")))[0] is Action.UPDATE


def test_a_rise_in_gravity_breaks_a_snooze() -> None:
    """A story that was sent to sleep when no ban was known is told when one may apply."""
    both = Policy("C1", at_once=frozenset({Reason.TRIP_NO_BAN, Reason.TRIP_BAN_POSSIBLE}))
    mild = opened(policy=both, of=replace(TO_MOSCOW, ban=None))
    assert mild.reason is Reason.TRIP_NO_BAN
    assert done(read(2, replace(AGAIN, ban=None), past=snoozed(mild), policy=both)) == MUTED
    assert done(read(2, AGAIN, past=snoozed(mild), policy=both)) == (Action.UPDATE, Reason.NEWS_IN_STORY)
