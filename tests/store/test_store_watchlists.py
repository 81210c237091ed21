"""The lists that were in force are kept whole, and let go when nothing speaks of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import GatewatchError
from bot.model import Action, Article, Decision, Listing, Measure, Name, Namesake, Person, Reason, Watchlist
from bot.store import articles, decisions, feeds, meta, watchlists
from bot.store.articles import EntryKeys
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


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    yield database
    database.close()


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


def decide(db: Database, fingerprint: str, at: datetime) -> None:
    with db.transaction() as c:
        feeds.sync_feeds(c, [feeds.FeedSpec("https://n.test/")], at)
        ident = f"a-{fingerprint}"
        articles.add(c, Article(ident, "x"), 1, EntryKeys(ident, None, "d"), at)
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
