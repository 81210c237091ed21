"""From an Entry to an Article: who it is, which version of it, when it appeared, and its clean text.

Two keys tell an article again. `entry_key` is the feed's own word for it; `second_key` knows it when the feed renames
all its items. `content_digest` tells one version from the next, and where the text is `substantial` it tells the article
too: a site that moves gives everything new names and new addresses at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bot.feeds.address import canonical_url, page_address
from bot.feeds.asides import without_asides
from bot.feeds.entry import GUID, Entry, EntryKeys
from bot.feeds.language import detect_language
from bot.feeds.markup import text_of
from bot.model import Article

# What changes about the address of a page that stays the same.
_SAME_PAGE = re.compile(r"^https?://(?:www\.)?|/+$")
OLDEST_YEAR = 1990  # no feed is older; years before it come from broken clocks (1111, 1970)
SUBSTANTIAL = 200  # characters: nobody writes so much twice. Shorter texts recur: "Live updates", "No report today"
MOST_TEXT = 300_000  # characters, some fifty times a long report; what is longer is no news article
LATEST_AHEAD = timedelta(days=1)  # a time zone written wrongly, or an embargo; more is nonsense


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What is known of the feed an entry came from."""

    url: str  # as configured: it names the feed
    outlet: str | None = None  # who publishes it, in words
    lang: str | None = None  # as configured or declared


def keys_of(entry: Entry) -> EntryKeys:
    """All that tells an entry again.

    What the feed calls it: its guid, else its address, else a hash of its content; what survives new guids; and 16 hex digits
    over what a reader sees, title and text: new markup around the same words changes nothing.
    """
    return _keys(entry, text_of(entry.html))


def _keys(entry: Entry, text: str) -> EntryKeys:
    words = " ".join(text.split())
    digest = _digest(entry.title, words)
    return EntryKeys(_named(entry) or f"content:{digest}", _second_key(entry), digest, len(words) >= SUBSTANTIAL)


def _named(entry: Entry) -> str | None:
    if entry.guid:
        return f"{GUID}{entry.guid}"
    link = canonical_url(entry.link)
    return f"link:{link}" if link else None


def _second_key(entry: Entry) -> str | None:
    """A key that survives new guids: the address, else title and day. None when the entry has neither."""
    if link := canonical_url(entry.link):
        return f"link:{_SAME_PAGE.sub('', link)}"
    if not entry.title:
        return None
    when = entry.published or entry.updated
    day = when.date().isoformat() if when else "no day"
    return f"title:{_digest(entry.title.casefold(), day)}"


def article_of(entry: Entry, feed: FeedFacts, first_seen: datetime) -> Article:
    """The Article that an entry tells.

    `id` is a hash of feed address, `entry_key` and `content_digest`: an edited article is a new version with a new
    id, an unchanged one served again keeps it. `published` is the entry's date, or its date of change; a missing or
    absurd one (before 1990, or more than a day after `first_seen`) gives `first_seen`. Captions and boilerplate leave the text.
    `first_seen` must be aware.
    """
    whole = text_of(entry.html)  # takes most of the time
    keys, text = _keys(entry, whole), without_asides(whole[:MOST_TEXT])
    return Article(
        id=_digest(feed.url, keys.entry_key, keys.content_digest),
        text=text,
        title=entry.title,
        lang=detect_language(f"{entry.title}\n{text}", entry.lang or feed.lang),
        published=believable(entry.published, first_seen) or believable(entry.updated, first_seen) or first_seen.astimezone(UTC),
        outlet=feed.outlet,
        url=canonical_url(page_of(entry) or ""),
    )  # fmt: skip


def read_again(article: Article, keys: EntryKeys, after: str) -> tuple[Article, EntryKeys]:
    """The article as a further version of content that is on record, and the keys of that.

    It follows the version with the id `after`, so that the same content may come again and again, each time as another.
    """
    digest = _digest(keys.content_digest, after)
    return replace(article, id=_digest(article.id, after)), keys._replace(
        content_digest=digest, served=keys.content_digest
    )


def page_of(entry: Entry) -> str | None:
    """Where the article can be fetched: its link, else an id that is an address; None where neither is one."""
    by_id = entry.guid if entry.guid.startswith(("http://", "https://")) else ""
    return page_address(entry.link) or page_address(by_id)


def believable(moment: datetime | None, first_seen: datetime) -> datetime | None:
    """The moment, unless it cannot be the date of news first seen then."""
    if moment is None or moment.year < OLDEST_YEAR or moment > first_seen + LATEST_AHEAD:
        return None
    return moment


def with_text(article: Article, text: str, title: str) -> Article:
    """The article with another text, its language told anew; its id stays, for it names the feed's version."""
    body = replace(article, text=text[:MOST_TEXT], title=title)
    return replace(body, lang=detect_language(body.body, article.lang))


def _digest(*parts: str) -> str:
    digest = blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)  # lengths keep ("ab", "c") apart from ("a", "bc")
    return digest.hexdigest()
