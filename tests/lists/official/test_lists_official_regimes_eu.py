"""bot/data/regimes.yml, EU and Switzerland: every framework act has a row, and a basis is what was checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.lists.official.regimes import all_regimes, regime_of
from bot.lists.schema import KNOWN_MEASURES
from bot.text import days_of

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "lists" / "eu" / "consolidated"
OURS = [regime for regime in all_regimes() if regime.authority in ("EU", "CH")]


@pytest.mark.parametrize("regime", OURS, ids=lambda regime: f"{regime.authority} {regime.key}")
def test_a_row_is_well_formed(regime) -> None:  # type: ignore[no-untyped-def]
    types = [measure.type for measure in regime.measures]
    assert types
    assert set(types) <= set(KNOWN_MEASURES)
    assert len(types) == len(set(types))
    assert all(measure.since is None or days_of(measure.since) for measure in regime.measures)


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("32014R0269", "Council Decision 2014/145/CFSP, Article 1(1)"),
        ("359/2011", "Council Decision 2011/235/CFSP, Article 1(1)"),
        ("267/2012", "Council Decision 2010/413/CFSP, Article 19"),
        ("SYR", "Council Decision 2013/255/CFSP, Article 27"),
        ("EU-CHEM", "Council Decision (CFSP) 2018/1544, Article 2"),
        ("mli", "Council Decision (CFSP) 2017/1775, Article 1(1)"),
    ],
)
def test_the_decision_that_bans_travel(name: str, basis: str) -> None:
    regime = regime_of("EU", name)
    assert regime is not None
    assert next(each for each in regime.measures if each.type == "travel_ban").basis == basis


@pytest.mark.parametrize("name", ["TERR", "IRQ", "TUN", "208/2014", "LBY"])
def test_regimes_that_freeze_only(name: str) -> None:
    regime = regime_of("EU", name)
    assert regime is not None
    assert [each.type for each in regime.measures] == ["asset_freeze"]


@pytest.mark.skipif(not DATA.is_dir(), reason="the acts of the Official Journal are not on this machine")
def test_every_act_that_lists_people_has_a_row() -> None:
    acts = {path.stem for path in DATA.glob("*.csv") if b",Person," in path.read_bytes()}
    assert len(acts) == 36
    assert [act for act in sorted(acts) if regime_of("EU", act) is None] == []
