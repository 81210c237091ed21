"""What must stand in Slack and in the database in the end, worked out from the plan alone.

It knows nothing of how the program decides: who is planted under a ban and reported is told, on one card; who is merely named
stands in one digest; nobody else is told of; whatever fails for long is told to the operator; and everything comes to rest.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.proof.simulation.plan import DAY, HOUR, FeedPlan, Item, Plan, Span, Story, What
from tests.proof.simulation.shown import by_name, is_digest, is_marked, lines, words
from tests.proof.simulation.slack import DESK, OPERATOR, SECOND, Post
from tests.proof.simulation.trace import stamp

# By when a list that was saved is in force, whatever happens meanwhile; also how long a broken one may keep a process down.
IN_FORCE = 14 * HOUR
# By when a feed that fails was polled, failed for an hour, and an alarm was told.
ALARM = 32 * HOUR
LOOKBACK = 12 * DAY
_DESKS = (DESK, SECOND)


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not be."""

    what: str  # lost, doubled, nobody, silent, unsettled
    story: str  # which one, or what else
    at: float
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.story} ({stamp(self.at)}): {self.why}"


def violations(plan: Plan, posts: Sequence[Post], database: Path) -> tuple[Violation, ...]:
    """Everything that is wrong."""
    return (
        *_stories(plan, posts),
        *_doubled(plan, posts),
        *_nobody(plan, posts),
        *_operator(plan, posts),
        *_unsettled(plan, posts, database),
    )


# --- stories --------------------------------------------------------------------------------------------------------------


def _stories(plan: Plan, posts: Sequence[Post]) -> Iterator[Violation]:
    cards = defaultdict(list)
    for post in posts:
        if post.thread is None and post.channel in _DESKS and (name := by_name(post.first.text)):
            cards[name].append(post)
    told: Counter[tuple[str, int]] = Counter()
    for post in _each_once(posts):
        if post.channel in _DESKS and is_digest(post.first):
            told.update(lines(post.first))
    for story in plan.stories:
        yield from _story(plan, story, cards[story.who.name, story.city], told, posts)


def _story(
    plan: Plan, story: Story, cards: Sequence[Post], told: Mapping[tuple[str, int], int], posts: Sequence[Post]
) -> Iterator[Violation]:
    standing = _standing(story)
    first = story.reports[0].at
    sure = [post for post in cards if not is_marked(post.first) and not _is_quiet(post)]
    if len(sure) > 1:
        yield Violation("doubled", story.token, sure[1].at, f"{len(sure)} cards")
    edited = {each.guid for each in story.edits}
    for item in standing:
        if told.get((story.token, item.feed), 0) > 1 and item.guid not in edited:
            yield Violation("doubled", story.token, item.at, f"twice in digests, of Outlet {item.feed}")
    if _must_be_silent(story):
        if cards or any(told.get((story.token, each.feed)) for each in story.reports):
            yield Violation("nobody", story.token, first, f"{story.who.name} has left the list")
        return
    must = [each for each in standing if _must_be_told(story, each)]
    carded = story.what is What.TRIP and any(_opens_a_card(plan, story, each) for each in must)
    if carded and not cards:
        yield Violation("lost", story.token, first, f"no card of {story.who.name} → {story.city}")
    for item in must:
        if not told.get((story.token, item.feed)) and not _is_seen(item, story, cards, posts):
            yield Violation("lost", story.token, item.at, f"nothing tells what Outlet {item.feed} says")


def _standing(story: Story) -> list[Item]:
    """The items that say in the end what they said at first."""
    edited = {each.guid: each.text for each in story.edits}
    items = (*story.reports, *((story.denial,) if story.denial else ()))
    return [each for each in items if edited.get(each.guid, each.text) == each.text]


def _must_be_silent(story: Story) -> bool:
    until = story.who.until
    return until is not None and all(each.at > until + IN_FORCE for each in _standing(story) or story.reports)


def _must_be_told(story: Story, item: Item) -> bool:
    """While they are on the list, or a look-back reaches it."""
    who = story.who
    on_time = who.until is None or item.at < who.until - 3 * DAY
    return on_time and item.at > who.since - LOOKBACK + DAY


def _opens_a_card(plan: Plan, story: Story, report: Item) -> bool:
    """What is read late, of a feed that is somewhere else by then, or of somebody who came later, is told in a look-back."""
    moved = plan.feeds[report.feed].moves
    on_list = report.at > story.who.since + IN_FORCE or story.who.since == 0
    return on_list and moved is None and report is not story.denial


def _is_seen(item: Item, story: Story, cards: Sequence[Post], posts: Sequence[Post]) -> bool:
    """On the card or in its thread; what was dismissed or sleeps need not be."""
    outlet = re.compile(rf"\bOutlet {item.feed}\b")
    for card in cards:
        thread = (each for each in posts if (each.channel, each.thread) == (card.channel, card.ts))
        if any(outlet.search(words(each.message)) for each in (card, *thread)) or _is_quiet(card):
            return True
    return False


