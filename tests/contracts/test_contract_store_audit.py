"""The contract of the record of what was done: it only grows, with what it tells; it is erased without breaking."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from store.on_record import checked
from store.owner import unguarded

from bot.audit import GENESIS, Entry, Head, Linked, append
from bot.model import Action, Decision, Judgement, Mute, Reason, Verdict
from bot.ports import GiveUp, Message, Refused, Sent
from bot.store import acts, articles, audit, decisions, deliveries, kept, mutes, schema, verdicts
from bot.store.acts import Act
from bot.store.audit_check import Broken, check
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.polls import record_poll
from tests.contracts.stored import LEASE, NOW, claimed_feed, deciding, poll_of, rows, screened
from tests.contracts.test_contract_store_triage import FACTS

DAY = timedelta(days=1)
LATER = NOW + DAY
COLUMNS = tuple(column.name for column in schema.audit.c)


@contextmanager
def undone(db: Database) -> Iterator[Connection]:
    """A transaction that is rolled back in the end."""
    with suppress(ZeroDivisionError), db.transaction() as c:
        yield c
        raise ZeroDivisionError


def polled(connection: Connection, *idents: str) -> None:
    """New articles, each decided upon and told."""
    new = (screened(ident, digest=ident) for ident in idents)
    record_poll(connection, poll_of(claimed_feed(connection), *new), "f1", deciding)


def sent(connection: Connection) -> None:
    """Everything due is told."""
    while claimed := deliveries.claim_due(connection, "C1", LATER, "w1", LEASE):
        sending = deliveries.mark_sending(connection, claimed, claimed.message, LATER, LEASE)
        assert sending is not None
        assert deliveries.settle(connection, sending, Sent("17.5"), LATER, LATER)


def about(connection: Connection, kind: str, subject: str) -> list[Linked]:
    """What is on record of one kind about one thing, in order."""
    return [each for page in audit.pages(connection) for each in page if (each.kind, each.subject) == (kind, subject)]


def told(db: Database) -> list[tuple[str, str]]:
    """Kind and subject of every entry."""
    with db.snapshot() as c:
        return [(each.kind, each.subject) for page in audit.pages(c) for each in page]


def test_everything_that_a_poll_does_is_on_record(db: Database) -> None:
    """Item, screening, decision and each message, in the order in which it was done; nothing for a poll without news."""
    with db.transaction() as c:
        polled(c, "a1")
        card = c.scalar(select(schema.deliveries.c.id))
    assert told(db) == [("item", "a1"), ("screening", "a1"), ("decision", "a1"), ("delivery", card)]
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c, now=LATER), now=LATER), "f1", deciding)
    assert len(told(db)) == 4


def test_what_became_of_a_message_is_on_record(db: Database) -> None:
    """Each state, with Slack's name for the message, the number of tries and what stood in the way."""
    with db.transaction() as c:
        key = deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("x")), NOW)
        for outcome in (GiveUp("archived", Refused.CHANNEL, "is_archived"), Sent("17.5")):
            claimed = deliveries.claim_due(c, "C1", NOW, "w1", LEASE)
            assert claimed is not None
            sending = deliveries.mark_sending(c, claimed, claimed.message, NOW, LEASE)
            assert sending is not None
            deliveries.settle(c, sending, outcome, NOW, NOW)
            kept.revive_all(c, None, NOW)
    with db.snapshot() as c:
        said = [json.loads(each.payload or "") for each in about(c, "delivery", key)]
    assert [(each["state"], each["attempts"], each["ts"], each["why"]) for each in said] == [
        ("pending", 0, None, None),
        ("sending", 1, None, None),
        ("failed", 1, None, "archived"),
        ("pending", 0, None, "archived"),
        ("sending", 1, None, "archived"),
        ("sent", 1, "17.5", None),
    ]


