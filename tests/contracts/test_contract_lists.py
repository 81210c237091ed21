"""The contract of what is kept of lists: whole lists, and look-backs. Runs on every engine, like that of the store."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.errors import GatewatchError
from bot.feeds.entry import EntryKeys
from bot.model import Action, Article, Decision, Listing, Measure, Name, Namesake, Person, Reason, Watchlist
from bot.store import articles, decisions, feeds, lookbacks, meta, schema, watchlists
from bot.store.database import Database
from bot.store.status import LIST_IN_FORCE

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BAN = Measure("travel_ban", "2010-06-09", None, "2231 (2015), annex B", ("medical",))
WHOLE = Person(
    "p1",
    "Qasem Soleimani",
    (Name("Qasem Soleimani"), Name("Haj Qasem", weak=True), Name("قاسم سلیمانی", native=True)),
    ("p1", "ofac-10481"),
    (Listing("UN", "IRi.039", "Iran", "2007-03-24", None, (BAN,)),),
    ("1957-03-11",),
    "2020-01-03",
    ("IR",),
    ("Commander",),
    ("IRGC",),
    (Namesake("Qassem Soleimani", "footballer"),),
    "https://lists.test/1",
    "desk",
    0.9,
    ("un", "ofac"),
    ("they share the name",),
)
LIST = Watchlist((WHOLE, replace(WHOLE, id="p2")), "f1", {"p1": ("p2",), "p2": ("p1",)})


def test_a_list_comes_back_as_it_was(db: Database) -> None:
    """Every field of every person, and who may be taken for whom."""
    with db.transaction() as c:
        watchlists.put(c, watchlists.pack(LIST), NOW)
        watchlists.put(c, watchlists.pack(LIST), NOW)
        meta.put(c, LIST_IN_FORCE, "f1")
    with db.snapshot() as c:
        kept = watchlists.in_force(c)
        assert (watchlists.known(c, "f1"), watchlists.known(c, "f2"), watchlists.get(c, "f2")) == (True, False, None)
    assert kept
    assert (watchlists.unpack(kept), kept.people) == (LIST, 2)


@pytest.mark.parametrize("data", [b"", b"x", watchlists.pack(LIST).data[:-9]])
def test_a_damaged_list_says_so(data: bytes) -> None:
    """An error a person can read, never a wrong list."""
    with pytest.raises(GatewatchError, match="stored list f1 cannot be read"):
        watchlists.unpack(watchlists.Packed("f1", 2, data))


def test_a_database_without_a_list_has_none_in_force(db: Database) -> None:
    """As after an upgrade."""
    with db.transaction() as c:
        assert watchlists.in_force(c) is None
        meta.put(c, LIST_IN_FORCE, "older")
        assert watchlists.in_force(c) is None


X = hashlib.sha256(b"x").hexdigest()  # what stands in place of the text of `store`


def store(connection: Connection, ident: str, at: datetime) -> None:
    feeds.sync_feeds(connection, [feeds.FeedSpec("https://n.test/")], at)
    feed = connection.scalars(select(schema.feeds.c.id)).one()
    articles.add(connection, Article(ident, "x"), feed, EntryKeys(ident, None, "d"), at)


def decide(db: Database, fingerprint: str, at: datetime) -> None:
    with db.transaction() as c:
        ident = f"a-{fingerprint}"
        store(c, ident, at)
        decisions.add(c, Decision(ident, "p1", "C1", Action.SILENCE, Reason.NEAR_MISS), fingerprint, at)


def kept_of(db: Database, names: list[str]) -> list[str]:
    with db.snapshot() as c:
        return [name for name in names if watchlists.known(c, name)]


def test_lists_go_when_nothing_speaks_of_them(db: Database) -> None:
    """The one in force stays, and those of decisions within retention."""
    for name, at in (("spoke long ago", NOW - timedelta(days=91)), ("spoke", NOW)):
        decide(db, name, at)
    names = ["in force", "never spoke", "spoke long ago", "spoke"]
    with db.transaction() as c:
        for name in names:
            watchlists.put(c, watchlists.Packed(name, 1, b"x"), NOW)
        meta.put(c, LIST_IN_FORCE, "in force")
        assert watchlists.expire(c, NOW - timedelta(days=90)) == 2
    assert kept_of(db, names) == ["in force", "spoke"]


def test_lists_are_bounded_in_number(db: Database) -> None:
    """However often lists change, the database does not grow with each; the latest stay."""
    names = [f"f{n}" for n in range(watchlists.MOST_KEPT + 3)]
    for n, name in enumerate(names):
        decide(db, name, NOW)
        with db.transaction() as c:
            watchlists.put(c, watchlists.Packed(name, 1, b"x"), NOW + timedelta(minutes=n))
    with db.transaction() as c:
        meta.put(c, LIST_IN_FORCE, "f0")
        assert watchlists.expire(c, NOW - timedelta(days=90)) == 2
    assert kept_of(db, names) == ["f0", *names[3:]]


def test_a_long_list_is_kept_and_read_within_seconds() -> None:
    """17,000 people, as all official lists together have."""
    crowd = tuple(
        replace(WHOLE, id=f"p{n}", name=f"Name {n}", names=tuple(Name(f"Spelling {n} {k}") for k in range(6)))
        for n in range(17_000)
    )
    began = time.perf_counter()
    packed = watchlists.pack(Watchlist(crowd, "f"))
    assert watchlists.unpack(packed).people == crowd
    assert time.perf_counter() - began < 10
    assert len(packed.data) < 4_000_000


# --- look-backs -------------------------------------------------------------------------------------------------------


def test_a_look_back_goes_on_where_it_ended(db: Database) -> None:
    """Whom to look for, since when and how far it has come; the end takes it away."""
    with db.transaction() as c:
        assert lookbacks.current(c) is None
        lookbacks.ask(c, {"p2", "p1"}, NOW - timedelta(days=30), NOW)
        begun = lookbacks.current(c)
        assert begun
        assert (begun.people, begun.since, begun.done, begun.screened) == (
            frozenset({"p1", "p2"}),
            NOW - timedelta(days=30),
            None,
            0,
        )
        assert lookbacks.advance(c, begun, (NOW, "a1"), 3)
        further = lookbacks.current(c)
        assert further
        assert (further.done, further.screened) == ((NOW, "a1"), 3)
        assert not lookbacks.advance(c, begun, (NOW, "a1"), 3)
        assert not lookbacks.finish(c, begun)
        assert lookbacks.finish(c, further)
        assert lookbacks.current(c) is None


def test_who_is_gained_joins_the_one_that_waits(db: Database) -> None:
    """One that has begun is left alone; what was read of one that grew meanwhile counts no longer."""
    later = NOW + timedelta(minutes=1)
    with db.transaction() as c:
        lookbacks.ask(c, {"p1"}, NOW - timedelta(days=30), NOW)
        read = lookbacks.current(c)
        lookbacks.ask(c, {"p2"}, later - timedelta(days=30), later)
        grown = lookbacks.current(c)
        assert read
        assert grown
        assert (grown.people, grown.since) == (frozenset({"p1", "p2"}), NOW - timedelta(days=30))
        assert not lookbacks.advance(c, read, (NOW, "a1"), 1)
        assert lookbacks.advance(c, grown, (NOW, "a1"), 1)
        for name in ("p3", "p4"):
            lookbacks.ask(c, {name}, later, later)
        begun = lookbacks.current(c)
        assert begun
        assert begun.people == {"p1", "p2"}
        assert lookbacks.finish(c, begun)
        waiting = lookbacks.current(c)
        assert waiting
        assert waiting.people == {"p3", "p4"}


def test_articles_come_page_by_page_each_once(db: Database) -> None:
    """In the order in which they were first seen, those of one moment by id; without those whose text has expired."""
    with db.transaction() as c:
        for n in range(7):
            store(c, f"a{n}", NOW + timedelta(minutes=n // 3))
        store(c, "old", NOW - timedelta(days=9))
        store(c, "expired", NOW)
        c.execute(schema.articles.update().where(schema.articles.c.id == "expired").values(text_hash=X))
        pages, done = [], None
        while page := articles.after(c, NOW, done, 2):
            pages.append([each.article.id for each in page])
            done = (page[-1].first_seen, page[-1].article.id)
        assert pages == [["a0", "a1"], ["a2", "a3"], ["a4", "a5"], ["a6"]]
        assert articles.count(c, NOW) == 7


def test_a_decision_gives_way_to_a_later_one(db: Database) -> None:
    """There is one of a person, an article and a channel at any time; the ids a person goes by are asked together."""
    with db.transaction() as c:
        store(c, "a1", NOW)
        for who, channel in (("p1", "C1"), ("old-1", "C2"), ("p2", "C1")):
            decisions.add(c, Decision("a1", who, channel, Action.SILENCE, Reason.NEAR_MISS), "f", NOW)
        earlier = decisions.about(c, "a1", {"p1", "old-1"})
        assert [(each.person, each.channel) for each in earlier] == [("old-1", "C2"), ("p1", "C1")]
        decisions.drop(c, earlier, NOW)
        assert decisions.add(c, Decision("a1", "p1", "C1", Action.DIGEST, Reason.LOOK_BACK), "f", NOW)
        assert decisions.about(c, "a1", {"p1"}) == (Decision("a1", "p1", "C1", Action.DIGEST, Reason.LOOK_BACK),)
        assert len(decisions.about(c, "a1", {"p2"})) == 1
        assert decisions.channels_with_digest(c) == ()
