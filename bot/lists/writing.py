"""Writes a person into the YAML of a watchlist (`bot.insert`), and the text of a new watchlist."""

from __future__ import annotations

from bot.insert import LANGUAGE_SERVER, Entry, with_entries


def new_list(list_id: str, schema: str) -> bytes:
    """The text of a list without people; `schema` is where editors find the JSON Schema."""
    return f"{LANGUAGE_SERVER.format(schema=schema)}\nlist: {list_id}\npeople:\n".encode()


def with_entry(name: str, data: bytes, entry: Entry) -> bytes:
    """The file with one more entry at the end of `people`. Raises BadFile when it is no YAML; the result is not checked."""
    return with_entries(name, data, "people", [entry])