def _is_quiet(card: Post) -> bool:
    return bool(re.search(r"[Ss]nooz|[Nn]ot this person|[Mm]uted|dismiss", words(card.message)))


# --- nothing twice, and nothing of nobody ---------------------------------------------------------------------------------


def _doubled(plan: Plan, posts: Sequence[Post]) -> Iterator[Violation]:
    """A message stands once; one that may be a repeat says so, and comes only where the history could not be read."""
    before: dict[tuple[str, str], Post] = {}
    for post in posts:
        name = (post.channel, post.message.key)
        earlier = before.setdefault(name, post)
        if is_marked(post.first):
            if not _near(plan.unreadable, post.at - 6 * HOUR, post.at):
                yield Violation("doubled", post.first.text[:80], post.at, "marked, where the history could be read")
        elif earlier is not post:
            yield Violation(
                "doubled", post.first.text[:80], post.at, f"stands in {post.channel} since {stamp(earlier.at)}"
            )


def _each_once(posts: Sequence[Post]) -> Sequence[Post]:
    """The messages without their repeats. One that may be a repeat is the message itself where there is no other."""
    return tuple({(post.channel, post.message.key): post for post in reversed(posts)}.values())


def _near(spans: Iterable[Span], start: float, end: float) -> bool:
    return any(span.touches(start, end) for span in spans)


def _nobody(plan: Plan, posts: Sequence[Post]) -> Iterator[Violation]:
    planted = {(each.who.name, each.city): each for each in plan.stories}
    tokens = {each.token: each for each in plan.stories}
    for post in posts:
        if post.channel not in _DESKS or post.thread is not None:
            continue
        if is_digest(post.first):
            for token, _ in lines(post.first):
                if token not in tokens or tokens[token].reports[0].at > post.at:
                    yield Violation("nobody", token, post.at, "in a digest, and not in the news")
        elif name := by_name(post.first.text):
            story = planted.get(name)
            if story is None or story.what is not What.TRIP or story.reports[0].at > post.at:
                yield Violation("nobody", str(name), post.at, "a card, and not in the news")
        elif not post.first.text.startswith("Watchlist changed"):
            yield Violation("nobody", post.first.text[:80], post.at, "told to the desk")


# --- the operator ---------------------------------------------------------------------------------------------------------


def _operator(plan: Plan, posts: Sequence[Post]) -> Iterator[Violation]:
    heard = [post for post in _each_once(posts) if post.channel == OPERATOR]
    daily = [post for post in heard if "Feeds:" in post.first.text[:30]]
    if len(daily) != int(plan.days) - 1:
        yield Violation("silent", "daily word on feeds", plan.days * DAY, f"{len(daily)} of {int(plan.days) - 1}")
    for feed in plan.feeds:
        yield from _feed(feed, heard)


def _feed(feed: FeedPlan, heard: Sequence[Post]) -> Iterator[Violation]:
    """While an important feed is down for long, an alarm of it stands: a new one, or one of the trouble just before."""
    word = re.compile(rf"An important feed (fails|is back): Outlet {feed.number}\b")
    said = [(post.at, match[1] == "fails") for post in heard if (match := word.search(post.first.text))]
    for span in feed.down:
        if feed.important and span.how != "half" and span.end - span.start >= ALARM:
            new = any(fails for at, fails in said if span.start <= at <= span.end + 4 * HOUR)
            by_then = [fails for at, fails in said if at <= span.end]
            if not new and not (by_then and by_then[-1]):
                yield Violation("silent", f"Outlet {feed.number}", span.start, f"important, and down ({span.how})")


# --- rest -----------------------------------------------------------------------------------------------------------------

# What must be empty in the end, asked of the tables themselves.
_AT_REST = {
    "messages that are still to be told": "select id from deliveries where state in ('pending', 'sending', 'uncertain')",
    "messages that are kept though all channels work": "select id from deliveries where state = 'failed'",
    "channels that count as refusing": "select channel from refusals",
    "feeds under a lease": "select url from feeds where lease_owner is not null",
    "messages under a lease": "select id from deliveries where lease_owner is not null",
    "pages under a lease": "select article from unread_pages where lease_owner is not null",
    "feeds that fail": "select url from feeds where enabled and failures > 0",
    "look-backs that are not done": "select id from lookbacks",
}


def _unsettled(plan: Plan, posts: Sequence[Post], database: Path) -> Iterator[Violation]:
    end, there = plan.days * DAY, {(post.channel, post.ts) for post in posts}
    with closing(sqlite3.connect(database)) as connection:
        for what, query in _AT_REST.items():
            if left := connection.execute(query).fetchall():
                yield Violation("unsettled", what, end, f"{len(left)}, the first is {left[0][0]}")
        for name, channel, ts in connection.execute("select id, channel, ts from deliveries where state = 'sent'"):
            if (channel, ts) not in there:
                yield Violation("lost", name, end, f"counts as told, and does not stand in {channel}")
