"""The state of a feed is what its polls left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from bot.store import feeds, schema
from bot.store.database import Database
from bot.store.health import FeedState, states
from bot.store.status import status

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_each_configured_feed_has_its_state(tmp_path: Path) -> None:
    """What ails them is what the status tells; a feed that left the settings has no state."""
    database = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    with database.transaction() as c:
        specs = [feeds.FeedSpec(f"https://n.test/{name}") for name in ("new", "ill", "left")]
        feeds.sync_feeds(c, specs, NOW)
        ill = {"failures": 2, "failing_since": NOW - HOUR, "last_error": "answered 503", "last_ok": NOW - 2 * HOUR}
        ill |= {"moved_to": "https://m.test/"}
        c.execute(update(schema.feeds).where(schema.feeds.c.url == "https://n.test/ill").values(**ill))
        feeds.sync_feeds(c, specs[:2], NOW)
    with database.snapshot() as c:
        found, told = states(c, NOW), status(c, NOW)
    database.close()
    assert found == {
        "https://n.test/new": FeedState(None, None, NOW, ()),
        "https://n.test/ill": FeedState(NOW - 2 * HOUR, None, NOW, (*told.failing, *told.moved)),
    }
    assert len(told.failing) == len(told.moved) == 1


def test_settings_that_an_earlier_program_wrote_are_read(tmp_path: Path) -> None:
    """Words that are known no more count as left out, until the start writes down what the settings file says."""
    database = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    spec = feeds.FeedSpec("https://n.test/", settings=feeds.FeedSettings(600, 7_200, "never"))
    with database.transaction() as c:
        feeds.sync_feeds(c, [spec], NOW)
        c.execute(update(schema.feeds).values(settings='{"least":600.0,"most":7200.0,"full_text":"never"}'))
        assert feeds.longest_interval(c) == HOUR
        feeds.sync_feeds(c, [spec], NOW)
        (claimed,) = feeds.claim_due(c, NOW, "w", HOUR, 1)
    database.close()
    assert claimed.settings == spec.settings
