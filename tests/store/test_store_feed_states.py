"""The state of a feed is what its polls left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from bot.store import feeds, schema
from bot.store.database import Database
from bot.store.feed_states import FeedState, feed_states
from bot.store.status import status

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_each_configured_feed_has_its_state(tmp_path: Path) -> None:
    """The failing ones are those of the status, with the same reason; a feed that left the settings has none."""
    database = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    with database.transaction() as c:
        specs = [feeds.FeedSpec(f"https://n.test/{name}") for name in ("new", "ill", "left")]
        feeds.sync_feeds(c, specs, NOW)
        ill = {"failures": 2, "failing_since": NOW - HOUR, "last_error": "answered 503", "last_ok": NOW - 2 * HOUR}
        c.execute(update(schema.feeds).where(schema.feeds.c.url == "https://n.test/ill").values(**ill))
        feeds.sync_feeds(c, specs[:2], NOW)
    with database.snapshot() as c:
        states, told = feed_states(c), status(c, NOW)
    database.close()
    assert states == {
        "https://n.test/new": FeedState(None, None, NOW, 0, None, None, None),
        "https://n.test/ill": FeedState(NOW - 2 * HOUR, None, NOW, 2, NOW - HOUR, "answered 503", None),
    }
    assert [(f.url, f.why) for f in told.failing] == [(u, s.why) for u, s in states.items() if s.failures]
