"""Bad input: bounded in time and memory, and spans that always point at the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listed import read

from bot.matching.matcher import Matcher
from bot.model import Article, Name, Person, Watchlist

PIECES = st.sampled_from(
    ["Qassem Soleimani", "Qassem", "Soleimani", "قاسم سليماني", "金正恩", "Путиным", "Владимир", "Kim Jong-un", "al-", "'s", ", ",
     ". ", "\n", "\n\n", "A", "\u202e", "\u200f", "\u00ad", "\x00", "İ", "ß", "ﷺ", "﷽", "🇮🇷", "́", "V.V. ", " ", "Iran "]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join))
def test_spans_always_point_at_the_text(text: str) -> None:
    """Whatever the text, every span lies in it and the full mention reads as matched."""
    for mention in read(text):
        assert text[mention.spans[0].start : mention.spans[0].end] == mention.matched
        assert all(0 <= s.start < s.end <= len(text) for s in mention.spans)


HOSTILE = {
    "a word of 1 MB": lambda n: "A" * n,
    "capitals": lambda n: "A " * (n // 2),
    "capital words": lambda n: "Qassem " * (n // 7),
    "one name again and again": lambda n: "Qassem Soleimani " * (n // 17),
    "dots": lambda n: "A." * (n // 2),
    "particles": lambda n: "Al-al-al-" * (n // 9),
    "line breaks": lambda n: "A\n" * (n // 2),
    "Arabic without end": lambda n: "قاسم سليماني " * (n // 13),
    "signs": lambda n: "金正" * (n // 2),
    "quotes": lambda n: "“”'’" * (n // 4),
    "both directions": lambda n: "\u202eابA" * (n // 4),
    "binary": lambda n: "".join(chr(i % 256) for i in range(n)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_length_only(kind: str) -> None:
    """Four times the text takes about four times as long: sixteen times would be the square.

    A busy machine may disturb a try, never three of them: what is not linear fails each.
    """
    tries = [(_seconds(HOSTILE[kind](20_000)), _seconds(HOSTILE[kind](80_000))) for _ in range(3)]
    assert any(long < 8 * short + 0.1 for short, long in tries)


def _seconds(text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


@pytest.mark.parametrize("text", ["", " ", "\x00", "a", "١٢٣", "\ud800"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    """Empty and meaningless texts have no mentions."""
    assert read(text) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from([",", "---", "ʼʼ", "\U0001d410", "Ли", "金", "Abd", "x."]), st.text(max_size=9)),
        min_size=1,
        max_size=5,
    )
)
def test_any_list_can_be_searched_for(names: list[str]) -> None:
    """Names without a readable letter, of signs, of half a name: a list that loads hinders nobody's screening."""
    people = tuple(Person(f"t-{n}", name, (Name(name), Name("Qasem Soleimani")), ()) for n, name in enumerate(names))
    assert Matcher(Watchlist(people, "t")).find(Article("a", f"Qasem Soleimani met {', '.join(names)}."))


@pytest.mark.parametrize("kind", ["a word of 1 MB", "capital words", "one name again and again", "binary"])
def test_ten_megabytes_cost_little_more_than_one(kind: str) -> None:
    """Names are looked for in so much of a text as a thick book has; the rest is passed over."""
    took = []
    for size in (1_000_000, 10_000_000):
        text = HOSTILE[kind](size)
        begun = time.process_time()
        read(text)
        took.append(time.process_time() - begun)
    assert took[1] < 3 * took[0] + 2
