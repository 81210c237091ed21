"""Draws what another Watchlist brings as one message: who was listed, who no longer is, what an authority changed.

What editors change among spellings and roles is counted and not listed. A list that changes nothing else is no news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.alerts import blocks, words
from bot.alerts.blocks import Block, Run, bold
from bot.model import Listing, Person
from bot.ports import Message
from bot.text import one_line

MOST_PEOPLE = 30  # told by name in one message
_MOST_LISTINGS = 4  # of one person
_MOST_EDITS = 4
_MORE = "gatewatch lists diff"


@dataclass(frozen=True, slots=True)
class PersonNews:
    """A person, and the listings that came or went, or what is different in words."""

    person: Person
    listings: tuple[Listing, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListNews:
    """What a Watchlist that came into force brings."""

    fingerprint: str
    people: int  # on it
    listed: tuple[PersonNews, ...] = ()
    delisted: tuple[PersonNews, ...] = ()
    changed: tuple[PersonNews, ...] = ()  # by an authority
    edited: int = 0  # people whose spellings, roles and the like were edited
    look_back: tuple[int, int] = (0, 0)  # people gained, and days of stored articles searched for them; 0: too many

    @property
    def matters(self) -> bool:
        """Whether the desk should hear of it."""
        return bool(self.listed or self.delisted or self.changed)


def list_news(news: ListNews) -> Message:
    """One message, with up to `MOST_PEOPLE` people by name, of every group some. Raises ValueError when there is nothing to tell."""
    if not news.matters:
        raise ValueError("a list that changes nothing that matters is not told")
    groups = [(title, people) for title, people in _groups(news) if people]
    counts = [f"{len(people)} {title.lower()}" for title, people in groups]
    title = f"Watchlist changed: {', '.join(counts)}"
    text = f"{title}. {'; '.join(_named(people) for _, people in groups)}"
    small = f"list {news.fingerprint[:6]} is in force · {words.count(news.people, 'person', 'people')}"
    drawn = [blocks.header(title), *_drawn(groups), *_remarks(news), blocks.context(small)]
    return Message(blocks.fallback(text), drawn)


def _groups(news: ListNews) -> tuple[tuple[str, Sequence[PersonNews]], ...]:
    return (
        ("Listed", news.listed),
        ("No longer listed", news.delisted),
        ("Changed by the lists", news.changed),
    )


def _named(people: Sequence[PersonNews]) -> str:
    names = [one_line(each.person.name) for each in people[:3]]
    return ", ".join(names) + (" …" if len(people) > len(names) else "")


def _drawn(groups: Sequence[tuple[str, Sequence[PersonNews]]]) -> Iterator[Block]:
    shares = _shares([len(people) for _, people in groups])
    for (title, people), share in zip(groups, shares, strict=True):
        shown = people[:share]
        heading = blocks.section([bold(f"{title} ({len(people)})")])
        yield blocks.rich([heading, blocks.bullets(_line(each) for each in shown)])
    more = sum(len(people) for _, people in groups) - MOST_PEOPLE
    if more > 0:
        yield blocks.lines([Run(f"… and {more} more ({_MORE})")])


def _shares(sizes: Sequence[int]) -> Sequence[int]:
    """How many of each group are told by name: an equal share of `MOST_PEOPLE`; what small groups leave, others use."""
    shares = [0] * len(sizes)
    left = MOST_PEOPLE
    for done, at in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        shares[at] = min(sizes[at], left // (len(sizes) - done))
        left -= shares[at]
    return shares


def _line(news: PersonNews) -> list[Run]:
    told = [_listing(each) for each in news.listings[:_MOST_LISTINGS]]
    told += [one_line(each) for each in news.words[:_MOST_EDITS]]
    left = max(len(news.listings) - _MOST_LISTINGS, 0) + max(len(news.words) - _MOST_EDITS, 0)
    more = f"; and {left} more" if left else ""
    return [bold(one_line(news.person.name)), Run(f" ({news.person.id}){' · ' if told else ''}{'; '.join(told)}{more}")]


def _listing(listing: Listing) -> str:
    """``UN IRi.039, Iran, since 24 Mar 2007: travel ban and asset freeze``."""
    since = f"since {words.partial(listing.since)}" if listing.since else None
    until = f"until {words.partial(listing.until)}" if listing.until else None
    imposed = words.listed([words.measure(each.type) for each in listing.measures])
    named = ", ".join(filter(None, (one_line(listing.label), one_line(listing.regime or ""), since, until)))
    return f"{named}: {imposed}" if imposed else named


def _remarks(news: ListNews) -> Iterator[Block]:
    remarks = []
    if news.edited:
        entries = words.count(news.edited, "entry", "entries")
        remarks.append(f"Spellings, roles and the like were edited in {entries}.")
    people, days = news.look_back
    if people:
        whom = words.count(people, "person", "people")
        searched = f"Articles of the last {words.count(days, 'day')} are being searched for {whom}."
        remarks.append(searched if days else f"Stored articles are not searched for {whom} at once.")
    if remarks:
        yield blocks.lines([Run(" ".join(remarks))])
