"""The sanctions regimes of an authority and what each imposes, from `bot/data/regimes.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.model import Measure
from bot.text import days_of


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime as its list names it. The measures are those that every person listed under it is subject to."""

    authority: str  # UN, EU
    key: str  # as written in our lists: Iran
    title: str
    also: tuple[str, ...]  # what the list files call it: 1737, IRN, 2011/235/CFSP
    measures: tuple[Measure, ...]

    def imposed_on(self, listed: str | None) -> tuple[Measure, ...]:
        """The measures on somebody listed since that partial date: none older than the listing, none that had ended by then."""
        if listed is None:
            return self.measures
        day = days_of(listed)[0]
        standing = (each for each in self.measures if not each.until or days_of(each.until)[0] > day)
        return tuple(
            replace(each, since=listed) if not each.since or days_of(each.since)[0] < day else each for each in standing
        )


def regime_of(authority: str, name: str) -> Regime | None:
    """The regime that a list calls `name`, in capitals or not; None where the table has none."""
    return _named().get((authority, name.strip().casefold()))


@cache
def all_regimes() -> tuple[Regime, ...]:
    """Every row of the table, in its order."""
    text = (files("bot.data") / "regimes.yml").read_text(encoding="utf-8")
    table: Mapping[str, list[Mapping[str, Any]]] = yaml.load(text, yaml.CSafeLoader)
    return tuple(_regime(authority, row) for authority, rows in table.items() for row in rows)


@cache
def _named() -> Mapping[tuple[str, str], Regime]:
    return {(each.authority, name.casefold()): each for each in all_regimes() for name in (each.key, *each.also)}


def _regime(authority: str, row: Mapping[str, Any]) -> Regime:
    return Regime(
        authority=authority,
        key=row["regime"],
        title=row["title"],
        also=tuple(map(str, row.get("also", ()))),
        measures=tuple(_measure(each) for each in row["measures"]),
    )


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(row["type"], row.get("since"), row.get("until"), row.get("basis"), tuple(row.get("exemptions", ())))
