"""bot.schemas: editors check with what the program checks with."""

from __future__ import annotations

import json
import re
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


# One of these stands in every description of a watchlist key, so that it says something of the key and is no mere label.
VERB = re.compile(r"\b(?:is|are|was|says?|tells?|names?|stands?|imposes?|has|have|bears|fills|may|needs?)\b")


def descriptions(schema: dict[str, Any]) -> dict[str, str]:
    """Place -> description, of every mapping and every key of a schema."""
    mappings = {"file": schema, **{name: each for name, each in schema["$defs"].items() if "properties" in each}}
    keys = {f"{name}.{key}": facts for name, each in mappings.items() for key, facts in each["properties"].items()}
    return {place: facts.get("description", "") for place, facts in {**mappings, **keys}.items()}


@pytest.mark.parametrize("name", MODELS)
def test_descriptions_begin_and_end_as_sentences_do(name: str) -> None:
    """A capital letter or a value in front, a full stop behind, and more than a word between; no blanks left over."""
    for place, text in descriptions(json.loads(shipped(name))).items():
        assert len(text.split()) >= 3, place
        assert text.endswith((".", "…")), place
        assert text[0].isupper() or ":" in text.split()[0], place
        assert text == " ".join(text.split()), place


def test_every_watchlist_key_is_described_in_a_complete_sentence() -> None:
    """Whoever edits without programming reads whole sentences, not labels."""
    labels = {
        place: text
        for place, text in descriptions(json.loads(shipped("watchlist.schema.json"))).items()
        if len(text.split()) < 5 or not VERB.search(text)
    }
    assert labels == {}


def test_the_schema_knows_dates_written_as_numbers_and_measures_of_both_kinds() -> None:
    """An editor reads `born: 1957` and `ref: 10481` as numbers and must not mark them."""
    text: Any = json.loads(shipped("watchlist.schema.json"))
    born = text["$defs"]["PersonEntry"]["properties"]["born"]
    assert born["oneOf"][0]["type"] == ["string", "integer"]
    assert text["$defs"]["ListingEntry"]["properties"]["ref"]["type"] == ["string", "integer"]
    assert {"type": "array"}.items() <= text["$defs"]["ListingEntry"]["properties"]["measures"]["anyOf"][0].items()
