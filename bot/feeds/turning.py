"""Edits that go back: when a text that an edit had replaced counts as put back.

Some sites serve two versions of a feed in turns, from two caches, for minutes or for ever. An edit that goes back is told
all the same, for a claim that was put back in is news. So a text counts as put back once the one that stood last has stood for
a while, and each text once a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

STANDS = timedelta(hours=1)  # caches of one site agree within minutes, mostly
ONCE_IN = timedelta(days=1)


def back_at(history: Sequence[tuple[datetime, str]], text: str) -> datetime:
    """From when on a text counts as put back.

    `history` tells when each version came and the digest of its text, the oldest first; the last of them has another text.
    """
    runs = [(next(run)[0], digest) for digest, run in groupby(history, key=lambda version: version[1])]
    stands = runs[-1][0] + STANDS
    came_back = [begun for begun, digest in runs if digest == text][1:]
    return max(stands, came_back[-1] + ONCE_IN) if came_back else stands
