"""A desk whose lists are kept as the program keeps them, with the real screener."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from news_desk import NewsDesk

from bot.context.reader import Reader
from bot.edges.worker import Factory
from bot.jobs.new_list import Noting, note_in_force
from bot.lists.load import SourceFile, load_watchlist
from bot.matching.build import build
from bot.matching.matcher import Matcher
from bot.model import Watchlist
from bot.pipeline import Screener

LIST = """
list: desk
defaults: {authority: UN, regime: Example, measures: [{type: travel_ban, since: 2012-01-01}]}
people:
  - id: p1
    name: Viktor Lazarenko
    native: [Виктор Лазаренко]
    weak: [Vitya]
    roles: [Minister of Energy]
    listings: [{ref: X.1, since: 2012-01-01}]
"""
ADA = """  - {id: p2, name: Adaeze Okonjo, roles: [General], listings: [{ref: X.2, since: 2012-01-01}]}
"""


def listed(text: str = LIST) -> Watchlist:
    """The list of such a file."""
    return load_watchlist([SourceFile("desk.yaml", text.encode())]).watchlist


def reading(reader: Reader) -> Callable[[Watchlist], Factory]:
    """Screeners that read with this reader."""

    def screener(watchlist: Watchlist) -> Screener:
        return Screener(watchlist, Matcher(watchlist, build(watchlist.people)), reader)

    return lambda watchlist: partial(screener, watchlist)


async def relist(desk: NewsDesk, watchlist: Watchlist, look_back_days: int = 30) -> None:
    """Another list comes into force, as the reload job does it."""
    assert await desk.workers.replace(desk.screener_of(watchlist)) is None
    desk.in_force.watchlist = watchlist
    await note_in_force(Noting(desk.db, desk.clock, "C0OPS", "C0DESK", look_back_days), watchlist)
