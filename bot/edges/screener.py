"""Builds a screener from what lies on disk: the English model and the gazetteer. Runs inside each worker, once per list."""

from __future__ import annotations

from functools import cache as once
from pathlib import Path
from typing import TYPE_CHECKING

from bot.collector import collector_paused
from bot.edges.gazetteer import open_gazetteer
from bot.edges.model_files import NoModel, load_model
from bot.model import Watchlist
from bot.record import load

if TYPE_CHECKING:
    from spacy.language import Language

    from bot.matching.index import NameIndex
    from bot.pipeline import Screener


@once
def english() -> Language | NoModel:
    """The English model, loaded once in a process; those forked from it have it too."""
    return load_model()


def build_screener(watchlist: Watchlist, cache: Path) -> Screener:
    """A screener for this list; gazetteer and name index are built in `cache` when they are not there yet.

    Without the model, trips are read by patterns and stay unverified.
    """
    from bot.edges.index_files import index_of

    return _built(watchlist, index_of(cache, watchlist), cache)


def build_handed(watchlist: str, cache: Path) -> Screener:
    """The same for a list as JSON (`bot.record`), as a worker is handed it: half the time of pickling its values."""
    return build_screener(_loaded(watchlist), cache)


def build_with(watchlist: str, index: NameIndex, cache: Path) -> Screener:
    """The same with an index of the list's names that is there already."""
    return _built(_loaded(watchlist), index, cache)


def _loaded(watchlist: str) -> Watchlist:
    with collector_paused():
        return load(Watchlist, watchlist)


def _built(watchlist: Watchlist, index: NameIndex, cache: Path) -> Screener:
    from bot.context.reader import Reader
    from bot.matching.matcher import Matcher
    from bot.pipeline import Screener

    model = english()
    reader = Reader(None if isinstance(model, NoModel) else model, open_gazetteer(cache))
    return Screener(watchlist, Matcher(watchlist, index), reader)
