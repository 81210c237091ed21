"""Who says where somebody was instead denies the journey."""

from __future__ import annotations

import pytest
from reading import check_spans, listed, read

from bot.context.reader import Reader
from bot.model import ClaimStatus

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"), nationality=("UA",))
REPORT = "Viktor Lazarenko flew from Riga to Paris on Thursday, Radio Delta reported."

CASES = [
    # what follows the report, who denies it
    ('"Lazarenko was in Kyiv all week," said his office.', ["his office"]),
    ('"Lazarenko is still in Riga," said the mayor, Pavel Orlov.', ["Pavel Orlov"]),
    # at another time, elsewhere abroad, in the country itself, said by nobody or by who tells of the journey, too late
    ('"Lazarenko was in Kyiv on April 4," said his office.', []),
    ('"Lazarenko was in Vienna," said his office.', []),
    ('"Lazarenko was in Lyon," said his office.', []),
    ("Lazarenko was in Kyiv.", []),
    ("Lazarenko had been in Kyiv before, Radio Delta said.", []),
    ('It was hot. Prices rose. Rain fell. The wind blew. "Lazarenko is in Kyiv," said his office.', []),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "by"), CASES)
def test_an_alibi_is_a_denial(reader: Reader, answer: str, by: list[str]) -> None:
    """Placing the traveller at home, or where the journey began, stands against a report of the journey; nothing else does."""
    article, findings = read(reader, f"{REPORT} {answer}", V)
    trip = next(t for t in findings.trips if t.destination and t.destination.text == "Paris")
    assert [c.by.text for c in trip.claims if c.status is ClaimStatus.DENIED and c.by] == by
    check_spans(article, findings)


def test_what_the_article_itself_tells_is_not_answered(reader: Reader) -> None:
    """A journey told in the article's own voice is no report that an alibi could answer."""
    text = 'Viktor Lazarenko flew from Riga to Paris on Thursday. "Lazarenko is in Riga," said the mayor.'
    _, findings = read(reader, text, V)
    assert not [c for t in findings.trips for c in t.claims if c.status is ClaimStatus.DENIED]
