"""Items that are on record are left out of the next reading, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

from test_jobs_poll import SETTINGS, Desk, desk, item, rss

from bot.feeds.cut import unpacked
from bot.jobs.poll import MOST_AT_ONCE, Polling

__all__ = ["desk"]
HEAD = "<?xml version='1.0' encoding='utf-8'?>"


def feed(*items: str) -> str:
    return rss(*items).replace("<?xml version='1.0'?>", HEAD)


def test_items_on_record_are_known_at_the_next_poll(desk: Desk) -> None:
    """The digests are written with the poll; what is new or edited is read, and its digest joins them."""
    desk.site.pages["/rss"] = feed(item(1), item(2))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss")
        await desk.poll(polling)
        first = unpacked(desk.feed().known_items)
        assert len(first) == 2
        desk.site.pages["/rss"] = feed(item(3), item(1), item(2, "Edited. "))
        assert (await desk.poll(polling, 60)).articles == 2
        then = unpacked(desk.feed().known_items)
        assert (len(then), len(then & first)) == (3, 1)

    desk.play(scene)


def test_a_feed_that_breaks_keeps_what_it_knows(desk: Desk) -> None:
    """A failed poll leaves the digests alone, a body that cannot be cut forgets them; nothing is told twice or lost meanwhile."""
    desk.site.pages["/rss"] = feed(item(1), item(2))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss")
        await desk.poll(polling)
        known = desk.feed().known_items
        for page, kept in (
            (503, known),
            ("<html><body>no</body></html>", known),
            (feed(item(1), item(2), item(3, "R & D. ")), b""),
        ):
            desk.site.pages["/rss"] = page
            await desk.poll(polling, 24 * 60)
            assert desk.feed().known_items == kept
        desk.site.pages["/rss"] = feed(item(1), item(4))
        assert (await desk.poll(polling, 24 * 60)).articles == 1

    desk.play(scene)
    assert sorted(each.title for each in desk.stored()) == ["Story 1", "Story 2", "Story 3", "Story 4"]


def test_items_that_wait_for_the_next_poll_are_not_known(desk: Desk) -> None:
    """When more is new than one poll takes, no item counts as known until all of them are on record."""
    desk.site.pages["/rss"] = feed(*(item(n, f"Words {n}. ") for n in range(MOST_AT_ONCE + 7)))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss", settings=replace(SETTINGS, full_text="never"))
        assert (await desk.poll(polling)).articles == MOST_AT_ONCE
        assert unpacked(desk.feed().known_items) == frozenset()
        assert (await desk.poll(polling, 5)).articles == 7
        assert len(unpacked(desk.feed().known_items)) == MOST_AT_ONCE + 7

    desk.play(scene)
