"""Tells what is due: nothing is lost, and nothing told twice where the channel's history can be read.

Before a message is posted its row says `sending`; what the row says afterwards is what the channel said. When the answer
never came, or the program died in between, nobody knows whether the message stands in the channel. Then we wait until
even a slow request must have landed, and look for the message by the id it carries: found, it is sent; certainly not
there, it is sent again. Where the history stays unreadable for a quarter of an hour it is sent once more, marked as a
possible repeat: losing an alert is worse. Further repeats come ever more rarely.

Redrawing a card is safe to repeat, so that needs no looking; it is waited for all the same, so that an older picture which lands
late never stands over a newer one. What a channel refuses, and what never gets a good answer while
the channel takes others, is the matter of `bot.jobs.refused`. A message in trouble holds up its own story and no other.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.alerts.repeat import is_repeat, marked_as_repeat, unmarked
from bot.alerts.standstill import Work
from bot.edges.metrics import Metrics
from bot.edges.signs import Signs
from bot.jobs.recollecting import Recollecting
from bot.jobs.refused import UNANSWERED, Elsewhere, in_the_end, put_aside, refused, taken
from bot.ports import Busy, Channel, Clock, GiveUp, Message, Outcome, Refused, Sent, TryAgain
from bot.store import deliveries, kept, paces, refusals
from bot.store.database import Database
from bot.store.deliveries import ClaimedDelivery, State
from bot.store.paces import BURST, EVERYWHERE, Pace
from bot.store.refusals import Refusal

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
# The channel's clock and ours may differ by this much: a machine that keeps time badly must not look past its message.
CLOCKS_APART = timedelta(hours=1)
# So many messages a sweep sends to one channel before other channels get their turn, and so many may get no good answer:
# others do not wait for them, and all others not for their time-outs.
SWEEP, TROUBLES = BURST, 2
# Every so many seconds a round looks which sweeps have ended, and what else is due while others are slow.
LOOK_ROUND = 1.0
# Seconds in which nobody else tries a token that has just been refused.
REFUSED_JUST_NOW = 1.0
# So long after its row says `sending` a message may still be handed to the channel. A program that stood still has lost its lease:
# another one looks whether the message arrived, and none may leave after that look.
PROMPTLY = timedelta(seconds=30)
STOOD_STILL = TryAgain(0, "this program stood still just before it told it")
# What is said of a message that certainly did not arrive, and to which there was no answer.
NO_ANSWER = TryAgain(0, "Slack gave no readable answer", code=UNANSWERED)
# The name under which the pace keeps that histories are to be left alone.
_READING = "histories"
_ID_SHOWN = 8  # hex digits of a delivery in the log: enough to find its row


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what."""

    settle: timedelta = timedelta(seconds=70)  # after it, a request of ours has either landed or never will
    slow: timedelta = timedelta(seconds=5)  # other channels do not wait for one whose sweep takes longer
    longest: timedelta = timedelta(minutes=5)  # a channel that asks for more is asked again all the same
    look_again: timedelta = timedelta(seconds=30)  # at least between two looks into a history that cannot be read
    look_for: timedelta = timedelta(minutes=15)  # then the message is repeated, and marked
    look_for_busy: timedelta = timedelta(hours=1)  # the same where the history is there, and Slack asks us to wait


@dataclass(frozen=True, slots=True)
class Delivering:
    """What deliveries work with."""

    db: Database
    clock: Clock
    channel: Channel
    owner: str  # names this process in leases
    patience: Patience = field(default_factory=Patience)
    pace: Pace = field(default_factory=Pace)
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    signs: Signs = field(default_factory=Signs)
    metrics: Metrics = field(default_factory=Metrics)
    recollecting: Recollecting | None = None  # None: everything that was ever told is on record


