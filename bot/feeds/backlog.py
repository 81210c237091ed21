"""What a feed brings that is no news: whatever it held before anybody read it, or while nobody did.

The backlog of a feed is told in one look-back digest. An article of the last day is told at once all the same: a trip that
was reported this morning is worth a card also on the day on which its feed was added. Only so many such cards are opened
for a feed: a busy one reports of more trips in a day than anybody wants to be told of at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Article

NEWS = timedelta(hours=24)  # an article of a backlog that is younger is told as any other
MOST_CARDS = 5  # within so long a backlog opens so many; what more of it is news waits for the look-back digest
EMPTY = timedelta(days=1)  # a feed that held nothing for so long brings news; the first answer of some is empty
UNREAD = timedelta(days=7)  # after so long without a look a feed brings a backlog, as a new one does


def brings_backlog(
    settled_at: datetime | None, last_ok: datetime | None, last_new: datetime | None, now: datetime
) -> bool:
    """Whether what a feed serves now may be a backlog.

    It has not been read whole yet, held no article on its first day, or was not read well for a week. What else is new in a
    feed came since the last look, whatever its date.
    """
    if settled_at is None or last_ok is None or now - last_ok > UNREAD:
        return True
    return last_new is None and now - settled_at <= EMPTY


def is_news(article: Article, first_seen: datetime, looked: datetime) -> bool:
    """Whether the article's own date makes it news, by when we looked; `first_seen` is that by our own clock.

    One without a date bears that of our first look, which proves nothing.
    """
    published = article.published
    return published is not None and published != first_seen and looked - published <= NEWS
