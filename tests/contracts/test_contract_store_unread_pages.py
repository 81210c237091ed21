"""The contract of the store for pages that are to be tried again: each by one worker, few of a feed, and none for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.feeds.again import NEWS, PAUSES
from bot.feeds.article import read_again
from bot.model import Action
from bot.store import articles, decisions, feeds, schema, unread_pages
from bot.store.articles import Extent
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.polls import Fenced, Recorded, Screened, record_page, record_poll
from bot.store.unread_pages import ClaimedPage, Unread
from tests.contracts.stored import LEASE, NOW, claimed_feed, deciding, findings, poll_of, rows, screened

ONE, TWO = "https://one.test/rss", "https://two.test/rss"
DUE = NOW + PAUSES[0]


def unread(ident: str, after: float | None = None) -> Screened:
    """An article that waits for its page."""
    made = screened(ident, digest=ident)
    return replace(made, extent=Extent.BEGINNING, unread=Unread(f"https://{ident[0]}.test/{ident}", after))


def claim(
    c: Connection, owner: str = "w1", now: datetime = DUE, limit: int = 9, few: int = 9
) -> tuple[ClaimedPage, ...]:
    return unread_pages.claim_due(c, now, owner, LEASE, limit, few)


def addresses(pages: tuple[ClaimedPage, ...]) -> list[str]:
    return [page.address.rsplit("/", 1)[1] for page in pages]


def further(page: ClaimedPage) -> Screened:
    """What its page says."""
    article, keys = read_again(
        replace(page.article, text="Pat Doe flew to Oslo on Monday. So it is."), page.keys, page.article.id
    )
    return Screened(article, keys, findings(article.id), teaser=page.article.id)


def test_a_page_is_remembered_with_its_poll(db: Database) -> None:
    """It is due after a pause, or when its site wants it; what was recorded with it is known when it is claimed."""
    with db.transaction() as c:
        record_poll(
            c, poll_of(claimed_feed(c, ONE), unread("a1"), unread("a2", 3_600.0), screened("a3")), "f1", deciding
        )
        assert claim(c, now=DUE - timedelta(seconds=1)) == ()
        (page,) = claim(c)
        assert (page.address, page.article.id, page.keys.entry_key) == ("https://a.test/a1", "a1", "guid:a1")
        assert (page.feed_address, page.tries, page.backlog, page.old) == (ONE, 1, False, False)
        assert addresses(claim(c, now=NOW + timedelta(hours=1))) == ["a1", "a2"]


def test_two_workers_never_try_one_page(db: Database) -> None:
    """Until its lease has ended, and its pause, it is nobody else's; then it is, and who comes too late writes nothing."""
    later = DUE + PAUSES[1]
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c, ONE), unread("a1")), "f1", deciding)
    with db.transaction() as c:
        (first,) = claim(c, "w1")
    with db.transaction() as c:
        assert claim(c, "w2") == ()
    with db.transaction() as c:
        (second,) = claim(c, "w2", later)
    assert (first.tries, second.tries) == (1, 2)
    with db.transaction() as c:
        assert isinstance(record_page(c, first, further(first), later, "f1", deciding), Fenced)
        unread_pages.put_off(c, first, NOW, 0)
        unread_pages.give_up(c, first)
        assert isinstance(record_page(c, second, further(second), later, "f1", deciding), Recorded)
    with db.transaction() as c:
        assert isinstance(record_page(c, second, further(second), later, "f1", deciding), Fenced)
    assert (rows(db, schema.articles), rows(db, schema.unread_pages)) == (2, 0)


def test_a_page_is_recorded_as_a_further_version(db: Database) -> None:
    """Its decision and alert come with it; the feed's entry counts as known, and nothing as put back."""
    with db.transaction() as c:
        claimed = claimed_feed(c, ONE)
        record_poll(c, poll_of(claimed, unread("a1")), "f1", deciding)
        (page,) = claim(c)
        new = further(page)
        came = record_page(c, page, new, DUE, "f1", deciding)
        assert isinstance(came, Recorded)
        assert [each.action for each in decisions.in_article(c, new.article.id)] == [Action.UPDATE]
        assert articles.unseen(c, claimed.id, [page.keys]) == ()
        assert articles.put_back(c, claimed.id, [page.keys]) == ()
        assert articles.arrivals(c, claimed.id, NOW, 9, 9) == (NOW,), "its feed brought nothing then"


def test_few_pages_of_a_feed_are_claimed_together(db: Database) -> None:
    """Those that wait longest; the pages of other feeds come beside them."""
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(ONE), FeedSpec(TWO)], NOW)
        one, two = feeds.claim_due(c, NOW, "w1", LEASE, 2)
        record_poll(c, poll_of(one, *(unread(f"a{n}") for n in range(6))), "f1", deciding)
        late = poll_of(two, *(unread(f"b{n}") for n in range(6)), now=NOW + timedelta(seconds=1))
        record_poll(c, late, "f1", deciding)
        now = DUE + timedelta(seconds=1)
        assert addresses(claim(c, now=now, limit=5, few=3)) == ["a0", "a1", "a2", "b0", "b1"]
        assert addresses(claim(c, now=now, limit=5, few=3)) == ["a3", "a4", "a5", "b2", "b3"]