async def deliver_due(delivering: Delivering, stopping: asyncio.Event) -> Counter[State]:
    """Tell what is due, channels side by side, a bounded number of messages each. How many ended in which state.

    While one of them is slow, the others are turned to again and again.
    """
    counts: Counter[State] = Counter()
    sweeps = await _begin(delivering, stopping, {})
    try:
        while sweeps:
            await asyncio.wait([sweep.task for sweep in sweeps.values()], timeout=LOOK_ROUND)
            delivering.signs.well(Work.OUTBOX)
            for channel, sweep in tuple(sweeps.items()):
                if sweep.task.done():
                    counts += sweeps.pop(channel).task.result()
            if not stopping.is_set() and any(sweep.is_slow(delivering.patience) for sweep in sweeps.values()):
                sweeps |= await _begin(delivering, stopping, sweeps)
    finally:
        for sweep in sweeps.values():
            sweep.task.cancel()
        await asyncio.gather(*(sweep.task for sweep in sweeps.values()), return_exceptions=True)
    return counts


@dataclass(frozen=True, slots=True)
class _Sweeping:
    """A sweep of one channel under way."""

    task: asyncio.Task[Counter[State]]
    since: float  # by the loop's clock

    def is_slow(self, patience: Patience) -> bool:
        return asyncio.get_running_loop().time() - self.since >= patience.slow.total_seconds()


async def _begin(
    delivering: Delivering, stopping: asyncio.Event, under_way: Mapping[str, _Sweeping]
) -> dict[str, _Sweeping]:
    """Begin to sweep the channels that have something due, other than those under way."""
    now = delivering.clock.now()
    with delivering.signs.doing(Work.OUTBOX):
        due, refusing = await delivering.db.read(_agenda, now)
    if refusing:
        due = await delivering.db.write(_ask_again, due, refusing, now)
    since = asyncio.get_running_loop().time()
    return {
        channel: _Sweeping(asyncio.create_task(_sweep(delivering, channel, stopping)), since)
        for channel in due
        if channel not in under_way
    }


def _agenda(connection: Connection, now: datetime) -> tuple[tuple[str, ...], tuple[Refusal, ...]]:
    held = paces.held(connection, now)
    due = () if EVERYWHERE in held else deliveries.due_channels(connection, now)
    return tuple(channel for channel in due if channel not in held), refusals.current(connection)


def _ask_again(
    connection: Connection, due: tuple[str, ...], refusing: tuple[Refusal, ...], now: datetime
) -> tuple[str, ...]:
    """The channels to turn to: those that refuse are tried when their time has come, or when there is news for them."""
    first = refusing[0]
    if first.of_everything:
        channels = sorted({*due, *(each.channel for each in refusing[1:])})
        if not first.is_due(now) or not channels:
            return ()
        refusals.put_off(connection, first, now)
        # One is enough to learn whether the token is good again; each time another, for one may be broken itself.
        asked = channels[first.tries % len(channels)]
        kept.probe(connection, asked, now)
        return (asked,)
    for each in refusing:
        if each.channel in due or each.is_due(now):
            kept.probe(connection, each.channel, now)
        if each.is_due(now):
            refusals.put_off(connection, each, now)
    return tuple(sorted({*due, *(each.channel for each in refusing)}))


async def _sweep(delivering: Delivering, channel: str, stopping: asyncio.Event) -> Counter[State]:
    counts: Counter[State] = Counter()
    for _ in range(SWEEP):
        in_trouble = counts[State.PENDING] + counts[State.UNCERTAIN] >= TROUBLES
        if in_trouble or stopping.is_set():
            break
        now = delivering.clock.now()
        won = await delivering.db.write(_win, channel, now, delivering.owner, delivering.pace)
        if won is None:
            break
        with delivering.signs.doing(Work.DELIVERY):
            state = await deliver(delivering, *won)
        delivering.metrics.deliveries.labels(state.value).inc()
        counts[state] += 1
    return counts


def _win(
    connection: Connection, channel: str, now: datetime, owner: str, pace: Pace
) -> tuple[ClaimedDelivery, datetime] | None:
    """Win the next message of a channel and its turn there; None where there is none, or the channel is left alone."""
    if not paces.held(connection, now).keys().isdisjoint({channel, EVERYWHERE}):
        return None
    claimed = deliveries.claim_due(connection, channel, now, owner, LEASE)
    return None if claimed is None else (claimed, paces.book(connection, channel, now, pace))


