"""What is too much to be told one by one is put off to a digest, whole stories of it, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from alert_stories import alert

from bot.alerts.bounds import held_back, spread
from bot.alerts.conclusion import Conclusion, Telling
from bot.alerts.past import Past
from bot.model import Action, Decision, Reason
from bot.ports import Message

CARD, UPDATE, REPLY = (Telling(kind, Message(kind)) for kind in ("card", "update", "reply"))  # type: ignore[arg-type]


def opens(story: str, channel: str = "C1") -> Conclusion:
    return Conclusion(Decision("a", story, channel, Action.ALERT, Reason.TRIP_BAN_POSSIBLE, story), alert(), (CARD,))


def comes_along(story: str) -> Conclusion:
    return Conclusion(Decision("a", "p2", "C1", Action.UPDATE, Reason.TOGETHER, story), None)


def adds(story: str) -> Conclusion:
    return Conclusion(Decision("a", "p", "C1", Action.UPDATE, Reason.NEWS_IN_STORY, story), alert(), (UPDATE, REPLY))


def done(concluded: tuple[Conclusion, ...]) -> list[tuple[Action, Reason, str | None]]:
    return [(each.decision.action, each.decision.reason, each.decision.story) for each in concluded]


def test_with_room_nothing_changes() -> None:
    """As many as there is room for are told as ever; a channel without a bound takes all."""
    given = (opens("s1"), comes_along("s1"), adds("s2"))
    assert spread(given, {"C1": 2}, Past()) == given
    assert spread(given, {}, Past()) == given


def test_a_story_without_room_is_a_line_of_the_digest() -> None:
    """It opens no card, nor does anybody who comes along; the decision says why."""
    told = spread((opens("s1"), opens("s2"), comes_along("s2"), opens("s3", "C2")), {"C1": 1, "C2": 1}, Past())
    assert done(told) == [
        (Action.ALERT, Reason.TRIP_BAN_POSSIBLE, "s1"),
        (Action.DIGEST, Reason.BURST, None),
        (Action.DIGEST, Reason.BURST, None),
        (Action.ALERT, Reason.TRIP_BAN_POSSIBLE, "s3"),
    ]
    assert [each.alert is None for each in told] == [False, True, True, False]


def test_news_without_room_is_drawn_on_its_card() -> None:
    """The alert grows and its card is redrawn; the thread is not told, the digest is."""
    (told,) = spread((adds("s1"),), {"C1": 0}, Past())
    assert done((told,)) == [(Action.DIGEST, Reason.BURST, "s1")]
    assert (told.alert is not None, told.tellings) == (True, (UPDATE,))


def test_what_was_not_told_was_not_heard() -> None:
    """News that its channel got no post of leaves open when it heard of the story last, so that later news is told aloud."""
    before, now = datetime(2016, 4, 1, tzinfo=UTC), datetime(2016, 4, 20, tzinfo=UTC)
    past = Past((replace(alert(), aloud=before),))
    loud = replace(adds("s1"), alert=replace(alert(), aloud=now))
    (told,), (put_off,) = spread((loud,), {"C1": 1}, past), spread((loud,), {"C1": 0}, past)
    assert told.alert
    assert put_off.alert
    assert (told.alert.aloud, put_off.alert.aloud) == (now, before)


def test_what_is_said_no_longer_needs_no_room() -> None:
    """A line of a digest could not tell it: its thread is told whatever came before, and less is left for what comes after."""
    taken_out = adds("s1")
    taken_out = replace(taken_out, decision=replace(taken_out.decision, reason=Reason.WITHDRAWN))
    assert spread((taken_out,), {"C1": 0}, Past()) == (taken_out,)
    assert done(spread((taken_out, opens("s2")), {"C1": 1}, Past()))[1] == (Action.DIGEST, Reason.BURST, None)


def test_silence_needs_no_room() -> None:
    """What tells nothing, or only redraws a card, is never put off."""
    quiet = Conclusion(Decision("a", "p", "C1", Action.SILENCE, Reason.NOTHING_NEW, "s1"), alert(), (UPDATE,))
    assert spread((quiet,), {"C1": 0}, Past()) == (quiet,)


def test_what_stands_in_its_channel_needs_no_room() -> None:
    """A story that was told before the database was lost is no new card, however many of them are read again at once."""
    known = tuple(replace(opens(f"s{n}"), stands=True) for n in range(3))
    assert spread(known, {"C1": 0}, Past()) == known
    assert held_back((*known, opens("new")), 0)[:3] == known
    assert done(held_back((*known, opens("new")), 0)[3:]) == [(Action.DIGEST, Reason.LOOK_BACK, None)]
