"""An account goes back to whoever the article has its news from: the agency that was told, the medium that is cited."""

from __future__ import annotations

from dataclasses import replace

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
        ("He flew to Moscow, guests told Star Hotel.", ["guests"], ["guests"]),
        ("He flew to Moscow, three sources told the Harbour Post.", ["three sources"], ["Harbour Post"]),
        ("He flew to Moscow, AFP told Reuters.", ["AFP"], ["AFP"]),
        ("He flew to Moscow, Agence France-Presse reported, quoting Fars.", ["Agence France-Presse", "Fars"], ["Fars"]),
        ("He flew to Moscow, Al Arabiya reported, citing Reuters.", ["Al Arabiya"], ["Reuters"]),
        ("He flew to Moscow, state television said, citing news agency TASS.", ["state television"], ["TASS"]),
        ("He flew to Moscow, Today reported, citing Russia's TASS.", ["Today"], ["Russia's TASS"]),
        ("He flew to Moscow, the Courier said on Friday, citing the Harbour Post.", ["Courier"], ["Harbour Post"]),
        ("He flew to Moscow, Fars and Sky News reported, citing Reuters.", ["Fars", "Sky News"], ["Reuters"]),
        ("Citing Reuters, Al Arabiya reported that he flew to Moscow.", ["Al Arabiya"], ["Reuters"]),
        ("Al Arabiya reported, citing Reuters, that he flew to Moscow.", ["Al Arabiya"], ["Reuters"]),
        ("Al Arabiya reported that he flew to Moscow on Monday, citing Reuters.", ["Al Arabiya"], ["Reuters"]),
        ("He flew to Moscow, according to Al Arabiya, which cited Reuters.", ["Al Arabiya"], ["Reuters"]),
        ("He flew to Moscow, according to Reuters, cited by Al Arabiya.", ["Reuters", "Al Arabiya"], ["Reuters"]),
        ("Reuters was quoted by Al Arabiya as saying he flew.", ["Reuters", "Al Arabiya"], ["Reuters"]),
        ("قالت قناة العربية نقلا عن وكالة رويترز إنه سافر إلى موسكو.", ["قناة العربية"], ["وكالة رويترز إنه"]),
        ("ذكرت العربية أنه وصل إلى موسكو نقلاً عن رويترز.", ["العربية"], ["رويترز"]),
        ("Он прилетел в Москву, сообщает Bild со ссылкой на «Интерфакс».", ["Bild"], ["Интерфакс"]),
        ("العربیه به نقل از رویترز گزارش داد او به مسکو رفت.", ["العربیه"], ["رویترز گزارش داد"]),
        ("He flew to Moscow, Reuters and Fars reported.", ["Reuters", "Fars"], ["Reuters", "Fars"]),
        ("He flew to Moscow, Reuters reported, citing officials.", ["Reuters", "officials"], ["Reuters", "officials"]),
        ("Fars said that he flew, while Al Arabiya, citing Reuters, said he stayed.", ["Fars"], ["Fars"]),
        ("He flew, a clerk at the port told the board. Fars, citing Reuters, said so.", ["a clerk"], ["a clerk"]),
        (
            "A clerk said that he flew to Moscow on the very same day, a date Fars has, citing Reuters.",
            ["A clerk"],
            ["A clerk"],
        ),
    ],
)
def test_where_the_news_is_from(text: str, said_by: list[str], kept: list[str]) -> None:
    """Who was told or is cited counts where it is a medium; whoever has it from there is no origin besides."""
    claims = tuple(claim_by(text, who) for who in said_by)
    assert said_in(text, claims) == kept


@pytest.mark.parametrize(
    ("status", "official"), [(ClaimStatus.DENIED, False), (ClaimStatus.DENIED, True), (ClaimStatus.CONFIRMED, True)]
)
def test_a_side_speaks_for_itself(status: ClaimStatus, official: bool) -> None:
    """What a side confirms or denies is its own word, whomever it tells or cites, and never the medium's."""
    for text in ("The ministry said so on Monday, citing Reuters.", "The ministry told Reuters so on Monday."):
        spoken = replace(claim_by(text, "The ministry"), status=status, official=official)
        assert said_in(text, (spoken,)) == ["The ministry"]


def said_in(text: str, claims: tuple[Claim, ...]) -> list[str]:
    """By whom the claims of an account are, each printed where it says."""
    trip = Trip(MENTION.person, ClaimStatus.REPORTED, (Span(0, 9),), claims=claims, main=True)
    account = account_of(Article("a", text), MENTION, Findings("a", "en", (MENTION,), (trip,)))
    assert account.trip
    said_by = [each.by for each in account.trip.claims if each.by]
    assert [text[by.span.start : by.span.end] for by in said_by] == [by.text for by in said_by]
    return [by.text for by in said_by]
