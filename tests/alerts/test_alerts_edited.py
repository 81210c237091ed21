"""An edited article: only what is new is told, what it says no longer is told in the thread, a mended typo is told to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from alert_stories import BAN, DAMASCUS, GENERAL, MENTION, MOSCOW, TEHRAN

from bot.alerts.card import card
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past, Version
from bot.alerts.routes import Policy
from bot.model import (
    Action,
    Alert,
    Article,
    Claim,
    ClaimOf,
    ClaimStatus,
    Evidence,
    Findings,
    Reason,
    Span,
    Stated,
    Tier,
    Trip,
    When,
)

NOW = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
POLICY = Policy("C1")
PEOPLE = {GENERAL.id: GENERAL}
FLIGHT = "Qassem Soleimani flew from Tehran to Moscow on Thursday in a private jet, Fox News reported."
DENIAL = "The Kremlin denied that a meeting was planned."
OTHERS = "Analysts spoke of missiles all week."


def at(body: str, words: str) -> Span:
    start = body.index(words)
    return Span(start, start + len(words))


@dataclass(frozen=True)
class Draft:
    """A version of an article and how it is read: trips are told by giving the words that tell them."""

    text: str
    to: str | None = "Moscow"  # None: no trip is read
    by: str | None = "Fox News"
    denied: str | None = None  # who denies the meeting
    when: tuple[str, date] | None = ("Thursday", date(2016, 4, 14))
    mode: str | None = "private jet"
    named: bool = True
    tier: Tier = Tier.STRONG
    published: datetime = NOW
    also: tuple[str, ...] = field(default=())  # further destinations, told as background

    def article(self, ident: str) -> Article:
        return Article(ident, self.text, "", "en", self.published, "Courier", "https://courier.example/1")

    def findings(self, ident: str) -> Findings:
        if not self.named:
            return Findings(ident, "en")
        span = at(self.text, "Qassem Soleimani")
        mention = replace(MENTION, tier=self.tier, spans=(span,), evidence=(self._evidence(),))
        trips = [self._trip(self.to, main=True)] if self.to else []
        return Findings(ident, "en", (mention,), (*trips, *(self._trip(each, main=False) for each in self.also)))

    def _evidence(self) -> Evidence:
        span = at(self.text, "general") if "general" in self.text else None
        return Evidence("role", True, "general", span)

    def _trip(self, to: str, *, main: bool) -> Trip:
        place = {"Moscow": MOSCOW, "Damascus": DAMASCUS}[to]
        told = Span(0, self.text.index(".") + 1)
        claims = [Claim(ClaimStatus.REPORTED, ClaimOf.TRIP, self._stated(self.by), told)]
        if self.denied:
            sentence = next(each for each in self.text.split("\n") if self.denied in each)
            claims.append(
                Claim(ClaimStatus.DENIED, ClaimOf.MEETING, self._stated(self.denied), at(self.text, sentence))
            )
        return Trip(
            GENERAL.id,
            ClaimStatus.REPORTED,
            (told,),
            origin=replace(TEHRAN, span=at(self.text, "Tehran")) if "Tehran" in self.text else None,
            destination=replace(place, span=at(self.text, to)),
            when=When(self.when[0], at(self.text, self.when[0]), self.when[1], self.when[1]) if self.when else None,
            mode=self._stated(self.mode),
            claims=tuple(claims),
            main=main,
            ban=BAN,
            verified=True,
        )

    def _stated(self, words: str | None) -> Stated | None:
        return Stated(words, at(self.text, words)) if words else None


FIRST = Draft(f"{FLIGHT}\n{DENIAL}\n{OTHERS}", denied="The Kremlin")


def told(number: int, draft: Draft, past: Past, hours: float = 1) -> Conclusion:
    (conclusion,) = conclude(
        draft.article(f"v{number}"), draft.findings(f"v{number}"), PEOPLE, past, POLICY, NOW + timedelta(hours=hours), "f"
    )  # fmt: skip
    return conclusion


def version(number: int, draft: Draft, *decided: Conclusion) -> Version:
    return Version(draft.article(f"v{number}"), draft.findings(f"v{number}"), tuple(each.decision for each in decided))


def after(draft: Draft = FIRST) -> tuple[Alert, Past]:
    """The first version has opened a card."""
    first = told(1, draft, Past())
    assert first.alert
    return first.alert, Past((first.alert,), (version(1, draft, first),))


def thread(conclusion: Conclusion) -> str:
    """What the thread is told."""
    return next((t.message.text for t in conclusion.tellings if t.kind == "reply"), "")


def shown(alert: Alert | None) -> str:
    assert alert
    return str(card(alert))


EDITS: Sequence[tuple[str, Draft, list[str], list[str]]] = [
    (
        "a claim is taken out",
        Draft(f"{FLIGHT}\n{OTHERS}"),
        ["Courier no longer says that The Kremlin denies the meeting"],
        ["no longer tells", "New origin"],
    ),
    (
        "a denial is put in",
        Draft(f"{FLIGHT}\n{DENIAL}\n{OTHERS}\nThe foreign ministry denied it.", denied="The foreign ministry"),
        ["The foreign ministry denies the meeting"],
        ["no longer"],
    ),
    (
        "the source is taken out",
        Draft(f"{FLIGHT.replace(', Fox News reported', '')}\n{DENIAL}\n{OTHERS}", by=None, denied="The Kremlin"),
        ["Courier no longer cites Fox News", "New origin: Courier"],
        [],
    ),
    (
        "the means are taken out",
        Draft(FIRST.text.replace(" in a private jet", ""), denied="The Kremlin", mode=None),
        ["Courier no longer gives the means: private jet"],
        ["cites"],
    ),
    (
        "the destination is corrected",
        Draft(FIRST.text.replace("Moscow", "Damascus"), "Damascus", denied="The Kremlin"),
        ["Destination: Damascus, Syria (was: Moscow, Russia)"],
        ["no longer"],
    ),
    (
        "the day is corrected",
        Draft(FIRST.text.replace("Thursday", "Wednesday"), denied="The Kremlin", when=("Wednesday", date(2016, 4, 13))),
        ["Date: Wed 13 Apr 2016 (was: Thu 14 Apr 2016)"],
        ["no longer"],
    ),
    (
        "the trip is taken out",
        Draft(f"Qassem Soleimani was in the news.\n{OTHERS}", None),
        ["Courier no longer tells of the trip"],
        ["cites", "denies"],
    ),
    (
        "the person is taken out",
        Draft(f"An officer was in the news.\n{OTHERS}", None, named=False),
        ["Courier no longer names Qasem Soleimani"],
        ["tells of the trip"],
    ),
]


@pytest.mark.parametrize(("draft", "says", "not_says"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_what_an_edit_changes_is_told_in_the_thread(draft: Draft, says: list[str], not_says: list[str]) -> None:
    """One reply and the card redrawn; the story stays one, and its account is the article as it reads now."""
    alert, past = after()
    edited = told(2, draft, past)
    assert [telling.kind for telling in edited.tellings] == ["update", "reply"]
    assert [words for words in says if words not in thread(edited)] == []
    assert [words for words in not_says if words in thread(edited)] == []
    assert edited.decision.action is Action.UPDATE
    assert edited.decision.reason is (Reason.WITHDRAWN if "no longer" in thread(edited) else Reason.NEWS_IN_STORY)
    assert edited.alert
    assert (edited.alert.key, edited.alert.version) == (alert.key, alert.version + 1)
    assert {account.source.article for account in edited.alert.accounts} <= {"v2"}


SAME: Sequence[tuple[str, Draft]] = [
    ("a typo is mended", Draft(FIRST.text.replace("missiles", "rockets"), denied="The Kremlin")),
    ("the trip's own sentence is reworded", Draft(FIRST.text.replace("flew from", "left from"), denied="The Kremlin")),
    ("the date is bumped", replace(FIRST, published=NOW + timedelta(days=1))),
    (
        "the date is bumped by a week, and the same word read as another day",
        replace(FIRST, published=NOW + timedelta(days=7), when=("Thursday", date(2016, 4, 21))),
    ),
    ("words that are still there are read a little worse", Draft(FIRST.text + " ", denied=None, mode=None)),
    ("the trip is read no more, its words are there", Draft(FIRST.text + " ", None)),
    (
        "the trip's own sentence is turned round, and read no more",
        Draft(FIRST.text.replace("on Thursday in a private jet", "in a private jet on Thursday"), None),
    ),
    ("the name is found no more, it is there", Draft(FIRST.text + " ", None, named=False)),
]


@pytest.mark.parametrize("draft", [case[1] for case in SAME], ids=[case[0] for case in SAME])
def test_an_edit_that_says_nothing_else_tells_nothing(draft: Draft) -> None:
    """No reply, no notification; at the most the card is redrawn quietly."""
    _, past = after()
    conclusions = conclude(draft.article("v2"), draft.findings("v2"), PEOPLE, past, POLICY, NOW, "f")
    for each in conclusions:
        assert (each.decision.action, each.decision.reason) == (Action.SILENCE, Reason.NOTHING_NEW)
        assert [telling.kind for telling in each.tellings] in ([], ["update"])
    assert len(conclusions) == int(draft.named)


def test_a_story_that_nobody_tells_any_more_says_so() -> None:
    """The card keeps what was said, as said no longer: no report, no origin, no breach."""
    _, past = after()
    for draft in (EDITS[-2][1], EDITS[-1][1]):
        alert = told(2, draft, past).alert
        assert alert
        assert (alert.accounts, len(alert.withdrawn)) == ((), 1)
        text = shown(alert)
        assert "🟠 No longer told: Qasem Soleimani, Tehran → Moscow, Thu 14 Apr 2016" in text
        assert "✎ " in text
        assert "Courier" in text
        assert "(edited, seen Fri 15 Apr 2016 11:00 UTC)" in text
        assert "travel ban stands, no breach told" in text
        assert "independent origin" not in text
        assert "✔" not in text


def test_what_another_outlet_says_stays() -> None:
    """An account that is withdrawn leaves the story to those that stand, and a line on the card."""
    alert, past = after()
    theirs = replace(alert.accounts[0], source=replace(alert.accounts[0].source, article="x1", outlet="Herald"))
    both = replace(alert, accounts=(*alert.accounts, theirs))
    edited = told(2, EDITS[-1][1], replace(past, alerts=(both,)))
    assert edited.alert
    assert [account.source.outlet for account in edited.alert.accounts] == ["Herald"]
    assert "🔴 Reported trip" in shown(edited.alert)
    assert "no longer names Qasem Soleimani" in shown(edited.alert)


def test_who_joins_after_the_only_report_was_withdrawn_joins_the_same_story() -> None:
    """One story has one card, also when for a while nobody told it."""
    _, past = after()
    gone = told(2, EDITS[-1][1], past).alert
    assert gone
    herald = replace(FIRST.article("h1"), outlet="Herald", url="https://herald.example/1")
    (joined,) = conclude(herald, FIRST.findings("h1"), PEOPLE, Past((gone,)), POLICY, NOW, "f")
    assert joined.alert
    assert joined.alert.key == gone.key
    assert "🔴 Reported trip" in shown(joined.alert)
    assert "Now a reported trip (was: no trip told)" in thread(joined)


def test_what_is_said_again_is_withdrawn_no_more() -> None:
    """A third version that has the claim again takes the line from the card."""
    _, past = after()
    taken_out = EDITS[0][1]
    second = told(2, taken_out, past)
    assert second.alert
    assert "✎" in shown(second.alert)
    versions = (*past.versions, version(2, taken_out, second))
    third = told(3, FIRST, Past((second.alert,), versions))
    assert third.alert
    assert third.alert.withdrawn == ()
    assert "The Kremlin denies the meeting" in thread(third)
    assert "✎" not in shown(third.alert)


def test_an_edit_after_the_text_has_expired_takes_nothing_back() -> None:
    """What we cannot show to be gone is not said to be gone."""
    _, past = after()
    expired = replace(past.versions[0], article=replace(past.versions[0].article, text=""))
    edited = told(2, Draft(FIRST.text + " ", denied=None), replace(past, versions=(expired,)))
    assert thread(edited) == ""


def test_a_beginning_takes_nothing_back() -> None:
    """Where the page could not be read this time, the account that was read whole stands beside what is new."""
    alert, past = after()
    teaser = Draft("Qassem Soleimani flew to Moscow on Thursday, Reuters said.", by="Reuters", mode=None)
    edited = told(2, teaser, replace(past, whole=False))
    assert edited.alert
    assert len(edited.alert.accounts) == 2
    assert "no longer" not in thread(edited)
    assert "New origin: Reuters" in thread(edited)
    unnamed = EDITS[-1][1]
    assert (
        conclude(unnamed.article("v2"), unnamed.findings("v2"), PEOPLE, replace(past, whole=False), POLICY, NOW, "f")
        == ()
    )
    assert alert.accounts == edited.alert.accounts[:1]


def test_a_second_trip_put_in_is_news_of_its_own() -> None:
    """The article tells the first trip still, as background: that story stands, and the new one opens its card."""
    _, past = after()
    more = Draft(FIRST.text + "\nHe went on to Damascus.", "Damascus", denied="The Kremlin", also=("Moscow",))
    edited = told(2, more, past)
    assert (edited.decision.action, edited.decision.reason) == (Action.ALERT, Reason.TRIP_BAN_POSSIBLE)
    assert edited.alert
    assert edited.alert.key != past.alerts[0].key


@pytest.mark.parametrize(("role", "told_of"), [("general ", False), ("", True)])
def test_who_is_meant_less_surely_now(role: str, told_of: bool) -> None:
    """Told where the words that said who is meant are gone; not where we merely judge the same words otherwise."""
    _, past = after(replace(FIRST, text="The general " + FIRST.text))
    edited = told(2, Draft(f"The {role}{FLIGHT} He is a footballer.", tier=Tier.POSSIBLE), past)
    assert ("no longer names Qasem Soleimani as surely" in thread(edited)) == told_of
    assert (edited.decision.reason is Reason.WITHDRAWN) == told_of


def test_a_third_version_belongs_to_the_story_it_tells() -> None:
    """An article that stands in two stories changes the one that its news is of."""
    _, past = after()
    more = Draft(FIRST.text + "\nHe went on to Damascus.", "Damascus", denied="The Kremlin", also=("Moscow",))
    second = told(2, more, past)
    assert second.alert
    both = Past((*past.alerts, second.alert), (*past.versions, version(2, more, second)))
    for third in (more, replace(more, also=())):
        edited = told(3, replace(third, text=third.text.replace(" in a private jet", ""), mode=None), both)
        assert edited.alert
        assert edited.alert.key == second.alert.key
        assert "no longer gives the means: private jet" in thread(edited)
        assert len(edited.alert.accounts) == 1


def test_who_is_named_again_is_withdrawn_no_more() -> None:
    """The story stands again, and the card says nothing else."""
    _, past = after()
    nobody = EDITS[-1][1]
    second = told(2, nobody, past)
    assert second.alert
    third = told(3, FIRST, Past((second.alert,), (*past.versions, version(2, nobody, second))))
    assert third.alert
    assert (third.alert.key, third.alert.withdrawn) == (second.alert.key, ())
    assert "🔴 Reported trip" in shown(third.alert)


# --- what was told in a digest, or waits for one ------------------------------------------------------------------------------


def digested(draft: Draft) -> Past:
    """The first version waits for a digest, or stood in one."""
    first = told(1, draft, Past())
    assert first.decision.action is Action.DIGEST
    return Past((), (version(1, draft, first),))


MERE = Draft(f"Qassem Soleimani was in the news.\n{OTHERS}", None)
TOLD_BEFORE: Sequence[tuple[str, Draft, Draft, Action]] = [
    ("a mention stays one", MERE, replace(MERE, text=MERE.text + " More follows."), Action.SILENCE),
    ("a mention becomes a trip", MERE, FIRST, Action.ALERT),
    ("perhaps meant, still", replace(MERE, tier=Tier.POSSIBLE), replace(MERE, tier=Tier.POSSIBLE), Action.SILENCE),
    ("perhaps meant, now surely", replace(FIRST, tier=Tier.POSSIBLE), FIRST, Action.ALERT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "action"), [case[1:] for case in TOLD_BEFORE], ids=[case[0] for case in TOLD_BEFORE]
)
def test_what_a_digest_told_is_not_told_again(first: Draft, second: Draft, action: Action) -> None:
    """Only a graver reason or something new is."""
    assert told(2, second, digested(first)).decision.action is action


def test_what_a_look_back_told_is_not_told_as_news() -> None:
    """A typo mended in an article of the backlog opens no card; a claim that was put in does."""
    first = told(1, FIRST, Past())
    looked_back = replace(first, decision=replace(first.decision, action=Action.DIGEST, reason=Reason.LOOK_BACK))
    past = Past((), (version(1, FIRST, looked_back),))
    assert told(2, SAME[0][1], past).decision.reason is Reason.NOTHING_NEW
    assert told(2, EDITS[1][1], past).decision.action is Action.ALERT


def test_a_version_that_nobody_was_told_of_counts_for_nothing() -> None:
    """A weak mention was silence; what it becomes is told as new."""
    weak = replace(MERE, tier=Tier.WEAK)
    past = Past((), (version(1, weak, told(1, weak, Past())),))
    assert told(2, MERE, past).decision.action is Action.DIGEST
