"""Bad text: no crash, spans that point at the text, and time that grows with the length only."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import check_spans, listed, read

from bot.context.reader import Reader

PERSON = listed("Viktor Lazarenko", roles=("Minister",))
PIECES = st.sampled_from(
    ["Viktor Lazarenko", "Lazarenko", " flew from ", " to ", "Paris, Texas", "Ky.", "the Kremlin", " denied ", "“", "”", '"',
     "He ", "said", ", ", ". ", "\n", "\n\n", "LONDON, Ky. (AP) - ", "on Friday", "(Photo: AP)", "\u202e", "\u200f", "\u2067",
     "\u00ad", "\x00", "İ", "ﷺ", "🇮🇷", "́", "موسكو", "北京", "'s", "of ", "the town of ", "and ", "-", "Guinea-", "Washington state"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join), lang=st.sampled_from(["en", "ru"])
)
def test_spans_always_point_at_the_text(reader: Reader, text: str, lang: str) -> None:
    """Whatever the text, nothing crashes and every span lies in it and reads as it says."""
    check_spans(*read(reader, text, PERSON, title="Lazarenko abroad", lang=lang))


HOSTILE = {
    "one long word": lambda n: "Lazarenko went to " + "A" * n,
    "no sentence ends": lambda n: "Lazarenko flew to Moscow and " * (n // 29),
    "a row of places": lambda n: "Lazarenko saw " + "Paris, Texas, " * (n // 14),
    "capitals": lambda n: "Lazarenko. " + "A " * (n // 2),
    "line breaks": lambda n: "Lazarenko in Rome\n" * (n // 18),
    "both directions": lambda n: "Lazarenko " + "\u202eابA" * (n // 4),
    "quotes": lambda n: "Lazarenko " + "“”'’" * (n // 4),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_length_only(reader: Reader, kind: str) -> None:
    """Four times the text takes not much more than four times as long."""
    took = []
    for size in (2_000, 8_000):
        begun = time.process_time()
        check_spans(*read(reader, HOSTILE[kind](size), PERSON))
        took.append(time.process_time() - begun)
    assert took[1] < 4 * 3 * took[0] + 0.5
