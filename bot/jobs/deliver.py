"""Tells what is due: nothing is lost, and nothing told twice where the channel's history can be read.

Before a message is posted its row says `sending`; what the row says afterwards is what the channel said. When the answer
never came, or the program died in between, nobody knows whether the message stands in the channel. Then we wait until
even a slow request must have landed, and look for the message by the id it carries: found, it is sent; certainly not
there, it is sent again. Where the history stays unreadable for a quarter of an hour it is sent once more, marked as a
possible repeat: losing an alert is worse.

Redrawing a card is safe to repeat, so that needs no looking.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.ports import Channel, Clock, GiveUp, Message, Outcome, Sent, TryAgain
from bot.store import deliveries
from bot.store.database import Database
from bot.store.deliveries import ClaimedDelivery, Kind, State

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
# A channel that asks for more patience than this is asked again all the same.
LONGEST_PAUSE = timedelta(minutes=5)
# For so long an unreadable history is asked again before a message is repeated.
LOOK_FOR = timedelta(minutes=15)
# The channel's clock and ours may differ by this much.
CLOCKS_APART = timedelta(minutes=1)
# So many messages a sweep sends to one channel before other channels get their turn.
SWEEP = 10
_ID_SHOWN = 8  # hex digits of a delivery in the log: enough to find its row
REPEAT = "(possible repeat)"
_REPEAT_BLOCK: Mapping[str, object] = {"type": "context", "elements": [{"type": "plain_text", "text": REPEAT}]}
_MOST_BLOCKS = 50


class Pace:
    """Spaces the posts to each channel, and leaves a channel alone for as long as it asks."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free_at: dict[str, float] = {}
        self._held_until: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        """Wait until this channel may be posted to again."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._free_at.get(channel, now))
        self._free_at[channel] = at + self._seconds
        if at > now:
            await asyncio.sleep(at - now)

    def hold(self, channel: str, seconds: float) -> None:
        """Leave a channel alone for a while."""
        self._held_until[channel] = asyncio.get_running_loop().time() + seconds

    def held(self, channel: str) -> bool:
        """Whether a channel is to be left alone."""
        return self._held_until.get(channel, 0.0) > asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class Delivering:
    """What deliveries work with."""

    db: Database
    clock: Clock
    channel: Channel
    owner: str  # names this process in leases
    settle: timedelta = timedelta(seconds=70)  # after it, a request of ours has either landed or never will
    pace: Pace = field(default_factory=lambda: Pace(1.0))  # Slack: about one message a second and channel


async def deliver_due(delivering: Delivering, stopping: asyncio.Event) -> Counter[State]:
    """Tell what is due, channels side by side, a bounded number of messages each. How many ended in which state."""
    channels = await delivering.db.read(deliveries.due_channels, delivering.clock.now())
    sweeps = await asyncio.gather(*(_sweep(delivering, channel, stopping) for channel in channels))
    return sum(sweeps, Counter())


async def _sweep(delivering: Delivering, channel: str, stopping: asyncio.Event) -> Counter[State]:
    counts: Counter[State] = Counter()
    for _ in range(SWEEP):
        if stopping.is_set() or delivering.pace.held(channel):
            break
        claimed = await delivering.db.write(
            deliveries.claim_due, channel, delivering.clock.now(), delivering.owner, LEASE
        )
        if claimed is None:
            break
        counts[await deliver(delivering, claimed)] += 1
    return counts


async def deliver(delivering: Delivering, claimed: ClaimedDelivery) -> State:
    """Tell one thing, or find out that it has been told. The state it is left in."""
    message = await _what_to_post(delivering, claimed)
    if not isinstance(message, Message):
        return await _settle(delivering, claimed, message)
    await delivering.pace.turn(claimed.channel)
    now = delivering.clock.now()
    sending = await delivering.db.write(deliveries.mark_sending, claimed, message, now, LEASE)
    if sending is None:
        return State.SUPERSEDED  # by something newer, or by another worker
    return await _settle(delivering, sending, await _tell(delivering, sending))


# --- telling --------------------------------------------------------------------------------------------------------------


def _redraws(claimed: ClaimedDelivery) -> bool:
    """Whether it replaces a card. Without a card (it was refused) an update is posted in its place."""
    return claimed.kind is Kind.UPDATE and claimed.card_ts is not None


def _thread(claimed: ClaimedDelivery) -> str | None:
    return claimed.card_ts if claimed.kind is Kind.REPLY else None


async def _tell(delivering: Delivering, sending: ClaimedDelivery) -> Outcome:
    channel, ts = delivering.channel, sending.card_ts
    if _redraws(sending) and ts is not None:
        outcome = await channel.update(sending.channel, ts, sending.message)
        return replace(outcome, uncertain=False) if isinstance(outcome, TryAgain) else outcome
    outcome = await channel.post(sending.channel, sending.message, _thread(sending))
    match outcome:
        case TryAgain(uncertain=True):
            return replace(outcome, after=max(outcome.after, delivering.settle.total_seconds()))
        case TryAgain(after=after) if after > 0:
            delivering.pace.hold(sending.channel, min(after, LONGEST_PAUSE.total_seconds()))
    return outcome


async def _settle(delivering: Delivering, claimed: ClaimedDelivery, outcome: Outcome) -> State:
    now = delivering.clock.now()
    again_at = now + _pause(outcome, claimed.attempts) if isinstance(outcome, TryAgain) else now
    if not await delivering.db.write(deliveries.settle, claimed, outcome, now, again_at):
        log.warning("delivery was taken over while we were telling it", delivery=claimed.id[:_ID_SHOWN])
    return _report(claimed, outcome)


def _pause(outcome: TryAgain, attempts: int) -> timedelta:
    """How long to wait: what the channel asks, else twice as long each time, and never longer than our patience."""
    seconds = outcome.after if outcome.after > 0 else 2.0 ** min(attempts, 10)
    return min(timedelta(seconds=seconds), LONGEST_PAUSE)


def _report(claimed: ClaimedDelivery, outcome: Outcome) -> State:
    said = {"delivery": claimed.id[:_ID_SHOWN], "kind": claimed.kind.value, "channel": claimed.channel}
    match outcome:
        case Sent(ts=ts):
            log.debug("told", **said, ts=ts)  # the message speaks for itself
            return State.SENT
        case GiveUp(why=why):
            log.error("the channel will not take this; it stays in `gatewatch status`", **said, why=why)
            return State.FAILED
        case TryAgain(why=why, uncertain=uncertain):
            log.warning("not told yet", **said, why=why, uncertain=uncertain)
            return State.UNCERTAIN if uncertain else State.PENDING


# --- finding out ------------------------------------------------------------------------------------------------------------


async def _what_to_post(delivering: Delivering, claimed: ClaimedDelivery) -> Message | Sent | TryAgain:
    """The message to post now; or that it stands in the channel already; or that we cannot know yet."""
    if _redraws(claimed):
        return _redrawn(claimed)
    if claimed.state is State.PENDING or claimed.started_at is None:
        return claimed.message
    now, landed_by = delivering.clock.now(), claimed.started_at + delivering.settle
    if now < landed_by:
        return TryAgain((landed_by - now).total_seconds(), "waiting before looking whether it arrived", uncertain=True)
    since = (claimed.first_try or claimed.started_at) - CLOCKS_APART
    found = await delivering.channel.find(claimed.channel, claimed.id, since, _thread(claimed))
    match found:
        case Sent():
            return found
        case None:
            return claimed.message
        case TryAgain(why=why) | GiveUp(why=why):
            return _unreadable(claimed.message, claimed.started_at, now, why)


def _redrawn(claimed: ClaimedDelivery) -> Message:
    """The card's new picture; a card that may be a repeat goes on saying so."""
    repeated = claimed.card is not None and claimed.card.message.text.startswith(REPEAT)
    return marked_as_repeat(claimed.message) if repeated else claimed.message


def _unreadable(message: Message, started_at: datetime, now: datetime, why: str) -> Message | TryAgain:
    """Ask again, each time after half as long as we have been asking; in the end repeat the message, and say so."""
    waited = now - started_at
    if waited < LOOK_FOR:
        return TryAgain(max(30.0, waited.total_seconds() / 2), f"cannot look whether it arrived: {why}", uncertain=True)
    return marked_as_repeat(message)


def marked_as_repeat(message: Message) -> Message:
    """The message, saying first that it may be there already. Marked once, it stays as it is."""
    if message.text.startswith(REPEAT):
        return message
    blocks = (_REPEAT_BLOCK, *message.blocks) if 0 < len(message.blocks) < _MOST_BLOCKS else tuple(message.blocks)
    return replace(message, text=f"{REPEAT} {message.text}", blocks=blocks)
