"""In an interview the answers are the guest's."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.interviews import _likelier
from bot.context.reader import Reader
from bot.context.voices import Voice
from bot.model import Span, Stated

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


@pytest.mark.parametrize("blank", ["", " ", "\u00a0"])
def test_a_speaker_of_blanks_has_no_name(reader: Reader, blank: str) -> None:
    """Where nothing but a blank is printed for who speaks, nobody is named, and nothing breaks."""
    assert reader.nlp is not None
    verb = reader.nlp("He said.")[1]
    nobody, somebody = (Voice(Stated(by, Span(0, 1)), False, verb) for by in (blank, "Ali Hassan"))
    assert _likelier(somebody, nobody) is somebody
    assert _likelier(nobody, somebody) is somebody
