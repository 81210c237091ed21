"""Builds a screener from what lies on disk: the English model and the gazetteer. Runs inside each worker, once per list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.edges.gazetteer import open_gazetteer
from bot.edges.model_files import NoModel, load_model
from bot.model import Watchlist

if TYPE_CHECKING:
    from bot.pipeline import Screener


def build_screener(watchlist: Watchlist, cache: Path) -> Screener:
    """A screener for this list; gazetteer and name index are built in `cache` when they are not there yet.

    Without the model, trips are read by patterns and stay unverified.
    """
    from bot.context.reader import Reader
    from bot.edges.index_files import index_of
    from bot.matching.matcher import Matcher
    from bot.pipeline import Screener

    model = load_model()
    reader = Reader(None if isinstance(model, NoModel) else model, open_gazetteer(cache))
    return Screener(watchlist, Matcher(watchlist, index_of(cache, watchlist)), reader)
