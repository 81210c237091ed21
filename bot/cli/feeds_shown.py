"""What ``gatewatch feeds`` shows. Whatever comes from a feed is text here, never markup, and quoted in commands."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.table import Table
from rich.text import Text

from bot.alerts.ailments import KINDS, MILD, Ailment, span, why
from bot.cli.mistakes import counted
from bot.cli.passed import passed
from bot.cli.waiting import bars
from bot.config import FeedConfig
from bot.edges.worker import ReadEntry
from bot.jobs.discover import FoundFeed
from bot.jobs.look import NoFeed, SeenFeed
from bot.store.health import FeedState
from bot.text import cut, one_line, without_secrets

Answers = list[tuple[int, str]]  # statuses, and the addresses they came from
LABEL = 12  # characters of a line's label
SHOWN = 5  # items
TITLE = 100  # characters of a title
NAME = 40  # and of a name in a table
PIPED_WIDTH = 2_000


def print_all(parts: Iterable[Text | Table]) -> None:
    """To standard output; a table that no person watches is as wide as it needs to be."""
    out = Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False, emoji=False)
    if not out.is_terminal:
        out.width = PIPED_WIDTH
    for part in parts:
        out.print(part)


# --- the configured feeds ---------------------------------------------------------------------------------------------


def listed_table(feeds: Sequence[FeedConfig], states: Mapping[str, FeedState], now: datetime) -> Table:
    """A line for each feed."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("feed", "lang", "from", "last news", "address", "state"):
        table.add_column(column, overflow="fold")
    for feed in feeds:
        state = states.get(feed.url)
        news = f"{passed(now, state.last_new)} ago" if state and state.last_new else "never"
        table.add_row(
            Text(cut(feed.name or "", NAME)),
            feed.lang or "",
            feed.country or "",
            news,
            Text(feed.url),
            _state(state, now),
        )
    return table


def _state(state: FeedState | None, now: datetime) -> Text:
    if state and state.ailments:
        return _ailing(state.ailments, now)
    return (
        Text(f"ok, read {passed(now, state.last_ok)} ago") if state and state.last_ok else Text("not read yet", "dim")
    )


def _ailing(ailments: Sequence[Ailment], now: datetime) -> Text:
    told = (f"{KINDS[each.trouble].title}{_for(each, now)}: {why(each)}" for each in ailments)
    return Text("; ".join(told), "yellow" if ailments[0].trouble in MILD else "red")


def _for(ailment: Ailment, now: datetime) -> str:
    return f" for {span(now - ailment.since)}" if ailment.since else ""


def listed_as_data(feeds: Sequence[FeedConfig], states: Mapping[str, FeedState]) -> list[dict[str, Any]]:
    """The same for programs: the settings of each feed, and its state, which is null where it is not known."""
    return [
        {**feed.model_dump(mode="json"), "state": _state_as_data(states[feed.url]) if feed.url in states else None}
        for feed in feeds
    ]


