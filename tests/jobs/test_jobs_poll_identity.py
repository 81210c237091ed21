"""What a feed does to its items, and what a person expects of it: which articles are new, and one story has one card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from store.engines import open_store
from test_jobs_poll import SETTINGS, Desk
from toy_screening import BANNED, person, toy_of

from bot.alerts.routes import Policy
from bot.jobs.deciding import Decider
from bot.jobs.in_force import InForce
from bot.jobs.poll import MOST_AT_ONCE, Polling
from bot.model import Watchlist
from bot.store import schema

PAT = person("p1", "Pat Doe", BANNED)
LIST = Watchlist((PAT,), "list-1")
NEWS = "Pat Doe flew to Oslo on Monday, two officials said. "
LONG = NEWS + "The ministry said little about the journey, which nobody had expected to happen this week. " * 3
OTHER = "The harbour was closed for the day. "


@dataclass(frozen=True)
class Item:
    """An item of a feed; what is empty is not written."""

    guid: str = "g1"
    link: str = "https://n.test/a/1"
    title: str = "A journey"
    text: str = NEWS
    date: str = "Mon, 02 Mar 2026 07:00:00 GMT"

    def __str__(self) -> str:
        parts = {
            "guid": self.guid,
            "link": self.link,
            "title": self.title,
            "description": self.text,
            "pubDate": self.date,
        }
        return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value) + "</item>"


@dataclass(frozen=True)
class Script:
    """What the feed serves, one poll after the other; the new articles of each poll, and the cards after all of them."""

    name: str
    serves: Sequence[Sequence[Item]]
    new: Sequence[int]
    cards: int = 1


ONE = Item()
BARE = Item(guid="", link="", date="")
NO_GUID, NO_LINK = Item(guid=""), Item(link="")
TWO = Item("g2", "https://n.test/a/2", "The harbour", OTHER)
MANY = [Item(f"g{n}", f"https://n.test/a/{n}", f"Story {n}", f"{OTHER * 8} {n}. ") for n in range(2, 30)]

APART = [Item(f"g{n}", f"https://n.test/a/{n}", f"Port{n} ship{n} sails{n}", f"Ship{n} left{n} port{n} with{n} coal{n}.") for n in range(12)]  # fmt: skip


def others(items: Sequence[Item], change: Callable[[Item], Item]) -> list[Item]:
    return [change(item) for item in items]


SCRIPTS = [
    # The same again, in other clothes
    Script("served again", [[ONE, TWO], [ONE, TWO]], [2, 0]),
    Script("order turned round", [[ONE, TWO, *MANY], [*reversed(MANY), TWO, ONE]], [30, 0]),
    Script("cut short, and whole again", [[ONE, TWO, *MANY], [ONE], [ONE, TWO, *MANY]], [30, 0, 0]),
    Script("empty, and full again", [[ONE, TWO], [], [ONE, TWO]], [2, 0, 0]),
    Script("another date only", [[ONE], [replace(ONE, date="Tue, 03 Mar 2026 07:00:00 GMT")]], [1, 0]),
    Script("another date, no guid", [[NO_GUID], [replace(NO_GUID, date="Tue, 03 Mar 2026 07:00:00 GMT")]], [1, 0]),
    Script("other blanks", [[ONE], [replace(ONE, text=NEWS.replace(" ", "  \n"), title=" A  journey ")]], [1, 0]),
    Script("other markup", [[ONE], [replace(ONE, text=f"&lt;p&gt;&lt;b&gt;{NEWS}&lt;/b&gt;&lt;/p&gt;")]], [1, 0]),
    Script("a picture more", [[ONE], [replace(ONE, text=NEWS + "&lt;img src='x.jpg'&gt;")]], [1, 0]),
    # Other names
    Script("all guids new", [[ONE, TWO, *MANY], others([ONE, TWO, *MANY], lambda i: replace(i, guid=f"new-{i.guid}"))], [30, 0]),
    Script("all guids new, no links", [[NO_LINK], [replace(NO_LINK, guid="x")]], [1, 0]),
    Script("guids taken away", [[ONE, TWO], others([ONE, TWO], lambda i: replace(i, guid=""))], [2, 0]),
    Script("guids given", [[NO_GUID], [ONE]], [1, 0]),
    Script("links taken away", [[ONE], [NO_LINK]], [1, 0]),
    Script("links changed", [[ONE], [replace(ONE, link="https://n.test/b/1")]], [1, 0]),
    Script("from http to https", [[Item("http://n.test/a/1", "http://n.test/a/1")], [Item("https://n.test/a/1", "https://n.test/a/1")]], [1, 0]),
    Script("from http to https, no guid", [[replace(NO_GUID, link="http://www.n.test/a/1")], [NO_GUID]], [1, 0]),
    Script("a slash at the end", [[NO_GUID], [replace(NO_GUID, link=NO_GUID.link + "/")]], [1, 0]),
    Script("another tracker at each poll", [[replace(NO_GUID, link=f"{ONE.link}?utm_id={n}&amp;fbclid={n}")] for n in range(3)], [1, 0, 0]),
    Script("guids with trackers", [[Item(f"{ONE.link}?utm_id={n}", f"{ONE.link}?utm_id={n}")] for n in range(3)], [1, 0, 0]),
    Script("AMP and mobile forms", [[NO_GUID], [replace(NO_GUID, link="https://amp.n.test/a/1")], [replace(NO_GUID, link="https://m.n.test/a/1/amp")]], [1, 0, 0]),
    Script("the site moved, full texts", [[Item(text=LONG), *MANY], others([Item(text=LONG), *MANY], lambda i: replace(i, guid=f"x{i.guid}", link=i.link.replace("n.test", "new.test")))], [29, 0]),
    Script("the site moved, short texts", [[ONE], [Item("x1", "https://new.test/1")]], [1, 1]),
    # Little to go by. What has no date and comes with a new feed opens no card; so these come later.
    Script("neither guid nor link nor date", [[TWO], [TWO, BARE], [TWO, BARE]], [1, 1, 0]),
    Script("neither guid nor link, edited", [[TWO], [TWO, BARE], [TWO, replace(BARE, text=NEWS + OTHER)]], [1, 1, 1]),
    Script("no title either", [[TWO], [TWO, replace(BARE, title="")], [TWO, replace(BARE, title="")]], [1, 1, 0]),
    Script("no date, with a new feed", [[BARE], [BARE]], [1, 0], 0),
    Script("published again under another guid and date", [[Item(text=LONG, link="")], [], [Item("g9", "", text=LONG, date="Tue, 03 Mar 2026 07:00:00 GMT")]], [1, 0, 0]),
    # One name for several
    Script("twice in one document", [[ONE, ONE], [ONE, ONE]], [1, 0]),
    Script("twice, with two guids", [[ONE, replace(ONE, guid="g9")], [replace(ONE, guid="g9")]], [1, 0]),
    Script("one guid for two articles", [[ONE, replace(TWO, guid="g1")], [ONE, replace(TWO, guid="g1")]], [2, 0]),
    Script("a guid used again", [[ONE], [replace(TWO, guid="g1")], [ONE, replace(TWO, guid="g1")]], [1, 1, 0]),
    Script("a guid used again, in turns", [[ONE], [replace(TWO, guid="g1")], [ONE], [replace(TWO, guid="g1")]], [1, 1, 0, 0]),
    Script("one guid for all", [[replace(i, guid="g1") for i in some] for some in (APART[:9], APART[3:12], APART[:12], APART[:3])], [9, 3, 0, 0], 0),
    Script("one link for all, no guid", [[replace(i, guid="", link="https://n.test/live") for i in some] for some in (APART[:9], APART[3:12], APART[:12], APART[:3])], [9, 3, 0, 0], 0),
    Script("one link for all", [[replace(i, link="https://n.test/live") for i in (ONE, TWO, *MANY)]] * 2, [30, 0]),
    Script("an address in the query", [[replace(NO_GUID, link="https://n.test/?id=1"), Item("", "https://n.test/?id=2", "B", OTHER)]] * 2, [2, 0]),
    Script("the same short words every day", [[Item(f"d{n}", f"https://n.test/d/{n}", "Live", OTHER)] for n in range(3)], [1, 1, 1], 0),
    # Really new
    Script("edited", [[ONE], [replace(ONE, text=NEWS + OTHER)]], [1, 1]),
    Script("edited and back", [[ONE], [replace(ONE, text=NEWS + OTHER)], [ONE], [ONE]], [1, 1, 1, 0]),
    Script("edited and back under another guid", [[ONE], [replace(ONE, text=NEWS + OTHER)], [replace(ONE, guid="g8")], [ONE]], [1, 1, 1, 0]),
    Script("edited and back among others", [[ONE, *MANY], [replace(ONE, text=NEWS + OTHER), *MANY], [*reversed(MANY), ONE]], [29, 1, 1]),
    Script("another title", [[ONE], [replace(ONE, title="A journey, now confirmed")]], [1, 1]),
    Script("a counter that goes on", [[replace(ONE, text=f"{NEWS}{n} comments")] for n in range(3)], [1, 1, 1]),
    Script("one more", [[TWO], [ONE, TWO]], [1, 1]),
    Script("the journey comes with the edit", [[replace(TWO)], [replace(TWO, text=OTHER + NEWS)]], [1, 1]),
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = open_store(tmp_path)
    yield Desk(database, in_force=InForce(LIST), screener=toy_of(LIST))
    database.close()


def rss(items: Sequence[Item], declared: bool) -> str:
    head = "<?xml version='1.0' encoding='utf-8'?>" if declared else "<?xml version='1.0'?><!DOCTYPE rss>"
    return f"{head}<rss version='2.0'><channel><title>Daily</title>{''.join(map(str, items))}</channel></rss>"


def cards(desk: Desk) -> int:
    table = schema.deliveries
    with desk.db.snapshot() as c:
        assert c.scalar(select(func.count()).select_from(schema.alerts)) == c.scalar(
            select(func.count()).where(table.c.kind == "card")
        )
        return c.scalar(select(func.count()).where(table.c.kind == "card")) or 0


@pytest.mark.parametrize("cut", [True, False], ids=["known items are cut", "read whole"])
@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
def test_only_what_is_new_is_new(desk: Desk, script: Script, cut: bool) -> None:
    """Whatever a feed does to names, dates, order and markup, an article counts once, an edit once, and a story has one card."""

    async def scene(polling: Polling) -> None:
        counted = []
        for items in script.serves:
            desk.site.pages["/rss"] = rss(items, declared=cut)
            await desk.sync("/rss", settings=replace(SETTINGS, full_text="never"))
            counted.append((await desk.poll(replace(polling, conclude_with=Decider(Policy("C1"))), 61)).articles)
        assert counted == list(script.new)

    desk.play(scene)
    assert cards(desk) == script.cards
    assert bool(desk.feed().known_items) is cut


def test_an_item_that_moves_to_another_feed_joins_its_story(desk: Desk) -> None:
    """Each feed keeps what it served, and the story has one card."""

    async def scene(polling: Polling) -> None:
        desk.site.pages |= {"/a": rss([ONE], True), "/b": rss([], True)}
        await desk.sync("/a", "/b", settings=replace(SETTINGS, full_text="never"))
        decided = replace(polling, conclude_with=Decider(Policy("C1")))
        assert (await desk.poll(decided)).articles == 1
        desk.site.pages |= {"/a": rss([], True), "/b": rss([ONE], True)}
        assert (await desk.poll(decided, 61)).articles == 1

    desk.play(scene)
    assert cards(desk) == 1


def test_a_flood_of_new_guids_raises_nothing(desk: Desk) -> None:
    """Hundreds of items under new guids are known by their addresses, portion by portion."""
    items = [Item(f"g{n}", f"https://n.test/{n}", f"Story {n}", OTHER) for n in range(2 * MOST_AT_ONCE)]

    async def scene(polling: Polling) -> None:
        desk.site.pages["/rss"] = rss(items, True)
        await desk.sync("/rss", settings=replace(SETTINGS, full_text="never"))
        await desk.poll(polling)
        assert (await desk.poll(polling, 61)).articles == MOST_AT_ONCE
        desk.site.pages["/rss"] = rss(others(items, lambda i: replace(i, guid=f"new {i.guid}")), True)
        assert (await desk.poll(polling, 61)).articles == 0

    desk.play(scene)