def test_what_is_rolled_back_is_not_on_record(db: Database) -> None:
    """An entry is there if and only if what it tells was committed."""
    with undone(db) as c:
        polled(c, "a1")
    assert told(db) == []
    assert rows(db, schema.decisions) == 0
    with db.transaction() as c:
        polled(c, "a2")
    with db.snapshot() as c:
        assert checked(c).head.seq == len(told(db)) == 4


TAMPERING: dict[str, str] = {
    "delete": "DELETE FROM audit WHERE seq = 2",
    "delete all": "DELETE FROM audit",
    "change": "UPDATE audit SET payload = '{}' WHERE seq = 2",
    "time": "UPDATE audit SET at = '2020-01-01 00:00:00.000000', payload = NULL, salt = NULL WHERE seq = 2",
    "number": "UPDATE audit SET seq = 99 WHERE seq = 2",
    "half erased": "UPDATE audit SET payload = NULL WHERE seq = 2",
    "hash": "UPDATE audit SET chain = 'x', payload = NULL, salt = NULL WHERE seq = 2",
}


@pytest.mark.parametrize("how", TAMPERING.values(), ids=TAMPERING)
def test_the_database_refuses_to_change_the_record(db: Database, how: str) -> None:
    """Neither program nor console takes out, changes or renumbers an entry."""
    with db.transaction() as c:
        polled(c, "a1")
    with pytest.raises(DBAPIError, match="only grows"), db.transaction() as c:
        c.execute(text(how))


def test_the_database_refuses_to_put_an_entry_in_place_of_another(db: Database) -> None:
    """Also by the ways that some engines have to replace a row, or to empty a table."""
    with db.transaction() as c:
        polled(c, "a1")
    ways = {
        "sqlite": "INSERT OR REPLACE INTO audit SELECT seq, at, 'x', subject, payload, salt, digest, chain FROM audit",
        "postgresql": "TRUNCATE audit",
    }
    with pytest.raises(DBAPIError, match="only grows"), db.transaction() as c:
        c.execute(text(ways[c.dialect.name]))


def forged(connection: Connection, seq: int, **values: object) -> None:
    with unguarded(connection):
        connection.execute(update(schema.audit).where(schema.audit.c.seq == seq).values(**values))


def cut(connection: Connection, first: int, last: int) -> None:
    with unguarded(connection):
        connection.execute(delete(schema.audit).where(schema.audit.c.seq.between(first, last)))


FORGED: dict[str, tuple[Callable[[Connection], None], str]] = {
    "payload": (lambda c: forged(c, 3, payload="{}"), "entry 3 .screening a1, .* UTC.: its payload is not the one"),
    "digest": (lambda c: forged(c, 3, digest="0" * 64), "entry 3 .screening a1"),
    "subject": (lambda c: forged(c, 3, subject="a9"), "entry 3 .screening a9"),
    "erased": (lambda c: forged(c, 3, payload=None, salt=None), "entry 3 .screening a1, .*no entry tells of that"),
    "taken out": (lambda c: cut(c, 2, 3), "entry 4 .decision .*entries 2 to 3 are missing"),
    "beginning": (lambda c: cut(c, 1, 2), "entry 3 .screening a1, .*entries 1 to 2 are missing"),
}


@pytest.mark.parametrize(("forging", "named"), FORGED.values(), ids=FORGED)
def test_the_first_entry_that_does_not_hold_is_named(
    db: Database, forging: Callable[[Connection], None], named: str
) -> None:
    """By number, what it tells and when, also where somebody lifted the guards."""
    with undone(db) as c:
        polled(c, "a1", "a2")
        audit.keep(c, bytes)
        forging(c)
        with pytest.raises(Broken, match=named):
            checked(c)