def _state_as_data(state: FeedState) -> dict[str, Any]:
    return {
        "last_ok": _iso(state.last_ok),
        "last_new": _iso(state.last_new),
        "next_at": _iso(state.next_at),
        "ailments": [
            {"trouble": each.trouble.value, "since": _iso(each.since), "failures": each.failures, "why": why(each)}
            for each in state.ailments
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


# --- one look at a feed -----------------------------------------------------------------------------------------------


def summary(seen: SeenFeed | NoFeed) -> str:
    """One line of a look."""
    if isinstance(seen, NoFeed):
        return one_line(f"NO   {without_secrets(seen.asked)}: {seen.why}")
    newest = f", newest {seen.newest:%Y-%m-%d %H:%M}" if seen.newest else ""
    lang = f", {seen.lang}" if seen.lang else ""
    return (
        f"ok   {without_secrets(seen.asked)}: {seen.feed.kind}, {counted(len(seen.feed.entries), 'item')}{newest}{lang}"
    )


def report(
    seen: SeenFeed | NoFeed, answers: Sequence[tuple[int, str]], now: datetime, allowed: Sequence[bool | None]
) -> Iterator[Text]:
    """Everything of a look, line by line. `answers` are those on the way; `allowed` says whether robots.txt lets us fetch
    the page of each of the first items.
    """
    from bot.feeds.kind import remarks  # takes long to import, and every command about feeds loads this module

    yield Text(without_secrets(seen.asked), "bold")
    for status, address in answers:
        yield _labelled("answered", f"{status} from {address}")
    if isinstance(seen, NoFeed):
        yield _labelled("no feed", seen.why, "bold red")
        return
    yield from _document(seen, now)
    for remark in remarks(seen.feed, seen.answer.headers, now):
        yield _labelled("note", remark, "yellow")
    if seen.items:
        yield Text("")
    for number, (item, may) in enumerate(zip(seen.items, allowed, strict=False), 1):
        yield from _item(number, item, allowed=may)


def _document(seen: SeenFeed, now: datetime) -> Iterator[Text]:
    feed, headers = seen.feed, seen.answer.headers
    if seen.answer.moved_to:
        yield _labelled("moved", f"for good; add it as {seen.answer.moved_to}", "yellow")
    validators = [name for key, name in (("etag", "ETag"), ("last-modified", "Last-Modified")) if key in headers]
    declared = f", the feed says {one_line(feed.lang)}" if feed.lang and feed.lang != seen.lang else ""
    kind = one_line(headers.get("content-type", "no content type"))
    yield _labelled("document", f"{seen.feed.kind}, {len(seen.answer.body):,} bytes, {kind}")
    yield _labelled("validators", ", ".join(validators) or "none")
    yield _labelled("title", cut(feed.title, TITLE) or "none")
    yield _labelled("language", f"{seen.lang or 'not known'}{declared}")
    newest = f", the newest of {seen.newest:%Y-%m-%d %H:%M} UTC, {passed(now, seen.newest)} ago" if seen.newest else ""
    yield _labelled("items", f"{len(feed.entries)}{newest}")
    if feed.ttl:
        yield _labelled("asks for", f"no look before {feed.ttl.total_seconds() / 60:g} min have passed")


def _item(number: int, item: ReadEntry, *, allowed: bool | None) -> Iterator[Text]:
    article = item.article
    when = f"{article.published:%Y-%m-%d %H:%M}" if article.published else "no date"
    page = "its page is not needed"
    if item.needs_page:
        page = (
            "its page would be fetched"
            if allowed
            else "its page is needed, but robots.txt forbids it or is out of reach"
        )
    yield _labelled(f"{number:>3}  {when}", cut(article.title, TITLE) or "no title", width=23)
    yield _labelled("", article.url or "no address", "dim", width=5)
    yield _labelled("", f"{counted(len(article.text), 'character')} of text; {page}", "dim", width=5)


def _labelled(label: str, text: str, style: str = "", width: int = LABEL) -> Text:
    return Text.assemble((label.ljust(width), "dim"), (one_line(text), style))


def as_data(seen: SeenFeed | NoFeed, answers: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """The same for programs."""
    told = [{"status": status, "address": address} for status, address in answers]
    if isinstance(seen, NoFeed):
        return {"address": without_secrets(seen.asked), "feed": False, "why": seen.why, "answers": told}
    return {
        "address": without_secrets(seen.asked),
        "feed": True,
        "answers": told,
        "moved_to": seen.answer.moved_to,
        "kind": seen.feed.kind,
        "title": seen.feed.title,
        "lang": seen.lang,
        "items": len(seen.feed.entries),
        "newest": _iso(seen.newest),
        "degraded": seen.feed.degraded,
    }


# --- feeds that were found --------------------------------------------------------------------------------------------


def found_lines(found: FoundFeed, now: datetime, *, allow_private: bool) -> Iterator[Text]:
    """What is known of a feed of a site, and the command that adds it."""
    newest = f", newest {passed(now, found.newest)} ago" if found.newest else ""
    yield Text(cut(found.title, TITLE) or "(no title)", "bold")
    yield Text(
        f"  {found.kind}, {counted(found.items, 'item')}{newest}, {found.lang or 'no language told'}; {found.named}"
    )
    yield Text(f"  {add_command(found, allow_private=allow_private)}", "green")


def add_command(found: FoundFeed, *, allow_private: bool = False) -> str:
    """What to type to add it."""
    lang = f" --lang {found.lang}" if found.lang else ""
    private = " --allow-private" if allow_private else ""
    return f"gatewatch feeds add {shlex.quote(one_line(found.address))}{lang}{private}"


def found_as_data(found: FoundFeed) -> dict[str, Any]:
    """The same for programs."""
    return {
        "address": found.address,
        "title": found.title,
        "kind": found.kind,
        "items": found.items,
        "newest": _iso(found.newest),
        "lang": found.lang,
        "named": found.named,
    }


@contextmanager
def looks(what: str, total: int | None) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while a person waits; what comes out is called with the looks taken and those there will be."""
    with bars(TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()) as progress:
        task = progress.add_task(what, total=total)
        yield lambda taken, known: progress.update(task, completed=taken, total=known)