async def deliver(delivering: Delivering, claimed: ClaimedDelivery, turn: datetime) -> State:
    """Tell one thing when it is its turn, or find out that it has been told. The state it is left in."""
    if claimed.held_by:
        return await delivering.db.write(put_aside, claimed, delivering.elsewhere, delivering.clock.now())
    message = await _what_to_post(delivering, claimed)
    if not isinstance(message, Message):
        state = State.PENDING if claimed.first_try is None else State.UNCERTAIN
        return await _settle(delivering, replace(claimed, state=state), message)
    if (wait := paces.seconds_until(turn, delivering.clock.now())) > 0:
        await asyncio.sleep(wait)
    now = delivering.clock.now()
    sending = await delivering.db.write(deliveries.mark_sending, claimed, message, now, LEASE)
    if sending is None:
        return State.SUPERSEDED  # by something newer, or by another worker
    return await _settle(delivering, sending, await _tell(delivering, sending))


# --- telling --------------------------------------------------------------------------------------------------------------


async def _tell(delivering: Delivering, sending: ClaimedDelivery) -> Outcome:
    channel, ts = delivering.channel, sending.card_ts
    if sending.started_at and delivering.clock.now() - sending.started_at > PROMPTLY:
        return replace(STOOD_STILL, uncertain=sending.may_be_a_repeat)
    if sending.redraws and ts is not None:
        outcome = await channel.update(sending.channel, ts, sending.message)
        if isinstance(outcome, TryAgain) and outcome.uncertain:
            outcome = replace(outcome, code=UNANSWERED)
    else:
        outcome = await channel.post(sending.channel, sending.message, sending.thread)
    match outcome:
        case TryAgain(uncertain=True):  # however long the channel wants to be left alone: then it can be looked for
            return replace(outcome, after=delivering.patience.settle.total_seconds())
        case TryAgain(after=after, busy=busy, code=code):
            if code is None and after > 0:  # an error that is named may be about this message alone
                await _hold(delivering, EVERYWHERE if busy is Busy.EVERYTHING else sending.channel, after)
            # A certain end of a repeat says nothing of the first try: that is looked for again.
            return replace(outcome, uncertain=sending.may_be_a_repeat)
    return outcome


async def _hold(delivering: Delivering, channel: str, seconds: float) -> None:
    quiet = min(timedelta(seconds=seconds), delivering.patience.longest)
    await delivering.db.write(paces.hold, channel, delivering.clock.now() + quiet)


async def _settle(delivering: Delivering, claimed: ClaimedDelivery, outcome: Outcome) -> State:
    now, write = delivering.clock.now(), delivering.db.write
    if isinstance(outcome, TryAgain) and outcome.code:
        outcome = await write(in_the_end, claimed, outcome, delivering.elsewhere, now)
    match outcome:
        case GiveUp():
            if outcome.refused is Refused.EVERYTHING:
                await _hold(delivering, EVERYWHERE, REFUSED_JUST_NOW)
            return await write(refused, claimed, outcome, delivering.elsewhere, now)
        case Sent():
            mine = await write(taken, claimed, outcome, delivering.elsewhere, now)
        case TryAgain():
            again_at = now + _pause(outcome, claimed.attempts, delivering.patience.longest)
            mine = await write(deliveries.settle, claimed, outcome, now, again_at)
    if not mine:
        log.warning("delivery was taken over while we were telling it", delivery=claimed.id[:_ID_SHOWN])
    return _report(claimed, outcome)


def _pause(outcome: TryAgain, attempts: int, longest: timedelta) -> timedelta:
    """How long to wait: what the channel asks, else twice as long each time, and never longer than our patience."""
    seconds = outcome.after if outcome.after > 0 else 2.0 ** min(attempts, 10)
    return min(timedelta(seconds=seconds), longest)


def _report(claimed: ClaimedDelivery, outcome: Sent | TryAgain) -> State:
    said = {"delivery": claimed.id[:_ID_SHOWN], "kind": claimed.kind.value, "channel": claimed.channel}
    if isinstance(outcome, Sent):
        log.debug("told", **said, ts=outcome.ts)  # the message speaks for itself
        return State.SENT
    log.warning("not told yet", **said, why=outcome.why, uncertain=outcome.uncertain)
    return State.UNCERTAIN if outcome.uncertain else State.PENDING


