"""Exemptions count where the article tells that one is held, with its words; sought, lapsed and refused ones do not."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader
from bot.model import BanApplies

V = listed("Viktor Lazarenko", roles=("Minister of Energy",))
W = listed("Anna Kern")

HELD = [
    ("The UN committee cleared Viktor Lazarenko to travel to Doha next week.", "cleared"),
    ("Viktor Lazarenko will fly to Doha on Sunday. He was granted special permission by the Security Council.", "permission"),
    ("Viktor Lazarenko arrived in Doha on Monday under a waiver from the sanctions committee.", "waiver"),
    ("Viktor Lazarenko, who has a travel ban exemption until June, visited Doha on Monday.", "exemption"),
    ("Viktor Lazarenko is exempt from the travel ban, and he visited Doha on Monday.", "exempt"),
]  # fmt: skip
NOT_HELD = [
    "Viktor Lazarenko flew to Doha without a waiver.",
    "Viktor Lazarenko flew to Doha. The exemption had expired a week before.",
    "Viktor Lazarenko's waiver has lapsed, and he flew to Doha on Monday.",
    "Viktor Lazarenko flew to Doha on Monday. He had asked the committee for a waiver.",
    "Viktor Lazarenko flew to Doha on Monday. Anna Kern was granted a waiver by the committee.",
]


@pytest.mark.parametrize(("text", "word"), HELD)
def test_an_exemption_is_told_with_its_words(reader: Reader, text: str, word: str) -> None:
    """The ban is exempt, and the words that say so are the article's own, where they stand."""
    article, findings = read(reader, text, V, W)
    ban = next(t.ban for t in findings.trips if t.person == V.id)
    assert ban is not None
    assert ban.applies is BanApplies.EXEMPT
    assert ban.told is not None
    assert word in ban.told.text
    assert article.body[ban.told.span.start : ban.told.span.end] == ban.told.text


@pytest.mark.parametrize("text", NOT_HELD)
def test_an_exemption_not_held_is_none(reader: Reader, text: str) -> None:
    """Asked for, run out, refused, missing, or somebody else's: the ban may apply."""
    _, findings = read(reader, text, V, W)
    bans = [t.ban for t in findings.trips if t.person == V.id]
    assert bans
    assert all(ban is not None and ban.applies is BanApplies.POSSIBLE for ban in bans)
