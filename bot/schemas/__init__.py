"""The JSON Schemas that editors complete and check watchlists and settings with, generated from the pydantic models.

``python -m bot.schemas`` writes them; a test keeps them in step.
"""

from __future__ import annotations

import json
from importlib.resources import files

from pydantic import BaseModel

from bot.config import Settings
from bot.lists.schema import WatchlistFile

MODELS: dict[str, type[BaseModel]] = {"watchlist.schema.json": WatchlistFile, "config.schema.json": Settings}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def generated() -> dict[str, str]:
    """File name -> the schema as it should stand in this folder."""
    return {name: _schema(model) for name, model in MODELS.items()}


def shipped(name: str) -> str:
    """The schema as it stands in this folder."""
    return (files(__name__) / name).read_text(encoding="utf-8")


def _schema(model: type[BaseModel]) -> str:
    schema = {"$schema": DIALECT, **model.model_json_schema(by_alias=True)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
