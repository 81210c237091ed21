"""One article leads to one decision per person; one story has one card, and its thread hears only what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alert_stories import DAMASCUS, GENERAL, MENTION, TEHRAN, THURSDAY, claim, trip

from bot.alerts.accounts import account_of
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past
from bot.alerts.routes import Policy, Route
from bot.model import Action, Alert, Article, ClaimOf, ClaimStatus, Findings, Mention, Reason, Tier, Trip

NOW = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
PEOPLE = {GENERAL.id: GENERAL, "un-IRi.040": replace(GENERAL, id="un-IRi.040", refs=("un-IRi.040",), name="Another")}
POLICY = Policy("C1", {"iran": Route("C2")})
FOX, REUTERS = claim(ClaimStatus.REPORTED, by="Fox News"), claim(ClaimStatus.REPORTED, by="Reuters")
TEXT = "Qassem Soleimani flew from Tehran to Moscow."
FIRST = trip(origin=TEHRAN, when=THURSDAY, claims=(FOX,))


def read(
    number: int,
    *trips: Trip,
    alerts: tuple[Alert, ...] = (),
    mentions: tuple[Mention, ...] = (MENTION,),
    policy: Policy = POLICY,
    outlet: str = "",
    people: dict[str, object] | None = None,
) -> tuple[Conclusion, ...]:
    published = NOW + timedelta(hours=number)
    article = Article(
        f"a{number}", TEXT, "A title", "en", published, outlet or f"Outlet {number}", "https://o.example/"
    )
    findings = Findings(article.id, "en", mentions, trips)
    return conclude(article, findings, people or PEOPLE, Past(alerts), policy, published, "f1")  # type: ignore[arg-type]


def opened() -> Alert:
    (conclusion,) = read(1, FIRST)
    assert conclusion.alert
    return conclusion.alert


def test_a_trip_under_a_ban_opens_a_card() -> None:
    """The first report opens an alert with its card, and the decision names the story."""
    (conclusion,) = read(1, FIRST)
    assert (conclusion.decision.action, conclusion.decision.reason) == (Action.ALERT, Reason.TRIP_BAN_POSSIBLE)
    alert = conclusion.alert
    assert alert
    assert (alert.version, alert.channel, alert.fingerprint) == (1, "C1", "f1")
    assert conclusion.decision.story == alert.key
    assert [telling.kind for telling in conclusion.tellings] == ["card"]
    assert [quote.text for quote in alert.accounts[0].quotes] == ["A title"]


def test_a_second_origin_updates_card_and_thread() -> None:
    """Another origin joins the story: the card is redrawn, the thread told, the alert one version on."""
    (conclusion,) = read(2, trip(when=THURSDAY, claims=(REUTERS,)), alerts=(opened(),))
    assert (conclusion.decision.action, conclusion.decision.reason) == (Action.UPDATE, Reason.NEWS_IN_STORY)
    assert conclusion.alert
    assert (conclusion.alert.version, len(conclusion.alert.accounts), conclusion.alert.key) == (2, 2, opened().key)
    assert [telling.kind for telling in conclusion.tellings] == ["update", "reply"]
    assert "New origin: Reuters" in conclusion.tellings[1].message.text


def test_the_same_tale_again_is_silence() -> None:
    """Ten more outlets with the same origin are counted on the card, and nobody is told."""
    alert = opened()
    for number in range(2, 12):
        (conclusion,) = read(number, trip(when=THURSDAY, claims=(FOX,)), alerts=(alert,))
        assert (conclusion.decision.action, conclusion.decision.reason) == (Action.SILENCE, Reason.NOTHING_NEW)
        assert ([each.kind for each in conclusion.tellings], conclusion.decision.story) == (["update"], alert.key)
        assert conclusion.alert
        alert = conclusion.alert
    assert "11 reports, all of Fox News" in conclusion.tellings[0].message.text


def test_an_outlet_that_adds_nothing_is_counted_once() -> None:
    """The same outlet with the same tale, under a new date or in a second feed of its own, is no further report."""
    alert = opened()
    (conclusion,) = read(2, trip(when=THURSDAY, claims=(FOX,)), alerts=(alert,), outlet="Outlet 1")
    assert (conclusion.alert, conclusion.tellings) == (None, ())
    assert (conclusion.decision.reason, conclusion.decision.story) == (Reason.NOTHING_NEW, alert.key)


def test_a_story_counts_no_more_than_it_can_hold() -> None:
    """Beyond sixty accounts an article that adds nothing is not kept: the record of a story stays small."""
    first = opened()
    again = tuple(
        replace(first.accounts[0], source=replace(first.accounts[0].source, article=f"b{n}")) for n in range(60)
    )
    (conclusion,) = read(2, trip(when=THURSDAY, claims=(FOX,)), alerts=(replace(first, accounts=again),))
    assert (conclusion.alert, conclusion.tellings) == (None, ())
    assert (conclusion.decision.reason, conclusion.decision.story) == (Reason.NOTHING_NEW, first.key)


def test_the_same_article_is_never_told_twice() -> None:
    """A changed version of an article that opened the story brings silence, whatever it says."""
    (conclusion,) = read(1, trip(destination=DAMASCUS, claims=(REUTERS,)), alerts=(opened(),))
    assert conclusion.decision.reason is Reason.NOTHING_NEW


def test_a_denial_told_as_background_joins() -> None:
    """A later article that tells the trip only as background brings its denial to the story, and opens no card."""
    denied = trip(main=False, when=THURSDAY, claims=(claim(ClaimStatus.DENIED, ClaimOf.MEETING, "the Kremlin", True),))
    (conclusion,) = read(2, denied, alerts=(opened(),))
    assert conclusion.decision.reason is Reason.NEWS_IN_STORY
    assert "The trip itself: not denied" in conclusion.tellings[1].message.text
    (alone,) = read(2, denied)
    assert (alone.decision.action, alone.alert) == (Action.DIGEST, None)


def test_another_route_is_another_card() -> None:
    """A trip elsewhere in the same days opens a story of its own."""
    (conclusion,) = read(2, trip(destination=DAMASCUS, when=THURSDAY), alerts=(opened(),))
    assert conclusion.decision.action is Action.ALERT
    assert conclusion.alert
    assert conclusion.alert.key != opened().key


def test_an_alert_of_another_channel_is_not_joined() -> None:
    """One story has one card per channel: a person's route opens one there."""
    people = {**PEOPLE, GENERAL.id: replace(GENERAL, route="iran")}
    (conclusion,) = read(2, FIRST, alerts=(opened(),), people=people)  # type: ignore[arg-type]
    assert (conclusion.decision.action, conclusion.decision.channel) == (Action.ALERT, "C2")


