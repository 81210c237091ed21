"""bot.schemas: editors check with what the program checks with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.config import Settings
from bot.faults import Section
from bot.lists.schema import WatchlistFile
from bot.schemas import MODELS, generated, shipped


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_schema_is_the_generated_one(name: str) -> None:
    """Nobody forgets to run `python -m bot.schemas`."""
    assert shipped(name) == generated()[name]


@pytest.mark.parametrize("model", [WatchlistFile, Settings])
def test_every_key_is_described_in_a_sentence(model: type[Section]) -> None:
    """Whoever hovers over a key in an editor reads what it means."""
    schema = model.model_json_schema()
    mappings = [schema, *(each for each in schema["$defs"].values() if "properties" in each)]
    undescribed = [
        key for each in mappings for key, facts in each["properties"].items() if not facts.get("description")
    ]
    assert undescribed == []


def test_the_schema_knows_dates_written_as_numbers_and_measures_of_both_kinds() -> None:
    """An editor reads `born: 1957` as a number and must not mark it."""
    text: Any = json.loads(shipped("watchlist.schema.json"))
    born = text["$defs"]["PersonEntry"]["properties"]["born"]
    assert born["oneOf"][0]["type"] == ["string", "integer"]
    assert {"type": "array"}.items() <= text["$defs"]["ListingEntry"]["properties"]["measures"]["anyOf"][0].items()
