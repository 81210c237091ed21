"""Ids of entries, made of the authority's prefix and its own reference."""

from __future__ import annotations

import re

_LONGEST = 80  # characters of a reference; the longest known has about 20


def entry_id(prefix: str, ref: str) -> str:
    """``un-IRi.039``: the reference with what an id cannot hold (`bot.lists.schema`) written as ``-``."""
    return f"{prefix}-" + re.sub(r"[^A-Za-z0-9._-]+", "-", ref)[:_LONGEST]
