"""Look-backs that a list asked for: whom to look for in stored articles, and how far that has come.

One is worked on at a time, the oldest first. People gained while it waits its turn join the one that has not begun, so
that there are never more than two.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.store.schema import lookbacks


@dataclass(frozen=True, slots=True)
class Lookback:
    """Stored articles to be screened for some people."""

    id: int
    people: frozenset[str]  # ids as the list had them that asked
    since: datetime  # articles first seen since then
    asked_at: datetime
    done: tuple[datetime, str] | None  # the article looked at last: first seen, id; None: not begun
    screened: int


def ask(connection: Connection, people: Collection[str], since: datetime, now: datetime) -> None:
    """Ask that articles first seen since then be screened for these people."""
    waiting = select(lookbacks).where(lookbacks.c.done_id.is_(None)).order_by(lookbacks.c.id.desc()).with_for_update()
    row = connection.execute(waiting.limit(1)).one_or_none()
    everybody = sorted({*people, *(json.loads(row.people) if row else ())})
    said = {"people": json.dumps(everybody), "since": min(since, row.since) if row else since, "asked_at": now}
    if row:
        connection.execute(update(lookbacks).where(lookbacks.c.id == row.id).values(**said))
    else:
        connection.execute(lookbacks.insert().values(**said, screened=0))


def current(connection: Connection) -> Lookback | None:
    """The one to be worked on, if there is any."""
    row = connection.execute(select(lookbacks).order_by(lookbacks.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    done = None if row.done_id is None else (row.done_seen, row.done_id)
    return Lookback(row.id, frozenset(json.loads(row.people)), row.since, row.asked_at, done, row.screened)


def advance(connection: Connection, lookback: Lookback, done: tuple[datetime, str], screened: int) -> bool:
    """Write down that it has come this far. False when it is no longer as we read it: then nothing of ours may stand."""
    return _changed(connection, lookback, done_seen=done[0], done_id=done[1], screened=lookback.screened + screened)


def _changed(connection: Connection, lookback: Lookback, **values: object) -> bool:
    l = lookbacks.c  # noqa: E741
    same = l.done_id.is_(None) if lookback.done is None else l.done_id == lookback.done[1]
    mine = update(lookbacks).where(l.id == lookback.id, l.screened == lookback.screened, same)
    return connection.execute(mine.where(l.asked_at == lookback.asked_at).values(**values)).rowcount == 1


def finish(connection: Connection, lookback: Lookback) -> bool:
    """It is done. False when somebody else has finished it, or asked it for more, since we read it."""
    l = lookbacks.c  # noqa: E741
    mine = delete(lookbacks).where(l.id == lookback.id, l.screened == lookback.screened)
    return connection.execute(mine.where(l.asked_at == lookback.asked_at)).rowcount == 1
