"""Descriptions that mean a person: said of the person, of nobody else, in exactly these words."""

from __future__ import annotations

import re

import pytest

from bot.matching.described import Described
from bot.matching.profile import terms
from bot.model import Span

QUDS = terms(["Commander of the Quds Force, Major General", "Islamic Revolutionary Guard Corps"]) | {"@IR"}
NOTHING: frozenset[str] = frozenset()

# names in braces, descriptions that are meant in square brackets; what the list adds
CASES = [
    ("Quds Force commander {Q. Soleimani} left. On Friday [the Quds Force commander] was back.", NOTHING),
    ("{Q. Soleimani}, commander of Iran's Quds Force, left. [The commander of the Quds Force] was back.", NOTHING),
    ("{Q. Soleimani}, who leads the Quds Force, left. [The Quds Force leader] was back.", NOTHING),
    ("{Q. Soleimani} (the commander of the Quds Force) left. [The Quds commander] was back.", NOTHING),
    ("Maj. Gen. {Q. Soleimani} left. [The general] was back, and [the general]'s plane too.", NOTHING),
    ("Russian President {V. Putin} left. [The Russian president] was back.", NOTHING),
    ("{V. Putin} left. Later {Putin}, the Russian president, slept. [The Russian president] was back.", NOTHING),
    ("{Q. Soleimani} left. On Friday [the Quds Force commander] was back.", QUDS),
    ("“{Q. Soleimani}”, the Quds Force commander, left. [The Quds Force commander] was back.", NOTHING),
    # nothing was said of him, or not this
    ("{Q. Soleimani} left. On Friday the Quds Force commander was back.", NOTHING),
    ("Quds Force commander {Q. Soleimani} left. The navy commander was back.", NOTHING),
    ("Quds Force commander {Q. Soleimani} left. The commander of the navy was back.", NOTHING),
    ("Quds Force commander {Q. Soleimani} left. The former Quds Force commander was back.", NOTHING),
    ("After talks with the general, {Q. Soleimani} left. The general was back.", NOTHING),
    # a post alone says too little
    ("President {V. Putin} left. The president was back.", NOTHING),
    ("Foreign Minister {S. Lavrov} left. The foreign minister was back.", NOTHING),
    # somebody else is introduced that way
    ("General {Q. Soleimani} left. General Wali stayed. The general was back.", NOTHING),
    ("General {Q. Soleimani} left. An Iraqi general stayed. The general was back.", NOTHING),
    ("General {Q. Soleimani} met another general. The general was back.", NOTHING),
    ("Quds Force commander {Q. Soleimani} left. The commander of the Quds Force, Ismail Qaani, was back.", NOTHING),
    ("Quds Force commander {Q. Soleimani} left. Quds Force commander Ismail Qaani came. The Quds Force commander sat.", NOTHING),
    ("Quds Force commander {Q. Soleimani} left. Ismail Qaani became the Quds Force commander.", NOTHING),
    ("Quds Force commander {Q. Soleimani} left. The Quds Force commander Ismail Qaani was back.", NOTHING),
    # no rank at all
    ("{Q. Soleimani} left. On Friday the general was back.", terms(["Director General"])),
    ("Secretary General {H. Nasrallah} left. The general was back.", NOTHING),
    ("General {Q. Soleimani} left. The general assembly was back.", NOTHING),
    ("General {Q. Soleimani} left. The general, {Soleimani}, was back.", NOTHING),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "listed"), CASES)
def test_a_description_means_whom_the_text_says(marked: str, listed: frozenset[str]) -> None:
    """All telling words were said of the person, by the text or the list, and of nobody else."""
    text = re.sub(r"[\[\]{}]", "", marked)
    own, meant = _spans(marked, "{}"), _spans(marked, "[]")
    assert Described(text).of(own, listed) == tuple(meant)


@pytest.mark.parametrize(
    "text", ["the general " * 20_000, "the " * 50_000 + "general", "General X, the general. " * 5_000]
)
def test_endless_descriptions_end(text: str) -> None:
    """A hostile text costs no more than its length."""
    assert len(Described(text).of([Span(0, 3)], frozenset())) <= 300


def _spans(marked: str, brackets: str) -> list[Span]:
    found, taken, start = [], 0, 0
    for n, sign in enumerate(marked):
        if sign == brackets[0]:
            start = n - taken
        if sign == brackets[1]:
            found.append(Span(start, n - taken))
        taken += sign in "[]{}"
    return found
