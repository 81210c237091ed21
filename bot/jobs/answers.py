"""What a typed command is answered: short lines for a phone, in plain words. Text from outside stays text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.alerts import ailments, triaged, words
from bot.alerts.ailments import Ailment, moment, span
from bot.alerts.blocks import Run
from bot.alerts.blocks import person as person_of
from bot.alerts.lines import headline
from bot.alerts.notices import notice
from bot.alerts.story import tell_of
from bot.alerts.travellers import as_told
from bot.lists.find import Found
from bot.model import Account, Alert, Mute, Person
from bot.ports import Message
from bot.store.status import Status
from bot.text import cut, one_line

SHOWN = 10  # of anything that could be long
_NAME_LIMIT = 80


def how_it_is(found: Status, mutes: int) -> Message:
    """How Gatewatch is: feeds, what waits, what was decided."""
    title = "All is well." if found.well else "Something needs a look."
    return notice(title, [*_how(found), f"{words.count(mutes, 'mute')} in force" if mutes else "nobody is muted"])


def _how(found: Status) -> Iterator[str]:
    ailing = len(found.failing) + len(found.silent)
    polled = f", last poll {span(found.at - found.last_poll)} ago" if found.last_poll else ""
    yield f"{found.feeds - ailing} of {words.count(found.feeds, 'feed')} ok{polled}"
    oldest = f", the oldest for {span(found.at - found.oldest_unsent)}" if found.oldest_unsent else ""
    yield f"{found.unsent} unsent{oldest} · {found.for_digest} for the digest"
    if found.troubled:
        yield f"{words.count(len(found.troubled), 'message')} uncertain or refused"
    if found.list_refused:
        yield "the watchlists on disk are refused; the last good list stays in force"
    if found.decisions:
        counted = (f"{each.count} {each.action} ({each.reason.replace('_', ' ')})" for each in found.decisions[:SHOWN])
        yield f"decided in 24 hours: {' · '.join(counted)}"
    yield f"list {found.fingerprint[:6]}" if found.fingerprint else "no list loaded yet"


def feeds(found: Status) -> Message:
    """Which feeds fail or are silent, and why."""
    ailing = (*found.failing, *found.silent)
    ok = f"{found.feeds - len(ailing)} of {words.count(found.feeds, 'feed')} ok"
    return notice(ok, [*(_ailing(each, found.at) for each in ailing[:SHOWN]), *_more(len(ailing))])


def _ailing(feed: Ailment, now: datetime) -> str:
    kind = ailments.KINDS[feed.trouble]
    since = ailments.since(feed, now)
    return (
        f"• {cut(one_line(feed.name), _NAME_LIMIT)}: {kind.title}{f', {since}' if since else ''}: {ailments.why(feed)}"
    )


def people(typed: str, found: Found, mend: str = "") -> Message:
    """Who bears a name; or who comes near it. `mend`: what to do where it is not one person."""
    name = cut(one_line(typed), _NAME_LIMIT)
    offered = [_listed(match.person) for match in found.meant or found.near]
    if not offered:
        return notice(f"Nobody on the lists fits “{name}”.", ["Try the surname alone, another spelling, or an id."])
    several = "Several people fit" if len(offered) > 1 else "On the lists for"
    title = f"{several} “{name}”" if found.meant else f"Nobody on the lists fits “{name}”. Nearest are"
    more = [f"and {found.more} more; write more of the name"] if found.more else []
    return notice(title, [*offered, *more, *([mend] if mend else [])])


def _listed(person: Person) -> str:
    labels = ", ".join(one_line(each.label) for each in person.listings[:4])
    facts = [", ".join(person.born), *person.roles[:2]]
    told = "".join(f" · {cut(one_line(each), _NAME_LIMIT)}" for each in facts if each)
    return f"• {one_line(person.name)} [{one_line(person.id)}]{f' ({labels})' if labels else ''}{told}"


def muted(person: Person, until: datetime, before: Mute | None) -> Message:
    """That somebody is muted, how it ends, and what was asked for before."""
    lines = [
        [Run(f"Until {moment(until)} nothing is told at once; the digest lists all of it under its own heading.")],
        [Run("End it before: unmute, and the name.")],
    ]
    if before:
        lines.append(
            [Run(f"In place of the quiet until {moment(before.until)}, asked for by "), person_of(before.author)]
        )
    return notice(f"{one_line(person.name)} is muted.", lines)


def mutes(found: Sequence[Mute]) -> Message:
    """Who is muted."""
    lines = [_mute(each) for each in found[:SHOWN]]
    return notice(f"{words.count(len(found), 'mute')} in force", [*lines, *_more(len(found))])


def _mute(mute: Mute) -> Sequence[Run]:
    what = f"alert {mute.story}" if mute.story else "everything"
    until = f"• {one_line(mute.name)}: {what}, until {moment(mute.until)}, asked for by "
    return Run(until), person_of(mute.author)


def why(alert: Alert) -> Message:
    """What an alert rests on: its reason, each report with the evidence for the person, what people did about it."""
    reason = f"{alert.reason.value.replace('_', ' ')} · list {alert.fingerprint[:6]} · version {alert.version}"
    told = [[Run("• "), *line] for line in triaged.lines(alert)]
    basis = as_told(alert).basis
    reports = [line for account in basis[:SHOWN] for line in _report(account)]
    return notice(headline(alert, tell_of(alert)), [reason, *told, *reports, *_more(len(basis))])


def _report(account: Account) -> Iterator[str]:
    mention, source = account.mention, account.source
    outlet = one_line(source.outlet or "outlet not known")
    yield f"• {outlet}: printed “{one_line(mention.matched)}”, {mention.tier.value} {mention.score:.2f}"
    for each in mention.evidence[:5]:
        yield f"   {'+' if each.favours else '−'} {abs(each.weight):.2f} {each.kind}: {cut(one_line(each.text), 160)}"


def help_text(commands: Mapping[str, str], unknown: str = "") -> Message:
    """What can be typed."""
    name = cut(one_line(unknown), 30)
    title = f"“{name}” is nothing that Gatewatch knows. It knows" if name else "What Gatewatch can be asked"
    return notice(title, [f"• {word}{tells}" for word, tells in commands.items()])


def _more(number: int) -> tuple[str, ...]:
    return (f"and {number - SHOWN} more",) if number > SHOWN else ()
