"""What we read: articles, and what goes wrong with feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of news, cleaned: no markup, no control characters."""

    id: str
    text: str
    title: str = ""
    lang: str | None = None  # ISO 639-1; None: not known yet
    published: datetime | None = None  # aware, UTC; None: the feed gave no believable time
    outlet: str | None = None  # who publishes it, in words
    url: str | None = None  # canonical, http or https

    @property
    def body(self) -> str:
        """The text that every span points into: the title is its first line."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text


class Trouble(StrEnum):
    """What ails a feed, in a word. Those above `DEGRADED` make a poll fail; a poll writes down one of its own alone."""

    UNREACHABLE = "unreachable"  # no connection, no such host, an address we may not reach
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REFUSED = "refused"  # the server answered with an error
    GONE = "gone"  # 410: the publisher says that it will not come back
    HTML = "html"  # a page where a feed was
    CONSENT = "consent"
    ROBOT_CHECK = "robot_check"
    LOGIN = "login"
    NOT_A_FEED = "not_a_feed"
    HOSTILE = "hostile"  # reading it killed a worker or took too long
    OURS = "ours"  # a fault of Gatewatch
    DEGRADED = "degraded"  # broken, and read all the same
    MOVED = "moved"
    SILENT = "silent"  # answers well, and brings nothing for longer than it ever did
    EMPTY = "empty"  # has brought nothing since it was added
    UNREAD = "unread"  # has not failed, and nobody has read it for much longer than its longest wait