def test_a_head_that_was_written_down_shows_what_the_chain_itself_cannot(db: Database) -> None:
    """A record that was cut off, or written anew from the start, holds by itself, and not against an earlier head."""
    with undone(db) as c:
        polled(c, "a1")
        audit.keep(c, bytes)
        head = audit.head(c)
        list(check(c, head))
        list(check(c, Head(head.seq, head.chain[:12])))
        list(check(c, GENESIS))
        cut(c, head.seq, head.seq)
        checked(c)
        with pytest.raises(Broken, match=f"cut off: it once held an entry {head.seq}"):
            list(check(c, head))
        other = append(audit.head(c), Entry(NOW, "item", "another", "{}"), bytes(16))
        c.execute(insert(schema.audit).values({name: getattr(other, name) for name in COLUMNS}))
        checked(c)
        with pytest.raises(Broken, match=f"rewritten: entry {head.seq} .item another"):
            list(check(c, head))


def test_rows_changed_behind_the_programs_back_are_named(db: Database) -> None:
    """Changed, gone or put in: kind, whose, what it is and what it was, and the entry that says so."""
    d, m, a = schema.decisions, schema.deliveries, schema.articles
    with undone(db) as c:
        polled(c, "a1", "a2")
        sent(c)
        c.execute(update(d).where(d.c.article == "a1").values(action="silence"))
        c.execute(delete(d).where(d.c.article == "a2"))
        c.execute(update(m).where(m.c.kind == "card").values(ts="99.9"))
        c.execute(update(a).where(a.c.id == "a2").values(record=a.c.record.op("||")(" ")))
        c.execute(insert(schema.acts).values(id="x", at=LATER, author="U1", what="judge"))
        audit.keep(c, bytes)
        found = {(each.kind, each.subject): each.why for each in checked(c).differs}
        card = c.scalar(select(m.c.id).where(m.c.kind == "card"))
        assert found == {
            ("decision", "a1"): "action is silence, on record is alert",
            ("decision", "a2"): "it is gone from the database",
            ("delivery", card): "ts is 99.9, on record is 17.5",
            ("triage", "x"): "it is not on record",
        }


def test_the_text_of_an_article_is_held_to_its_digest(db: Database) -> None:
    """A changed text or title is named; one that was let go in time is not missed."""
    a = schema.articles
    with undone(db) as c:
        polled(c, "a1", "a2", "a3")
        articles.expire(c, LATER, 1)
        for ident, old, new in (("a2", "Oslo", "Rome"), ("a3", "Pat Doe flies", "Nobody flies")):
            said = c.scalar(select(a.c.record).where(a.c.id == ident)) or ""
            assert old in said
            c.execute(update(a).where(a.c.id == ident).values(record=said.replace(old, new, 1)))
        audit.keep(c, bytes)
        assert [(each.subject, each.why.split()[0]) for each in checked(c).differs] == [("a2", "text"), ("a3", "about")]


def test_rows_from_before_the_record_are_counted_and_not_missed(db: Database) -> None:
    """A database of an earlier version goes on; what it held then is told to be older."""
    with undone(db) as c:
        polled(c, "a1")
        with unguarded(c):
            c.execute(schema.audit.delete())
        connection_notes = c.get_execution_options()[audit.NOTES]
        connection_notes.clear()
        sent(c)
        deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("new")), LATER)
        audit.keep(c, bytes)
        found = checked(c)
        assert found.differs == []
        assert found.older == 3, "item, screening and decision; of the message it is told what became of it since"


def triaged(connection: Connection) -> None:
    """Somebody judges, mutes and thinks better of it."""
    verdict = Verdict("i1", Judgement.NOT_THIS, ("p1",), "s1", "C1", "a striker", "U1", NOW, None, FACTS)
    acts.add(connection, Act("i1", NOW, "U1", "judge", "s1", "C1"))
    verdicts.give(connection, verdict)
    verdicts.undo(connection, "s1", "C1", ["p1"], "U2", LATER)
    acts.add(connection, Act("i2", NOW, "U1", "mute"))
    mutes.ask(connection, Mute("i2", "Pat Doe", ("p1",), "U1", NOW, NOW + 9 * DAY))
    mutes.wake(connection, ["p1"], "U2", LATER)


