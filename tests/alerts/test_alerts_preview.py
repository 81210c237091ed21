"""What an article would be told for under another list, and why: one difference per person, whatever the lists call them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from alert_stories import BAN, GENERAL, MENTION, TEHRAN, THURSDAY, trip

from bot.alerts.preview import MOST_REASONS, Difference, Kind, Side, differences
from bot.alerts.routes import Policy, Route
from bot.model import Article, Ban, BanApplies, Evidence, Findings, Mention, Person, Reason, Span, Tier, Trip

NOW = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
POLICY = Policy("C1", {"iran": Route("C2")})
ARTICLE = Article("a1", "Qassem Soleimani flew from Tehran to Moscow.", "A title", "en", NOW, "Fox")
TRIP = trip(origin=TEHRAN, when=THURSDAY)
FREE = replace(TRIP, ban=Ban(BanApplies.NONE_KNOWN, "No travel ban is listed."))
DIRECTOR = replace(GENERAL, id="un-IRi.040", refs=("un-IRi.040",), name="Ghasem Soleymani")


def side(
    *mentions: Mention, trips: tuple[Trip, ...] = (TRIP,), people: tuple[Person, ...] = (GENERAL, DIRECTOR)
) -> Side:
    named = {mention.person for mention in mentions}
    told = tuple(each for each in trips if each.person in named)
    return Side(Findings("a1", "en", mentions, told), {person.id: person for person in people})


def find(before: Side, after: Side) -> list[Difference]:
    return list(differences(ARTICLE, before, after, POLICY, NOW))


FOUND, NOBODY = side(MENTION), side()
UNSURE = side(replace(MENTION, tier=Tier.POSSIBLE, score=0.6))
WEAK = side(replace(MENTION, tier=Tier.WEAK, score=0.1))
UNBANNED = side(MENTION, trips=(FREE,))
NAMED = side(MENTION, trips=())


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (NOBODY, FOUND, Kind.ALERT_GAINED),
        (FOUND, NOBODY, Kind.ALERT_LOST),
        (UNSURE, FOUND, Kind.ALERT_GAINED),
        (FOUND, UNSURE, Kind.ALERT_LOST),
        (NOBODY, UNSURE, Kind.DIGEST_GAINED),
        (WEAK, UNSURE, Kind.DIGEST_GAINED),
        (UNSURE, WEAK, Kind.DIGEST_LOST),
        (UNBANNED, NAMED, Kind.OTHERWISE),
        (NOBODY, WEAK, None),
        (WEAK, NOBODY, None),
        (FOUND, FOUND, None),
        (NOBODY, NOBODY, None),
    ],
)
def test_what_is_done_before_and_after_makes_the_kind(before: Side, after: Side, kind: Kind | None) -> None:
    """An alert is graver than the digest; what nobody is told of is no difference."""
    assert [each.kind for each in find(before, after)] == ([kind] if kind else [])


def test_new_people_come_with_their_evidence() -> None:
    """Bounded, in the order of the mention."""
    many = tuple(Evidence("word", n % 2 == 0, f"fact {n}") for n in range(20))
    without = Side(NOBODY.findings, {DIRECTOR.id: DIRECTOR})
    (each,) = find(without, side(replace(MENTION, evidence=many)))
    assert each.why[:3] == ("new on the list", "+ for: fact 0", "+ against: fact 1")
    assert len(each.why) == MOST_REASONS


def test_people_who_are_gone_are_said_to_be() -> None:
    """Nothing else needs to be said."""
    (each,) = find(FOUND, Side(NOBODY.findings, {DIRECTOR.id: DIRECTOR}))
    assert (each.why, each.person) == (("no longer on the list",), GENERAL)


def test_words_that_are_taken_for_somebody_else_say_for_whom() -> None:
    """Both people are told of, each with the other's name."""
    other = replace(MENTION, person=DIRECTOR.id, name=DIRECTOR.name, refs=DIRECTOR.refs, evidence=())
    lost, gained = sorted(find(FOUND, side(other, trips=())), key=lambda each: each.kind)
    assert lost.why == ("the words are taken for Ghasem Soleymani now",)
    assert gained.why == ("the words were taken for Qasem Soleimani",)


def test_words_that_are_taken_for_nobody_say_so() -> None:
    """A name was deleted."""
    (each,) = find(FOUND, NOBODY)
    assert each.why == ("“Qassem Soleimani” is not taken for this person any more",)


def test_evidence_that_changed_is_told_with_its_sign() -> None:
    """What came, then what went; what stayed is not told."""
    stays, goes, comes = (Evidence("role", True, text) for text in ("stays", "goes", "comes"))
    before = side(replace(MENTION, evidence=(stays, goes), tier=Tier.POSSIBLE))
    (each,) = find(before, side(replace(MENTION, evidence=(stays, comes))))
    assert each.why == ("+ for: comes", "− for: goes")


def test_bans_deaths_thresholds_and_routes_are_told() -> None:
    """What an edit of the person changes beside the evidence."""
    changed = replace(GENERAL, died="2020-01-03", threshold=0.99, route="iran")
    (each,) = find(UNBANNED, side(MENTION, people=(changed,)))
    assert each.kind is Kind.ALERT_GAINED
    assert each.why == (
        f"ban: {BAN.why}",
        "threshold: not stated → 0.99",
        "died: not stated → 2020-01-03",
        "channel: C1 → C2",
    )


def test_another_channel_is_told_otherwise() -> None:
    """The same alert for the same reason, elsewhere."""
    (each,) = find(FOUND, side(MENTION, people=(replace(GENERAL, route="iran"),)))
    assert (each.kind, each.why) == (Kind.OTHERWISE, ("channel: C1 → C2",))


def test_a_person_under_another_id_is_the_same() -> None:
    """A merge or a renamed entry is no gain and no loss."""
    joined = replace(GENERAL, id="my-general", refs=("my-general", *GENERAL.refs))
    mention = replace(MENTION, person="my-general", refs=joined.refs)
    assert find(FOUND, side(mention, trips=(replace(TRIP, person="my-general"),), people=(joined,))) == []


def test_a_second_mention_of_a_person_counts_once() -> None:
    """As when it is decided."""
    twice = side(MENTION, replace(MENTION, spans=(Span(20, 26),), tier=Tier.WEAK))
    assert find(FOUND, twice) == []
    (each,) = find(NOBODY, twice)
    assert each.after
    assert each.after.reason is Reason.TRIP_BAN_POSSIBLE
