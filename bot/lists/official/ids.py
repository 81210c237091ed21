"""Ids of entries, made of the authority's prefix and its own reference."""

from __future__ import annotations

import re
from hashlib import blake2b

_LONGEST = 80  # characters of a reference; the longest known has about 20


def entry_id(prefix: str, ref: str) -> str:
    """``un-IRi.039``; empty where there is no reference.

    What an id cannot hold (`bot.lists.schema`) is written as ``-``, and a few digits of a hash keep ``a b`` and ``a/b`` apart.
    """
    if not ref.strip():
        return ""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", ref)[:_LONGEST]
    if kept == ref:
        return f"{prefix}-{ref}"
    return f"{prefix}-{kept.strip('-')}-{blake2b(ref.encode(errors='surrogatepass'), digest_size=4).hexdigest()}"
