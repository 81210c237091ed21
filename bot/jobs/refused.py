"""What becomes of a message that a channel refuses: it is told in another form, or somewhere else, and it is kept.

    how it is drawn      -> plain text, in the same channel
    a new picture        -> the card stays as it was, and its thread goes on
    its card or thread   -> is gone: a message of its own, in the same channel
    what it comes after  -> kept with that, and told where that is told; due again with the story
    anything in there    -> plain text in the fallback channel; the operator is told once; due again when the channel works
    anything from us     -> it waits, with all the rest
    a map                -> the alert goes without

Each is one transaction with the end of the delivery, so that no crash leaves anything half done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.alerts import refusals as words
from bot.alerts.plain_text import shorter
from bot.ports import GiveUp, Message, Refused, Sent, TryAgain
from bot.store import deliveries, kept, refusals
from bot.store.deliveries import ClaimedDelivery, Kind, NewDelivery, State
from bot.store.refusals import Refusal

log = structlog.get_logger(__name__)


# A trouble may pass: only after so many tries over so long does it count as a refusal.
TRIES, MAY_PASS = 6, timedelta(minutes=30)
UNANSWERED = "no_readable_answer"
MAP_TRIES, MAP_AGAIN = 3, timedelta(seconds=30)  # Slack takes a while before it shows a new file


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The channels that stand in for others. None: there is none."""

    fallback: str | None = None  # gets what another channel refuses
    operator: str | None = None  # is told that it does


def refused(connection: Connection, claimed: ClaimedDelivery, said: GiveUp, to: Elsewhere, now: datetime) -> State:
    """Do what can be done about a refusal. The state that the delivery is left in."""
    if said.refused is Refused.EVERYTHING:
        return _wait(connection, claimed, said, now)
    _lift(connection, None)  # whoever is told what is wrong with a channel is let in
    if claimed.kind is Kind.MAP:
        return _do_without(connection, claimed, said, now)
    if said.refused is Refused.MESSAGE and (message := shorter(claimed.message)):
        return _change(connection, claimed, message, claimed.apart, said, now)
    if said.refused is Refused.CHANGE:
        return _leave_as_it_was(connection, claimed, said, now)
    if said.refused is Refused.PLACE and (claimed.redraws or claimed.thread):
        return _change(connection, claimed, claimed.message, True, said, now)
    return _keep(connection, claimed, said, to, now)


def in_the_end(
    connection: Connection, claimed: ClaimedDelivery, said: TryAgain, to: Elsewhere, now: datetime
) -> TryAgain | GiveUp:
    """What a trouble comes to that does not pass: it lies with the message where the channel took others meanwhile, else
    with the channel. A channel that is known for it is not tried for long.

    Without an answer it is Slack that may be ill, as long as no channel takes anything: then it is tried again, and another
    message shows whether Slack is.
    """
    if said.code is None:
        return said
    known = refusals.of(connection, claimed.channel)
    if known is not None and known.code == said.code:
        return GiveUp(known.why, Refused.CHANNEL, said.code)
    if claimed.attempts < TRIES or claimed.first_try is None or now - claimed.first_try < MAY_PASS:
        return said
    why = f"{said.why}, {claimed.attempts} times since {claimed.first_try:%d %b %H:%M} UTC"
    by = now - MAY_PASS
    if deliveries.took_others(connection, claimed, by):
        return GiveUp(why, Refused.MESSAGE, said.code)
    if said.code != UNANSWERED:
        return GiveUp(why, Refused.CHANNEL, said.code)
    if not deliveries.took_others(connection, claimed, by, anywhere=True):
        _ask_whether_slack_is_ill(connection, claimed, to, now)
        return said
    return GiveUp(why, Refused.MESSAGE if shorter(claimed.message) else Refused.CHANNEL, said.code)


def _ask_whether_slack_is_ill(connection: Connection, claimed: ClaimedDelivery, to: Elsewhere, now: datetime) -> None:
    """Tell somebody else in plain text that there is no answer, once since anything was taken: if that is, Slack is well."""
    if deliveries.took_others(connection, claimed, now, anywhere=True):
        return  # it is well: what was taken counts once it was long enough ago
    if claimed.kind is Kind.NOTICE and not claimed.message.blocks:
        return  # such a word itself
    others = (channel for channel in (to.operator, to.fallback) if channel != claimed.channel)
    channel = next(filter(None, others), claimed.channel)
    _notify(
        connection,
        channel,
        words.no_answer(claimed.channel),
        f"no answer since {deliveries.last_taken(connection)}",
        now,
    )


def put_aside(connection: Connection, claimed: ClaimedDelivery, to: Elsewhere, now: datetime) -> State:
    """Keep what comes after something that was refused: it is not asked for, so that nothing stands without its card."""
    refusal = refusals.of(connection, claimed.channel)
    code = refusal.code if refusal else "what it belongs to was refused"
    said = GiveUp(claimed.held_by or code, Refused.PLACE, code)
    if claimed.kind is Kind.MAP:
        return _do_without(connection, claimed, said, now)
    return _keep(connection, claimed, said, to, now)


