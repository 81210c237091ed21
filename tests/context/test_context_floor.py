"""Whoever goes on speaking without a name is told by the name he was introduced with."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"))

CASES = [
    # text, who says so, whether a side that would know, for which state
    ("Pavel Orlov, the Iranian ambassador to Iraq, warned of delays. He said that Viktor Lazarenko had flown to Havana.", "Pavel Orlov", True, "IR"),
    ("Pavel Orlov, the Iranian ambassador to Iraq, warned of delays. The ambassador said that Viktor Lazarenko had flown to Havana.", "Pavel Orlov", True, "IR"),
    ("Pavel Orlov, a former ambassador, warned of delays. The former diplomat said that Viktor Lazarenko had flown to Havana.", "Pavel Orlov", False, None),
    ("The Gulf Sentinel reported a delay. The newspaper said that Viktor Lazarenko had flown to Havana.", "Gulf Sentinel", False, None),
    ("A lawyer for the family spoke. Viktor Lazarenko will fly to Havana, he said.", "lawyer for the family", False, None),
    ("The palace announced a delay. Viktor Lazarenko had flown to Havana, the same statement said.", "palace", True, None),
    ("NSA Weber warned of delays. National security adviser Anna Weber spoke. Weber said that Viktor Lazarenko had flown to Havana.", "Anna Weber", False, None),
    ("Russia's foreign ministry said that Viktor Lazarenko had flown to Havana.", "Russia's foreign ministry", True, "RU"),
    ("Viktor Lazarenko was accused of fraud by a banker. He said he had flown to Havana.", "Lazarenko", True, None),
    ("The Kremlin said that Viktor Lazarenko had flown to Havana.", "Kremlin", True, "RU"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "by", "official", "side"), CASES)
def test_who_goes_on_speaking(reader: Reader, text: str, by: str, official: bool, side: str | None) -> None:
    """Pronouns, roles, "the newspaper" and "the same statement" speak under the name told before, with its weight."""
    _, findings = read(reader, text, V)
    (claim,) = findings.trips[0].claims
    assert claim.by is not None
    assert (claim.by.text, claim.official, claim.side) == (by, official, side)


PLANS = [
    # what follows "Anna Kern will fly to Oslo on Monday, a lawyer for the family said", who says so
    ("Viktor Lazarenko had meant to travel to Oslo with her but has called it off.", "lawyer for the family"),
    ("Viktor Lazarenko will go to Havana in May instead.", "lawyer for the family"),
    ("Viktor Lazarenko will go to Havana in May, the palace announced.", "palace"),
    ("Viktor Lazarenko flew to Havana on Thursday.", None),
    ("It is cold there. Viktor Lazarenko will go to Havana in May.", None),
]


@pytest.mark.parametrize(("text", "by"), PLANS)
def test_a_plan_right_behind_a_plan_is_told_by_the_same(reader: Reader, text: str, by: str | None) -> None:
    """Who told one plan goes on with the next; what has happened, or comes later, is the article's."""
    kern = listed("Anna Kern")
    opening = "Anna Kern will fly to Oslo on Monday, a lawyer for the family said."
    _, findings = read(reader, f"{opening} {text}", V, kern)
    (trip,) = [t for t in findings.trips if t.person == V.id]
    assert [c.by.text if c.by else None for c in trip.claims] == [by]
