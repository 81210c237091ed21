"""How much is told one by one: of a new feed's backlog, and to one channel in one minute. The rest is told in digests.

    backlog of a feed    so many new cards in all            then `look_back`, told when the feed has been read
    a channel            so many cards and replies a minute  then `burst`, told a minute later, every hit on a line

What an article adds to a story that has its card is drawn on it all the same. What it says no longer is told as ever: a line
of a digest tells what an article says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past
from bot.model import Action, Decision, Reason

MOST_POSTS, WITHIN = 40, timedelta(minutes=1)  # cards and replies that one channel gets in so long
POSTS = ("card", "reply")


def held_back(concluded: Sequence[Conclusion], cards: int | None) -> tuple[Conclusion, ...]:
    """What is concluded, with no more new cards than there may be; whatever would open another is a find of the look-back.

    What an article adds to a story that was told before is told as ever.
    """
    new = (each for each in concluded if each.decision.action is Action.ALERT and not each.stands)
    opening = [each.decision.story for each in new]
    late = frozenset() if cards is None else frozenset(opening[cards:])
    return tuple(_put_off(each, Reason.LOOK_BACK) if each.decision.story in late else each for each in concluded)


def spread(concluded: Sequence[Conclusion], room: Mapping[str, int], past: Past) -> tuple[Conclusion, ...]:
    """What is concluded, with no more posts to a channel than there is room for; `room` by channel, none: as many as come.

    A story that finds no room opens no card: it is a line of the digest. One that has its card keeps up with the news there.
    Withdrawals take up room, and need none.
    """
    left, unopened = dict(room), set[str | None]()
    return tuple(_within(each, left, unopened, past) for each in concluded)


def _within(concluded: Conclusion, left: dict[str, int], unopened: set[str | None], past: Past) -> Conclusion:
    """The conclusion as far as there is room, which it takes up; stories that find none to open are noted."""
    decision = concluded.decision
    posts = sum(telling.kind in POSTS for telling in concluded.tellings)
    if decision.story in unopened:
        return _put_off(concluded, Reason.BURST)
    if decision.channel not in left or concluded.stands:
        return concluded
    if left[decision.channel] >= posts or decision.reason is Reason.WITHDRAWN:
        left[decision.channel] -= posts
        return concluded
    if decision.action is not Action.ALERT:
        return _drawn_only(concluded, past)
    unopened.add(decision.story)
    return _put_off(concluded, Reason.BURST)


def _put_off(concluded: Conclusion, reason: Reason) -> Conclusion:
    return Conclusion(_in_digest(concluded.decision, reason, None), None)


def _drawn_only(concluded: Conclusion, past: Past) -> Conclusion:
    """The card redrawn, the thread not told: the news is a line of the digest."""
    drawn = tuple(telling for telling in concluded.tellings if telling.kind not in POSTS)
    decision = _in_digest(concluded.decision, Reason.BURST, concluded.decision.story)
    alert = past.unheard(concluded.alert) if concluded.alert else None
    return Conclusion(decision, alert, drawn)


def _in_digest(decision: Decision, reason: Reason, story: str | None) -> Decision:
    return replace(decision, action=Action.DIGEST, reason=reason, story=story)
