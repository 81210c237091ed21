"""bot.lists.official.regimes: the table of regimes holds together, and every measure is one that watchlists know."""

from __future__ import annotations

import re

import pytest

from bot.lists.official.regimes import all_regimes, regime_of
from bot.lists.schema import KNOWN_MEASURES
from bot.text import days_of


def test_a_regime_is_found_by_each_of_its_names() -> None:
    iran = regime_of("UN", "Iran")
    assert iran is not None
    assert regime_of("UN", "IRi") is iran
    assert regime_of("UN", " 1737 ") is iran
    assert regime_of("UN", "SouthSudan") is regime_of("UN", "south sudan") is not None
    assert regime_of("UN", "Atlantis") is None
    assert regime_of("XX", "Iran") is None


def test_no_name_means_two_regimes() -> None:
    named = [(each.authority, name.casefold()) for each in all_regimes() for name in (each.key, *each.also)]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("regime", all_regimes(), ids=lambda each: f"{each.authority}-{each.key}")
def test_every_measure_is_known_dated_and_in_order(regime: object) -> None:
    measures = regime.measures  # type: ignore[attr-defined]
    assert measures
    for measure in measures:
        assert measure.type in KNOWN_MEASURES
        assert measure.basis is None or measure.basis.strip()
        if measure.since and measure.until:
            assert days_of(measure.since)[0] < days_of(measure.until)[0]


def test_un_measures_name_a_resolution() -> None:
    for regime in all_regimes():
        if regime.authority == "UN":
            assert all(re.search(r"resolution \d{4} \(\d{4}\)", measure.basis or "") for measure in regime.measures)


def test_nobody_is_banned_before_he_is_listed() -> None:
    """A measure on a person is no older than the listing, and what had ended by then was never his."""
    iran, al_qaida = regime_of("UN", "Iran"), regime_of("UN", "Al-Qaida")
    assert iran is not None
    assert al_qaida is not None
    assert [measure.since for measure in iran.imposed_on("2007-03-24")] == [
        "2010-06-09",
        "2016-01-16",
        "2025-09-28",
        "2007-03-24",
    ]
    assert [measure.since for measure in iran.imposed_on("2018-05")] == ["2018-05", "2025-09-28", "2018-05"]
    assert {measure.since for measure in al_qaida.imposed_on("2024-02-20")} == {"2024-02-20"}
    assert [measure.since for measure in al_qaida.imposed_on("2001-10-06")] == [
        "2002-01-16",
        "2001-10-06",
        "2002-01-16",
    ]
    assert al_qaida.imposed_on(None) == al_qaida.measures
