"""What `gatewatch why` finds in the database: a told alert by its key, a stored article by its address."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from bot.config import Config
from bot.errors import GatewatchError
from bot.feeds.address import canonical_url
from bot.model import Alert, Article, Decision
from bot.store import alerts, articles, decisions
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An article as stored, and what was decided about it."""

    article: Article
    first_seen: datetime
    decisions: tuple[Decision, ...]


def alerts_with(key: str, settings: Config) -> tuple[Alert, ...]:
    """The alert with that key, once per channel. Raises GatewatchError when there is none, or no record to look it up in."""
    with closing(Database.look(settings.database.get_secret_value())) as database, database.snapshot() as connection:
        found = alerts.get(connection, key.lower())
    if not found:
        raise GatewatchError(
            f"no alert is known whose key begins with {key!r}; `gatewatch status` shows the keys of the last alerts; "
            "or write a text of more than one word"
        )
    return found


def article_at(url: str, settings: Config) -> OnRecord | None:
    """The stored article of an address in any of its forms; None when there is none, or no record to look it up in."""
    address = canonical_url(url)
    try:
        database = Database.look(settings.database.get_secret_value())
    except GatewatchError:
        return None  # before the first run, say: whoever only has an address can still be told what the page means
    with closing(database), database.snapshot() as connection:
        stored = articles.at_address(connection, address) if address else None
        if stored is None:
            return None
        return OnRecord(stored.article, stored.first_seen, decisions.in_article(connection, stored.article.id))
