"""An account goes back to whoever the article has its news from: the agency that was told, the medium that is cited."""

from __future__ import annotations

import pytest
from alert_stories import MENTION

from bot.alerts.accounts import account_of
from bot.model import Article, Claim, ClaimOf, ClaimStatus, Findings, Span, Stated, Trip


def claim_by(text: str, who: str) -> Claim:
    at = text.index(who)
    return Claim(ClaimStatus.REPORTED, ClaimOf.TRIP, Stated(who, Span(at, at + len(who))), Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "said_by", "kept"),
    [
        ("He flew to Moscow, three sources told Reuters.", ["three sources"], ["Reuters"]),
        ("He flew to Moscow, a diplomat in Vienna told The Associated Press.", ["a diplomat"], ["Associated Press"]),
        ("He flew to Moscow, three sources told parliament.", ["three sources"], ["three sources"]),
        ("He flew to Moscow, AFP told Reuters.", ["AFP"], ["AFP"]),
        ("He flew to Moscow, Agence France-Presse reported, quoting Fars.", ["Agence France-Presse", "Fars"], ["Fars"]),
        ("He flew to Moscow, Reuters and Fars reported.", ["Reuters", "Fars"], ["Reuters", "Fars"]),
        ("He flew to Moscow, Reuters reported, citing officials.", ["Reuters", "officials"], ["Reuters", "officials"]),
    ],
)
def test_where_the_news_is_from(text: str, said_by: list[str], kept: list[str]) -> None:
    """Who was told counts where it is a medium; a medium that has it from another one is none of its own."""
    claims = tuple(claim_by(text, who) for who in said_by)
    trip = Trip(MENTION.person, ClaimStatus.REPORTED, (Span(0, 9),), claims=claims, main=True)
    account = account_of(Article("a", text), MENTION, Findings("a", "en", (MENTION,), (trip,)))
    assert account.trip
    assert [each.by.text for each in account.trip.claims if each.by] == kept
    for each in account.trip.claims:
        assert each.by
        assert text[each.by.span.start : each.by.span.end] == each.by.text
