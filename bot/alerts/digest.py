"""Draws what was not told at once as one message: grouped by reason, gravest first, one line per finding.

What a look-back found in stored articles is drawn the same way, marked as such, with the day of each article; so is what was
too much for its channel to be told one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.alerts import blocks, sources, words
from bot.alerts.accounts import account_of
from bot.alerts.blocks import BREAK, Block, Run, bold, italic, link
from bot.alerts.ledger import outlet_of
from bot.alerts.plain_text import LIMIT, length_of
from bot.model import Account, Article, BanApplies, Findings, Person, Reason, Trip
from bot.ports import Message

MAX_ITEMS = 60  # findings in one message; hand on the rest in a second one: `pages`
# So long may they be together as plain text, for a channel that takes no blocks: the rest is for the title, the headings of
# the groups and the small print.
MAX_PLAIN = LIMIT - 6_000
_TITLE_LIMIT = 90

Kind = Literal["daily", "look_back", "burst"]
# How each begins and ends its title, and what it says of itself in small print.
_KINDS: Mapping[Kind, tuple[str, str, tuple[str, ...]]] = {
    "daily": ("Digest", "not told at once", ()),
    "look_back": ("Look-back", "in earlier articles", (words.LOOK_BACK,)),
    "burst": ("Many at once", "within a minute or two", (words.BURST,)),
}


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One finding: why it is told, and what the article says."""

    reason: Reason
    account: Account


def item_of(reason: Reason, article: Article, findings: Findings, person: Person) -> DigestItem | None:
    """What the article says of the person. None where it does not name them, as after an edit: there is nothing to tell."""
    mention = findings.mention_of(person)
    return None if mention is None else DigestItem(reason, account_of(article, mention, findings))


def pages(items: Sequence[DigestItem]) -> tuple[Sequence[DigestItem], ...]:
    """The findings in portions that one message each can hold, with blocks and without, so that every one is told."""
    portions: list[list[DigestItem]] = []
    room = 0
    for item in sorted(items, key=lambda item: words.BY_GRAVITY.index(item.reason)):
        length = _length(item)
        if length > room or len(portions[-1]) == MAX_ITEMS:
            portions.append([])
            room = MAX_PLAIN
        portions[-1].append(item)
        room -= length
    return tuple(portions)


def _length(item: DigestItem) -> int:
    return length_of([blocks.rich([blocks.bullets([_line(item.account, dated=True)])])])


def digest(items: Sequence[DigestItem], kind: Kind = "daily") -> Message:
    """One message with every finding, at most `MAX_ITEMS` of them; `kind` says why they come together.

    Raises ValueError for more, or for none: a digest of nothing is not sent.
    """
    if not 0 < len(items) <= MAX_ITEMS:
        raise ValueError(f"a digest holds 1 to {MAX_ITEMS} findings, not {len(items)}")
    groups: dict[Reason, list[DigestItem]] = defaultdict(list)
    for item in sorted(items, key=lambda item: words.BY_GRAVITY.index(item.reason)):
        groups[item.reason].append(item)
    found = words.count(len(items), "finding")
    begin, end, note = _KINDS[kind]
    title = f"{begin}: {found} {end}"
    drawn = [blocks.header(title)]
    for reason, each in groups.items():
        drawn += [*([blocks.divider()] if len(drawn) > 1 else []), _group(reason, each, dated=kind == "look_back")]
    counts = [words.group(len(each), reason) for reason, each in groups.items()]
    text = f"{title}: {'; '.join(counts)}. {words.DISCLAIMER}."
    return Message(blocks.fallback(text), (*drawn, blocks.context(*note, words.DISCLAIMER)))


def _group(reason: Reason, items: list[DigestItem], *, dated: bool) -> Block:
    title = blocks.section(
        [bold(f"{words.DOT.get(reason, words.PLAIN_DOT)} {words.GROUP_TITLE[reason]} ({len(items)})")]
    )
    return blocks.rich([title, blocks.bullets(_line(item.account, dated=dated) for item in items)])


def _line(account: Account, *, dated: bool) -> list[Run]:
    """Who and what; on a second line where it stands and on which lists; on a third why no ban applies."""
    mention, source = account.mention, account.source
    day = f" · {words.day(source.published.date())}" if dated and source.published else ""
    title = words.short(source.title, _TITLE_LIMIT) or "article"
    labels = f" · {', '.join(words.label(label) for label in mention.listings[:2])}" if mention.listings else ""
    where = [link(f"{words.short(outlet_of(source))}: {title}", source.url), Run(f"{day}{labels}")]
    other = _other_ban(account.trip)
    return [
        bold(words.short(mention.name)),
        Run(f": {_what(account)}"),
        BREAK,
        *where,
        *([BREAK, italic(other)] if other else []),
    ]


def _what(account: Account) -> str:
    if account.trip:
        return f"{words.HEADING[account.trip.status].lower()} {_route(account.trip)}"
    if account.presences:
        return f"said to be in {words.short(words.place_and_country(account.presences[0].place))}"
    return f"printed “{words.short(account.mention.matched)}”"


def _other_ban(trip: Trip | None) -> str:
    """The travel ban the person is under all the same where it does not apply to the trip, and why it does not."""
    ban = trip.ban if trip else None
    if ban is None or ban.applies is not BanApplies.NONE_KNOWN or ban.listing is None:
        return ""
    return f"Listed with a travel ban ({words.label(ban.listing)}): {words.short(ban.why, 160)}"


def _route(trip: Trip) -> str:
    origin = f"{words.short(words.place(trip.origin))} " if trip.origin else ""
    return f"{origin}→ {sources.past(trip)}"