def test_what_people_did_is_on_record_with_author_and_reason(db: Database) -> None:
    """Who, what, on which story, why; and who took it back."""
    with db.transaction() as c:
        triaged(c)
    with db.snapshot() as c:
        said = [json.loads(each.payload or "") for each in about(c, "verdict", "i1")]
        assert [(each["verdict"]["author"], each["verdict"]["reason"], each["undone_by"]) for each in said] == [
            ("U1", "a striker", None),
            ("U1", "a striker", "U2"),
        ]
        assert [json.loads(each.payload or "")["undone_by"] for each in about(c, "mute", "i2")] == [None, "U2"]
        (act,) = about(c, "triage", "i1")
        assert json.loads(act.payload or "") == {
            "author": "U1",
            "what": "judge",
            "alert": "s1",
            "channel": "C1",
            "done_at": NOW.isoformat(),
        }


def test_old_content_is_erased_and_the_record_holds(db: Database) -> None:
    """In portions, each of which is on record without saying of whom; what is younger stays."""
    with db.transaction() as c:
        polled(c, "a1")
    with db.transaction() as c:
        sent(c)
    with db.transaction() as c:
        assert [audit.expire(c, LATER, 3, LATER) for _ in range(3)] == [3, 1, 0]
    with db.snapshot() as c:
        entries = [each for page in audit.pages(c) for each in page]
        assert [each.payload is None for each in entries] == [True] * 4 + [False] * 4
        assert [(each.subject, each.payload) for each in entries[-2:]] == [
            ("age", '{"entries":[[1,3]]}'),
            ("age", '{"entries":[[4,4]]}'),
        ]
        assert checked(c).erased == 4


def test_what_is_said_of_a_person_is_erased_on_objection(db: Database) -> None:
    """Wherever the id stands, and of nobody whose id merely looks like it; that it was done is on record, not of whom."""
    with db.transaction() as c:
        polled(c, "a1")
        for who in ("p12", "P1"):
            decisions.add(c, Decision("a1", who, "C1", Action.SILENCE, Reason.NEAR_MISS), "f1", NOW)
        triaged(c)
    with db.transaction() as c:
        assert audit.count_about(c, ["p1", "U2"]) == 5
        assert audit.erase_about(c, ["p1", "U2"], LATER) == 5
        assert audit.erase_about(c, ["p1", "U2"], LATER) == 0
    with db.snapshot() as c:
        left = [each for page in audit.pages(c) for each in page if each.payload]
        assert not any('"p1"' in (each.payload or "") for each in left)
        assert all(who in " ".join(each.payload or "" for each in left) for who in ('"p12"', '"P1"'))
        assert (left[-1].kind, left[-1].subject) == ("erasure", "objection")
        assert checked(c).erased == 5


def test_two_processes_never_fork_the_chain(db: Database) -> None:
    """Whoever comes second goes on from the entry of the first."""

    def write(number: int) -> None:
        with db.transaction() as c:
            for part in range(3):
                deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("x"), part=f"{number} {part}"), NOW)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(12)))
    with db.snapshot() as c:
        assert checked(c).head.seq == 36


def test_the_head_is_of_the_last_entry(db: Database) -> None:
    """Of an empty record it is the same for everybody."""
    with db.snapshot() as c:
        assert audit.head(c) == GENESIS
        assert audit.at(c, 1) is None
    with db.transaction() as c:
        polled(c, "a1")
    with db.snapshot() as c:
        last = audit.at(c, 4)
        assert last is not None
        assert audit.head(c) == Head(4, last.chain)


def test_salts_are_of_chance(db: Database) -> None:
    """The same content is hashed to something else each time: nobody can find out by trying what was erased."""
    with db.transaction() as c:
        for _ in range(2):
            audit.note(c, "settings", "s", {"same": True}, NOW)
    with db.snapshot() as c:
        one, other = next(audit.pages(c))
    assert one.payload == other.payload
    assert one.salt != other.salt
    assert one.digest != other.digest
    assert replace(one, seq=2) != other
