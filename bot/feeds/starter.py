"""The feeds to begin with, from `bot/data/starter_feeds.yaml`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

FILE = "starter_feeds.yaml"


@dataclass(frozen=True, slots=True)
class StarterFeed:
    """A feed to begin with."""

    url: str
    name: str
    lang: str
    country: str  # that it writes from
    region: str  # that it mostly writes about
    topic: str


@cache
def starter_feeds() -> tuple[StarterFeed, ...]:
    """All of them, in the file's order."""
    text = (files("bot.data") / FILE).read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)["feeds"]
    return tuple(StarterFeed(**row) for row in rows)


def chosen(
    langs: Collection[str] = (),
    countries: Collection[str] = (),
    regions: Collection[str] = (),
    topics: Collection[str] = (),
) -> tuple[StarterFeed, ...]:
    """Those of the languages, countries, regions and topics that are asked for; of none, all."""
    return tuple(
        feed
        for feed in starter_feeds()
        if (not langs or feed.lang in langs)
        and (not countries or feed.country in countries)
        and (not regions or feed.region in regions)
        and (not topics or feed.topic in topics)
    )
