"""The shortcut that spares reading the history of a feed changes no answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from bot.feeds.silence import silence
from bot.store import feeds, health, schema
from bot.store.database import Database

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    yield database
    database.close()


def arrivals(dice: random.Random, weekdays: int, a_day: int) -> list[datetime]:
    days = [MONDAY + n * DAY for n in range(70) if (MONDAY + n * DAY).weekday() < weekdays and dice.random() > 0.05]
    return sorted(day + (6 + 12 * dice.random()) * HOUR for day in days for _ in range(a_day))


@pytest.mark.parametrize("seed", range(6))
def test_silence_is_what_the_whole_history_says(db: Database, seed: int) -> None:
    """At every sixth hour of three weeks, for papers of all sorts that stop at some time, or do not."""
    dice = random.Random(seed)
    came = arrivals(dice, dice.choice([5, 6, 7]), dice.choice([1, 3, 12]))
    stops = MONDAY + dice.uniform(49, 70) * DAY
    came = [at for at in came if at <= stops]
    rows = [{"id": str(n), "feed": 1, "entry_key": str(n), "content_digest": "d", "record": "{}", "first_seen": at} for n, at in enumerate(came)]  # fmt: skip
    with db.transaction() as c:
        feeds.sync_feeds(c, [feeds.FeedSpec("https://n.test/")], MONDAY)
        answers = set()
        for look in range(84):
            now = MONDAY + 50 * DAY + look * 6 * HOUR
            seen = [at for at in came if at <= now]
            c.execute(update(schema.feeds).values(last_ok=now, last_new=seen[-1], settled_at=MONDAY))
            c.execute(schema.articles.delete())
            c.execute(insert(schema.articles), rows[: len(seen)])
            expected = silence(seen, now)
            assert [each.since for each in health.silent(c, now)] == ([expected.since] if expected else [])
            answers.add(expected is not None)
    assert False in answers
