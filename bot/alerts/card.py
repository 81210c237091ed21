"""Draws an alert as a Slack message that can be read in ten seconds on a phone.

    header      claim status, person, route, date                 the lock-screen line
    person      roles, in small print                             who that is
    ban         the ban; in small print its date, the listings    why it matters
    trip        route, means, length, purpose, what is not stated what is said to happen
    says who    independent origins, reports, denials             how much to make of it
    identity    printed name, evidence, who it is not
    quotes      the sentences it rests on, with links
    background  trips told beside it, not counted
    call        the user group that the route names
    triage      who judged it and why; buttons
    small print

Lines, not fields: fields collapse into one column on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.alerts import blocks, companions, lines, sources, triaged, words
from bot.alerts.blocks import Block, Run, bold
from bot.alerts.compare import MAX_LINES, Change, denial
from bot.alerts.ledger import by_object
from bot.alerts.story import Told, tell, tell_of
from bot.alerts.travellers import about, as_told, named
from bot.model import Alert, Source
from bot.ports import Message


def card(alert: Alert) -> Message:
    """The whole alert: blocks for the eye, and a text that says it in two sentences for the ear and the lock screen."""
    shown, told = as_told(alert), tell_of(alert)
    parts = (*(part(shown, told) for part in PARTS), _triage(alert), _foot(shown))
    drawn = tuple(block for part in parts for block in part)
    return Message(blocks.fallback(in_two_sentences(shown, told)), drawn)


def reply(alert: Alert, changes: Sequence[Change], source: Source) -> Message:
    """What the thread is told when a story changes: at most three lines and the article they come from."""
    said = [change.text for change in changes[:MAX_LINES]]
    mark = "• " if len(said) > 1 else ""
    drawn = blocks.lines(*([bold(mark), Run(words.begin(text))] for text in said), sources.source(source))
    subject = lines.headline(alert, tell_of(alert))
    return Message(blocks.fallback(f"New in “{subject}”: {'; '.join(said)}. {words.DISCLAIMER}."), (drawn,))


def in_two_sentences(alert: Alert, told: Told) -> str:
    """Status, person, route, date and ban; then who says so and who denies what. Not escaped yet."""
    first = f"{lines.dot(alert, told)} {lines.headline(alert, told)}; {_ban_in_short(alert, _of_lead(alert, told))}."
    parts = [_said_in_short(alert, told), *(denial(each) for each in by_object(told.denials)[:2])]
    second = "; ".join([*(part for part in parts if part), words.DISCLAIMER.lower()])
    return f"{first} {words.begin(second)}."


def _ban_in_short(alert: Alert, told: Told) -> str:
    listing = told.ban.listing if told.ban and told.ban.listing else None
    labels = [listing] if listing else [each.label for each in named(alert)[0].listings[:2]]
    named_by = ", ".join(map(words.label, labels))
    if told.ban is None:
        return f"listed as {named_by}" if named_by else "listed"
    if told.ban.applies in lines.BAN_STANDS:
        says = f"{lines.ban_says(told.ban, told)}{lines.supposing(told.ban)}"
        return f"travel ban ({named_by}), {says}, {lines.exemptions(told.ban)}"
    return f"listed as {named_by}, {lines.ban_says(told.ban, told)}"


def _said_in_short(alert: Alert, told: Told) -> str:
    """``5 reports: Reuters, Fars and 3 more``, ``5 reports, all of Reuters``."""
    names = [entry.origin for entry in told.reports[:3]]
    if not told.standing:
        return f"was said by {words.listed(names)}" if names else ""
    articles = len({account.source.article for account in alert.accounts})
    more = len(told.reports) - len(names)
    listed = words.listed([*names, *([f"{more} more"] if more else [])])
    if articles > 1 and names:
        return f"{words.count(articles, 'report')}{', all of ' if len(told.reports) == 1 else ': '}{listed}"
    return f"said by {listed}" if names else ""


def _of_lead(alert: Alert, told: Told) -> Told:
    """What is told of the first person alone: on a journey together each has a ban of their own, or none."""
    if not alert.companions:
        return told
    return replace(told, ban=tell(about(alert.basis, named(alert)[0])).ban)


# --- the parts, top to bottom ---------------------------------------------------------------------------------------------


def _head(alert: Alert, told: Told) -> Iterator[Block]:
    yield blocks.header(f"{lines.dot(alert, told)} {lines.headline(alert, told)}")


def _person(alert: Alert, _: Told) -> Iterator[Block]:
    yield from _small(lines.person(named(alert)[0]))


def _ban(alert: Alert, told: Told) -> Iterator[Block]:
    own = _of_lead(alert, told)
    yield from _group(lines.ban(alert, own))
    yield from _small(lines.dates(alert, own))
    yield from _group(*companions.bans(alert))
    yield blocks.divider()


def _trip(alert: Alert, told: Told) -> Iterator[Block]:
    every = (lines.route, lines.details, lines.purpose, lines.otherwise, lines.not_stated)
    yield from _group(*(line(alert, told) for line in every))


def _says(alert: Alert, told: Told) -> Iterator[Block]:
    stands = (lines.weight(alert, told), *lines.says(told), *lines.denied(told)) if told.standing else ()
    group = list(_group(*stands, *lines.withdrawn(alert)))
    yield from [blocks.divider(), *group] if group else []


def _identity(alert: Alert, _: Told) -> Iterator[Block]:
    yield blocks.divider()
    lead = named(alert)[0]
    meant = (lines.printed(alert, lead), lines.fits(alert, lead), *lines.confusables(alert, lead))
    yield from _group(*meant, *companions.identities(alert))


def _quotes(alert: Alert, _: Told) -> Iterator[Block]:
    quotes = [
        blocks.quoted(*map(sources.quotation, said), sources.source(told_by)) for told_by, said in sources.quotes(alert)
    ]
    if elements := [each for each in (*quotes, blocks.section(sources.others(alert))) if each]:
        yield blocks.divider()
        yield blocks.rich(elements)


def _background(alert: Alert, told: Told) -> Iterator[Block]:
    yield from _group(sources.background(alert, told))


def _call(alert: Alert, _: Told) -> Iterator[Block]:
    if alert.mention:
        yield blocks.calling(alert.mention)


def _triage(alert: Alert) -> Iterator[Block]:
    yield from _group(*triaged.lines(alert))
    yield triaged.buttons(alert)


def _foot(alert: Alert) -> Iterator[Block]:
    yield blocks.context(sources.small_print(alert))


def _group(*each: lines.Line) -> Iterator[Block]:
    if any(run.text for line in each for run in line):
        yield blocks.lines(*each)


def _small(text: str) -> Iterator[Block]:
    if text:
        yield blocks.context(text)


PARTS: tuple[Callable[[Alert, Told], Iterator[Block]], ...] = (
    _head,
    _person,
    _ban,
    _trip,
    _says,
    _identity,
    _quotes,
    _background,
    _call,
)