def test_the_same_key_is_the_same_story() -> None:
    """An account that would open a story under a key in use joins that story: keys never clash."""
    story = replace(
        opened(), accounts=tuple(replace(a, trip=replace(FIRST, destination=None)) for a in opened().accounts)
    )
    (conclusion,) = read(
        2, trip(when=THURSDAY, claims=(REUTERS,)), alerts=(replace(story, accounts=opened().accounts),)
    )
    assert conclusion.alert
    assert conclusion.alert.key == opened().key


def test_what_is_not_at_once_waits() -> None:
    """A mere mention waits for the digest, a possible one too, a weak one is silence; none joins a story."""
    tiers = [(MENTION.tier, Action.DIGEST), (Tier.POSSIBLE, Action.DIGEST), (Tier.WEAK, Action.SILENCE)]
    for tier, action in tiers:
        (conclusion,) = read(2, mentions=(replace(MENTION, tier=tier),), alerts=(opened(),))
        assert (conclusion.decision.action, conclusion.alert) == (action, None)


def test_a_possible_mention_never_joins() -> None:
    """Somebody who may be another person adds nothing to a story."""
    (conclusion,) = read(
        2, trip(claims=(REUTERS,)), mentions=(replace(MENTION, tier=Tier.POSSIBLE),), alerts=(opened(),)
    )
    assert conclusion.decision.reason is Reason.MENTION_NOT_SURE


def test_a_graver_account_raises_the_alert() -> None:
    """The alert carries the gravest reason of its accounts."""
    mild = Policy("C1", at_once=frozenset({Reason.TRIP_BAN_POSSIBLE, Reason.TRIP_NO_BAN}))
    (first,) = read(1, replace(FIRST, ban=None), policy=mild)
    assert first.alert
    assert first.alert.reason is Reason.TRIP_NO_BAN
    (second,) = read(2, FIRST, alerts=(first.alert,), policy=mild)
    assert second.alert
    assert second.alert.reason is Reason.TRIP_BAN_POSSIBLE


def test_one_decision_per_person_in_order() -> None:
    """Each person mentioned gets one decision, in the order of the mentions, once."""
    other = replace(MENTION, person="un-IRi.040", refs=("un-IRi.040",))
    conclusions = read(1, FIRST, mentions=(other, MENTION, other))
    assert [each.decision.person for each in conclusions] == ["un-IRi.040", "un-IRi.039"]


def test_same_input_same_output() -> None:
    """The same findings lead to the same conclusions, byte for byte."""
    assert repr(read(1, FIRST)) == repr(read(1, FIRST))


def test_account_of_reads_alone() -> None:
    """A digest's account holds the person's own trip, and no quotes: a line shows none, and thousands are drawn at once."""
    article = Article("a1", TEXT, outlet="Courier")
    findings = Findings("a1", "en", (MENTION,), (FIRST, replace(FIRST, person="else")))
    account = account_of(article, MENTION, findings)
    assert (account.trip, account.background, account.source.outlet) == (FIRST, (), "Courier")
    assert account.quotes == ()
