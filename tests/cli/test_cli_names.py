"""`gatewatch names`: what it prints and refuses."""

from __future__ import annotations

import pytest

from bot.cli.names import scored
from bot.errors import GatewatchError


def test_prints_a_score_for_each_row() -> None:
    """Rows count from 0, and columns that are not asked for do not matter."""
    text = "group,name1,name2\na,Qassem Soleimani,Qasem Soleimani\nb,Ali Hassan,Igor Sechin\n"
    (zero, high), (one, low) = (line.split(",") for line in scored(text, "cases.csv"))
    assert (zero, one) == ("0", "1")
    assert float(high) > 0.9 > 0.1 > float(low)


def test_a_missing_column_is_named() -> None:
    """A file without the columns says which one is missing."""
    with pytest.raises(GatewatchError, match="no column name2"):
        list(scored("name1,other\na,b\n", "cases.csv"))
