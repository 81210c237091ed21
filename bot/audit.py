"""The record of what was done: entries in a chain of hashes. None can be changed, taken out, put in or moved unseen.

    payload --salt--> digest --+
    seq, at, kind, subject ----+--> chain --> chain of the next entry

Every entry's `chain` hashes that of the entry before it. A payload enters by its salted digest alone: it can be erased, with
its salt, and the chain still verifies, while nobody can find out by trying what it said. Whoever can write to the database can
reckon a whole chain anew; a head that was written down elsewhere shows that, too.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SALT = 16  # bytes of chance


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to put on record."""

    at: datetime
    kind: str  # what was done
    subject: str  # the id of what it was done to: no text, and nothing about anybody
    payload: str  # JSON as `canonical` writes it


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry in its place in the chain."""

    seq: int  # from 1, without gap
    at: datetime
    kind: str
    subject: str
    payload: str | None  # None: erased
    salt: bytes | None
    digest: str  # of salt and payload
    chain: str  # of the chain before it, and of all this but payload and salt


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: whoever has written it down can tell later whether that chain was changed or cut off."""

    seq: int
    chain: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.chain}"


Link = Callable[[str, int, datetime, str, str, str], str]


def canonical(value: Any) -> str:
    """A value as JSON, the same for equal values: keys sorted, no blanks, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(salt: bytes, payload: str) -> str:
    """The salted hash of a payload, as hex digits."""
    return _hash(salt, payload.encode())


def link(previous: str, seq: int, at: datetime, kind: str, subject: str, payload_digest: str) -> str:
    """The hash of an entry in its place after another, as hex digits."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _hash(*(part.encode() for part in (previous, str(seq), moment, kind, subject, payload_digest)))


def _hash(*parts: bytes) -> str:
    """Each part goes in with its length before it, in eight bytes: no two lists of parts are hashed alike."""
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()


GENESIS = Head(0, _hash(b"gatewatch audit"))


def append(head: Head, entry: Entry, salt: bytes, link: Link = link) -> Linked:
    """The entry that goes on from a head."""
    seq, hashed = head.seq + 1, digest(salt, entry.payload)
    chain = link(head.chain, seq, entry.at, entry.kind, entry.subject, hashed)
    return Linked(seq, entry.at, entry.kind, entry.subject, entry.payload, salt, hashed, chain)


def head_of(entry: Linked) -> Head:
    """The head of a chain that ends with this entry."""
    return Head(entry.seq, entry.chain)


def wrong(head: Head, entry: Linked, link: Link = link) -> str | None:
    """What is wrong with an entry that is to go on from this head; None: nothing."""
    if entry.chain != link(head.chain, entry.seq, entry.at, entry.kind, entry.subject, entry.digest):
        if entry.seq > head.seq + 1:
            return f"{_missing(head.seq + 1, entry.seq - 1)} before it"
        return "it does not follow from what comes before it: it was changed, put in or moved, or something was taken out there"
    if (entry.payload is None) != (entry.salt is None):
        return "its payload and its salt were not erased together"
    if entry.payload is not None and entry.salt is not None and entry.digest != digest(entry.salt, entry.payload):
        return "its payload is not the one that was put on record"
    return None


def _missing(first: int, last: int) -> str:
    return f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"


def joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of numbers, both ends included, in order; those that touch become one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def holds(ranges: Sequence[tuple[int, int]], seq: int) -> bool:
    """Whether a number is in one of these ranges, as `joined` gives them."""
    place = bisect(ranges, seq, key=lambda each: each[0])
    return place > 0 and seq <= ranges[place - 1][1]
