"""The chain of the record: whatever is done to it is found, and from there on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit import (
    GENESIS,
    Entry,
    Head,
    Link,
    Linked,
    append,
    canonical,
    digest,
    head_of,
    holds,
    joined,
    link,
    wrong,
)

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
entry = st.builds(
    Entry,
    st.integers(0, 10**12).map(lambda moment: START + timedelta(microseconds=moment)),
    st.sampled_from(["item", "decision", "delivery"]),
    st.text("ab1ü\n", max_size=8),
    st.dictionaries(
        st.text("ab1ü\n", max_size=4), st.none() | st.integers() | st.text("ab1ü\n", max_size=8), max_size=3
    ).map(canonical),
)
entries = st.lists(entry, min_size=2, max_size=8)


def chained(entries: Sequence[Entry], link: Link = link) -> list[Linked]:
    """As they are put on record, with salts that can be told beforehand."""
    head, record = GENESIS, []
    for number, each in enumerate(entries):
        record.append(append(head, each, number.to_bytes(16, "big"), link))
        head = head_of(record[-1])
    return record


def found(record: Sequence[Linked], link: Link = link) -> int | None:
    """Where in the record something is wrong; None: nowhere."""
    head = GENESIS
    for place, each in enumerate(record):
        if wrong(head, each, link):
            return place
        head = head_of(each)
    return None


@given(entries)
def test_what_was_put_on_record_holds(entries: list[Entry]) -> None:
    """Nothing is wrong with a record that nobody has touched, however much of it was erased."""
    record = chained(entries)
    assert found(record) is None
    assert found([replace(each, payload=None, salt=None) for each in record]) is None
    assert found([replace(each, payload=None, salt=None) if each.seq % 2 else each for each in record]) is None


FORGED: dict[str, Callable[[Linked], Linked]] = {
    "seq": lambda each: replace(each, seq=each.seq + 1),
    "at": lambda each: replace(each, at=each.at + timedelta(microseconds=1)),
    "kind": lambda each: replace(each, kind=each.kind + "s"),
    "subject": lambda each: replace(each, subject=each.subject + "x"),
    "payload": lambda each: replace(each, payload=f"{each.payload} "),
    "salt": lambda each: replace(each, salt=bytes(16) + b"x"),
    "payload alone": lambda each: replace(each, payload=None),
    "salt alone": lambda each: replace(each, salt=None),
    "digest": lambda each: replace(each, digest=digest(b"", each.payload or "")),
    "payload and digest": lambda each: replace(each, payload="{}x", digest=digest(each.salt or b"", "{}x")),
    "chain": lambda each: replace(each, chain=each.digest),
}


@pytest.mark.parametrize("what", FORGED)
@given(entries=entries, data=st.data())
def test_a_changed_field_breaks_the_chain_exactly_there(what: str, entries: list[Entry], data: st.DataObject) -> None:
    """Whichever field of whichever entry is changed: that entry is named, and none before it."""
    record = chained(entries)
    place = data.draw(st.integers(0, len(record) - 1))
    record[place] = FORGED[what](record[place])
    assert found(record) == place


@given(entries, st.data())
def test_taking_out_putting_in_and_moving_are_found(entries: list[Entry], data: st.DataObject) -> None:
    """At the first place where the record is another one."""
    record = chained(entries)
    place = data.draw(st.integers(0, len(record) - 2))
    assert found(record[:place] + record[place + 1 :]) == place
    assert found([*record[:place], record[place + 1], record[place], *record[place + 2 :]]) == place
    strange = append(GENESIS, entries[place], b"")
    assert found([*record[:place], strange, *record[place:]]) == (1 if place == 0 else place)


@given(entries, entry, st.data())
def test_a_record_that_was_written_anew_has_another_head(
    entries: list[Entry], other: Entry, data: st.DataObject
) -> None:
    """Who reckons everything anew after a change, or cuts the end off, ends at another head than the one written down."""
    head = head_of(chained(entries)[-1])
    place = data.draw(st.integers(0, len(entries) - 1))
    forged = [*entries[:place], replace(other, subject="another"), *entries[place + 1 :]]
    assert found(chained(forged)) is None, "by itself it holds"
    assert forged == entries or head_of(chained(forged)[-1]) != head
    assert head_of(chained(entries[:-1])[-1]) != head


def forgetful(_: str, seq: int, at: datetime, kind: str, subject: str, payload_digest: str) -> str:
    """A link that leaves out what came before it."""
    return link("", seq, at, kind, subject, payload_digest)


@given(entries)
def test_links_without_the_hash_before_them_miss_what_is_taken_out(entries: list[Entry]) -> None:
    """Negative control: it is the hash of the entry before that finds a deletion."""
    record = chained(entries, forgetful)
    assert found(record, forgetful) is None
    assert found(record[1:], forgetful) is None
    assert found(chained(entries)[1:]) == 0


def test_what_is_missing_is_named() -> None:
    """By its numbers, so that it can be looked for in an export."""
    record = chained([Entry(START, "item", "a", "{}")] * 6)
    said = [wrong(head_of(record[0]), record[place]) for place in (1, 2, 4)]
    assert said == [None, "entry 2 is missing before it", "entries 2 to 4 are missing before it"]


@given(
    st.lists(st.text("ab1ü\n", max_size=5), min_size=6, max_size=6),
    st.lists(st.text("ab1ü\n", max_size=5), min_size=6, max_size=6),
)
def test_no_two_entries_are_hashed_alike(one: list[str], other: list[str]) -> None:
    """Where one field ends and the next begins is part of the hash."""

    def hashed(parts: list[str]) -> str:
        return link(parts[0], len(parts[1]), START, parts[2] + parts[3], parts[4], parts[5])

    same = (one[0], len(one[1]), one[2] + one[3], *one[4:]) == (
        other[0],
        len(other[1]),
        other[2] + other[3],
        *other[4:],
    )
    assert (hashed(one) == hashed(other)) is same
    assert link("", 1, START, "ab", "c", "") != link("", 1, START, "a", "bc", "")
    assert digest(b"ab", "c") != digest(b"a", "bc")


def test_the_hashes_are_what_they_were() -> None:
    """Records of earlier versions, and heads that were written down, hold for good."""
    record = chained(
        [Entry(START, "decision", "a1", canonical({"b": "ü", "a": None})), Entry(START, "item", "a2", "{}")]
    )
    assert record[0].payload == '{"a":null,"b":"ü"}'
    assert [each.chain for each in (GENESIS, *record)] == [
        "64948d1e9f53fda2e08ad08462e7ec6a223e84a18ca01047999006d1281333b4",
        "c6d1c301063bd8607282a4aa1cf6373b5f2a161ffec404ba7828fae2606b7d18",
        "52a9050dcb25c580fd3c093df61947405154cbae6499e270bd72e34635f05613",
    ]
    assert str(Head(2, record[1].chain)) == f"2:{record[1].chain}"


def test_a_time_is_the_same_in_every_zone() -> None:
    """What is hashed of a time does not depend on the zone it was told in."""
    there = START.astimezone(datetime.fromisoformat("2026-03-02T12:00:00+05:30").tzinfo)
    assert link("", 1, there, "k", "s", "d") == link("", 1, START, "k", "s", "d")


@given(st.sets(st.integers(1, 30)))
def test_ranges_hold_what_went_into_them(numbers: set[int]) -> None:
    """Every number, no other; none of them touch."""
    ranges = joined((each, each) for each in numbers)
    assert {each for each in range(32) if holds(ranges, each)} == numbers
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(ranges))
    assert joined([*ranges, *ranges]) == ranges
