"""What runs inside a worker: the screener it is built around, and the calls it answers. Errors are values."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.errors import GatewatchError
from bot.feeds.entry import Entry, EntryKeys, NotAFeed, ParsedFeed
from bot.model import Article, Findings

if TYPE_CHECKING:
    from bot.feeds.article import FeedFacts
    from bot.feeds.page import FullText, NotAnArticle


_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """The call gave no answer."""

    why: str  # for people
    trace: str = ""  # for the log
    unbuilt: bool = False  # there is no screener: nothing was tried
    overran: bool = False  # it was still at it when it was ended


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed document with the keys of its entries, in the same order."""

    feed: ParsedFeed
    keys: tuple[EntryKeys, ...]


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry as an Article, and whether its page is needed to have the whole text."""

    article: Article
    needs_page: bool
    page: str | None  # where that is; `article.url` is the name of it, and need not work


@dataclass(frozen=True, slots=True)
class ReadPage:
    """An article with the text of its page."""

    article: Article
    whole: bool = True  # false: only what is shown before a paywall


class Screening(Protocol):
    """What a worker is built around (`bot.pipeline.Screener`)."""

    def screen(self, article: Article) -> Findings:
        """Everything read out of one article."""
        ...

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        """Whether any of these people, by id, could be found in it."""
        ...


# Builds the screener inside the worker; must be picklable, and carries the Watchlist itself so that all workers
# screen with the same one whatever happens to the files meanwhile.
Factory = Callable[[], Screening]


# --- the calls ----------------------------------------------------------------------------------------------------------
# The stages are imported where they run: the parent process stays small.


def screen(screening: Screening, article: Article) -> Findings:
    """Everything read out of one article."""
    return screening.screen(article)


def concerns(screening: Screening, article: Article, people: frozenset[str]) -> bool:
    """Whether any of these people, by id, could be found in the article."""
    return screening.concerns(article, people)


def parse(
    _: Screening, body: bytes, content_type: str | None, url: str, known: bytes | None = None
) -> ReadFeed | NotAFeed:
    """Read a feed document without its `known` items, and tell its entries apart."""
    from bot.feeds.article import keys_of
    from bot.feeds.cut import unpacked
    from bot.feeds.parse import parse_feed

    feed = parse_feed(body, content_type, url, unpacked(known))
    if isinstance(feed, NotAFeed):
        return feed
    return ReadFeed(feed, tuple(keys_of(entry) for entry in feed.entries))


def articles(
    _: Screening, entries: Sequence[Entry], feed: FeedFacts, seen: datetime, full_text: FullText
) -> tuple[ReadEntry, ...]:
    """Make Articles of entries, first seen at `seen`."""
    from bot.feeds.article import article_of, page_of
    from bot.feeds.page import needs_page

    made = ((article_of(entry, feed, seen), page_of(entry)) for entry in entries)
    return tuple(ReadEntry(article, needs_page(article, full_text), page) for article, page in made)


def page(_: Screening, article: Article, body: bytes, url: str) -> ReadPage | NotAnArticle:
    """Give an article the text of its page, or the beginning that is free where that is longer than the feed's."""
    from bot.feeds.page import Page, read_page, with_page

    read = read_page(body, url)
    if isinstance(read, Page):
        return ReadPage(with_page(article, read))
    if len(read.beginning) > len(article.text):
        return ReadPage(with_page(article, Page("", read.beginning)), whole=False)
    return read


def answer(screening: Screening, verb: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """The result of a call. What it raises is a bug in a stage, told as a value so that one article stops no feed."""
    try:
        return verb(screening, *args)
    except MemoryError:
        return WorkerFailed("it needed more memory than a worker may take")
    except Exception as error:
        return WorkerFailed(f"{type(error).__name__}: {error}"[:300], traceback.format_exc())


def built(factory: Factory) -> Screening | WorkerFailed:
    """The screener, or why there is none; a GatewatchError's own words are for people."""
    try:
        return factory()
    except GatewatchError as error:
        return WorkerFailed(str(error), unbuilt=True)
    except Exception as error:
        return WorkerFailed(f"{type(error).__name__}: {error}"[:300], traceback.format_exc(), unbuilt=True)


def serve(pipe: Connection, factory: Factory, memory_mb: int) -> None:
    """The life of a worker process: build, say so, answer until the parent hangs up.

    Signals to stop come to the whole group of processes; the parent decides when its workers end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _end_with_parent()
    _limit_memory(memory_mb)
    screening = built(factory)
    settle()
    with suppress(EOFError, BrokenPipeError):
        if isinstance(screening, WorkerFailed):
            pipe.send(screening)
            return
        pipe.send(None)
        while True:
            verb, args = pipe.recv()
            with _frugal() if verb in _OF_STRANGERS else nullcontext():
                given = answer(screening, verb, args)
            pipe.send(given)


def _end_with_parent() -> None:
    """Let the system end this process when its parent is gone, whatever it is doing then: nobody would stop what runs away.

    The system itself signals that the parent's end of a pipe has closed; code of ours might not get its turn.
    """
    parent = multiprocessing.parent_process()
    try:
        import fcntl
    except ImportError:  # not on this system
        return
    if parent is not None:
        signal.signal(signal.SIGIO, signal.SIG_DFL)  # which is to end
        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)


def settle() -> None:
    """Let the cycle collector leave alone what stays, model and list, and look seldom: what articles leave behind has no cycles."""
    gc.freeze()
    gc.set_threshold(20_000, 200, 100)


# Calls that read documents as strangers made them, and the MB they may take beyond what the worker holds: the largest feed
# that is fetched at all takes a tenth of it.
_OF_STRANGERS = frozenset({parse, articles, page})
READING_MB = 512


@contextmanager
def _frugal() -> Iterator[None]:
    """Little memory for a while: model and list need gigabytes of address space, a document does not."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):  # not on this system
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    _limit_memory(pages * resource.getpagesize() // _MB + READING_MB)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _limit_memory(megabytes: int) -> None:
    """Take at most so much address space from now on, or what was allowed already where that is less."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * _MB
    resource.setrlimit(resource.RLIMIT_AS, (wanted if soft == resource.RLIM_INFINITY else min(wanted, soft), hard))
