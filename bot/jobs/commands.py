"""What `/gatewatch …` does: a table of words, each with what it does and how help describes it.

What was typed is text of a stranger: it is cut, looked up, and comes back as text, never as markup. Answers are for the
eyes of whoever asked, and hold nothing of an alert that is told in another channel.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.alerts.notices import notice
from bot.errors import GatewatchError
from bot.jobs import answers
from bot.jobs.triage import Triaging
from bot.lists.find import Found, find
from bot.model import Mute, Person
from bot.ports import Command, Message
from bot.store import acts, alerts, meta, mutes
from bot.store.acts import Act
from bot.store.status import Status, status
from bot.text import one_line

MOST_TYPED = 200  # characters that are looked at
LONGEST_MUTE = 365  # days
_LENGTH = re.compile(
    r"(?P<who>.+?)\s+(?:for\s+)?(?P<number>\d{1,6})\s?(?P<unit>[hdw]|hours?|days?|weeks?)", re.IGNORECASE
)
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_KEY = re.compile(r"[0-9a-f]{6,64}")


async def answer(triaging: Triaging, command: Command) -> Message:
    """Do what was typed. Words that are none of ours get the help."""
    typed = html.unescape(command.text)
    if len(typed) > MOST_TYPED:
        return notice(f"That is too long: at most {MOST_TYPED} characters are read.")
    word, _, rest = one_line(typed).partition(" ")
    known = COMMANDS.get(word.casefold() or "help")
    if known is None:
        return answers.help_text({name: each.tells for name, each in COMMANDS.items()}, unknown=word)
    return await known.does(triaging, command, rest)


# --- looking things up ----------------------------------------------------------------------------------------------------


async def _status(triaging: Triaging, _: Command, __: str) -> Message:
    found, quiet = await triaging.db.read(_looked_up, triaging.clock.now())
    return answers.how_it_is(found, quiet)


def _looked_up(connection: Connection, now: datetime) -> tuple[Status, int]:
    return status(connection, now), len(mutes.in_force(connection, now))


async def _feeds(triaging: Triaging, _: Command, __: str) -> Message:
    return answers.feeds(await triaging.db.read(status, triaging.clock.now()))


async def _find(triaging: Triaging, _: Command, rest: str) -> Message:
    if not rest:
        return notice("Whom? Write a name, an id or a reference: find Qasem Soleimani")
    return answers.people(rest, await _looked_for(triaging, rest))


async def _looked_for(triaging: Triaging, name: str) -> Found:
    return await asyncio.to_thread(find, triaging.in_force.watchlist, name)  # a long list takes a while


async def _why(triaging: Triaging, command: Command, rest: str) -> Message:
    return await why(triaging, rest.casefold(), command.channel)


async def why(triaging: Triaging, key: str, channel: str) -> Message:
    """Explain an alert of that channel by its key, or the beginning of it."""
    if not _KEY.fullmatch(key):
        return notice("Which alert? Its key stands in the small print of its card: why 1a2b3c4d5e6f")
    try:
        found = await triaging.db.read(alerts.get, key, channel)
    except GatewatchError as error:
        return notice(str(error))
    if not found:
        return notice(f"This channel has no alert {key}. Ask in the channel where it is told.")
    return answers.why(found[0])


# --- quiet ----------------------------------------------------------------------------------------------------------------


async def _mute(triaging: Triaging, command: Command, rest: str) -> Message:
    asked = _LENGTH.fullmatch(rest)
    if not asked:
        return notice("Whom, and for how long? Write: mute Qasem Soleimani 7d (h, d and w for hours, days and weeks)")
    length = timedelta(hours=int(asked["number"]) * _HOURS[asked["unit"][0].lower()])
    if not timedelta(0) < length <= timedelta(days=LONGEST_MUTE):
        return notice(f"That is no length of quiet; ask for 1h to {LONGEST_MUTE}d")

    def write(connection: Connection, person: Person, now: datetime) -> Message:
        refs = tuple(sorted(person.ids))
        before = next((each for each in mutes.about(connection, refs, now) if each.story is None), None)
        mutes.ask(connection, Mute(command.id, person.name, refs, command.by, now, now + length))
        return answers.muted(person, now + length, before)

    return await _about_one(triaging, command, "mute", asked["who"], write)


async def _unmute(triaging: Triaging, command: Command, rest: str) -> Message:
    if not rest:
        return notice("Whom? Write a name, an id or a reference: unmute Qasem Soleimani")

    def write(connection: Connection, person: Person, now: datetime) -> Message:
        was = mutes.wake(connection, person.ids, command.by, now)
        return notice(f"{person.name} is {'told at once again' if was else 'not muted'}.")

    return await _about_one(triaging, command, "unmute", rest, write)


async def _mutes(triaging: Triaging, command: Command, _: str) -> Message:
    found = await triaging.db.read(mutes.in_force, triaging.clock.now())
    return answers.mutes([each for each in found if each.channel in (None, command.channel)])


async def _about_one(
    triaging: Triaging,
    command: Command,
    what: str,
    name: str,
    write: Callable[[Connection, Person, datetime], Message],
) -> Message:
    """Write something about the one person who is meant, once; or say that it is not one."""
    if refusal := await triaging.permission.refusal(command.by):
        return notice(refusal)
    found = await _looked_for(triaging, name)
    if len(found.meant) != 1:
        return answers.people(name, found, "Nothing was changed: write the id, in brackets here, in place of the name.")
    person = found.meant[0].person

    def once(connection: Connection, now: datetime) -> Message:
        meta.hold(connection, "deciding")
        if not acts.add(connection, Act(command.id, now, command.by, what)):
            return notice("That has been done.")
        return write(connection, person, now)

    return await triaging.db.write(once, triaging.clock.now())


async def _help(_: Triaging, __: Command, ___: str) -> Message:
    return answers.help_text({name: each.tells for name, each in COMMANDS.items()})


@dataclass(frozen=True, slots=True)
class _Known:
    tells: str  # arguments, and what it does
    does: Callable[[Triaging, Command, str], Awaitable[Message]]


COMMANDS: Mapping[str, _Known] = {
    "status": _Known(": how Gatewatch is, what waits to be told, what was decided today", _status),
    "find": _Known(" NAME: who on the lists bears a name, in any spelling or script", _find),
    "mute": _Known(" NAME 7d: nothing at once about a person for so long; the digest tells it all the same", _mute),
    "unmute": _Known(" NAME: end that", _unmute),
    "mutes": _Known(": who is muted, by whom, until when", _mutes),
    "why": _Known(" ALERT: what an alert of this channel rests on, by the key in its small print", _why),
    "feeds": _Known(": which feeds fail or are silent, and why", _feeds),
    "help": _Known(": these lines", _help),
}
