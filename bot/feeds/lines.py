"""Knowing a line that is no part of a story by its signs. The signs are in `bot.feeds.captions` and `bot.feeds.boilerplate`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineSign:
    """One way to know such a line. `limit`: a longer line is a paragraph that merely uses such words."""

    name: str
    pattern: re.Pattern[str]
    limit: int  # characters


def sign_of(line: str, signs: Iterable[LineSign]) -> str | None:
    """Name of the first sign that a line carries; None for a sentence of the story."""
    return next((sign.name for sign in signs if len(line) <= sign.limit and sign.pattern.search(line)), None)
