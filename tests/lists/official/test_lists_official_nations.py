"""bot.lists.official.nations: countries and nationalities as lists print them become codes, or are told."""

from __future__ import annotations

import pytest

from bot.lists.official.nations import country_of, nations
from bot.lists.official.tally import Tally


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("Iran (Islamic Republic of)", "IR"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Democratic People’s Republic of Korea", "KP"),
        ("Korea, North", "KP"),
        ("North Korean", "KP"),
        ("Russian", "RU"),
        ("Russian Federation", "RU"),
        ("Syrian Arab Republic", "SY"),
        ("Palestinian", "PS"),
        ("State of Palestine", "PS"),
        ("Region: Gaza", "PS"),
        ("Congo (Democratic Republic)", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo", "CG"),
        ("North Macedonia, The Republic of", "MK"),
        ("the former Yugoslav Republic of Macedonia", "MK"),
        ("Saint Kitts and Nevis", "KN"),
        ("Bosnia and Herzegovina", "BA"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("Türkiye", "TR"),
        ("The Gambia", "GM"),
        ("Burma", "MM"),
        ("Côte d'Ivoire", "CI"),
        ("IRN", "IR"),
        ("kp", "KP"),
        ("Iran/UK", "IR GB"),
        ("Russian and Ukrainian", "RU UA"),
        ("a) Tunisian b) Bosnian", "TN BA"),
        ("Russia; Ukraine; Russia", "RU UA"),
        ("na", ""),
    ],
)
def test_a_printed_country_becomes_its_code(printed: str, codes: str) -> None:
    tally = Tally()
    assert nations([printed], tally) == tuple(codes.split())
    assert not tally.counts


@pytest.mark.parametrize(
    ("printed", "kind"),
    [("USSR", "gone"), ("former Soviet Union", "gone"), ("possibly Palestinian", "supposes"), ("Ruritania", "unknown")],
)
def test_what_has_no_code_is_told_and_not_guessed(printed: str, kind: str) -> None:
    """A wrong nationality would forbid that two entries about one person be merged."""
    tally = Tally()
    assert nations([printed], tally) == ()
    assert kind in tally.notes()[0]
    assert printed in tally.notes()[0]


def test_country_of_knows_one() -> None:
    assert country_of("Iran") == "IR"
    assert country_of("Iran and Iraq") is None
    assert country_of(None) is None
