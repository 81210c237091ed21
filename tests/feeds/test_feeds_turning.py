"""When a text that an edit had replaced counts as put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.turning import ONCE_IN, STANDS, back_at

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

# The versions by the hour of their coming, and from when on "a" counts as put back.
CASES: Sequence[tuple[str, list[tuple[int, str]], datetime]] = [
    ("an edit", [(0, "a"), (3, "b")], START + 3 * HOUR + STANDS),
    ("two edits", [(0, "a"), (3, "b"), (5, "c")], START + 5 * HOUR + STANDS),
    ("a second reading of the edit", [(0, "a"), (3, "b"), (9, "b")], START + 3 * HOUR + STANDS),
    ("a second reading of the first", [(0, "a"), (1, "a"), (3, "b")], START + 3 * HOUR + STANDS),
    ("put back before", [(0, "a"), (3, "b"), (5, "a"), (7, "b")], START + 5 * HOUR + ONCE_IN),
    ("put back long before", [(0, "a"), (3, "b"), (5, "a"), (40, "b")], START + 40 * HOUR + STANDS),
]


@pytest.mark.parametrize(("history", "when"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_text_counts_as_put_back_when_the_other_stood_for_a_while(
    history: list[tuple[int, str]], when: datetime
) -> None:
    """An hour after the edit that it undoes, and a day after it was put back before."""
    assert back_at([(START + hour * HOUR, text) for hour, text in history], "a") == when
