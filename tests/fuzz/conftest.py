"""The targets' rows in the table of what the proofs came to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from tests.proof.table import Row

# What is hostile, and who notices where it must be noticed.
TARGETS = {
    "feeds": ("bytes of feeds, lists of feeds and sites", "operator's channel, `gatewatch status`"),
    "pages": ("bytes of web pages", "the article is told by the feed's words"),
    "yaml": ("watchlists and settings", "file, line, column and mend; the last good list stays"),
    "lists": ("official lists", "operator's channel; the last good list stays"),
    "articles": ("texts of articles", "nobody need"),
    "slack": ("payloads of Slack's", "whoever pressed"),
}


@pytest.fixture(scope="module", autouse=True)
def _row(request: pytest.FixtureRequest, came_to: Callable[[Row], None]) -> None:
    """A row for a target in `make proof`: how many examples were tried. One that fails fails the run."""
    if settings.get_current_profile_name() == "proof":
        chosen = (
            getattr(getattr(item, "function", None), "_hypothesis_internal_use_settings", None)
            for item in request.session.items
            if item.path == request.path
        )
        what, noticed = TARGETS[request.path.stem.removeprefix("test_fuzz_")]
        came_to(Row(f"hostile {what}", sum(each.max_examples for each in chosen if each), 0, 0, noticed))
