"""What `docs/feeds.md` says of feeds is so."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import FeedConfig, Polling, load_config
from bot.feeds.starter import starter_feeds
from bot.jobs.discover import MOST_LOOKS, MOST_SECONDS
from bot.jobs.poll import MOST_AT_ONCE

DOCUMENT = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text("utf-8")


def test_the_feed_it_shows_can_stand_in_the_settings(tmp_path: Path) -> None:
    """As printed."""
    (block,) = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
    (tmp_path / "gatewatch.yml").write_text(block)
    (feed,) = load_config(tmp_path / "gatewatch.yml", {}).feeds
    assert (feed.name, feed.every, feed.important) == ("The Example", timedelta(minutes=10), True)


@pytest.mark.parametrize("setting", FeedConfig.model_fields)
def test_every_setting_of_a_feed_is_explained(setting: str) -> None:
    """One line of the table each."""
    assert f"| `{setting}` |" in DOCUMENT


def test_its_numbers_are_those_of_the_program() -> None:
    """Limits and defaults that a reader would count on."""
    assert f"no more than {MOST_LOOKS} addresses" in DOCUMENT
    assert MOST_SECONDS == 120
    assert MOST_AT_ONCE == 100
    assert (Polling().min_interval, Polling().max_interval, Polling().per_host) == (timedelta(minutes=5), timedelta(hours=6), 2)  # fmt: skip
    assert len({feed.lang for feed in starter_feeds()}) == 14
