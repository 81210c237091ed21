"""The Watchlist in force: one place that the jobs read and only the reload job changes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Watchlist


@dataclass(slots=True)
class InForce:
    """Holds the Watchlist that the workers screen with at this moment."""

    watchlist: Watchlist