def test_few_pages_of_a_site_are_claimed_together_and_may_wait_together(db: Database) -> None:
    """Whatever their feeds; what is being tried stays as it is, a site of a similar name too, and nobody loses a try."""
    late = Unread("https://a.test.two/c0")
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(ONE), FeedSpec(TWO)], NOW)
        one, two = feeds.claim_due(c, NOW, "w1", LEASE, 2)
        record_poll(c, poll_of(one, *(unread(f"a{n}") for n in range(3))), "f1", deciding)
        others = (unread("a3"), replace(unread("c0"), unread=late))
        record_poll(c, poll_of(two, *others), "f1", deciding)
        first, second, third = claim(c, few=2)
        assert addresses((first, second, third)) == ["a0", "a1", "c0"]
        then = DUE + timedelta(hours=3)
        unread_pages.put_off(c, first, then + timedelta(hours=1), 1)
        unread_pages.put_off(c, third, DUE, 0)
        unread_pages.put_off_site(c, second, then, DUE)
        assert addresses(claim(c)) == ["c0"]
        assert [(each.article.id, each.tries) for each in claim(c, now=then)] == [
            ("a1", 2), ("c0", 2), ("a2", 1), ("a3", 1)
        ]  # fmt: skip


def test_what_is_given_back_is_due_then_with_the_tries_it_had(db: Database) -> None:
    """So that a page that was not asked for does not lose a try; a restart gives everything back, behind what is due."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c, ONE), unread("a1")), "f1", deciding)
        (page,) = claim(c)
        unread_pages.put_off(c, page, DUE + PAUSES[0], page.tries - 1)
        assert claim(c) == ()
        (again,) = claim(c, now=DUE + PAUSES[0])
        assert again.tries == 1
        unread_pages.void_leases(c, ())
        assert [each.tries for each in claim(c, "w2", DUE + PAUSES[0] + PAUSES[1])] == [2]


def test_a_page_that_brings_the_program_down_is_not_tried_for_ever(db: Database) -> None:
    """Each start comes soon after a crash: the page is claimed four times, ten minutes apart, and another one meanwhile."""
    claims: list[tuple[timedelta, list[str]]] = []
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c, ONE), unread("a1"), unread("a2", 601.0)), "f1", deciding)
    for second in range(0, 3_600, 20):
        now = DUE + timedelta(seconds=second)
        with db.transaction() as c:
            unread_pages.drop_stale(c, now)
            (*claimed,) = claim(c, now=now, limit=1)
            claims += [(now - DUE, addresses(tuple(claimed)))] if claimed else []
        with db.transaction() as c:
            if claimed and claimed[0].article.id == "a2":
                unread_pages.give_up(c, claimed[0])
            unread_pages.void_leases(c, ())
    minutes = [(when // timedelta(minutes=1), *who) for when, who in claims]
    assert minutes == [(0, "a1"), (0, "a2"), (10, "a1"), (20, "a1"), (30, "a1")]
    assert rows(db, schema.unread_pages) == 0


def gone(c: Connection) -> None:
    feeds.sync_feeds(c, [FeedSpec(TWO)], NOW)


def without_pages(c: Connection) -> None:
    feeds.sync_feeds(c, [FeedSpec(ONE, settings=FeedSettings(full_text="never")), FeedSpec(TWO)], NOW)


def nothing(_: Connection) -> None:
    return


@pytest.mark.parametrize(
    ("change", "now", "given_up", "left"),
    [
        (nothing, DUE, 0, ["a1", "b1"]),
        (gone, DUE, 0, ["b1"]),
        (without_pages, DUE, 0, ["b1"]),
        (nothing, NOW + NEWS, 2, []),
    ],
    ids=["wanted", "gone", "without pages", "too late"],
)
def test_what_nobody_wants_is_dropped(
    db: Database, change: Callable[[Connection], None], now: datetime, given_up: int, left: list[str]
) -> None:
    """With its feed, with the wish for its pages, and after a day."""
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(ONE), FeedSpec(TWO)], NOW)
        one, two = feeds.claim_due(c, NOW, "w1", LEASE, 2)
        record_poll(c, poll_of(one, unread("a1")), "f1", deciding)
        record_poll(c, poll_of(two, unread("b1")), "f1", deciding)
        change(c)
        assert unread_pages.drop_stale(c, now) == given_up
        assert addresses(claim(c)) == left


def test_an_edit_and_an_expiry_take_the_page_with_them(db: Database) -> None:
    """There is nothing to add to any more."""
    with db.transaction() as c:
        claimed = claimed_feed(c, ONE)
        record_poll(c, poll_of(claimed, unread("a1"), unread("a2")), "f1", deciding)
        (claimed,) = feeds.claim_due(c, NOW + timedelta(hours=1), "w1", LEASE, 1)
        edit = replace(screened("a3", "guid:a1", digest="edited"))
        record_poll(c, poll_of(claimed, edit, now=NOW + timedelta(hours=1)), "f1", deciding)
        assert addresses(claim(c)) == ["a2"]
        articles.expire(c, NOW + timedelta(minutes=1), 9)
    assert rows(db, schema.unread_pages) == 0
