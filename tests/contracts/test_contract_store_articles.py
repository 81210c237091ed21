"""The contract of the store for articles: which are new, which are versions of one, and what is left of old ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.feeds.article import read_again
from bot.feeds.entry import EntryKeys
from bot.model import Action
from bot.store import articles, decisions, feeds
from bot.store.database import Database
from bot.store.feeds import ClaimedFeed
from bot.store.polls import Screened, record_poll
from tests.contracts.stored import LEASE, NOW, article, claimed_feed, deciding, findings, poll_of, screened

UNSEEN = [
    ("same", EntryKeys("guid:1", "link:1", "d1"), False),
    ("edited", EntryKeys("guid:1", "link:1", "d2"), True),
    ("renamed by its feed", EntryKeys("guid:9", "link:1", "d1"), False),
    ("another with the same words", EntryKeys("guid:9", "link:9", "d1"), True),
    ("no second key", EntryKeys("guid:9", None, "d1"), True),
]


@pytest.mark.parametrize(("keys", "new"), [case[1:] for case in UNSEEN], ids=[case[0] for case in UNSEEN])
def test_what_counts_as_unseen(db: Database, keys: EntryKeys, new: bool) -> None:
    """An entry is new when this version of it is not stored, under its own key or under the one that outlives new ids."""
    with db.transaction() as c:
        claimed = claimed_feed(c)
        others = screened("a2", "guid:2", None)
        record_poll(c, poll_of(claimed, screened("a1", "guid:1", "link:1"), others), "f1", deciding)
        assert articles.unseen(c, claimed.id, [keys, keys]) == ((keys,) if new else ())
        assert articles.unseen(c, claimed.id + 1, [keys]) == (keys,), "another feed's articles are its own"


def test_expired_text_leaves_its_hash(db: Database) -> None:
    """Old text goes, in batches; the article, its findings and the hash of its text stay."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", deciding)
        assert [articles.expire(c, NOW + timedelta(days=1), 1) for _ in range(3)] == [1, 1, 0]
        stored = articles.get(c, "a1")
        assert articles.recent(c, NOW) == ()
    assert stored is not None
    assert (stored.article.text, stored.article.title) == ("", "Pat Doe flies")
    assert stored.text_hash is not None


def test_earlier_versions_are_known(db: Database) -> None:
    """By the same id, address and date, or by the words; never a different article, however its feed calls it."""

    def put(
        c: Connection, claimed: ClaimedFeed, ident: str, key: str, second: str | None, **fields: object
    ) -> Screened:
        made = Screened(replace(article(ident), **fields), EntryKeys(key, second, ident), findings(ident))  # type: ignore[arg-type]
        articles.add(c, made.article, claimed.id, made.keys, NOW + timedelta(minutes=int(ident[1:])))
        return made

    def earlier(c: Connection, claimed: ClaimedFeed, made: Screened) -> list[str]:
        return [each.article.id for each in articles.versions(c, made.article, claimed.id, made.keys)]

    with db.transaction() as c:
        claimed = claimed_feed(c)
        put(c, claimed, "v1", "guid:g1", "link:1")
        put(c, claimed, "v2", "guid:g1", "link:1", text="A correction.", title="Corrected")
        renamed = put(c, claimed, "v3", "guid:g1#2", "link:1", text="Pat Doe flew to Oslo on Monday, it was said.")
        assert earlier(c, claimed, renamed) == ["v1"]
        same = put(c, claimed, "v4", "guid:g1", "link:1", text="The very last word.", title="Last")
        assert earlier(c, claimed, same) == ["v1", "v2"]
        other = put(
            c, claimed, "v5", "guid:g9", "link:1", text="The parliament met for nine hours.", title="Budget agreed"
        )
        assert earlier(c, claimed, other) == []
        again = put(c, claimed, "v6", "guid:g1", "link:1", text="Cod cost less.", title="Fish", published=NOW + LEASE)
        assert earlier(c, claimed, again) == []
        page = [put(c, claimed, f"v{n}", "link:live", "link:live", text=f"Item {n}.", title=f"{n}") for n in (7, 8)]
        assert earlier(c, claimed, page[1]) == []


def test_what_was_put_back_is_known(db: Database) -> None:
    """Content on record that is not the last of its entry; neither another article of the name nor one of the same body."""
    hour = timedelta(hours=1)

    def put(c: Connection, claimed: ClaimedFeed, at: int, keys: EntryKeys, **fields: object) -> None:
        made = replace(article(f"{at}-{keys.content_digest}"), **fields)  # type: ignore[arg-type]
        assert articles.add(c, made, claimed.id, keys, NOW + at * hour)

    def back(c: Connection, claimed: ClaimedFeed, *keys: EntryKeys) -> list[tuple[str, str, str]]:
        found = articles.put_back(c, claimed.id, keys)
        return [(each.keys.content_digest, each.after, each.over) for each in found]

    first, second = EntryKeys("guid:1", "link:1", "a"), EntryKeys("guid:1", "link:1", "b")
    with db.transaction() as c:
        claimed = claimed_feed(c)
        put(c, claimed, 0, first)
        put(c, claimed, 1, second)
        assert back(c, claimed, first, second, EntryKeys("guid:1", "link:1", "c")) == [("a", "1-b", "b")]
        assert back(c, claimed, first._replace(entry_key="guid:9")) == [("a", "1-b", "b")], "renamed by its feed"
        _, again = read_again(article("0-a"), first, "1-b")
        put(c, claimed, 2, again)
        assert back(c, claimed, first, second) == [("b", f"2-{again.content_digest}", "a")]
        put(
            c,
            claimed,
            3,
            EntryKeys("guid:1", "link:2", "d"),
            title="Fish",
            text="Cod cost less.",
            url="https://n.test/2",
        )
        assert back(c, claimed, first) == [], "another article under the id"
        together = [EntryKeys("guid:2", None, digest) for digest in "xy"]
        for keys in together:
            put(c, claimed, 4, keys)
        assert back(c, claimed, *together) == [], "both came in one body"


def test_an_article_is_found_at_its_address(db: Database) -> None:
    """The last version that has its text; an address that merely begins alike is another."""
    first, last, other = (
        replace(screened(ident, digest=ident), article=replace(article(ident), url=url))
        for ident, url in (("a1", "https://n.test/ä_1"), ("a2", "https://n.test/ä_1"), ("a3", "https://n.test/ä_12"))
    )
    with db.transaction() as c:
        claimed = claimed_feed(c)
        record_poll(c, poll_of(claimed, first), "f1", deciding)
        (claimed,) = feeds.claim_due(c, NOW + timedelta(hours=1), "w1", LEASE, 1)
        record_poll(c, poll_of(claimed, last, other, now=NOW + timedelta(hours=1)), "f1", deciding)
        found = articles.at_address(c, "https://n.test/ä_1")
        assert found is not None
        assert found.article.id == "a2"
        assert articles.at_address(c, "https://n.test/") is None
        assert [each.action for each in decisions.in_article(c, "a2")] == [Action.UPDATE]
        articles.expire(c, NOW + timedelta(days=1), 9)
        assert articles.at_address(c, "https://n.test/ä_1") is None