# --- finding out ------------------------------------------------------------------------------------------------------------


async def _what_to_post(delivering: Delivering, claimed: ClaimedDelivery) -> Message | Outcome:
    """The message to post now; or that it stands in the channel already; or that we cannot know yet."""
    if claimed.state is State.PENDING or claimed.started_at is None:
        return _redrawn(claimed) if claimed.redraws else await _unless_told(delivering, claimed)
    now, landed_by = delivering.clock.now(), claimed.started_at + delivering.patience.settle
    if now < landed_by:
        return TryAgain((landed_by - now).total_seconds(), "waiting before looking whether it arrived", uncertain=True)
    if claimed.redraws:
        return _redrawn(claimed)
    if until := (await delivering.db.read(paces.held, now)).get(_READING):
        return TryAgain((until - now).total_seconds(), "Slack asks us to read less", uncertain=True)
    since = min(claimed.first_try or claimed.started_at, now) - CLOCKS_APART
    found = await delivering.channel.find(claimed.channel, claimed.id, since, claimed.thread)
    outcome = await _found(delivering, claimed, found, now - claimed.started_at)
    if isinstance(outcome, Message) and is_repeat(outcome) == is_repeat(claimed.message):
        lasting = await delivering.db.write(in_the_end, claimed, NO_ANSWER, delivering.elsewhere, now)
        return lasting if isinstance(lasting, GiveUp) else outcome
    return outcome


async def _unless_told(delivering: Delivering, claimed: ClaimedDelivery) -> Message | Outcome:
    """A message that was never tried, unless it stands there all the same: the database may have lost that."""
    found = None if delivering.recollecting is None else await delivering.recollecting.look(claimed)
    if isinstance(found, GiveUp) and found.refused is Refused.CHANNEL:
        return marked_as_repeat(claimed.message)
    return claimed.message if found is None else found


async def _found(
    delivering: Delivering, claimed: ClaimedDelivery, found: Sent | TryAgain | GiveUp | None, waited: timedelta
) -> Message | Outcome:
    """What a look into the history means for the message."""
    match found:
        case None | GiveUp(refused=Refused.PLACE):  # a thread that is gone holds nothing
            return unmarked(claimed.message)
        case Sent() | GiveUp(refused=Refused.EVERYTHING):
            return found
        case TryAgain(uncertain=False, busy=None, code=None):  # out of reach, which says nothing of its histories
            return replace(found, uncertain=True)
        case TryAgain(busy=Busy(), after=after) if waited < delivering.patience.look_for_busy:
            await _hold(delivering, _READING, after)
            return replace(found, uncertain=True)
        case TryAgain(why=why) | GiveUp(why=why):
            return _unreadable(claimed, waited, why, delivering.patience)


def _redrawn(claimed: ClaimedDelivery) -> Message:
    """The card's new picture; a card that may be a repeat goes on saying so."""
    repeated = claimed.card is not None and is_repeat(claimed.card.message)
    return marked_as_repeat(claimed.message) if repeated else claimed.message


def _unreadable(claimed: ClaimedDelivery, waited: timedelta, why: str, patience: Patience) -> Message | TryAgain:
    """Ask again, each time after half as long as we have been asking; in the end repeat the message, and say so."""
    if waited < _long_enough(claimed, patience):
        pause = max(patience.look_again, waited / 2).total_seconds()
        return TryAgain(pause, f"cannot look whether it arrived: {why}", uncertain=True)
    return marked_as_repeat(claimed.message)


def _long_enough(claimed: ClaimedDelivery, patience: Patience) -> timedelta:
    """After how long a message is repeated: the longer, the more repeats there may be in the channel by now."""
    if not is_repeat(claimed.message):
        return patience.look_for
    repeats = claimed.attempts - 1
    return patience.look_for * 2 ** min(repeats - 2, 6) if repeats > 1 else timedelta(0)
