"""Draws the daily message that Gatewatch is alive: how feeds, backlog, messages and lists are; and alarms of important feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot import __version__
from bot.alerts import blocks, words
from bot.alerts.ailments import KINDS, MILD, ORDER, Ailment, since, span, why
from bot.alerts.blocks import Block, Run, bold
from bot.alerts.figures import Figures, backlog, lists, unsent
from bot.alerts.notices import notice
from bot.alerts.standstill import Standstill
from bot.ports import Message
from bot.text import cut, one_line

MOST = 40  # feeds named in one message
MOST_BACK = 10
_NAME_LIMIT, _WHY_LIMIT = 80, 160


@dataclass(frozen=True, slots=True)
class FeedNews:
    """How it is today."""

    figures: Figures
    ailing: tuple[Ailment, ...]
    known: frozenset[int]  # feeds whose mild trouble was told before
    back: tuple[str, ...]  # names of those that were told and are in order again
    still: tuple[Standstill, ...] = ()  # parts of the program itself

    @property
    def at(self) -> datetime:
        """When it was looked up."""
        return self.figures.at

    @property
    def feeds(self) -> int:
        """How many feeds the settings have."""
        return sum(self.figures.feeds.values())

    @property
    def told(self) -> tuple[Ailment, ...]:
        """Those that are named, each once, in the order of telling, the longest ailing first."""
        named = [each for each in self.ailing if each.trouble not in MILD or each.feed not in self.known]
        named.sort(key=lambda each: (ORDER.index(each.trouble), each.since or self.at, each.name))
        gravest = {each.feed: each for each in reversed(named)}
        return tuple(each for each in named if each is gravest[each.feed])

    @property
    def well(self) -> bool:
        """Whether there is nothing but that all is well."""
        return not (self.told or self.back or self.still or self.figures.clock_wrong)


def daily(news: FeedNews) -> Message:
    """One message: what ails, grouped, with what to do; what is back; how many are in order."""
    title = _title(news)
    shown = news.told[:MOST]
    groups = [_group(list(each), news.at) for _, each in groupby(shown, key=lambda each: KINDS[each.trouble].title)]
    drawn = [blocks.header(title), *_standing_still(news.still), *groups]
    if foot := [Run(" · ".join(_foot(news)))]:
        drawn.append(blocks.lines(foot))
    named = "; ".join(f"{KINDS[each.trouble].title}: {one_line(each.name)}" for each in shown[:5])
    parts = (title, "; ".join(str(each) for each in news.still), named, *_foot(news))
    text = ". ".join(part for part in parts if part)
    return Message(blocks.fallback(text), tuple(drawn))


def _title(news: FeedNews) -> str:
    ill = len({each.feed for each in news.ailing if each.trouble not in MILD})
    if not ill:
        return f"Feeds: all {news.feeds} in order"
    return f"Feeds: {ill} of {news.feeds} {'needs' if ill == 1 else 'need'} a look"


def _standing_still(still: Sequence[Standstill]) -> Iterator[Block]:
    if still:
        lines = ([bold(one_line(str(each))), Run(f" · {each.mend}")] for each in still)
        yield blocks.rich([blocks.section([bold("Gatewatch itself")]), blocks.bullets(lines)])


def _group(ailing: Sequence[Ailment], now: datetime) -> Block:
    kind = KINDS[ailing[0].trouble]
    title = blocks.section([bold(f"{kind.title} ({len(ailing)})"), Run(f" · {kind.mend}")])
    return blocks.rich([title, blocks.bullets(_line(each, now) for each in ailing)])


def _line(ailment: Ailment, now: datetime) -> list[Run]:
    name = bold(cut(one_line(ailment.name), _NAME_LIMIT))
    important = " (important)" if ailment.important else ""
    when = since(ailment, now)
    return [name, Run(f"{important}{f' {when}' if when else ''}: {cut(why(ailment), _WHY_LIMIT)}")]


def _foot(news: FeedNews) -> Iterator[str]:
    if len(news.told) > MOST:
        yield f"And {len(news.told) - MOST} more: `gatewatch status` shows all"
    if news.figures.clock_wrong:
        yield news.figures.clock_wrong.rstrip(".")
    if news.back:
        names = [one_line(name) for name in news.back[:MOST_BACK]]
        rest = f" and {len(news.back) - MOST_BACK} more" if len(news.back) > MOST_BACK else ""
        yield f"In order again: {', '.join(names)}{rest}"
    if mild := sum(each.trouble in MILD for each in news.ailing):
        yield f"{words.count(mild, 'feed')} moved or broken, read all the same"
    if ill := {state: number for state, number in news.figures.feeds.items() if number and state != "ok"}:
        yield ", ".join(f"{number} {state}" for state, number in ({"ok": news.figures.feeds["ok"]} | ill).items())
    yield backlog(news.figures)
    yield unsent(news.figures)
    if ages := lists(news.figures):
        yield ages
    yield f"Gatewatch {__version__}"
    if news.figures.record:
        yield f"Record {news.figures.record}"


def important_fails(ailment: Ailment, now: datetime) -> Message:
    """The alarm."""
    lines = (f"{since(ailment, now)}: {why(ailment)}", f"What to do: {KINDS[ailment.trouble].mend}")
    return notice(f"An important feed fails: {one_line(ailment.name)}", lines)


def important_is_back(name: str, failed_since: datetime, now: datetime) -> Message:
    """The end of the alarm."""
    return notice(f"An important feed is back: {one_line(name)}", (f"It had failed for {span(now - failed_since)}",))
