"""How every app of typer here is set up: help as plain text, errors in our own words."""

from __future__ import annotations

from typing import Any

PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