def taken(connection: Connection, claimed: ClaimedDelivery, said: Sent, to: Elsewhere, now: datetime) -> bool:
    """Close a delivery. It shows that the channel works: then what it refused before is due. False: no longer ours."""
    mine = deliveries.settle(connection, claimed, said, now, now)
    if claimed.first_try is None:  # it was told before this database knew of it
        deliveries.draw_anew(connection, claimed, now)
    if claimed.alert_key is not None:
        kept.revive_story(connection, claimed.alert_key, claimed.channel, now)
    if to.fallback:
        kept.withdraw(connection, _copy(claimed, "", to.fallback), now)
    posted = claimed.state is State.SENDING and not claimed.redraws and claimed.thread is None
    if not posted:  # a thread can take replies, and a card changes, where the channel itself takes nothing
        refusals.hurry(connection, claimed.channel, now)
    for over in _lift(connection, claimed.channel if posted else None):
        if not over.of_everything:
            waiting = kept.revive(connection, over.channel, now)
            told = words.channel_works(over.channel, waiting)
            _notify(connection, to.operator, told, _working(over.channel, now), now)
    return mine


def _lift(connection: Connection, channel: str | None) -> tuple[Refusal, ...]:
    over = refusals.lift(connection, channel)
    for each in over:
        log.warning("Slack takes our messages again", channel=each.channel, since=each.since.isoformat())
    return over


def _wait(connection: Connection, claimed: ClaimedDelivery, said: GiveUp, now: datetime) -> State:
    in_doubt = claimed.state is State.UNCERTAIN or claimed.may_be_a_repeat
    deliveries.settle(connection, claimed, TryAgain(0, said.why, uncertain=in_doubt), now, now)
    if refusals.note(connection, claimed.channel, said, now).since == now:
        log.error("Slack takes nothing from us: all messages wait", why=said.why)
    return State.UNCERTAIN if in_doubt else State.PENDING


def _do_without(connection: Connection, claimed: ClaimedDelivery, said: GiveUp, now: datetime) -> State:
    """A map that is refused for how it is drawn may not be ready yet; any other is left out, for the card says it all."""
    if said.refused is Refused.MESSAGE and claimed.attempts < MAP_TRIES:
        deliveries.settle(connection, claimed, TryAgain(0, said.why), now, now + MAP_AGAIN)
        return State.PENDING
    deliveries.let_go(connection, claimed, said.why, now)
    log.warning("an alert goes without its map", channel=claimed.channel, why=said.why)
    return State.SUPERSEDED


def _leave_as_it_was(connection: Connection, claimed: ClaimedDelivery, said: GiveUp, now: datetime) -> State:
    """A card that may not be changed is no reason for a second one: what is new about its story stands in the thread."""
    deliveries.let_go(connection, claimed, said.why, now)
    log.warning("a card stays as it was drawn", channel=claimed.channel, why=said.why)
    return State.SUPERSEDED


def _change(
    connection: Connection, claimed: ClaimedDelivery, message: Message, apart: bool, said: GiveUp, now: datetime
) -> State:
    deliveries.change(connection, claimed, message, apart, said.why, now)
    log.warning("Slack refused a message; it is told in another form", channel=claimed.channel, why=said.why)
    return State.PENDING


def _keep(connection: Connection, claimed: ClaimedDelivery, said: GiveUp, to: Elsewhere, now: datetime) -> State:
    if deliveries.settle(connection, claimed, said, now, now):
        _tell_elsewhere(connection, claimed, said, to, now)
    if said.refused is Refused.MESSAGE and claimed.kind is Kind.REPLY and claimed.alert_key:
        kept.revive_story(connection, claimed.alert_key, claimed.channel, now)  # what waited for it goes on
    return State.FAILED


def _tell_elsewhere(
    connection: Connection, claimed: ClaimedDelivery, said: GiveUp, to: Elsewhere, now: datetime
) -> None:
    channel, fallback = claimed.channel, to.fallback if to.fallback != claimed.channel else None
    if fallback:
        _once(connection, _copy(claimed, said.code, fallback), now)
    if claimed.held_by:
        return  # the operator has heard of what it comes after
    if said.refused is Refused.CHANNEL:
        since = refusals.note(connection, channel, said, now).since
        days, again = (now - since).days, _known(connection, to.operator, _working(channel, now))
        told = words.channel_refuses(channel, said.why, fallback, days)
        part = f"refuses {channel} {said.code} {since.date()} {days}{' again' if again else ''}"
    else:
        told = words.message_refused(channel, said.why, fallback)
        part = f"refused {channel} {said.code} {now.date()}"
    if _notify(connection, to.operator if to.operator != channel else fallback, told, part, now):
        log.error("a Slack channel does not take our messages", channel=channel, why=said.why, instead=fallback)


def _working(channel: str, now: datetime) -> str:
    """Names the word that a channel works again: once a day, so that one that changes its mind all day is no flood."""
    return f"works {channel} {now.date()}"


def _copy(claimed: ClaimedDelivery, code: str, fallback: str) -> NewDelivery:
    """The same for the fallback channel, where each channel's story has a thread of its own."""
    message = words.copy_for_fallback(claimed.message, claimed.channel, code)
    story = f"{claimed.alert_key} for {claimed.channel}" if claimed.alert_key else None
    return NewDelivery(fallback, claimed.kind, message, story, claimed.version, part=f"for {claimed.id}")


def _notify(connection: Connection, channel: str | None, message: Message, part: str, now: datetime) -> bool:
    """Tell the operator, once. False when that was told before; without a channel it is for the log each time."""
    return channel is None or _once(connection, NewDelivery(channel, Kind.NOTICE, message, part=part), now)


def _known(connection: Connection, channel: str | None, part: str) -> bool:
    """Whether the operator was told that."""
    return channel is not None and deliveries.known(
        connection, NewDelivery(channel, Kind.NOTICE, Message(""), part=part)
    )


def _once(connection: Connection, new: NewDelivery, now: datetime) -> bool:
    if deliveries.known(connection, new):
        return False
    deliveries.put(connection, new, now)
    return True
