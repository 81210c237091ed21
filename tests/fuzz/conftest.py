"""The targets' rows in the table of what the proofs came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.proof.conftest import Row, came_to, pytest_terminal_summary

__all__ = ["came_to", "pytest_terminal_summary"]

# What is hostile, and who notices where it must be noticed.
TARGETS = {
    "feeds": ("bytes of feeds, lists of feeds and sites", "operator's channel, `gatewatch status`"),
    "pages": ("bytes of web pages", "the article is told by the feed's words"),
    "yaml": ("watchlists and settings", "file, line, column and mend; the last good list stays"),
    "lists": ("official lists", "operator's channel; the last good list stays"),
    "articles": ("texts of articles", "nobody need"),
    "slack": ("payloads of Slack's", "whoever pressed"),
}


@pytest.fixture(scope="session", autouse=True)
def _rows(request: pytest.FixtureRequest, came_to: Callable[[Row], None]) -> Iterator[None]:
    """A row for each target in `make proof`: how many examples were tried. One that fails fails the run."""
    trials: Counter[str] = Counter()
    for item in request.session.items:
        chosen = getattr(getattr(item, "function", None), "_hypothesis_internal_use_settings", None)
        if chosen is not None:
            trials[item.path.stem.removeprefix("test_fuzz_")] += chosen.max_examples
    yield
    for target, (what, noticed) in TARGETS.items():
        if trials[target] and settings.get_current_profile_name() == "proof":
            came_to(Row(f"hostile {what}", trials[target], 0, 0, noticed))
