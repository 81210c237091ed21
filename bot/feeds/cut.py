"""Leaving out of a document the items that were read before: what is left is read as if they were there.

Items are known by a digest of their bytes, so an edited one is read again, and one whose counter of comments goes up with
every poll costs its time and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.feeds.entry import MOST_ITEMS
from bot.feeds.scan import Item, Scan

DIGEST = 8  # bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A document without its known items."""

    rest: bytes
    items: tuple[bytes, ...]  # digests of the items that are known or in the rest
    left_out: int = 0  # how many were known
    beyond: int = 0  # how many more are not in the rest, for there were too many


def without(body: bytes, seen: Scan, known: Collection[bytes]) -> Cut:
    """Cut the known items out of the bytes. A document whose items are not known exactly stays whole."""
    new = [item for item in seen.items if item.digest not in known]
    beyond = {item.start for item in new[MOST_ITEMS:]}
    digests = tuple(item.digest for item in seen.items if item.start not in beyond)
    left = [item for item in seen.items if item.digest in known or item.start in beyond]
    return Cut(_rest(body, left), digests, len(left) - len(beyond), len(beyond))


def _rest(body: bytes, left: Sequence[Item]) -> bytes:
    pieces, at = [], 0
    for item in left:
        pieces.append(body[at : item.start])
        at = item.end
    return b"".join([*pieces, body[at:]])


def unpacked(kept: bytes | None) -> frozenset[bytes]:
    """The digests that `packed` made one string of."""
    return frozenset(kept[at : at + DIGEST] for at in range(0, len(kept), DIGEST)) if kept else frozenset()


def packed(digests: Collection[bytes]) -> bytes:
    """Digests as one string of bytes, each once."""
    return b"".join(dict.fromkeys(digests))
