"""The contract of the store for alerts and decisions: how they are found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import GatewatchError
from bot.model import Action, Article, Decision, Reason
from bot.store import alerts, decisions
from bot.store.database import Database
from bot.store.polls import record_poll
from tests.contracts.stored import NOW, Concluded, alert, claimed_feed, on_terms, poll_of, screened


def test_open_alerts_are_found_by_every_id_a_person_goes_by(db: Database) -> None:
    """A merged person finds the stories told under each of the merged ids."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", who="un-1"))
        alerts.put(c, alert("s2", who="eu-7"))
        alerts.put(c, alert("s3", who="somebody"))
        found = alerts.open_for(c, {"un-1", "eu-7"})
    assert [a.key for a in found] == ["s1", "s2"]


def test_a_story_of_several_is_found_by_each(db: Database) -> None:
    """Whoever comes along finds the story too, also when they join it later; it is found once."""
    first = alert("s1", who="un-1")
    other = replace(first.person, id="eu-7", refs=("eu-7",))
    with db.transaction() as c:
        alerts.put(c, first)
        assert alerts.open_for(c, {"eu-7"}) == ()
        alerts.put(c, replace(first, companions=(other,), version=2))
        assert [a.version for a in alerts.open_for(c, {"eu-7"})] == [2]
        assert [a.key for a in alerts.open_for(c, {"eu-7", "un-1"})] == ["s1"]


def test_journeys_left_to_digests_are_known_by_person(db: Database) -> None:
    """What a digest alone was told of a person's journey, of late, the last articles of them; other reasons are none."""
    reasons = {"a1": Reason.TRIP_UNCERTAIN, "a2": Reason.PRESENCE, "a3": Reason.TRIP_NO_BAN}

    @on_terms
    def to_digest(found: Article, *_: object) -> tuple[Concluded, ...]:
        return (Concluded(Decision(found.id, "p1", "C1", Action.DIGEST, reasons[found.id])),)

    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), *map(screened, reasons)), "f1", to_digest)
        day = timedelta(days=1)
        assert [d.article.id for d in decisions.trips_in_digests(c, {"p1"}, NOW - day, 9)] == ["a1", "a3"]
        assert len(decisions.trips_in_digests(c, {"p1"}, NOW - day, 1)) == 1
        assert decisions.trips_in_digests(c, {"p1"}, NOW + day, 9) == ()
        assert decisions.trips_in_digests(c, {"p2"}, NOW - day, 9) == ()


def test_a_key_prefix_must_be_of_one_story(db: Database) -> None:
    """`why ALERT` takes the beginning of a key, and asks for more of it where two begin so."""
    with db.transaction() as c:
        for key, channel in (("abc1", "C1"), ("abc1", "C2"), ("abd", "C1")):
            alerts.put(c, alert(key, channel))
        assert [a.channel for a in alerts.get(c, "abc")] == ["C1", "C2"]
        assert alerts.get(c, "x%") == ()
        with pytest.raises(GatewatchError, match="abc1, abd"):
            alerts.get(c, "ab")


def test_digest_decisions_wait_once(db: Database) -> None:
    """What is for the digest waits for the channel's next one and is gone from the list after it."""

    @on_terms
    def to_digest(found: Article, *_: object) -> tuple[Concluded, ...]:
        return (Concluded(Decision(found.id, "p1", "C1", Action.DIGEST, Reason.PRESENCE)),)

    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", to_digest)
        assert decisions.channels_with_digest(c) == ("C1",)
        waiting = decisions.undigested(c, "C1")
        decisions.mark_digested(c, [waiting[0].decision], NOW)
        assert [d.decision.article for d in decisions.undigested(c, "C1")] == ["a2"]
        assert decisions.undigested(c, "C2") == ()
    assert [d.article.id for d in waiting] == ["a1", "a2"]
