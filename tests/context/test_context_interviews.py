"""In an interview the answers are the guest's."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"))

CASES = [
    # text, who says so; None: the article itself
    ("Pavel Orlov, an analyst, told us much. Q: What happened? A: Viktor Lazarenko flew to Havana on Monday.", "Pavel Orlov"),
    ("Pavel Orlov told us much.\nQuestion: What happened?\nAnswer: Viktor Lazarenko flew to Havana on Monday.", "Pavel Orlov"),
    ("Pavel Orlov told us much. The analyst said more. Q:Why? A:Much happened. Viktor Lazarenko flew to Havana on Monday.", "Pavel Orlov"),
    ("An analyst told us much. Q: What happened? A: Viktor Lazarenko flew to Havana on Monday.", "analyst"),
    ("Pavel Orlov told us much. Q: Viktor Lazarenko flew to Havana on Monday. Why? A: For oil.", None),
    ("Pavel Orlov told us much. Viktor Lazarenko flew to Havana on Monday. Q: Why? A: For oil.", None),
    ("Pavel Orlov told us much. Plan A: Viktor Lazarenko flew to Havana on Monday.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "by"), CASES)
def test_answers_are_the_guests(reader: Reader, text: str, by: str | None) -> None:
    """What stands behind "A:" is said by whoever spoke before the first "Q:"; questions and the rest are not."""
    _, findings = read(reader, text, V)
    assert [c.by.text if c.by else None for c in findings.trips[0].claims] == [by]
