"""What goes on record of which row: columns as they are, texts as digests. One row below for each table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from bot.audit import canonical
from bot.store.schema import acts, articles, decisions, deliveries, findings, mutes, verdicts

Values = Mapping[str, Any]  # of a row, by column; what is not there is None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How the rows of a table go on record."""

    kind: str  # of the entries
    table: Table
    subject: str  # the column whose value the entries are found by
    since: ColumnElement[datetime]  # when the row was written first
    says: Callable[[Values], dict[str, Any]]  # what goes on record of it
    key: tuple[str, ...] = ()  # what of that tells the rows of one subject apart

    def subject_of(self, values: Values) -> str:
        """The id of what a row is about."""
        return str(values[self.subject])


def _plain(**says: Any) -> dict[str, Any]:
    """Times as text, in UTC; nothing else is changed."""
    return {
        name: each.astimezone(UTC).isoformat() if isinstance(each, datetime) else each for name, each in says.items()
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _article(row: Values) -> dict[str, Any]:
    """Without its text, and the same after the text was let go."""
    said = json.loads(row["record"])
    about = {name: said.get(name) for name in ("title", "lang", "published", "source", "url")}
    return _plain(
        feed=row["feed"],
        served=row.get("served") or row["content_digest"],
        about=_digest(canonical(about)),
        text=row.get("text_hash") or _digest(said["text"]),
        extent=row["extent"],
        first_seen=row["first_seen"],
    )


def _findings(row: Values) -> dict[str, Any]:
    return _plain(list=row["fingerprint"], findings=_digest(row["record"]), screened_at=row["screened_at"])


def _decision(row: Values) -> dict[str, Any]:
    return _plain(
        person=row["person"],
        channel=row["channel"],
        action=row["action"],
        reason=row["reason"],
        story=row.get("story"),
        list=row["fingerprint"],
        decided_at=row["decided_at"],
        digested_at=row.get("digested_at"),
    )


def _delivery(row: Values) -> dict[str, Any]:
    return _plain(
        told_as=row["kind"],
        channel=row["channel"],
        alert=row.get("alert_key"),
        version=row["version"],
        state=row["state"],
        attempts=row["attempts"],
        ts=row.get("ts"),
        why=row.get("why"),
        refused=row.get("refused"),
        message=_digest(row["payload"]),
        settled_at=row.get("settled_at"),
    )


def _act(row: Values) -> dict[str, Any]:
    return _plain(author=row["author"], what=row["what"], alert=row["alert"], channel=row["channel"], done_at=row["at"])


def _verdict(row: Values) -> dict[str, Any]:
    said = {"alert": row["alert"], "channel": row["channel"], "verdict": json.loads(row["record"])}
    return _plain(**said, undone_at=row.get("undone_at"), undone_by=row.get("undone_by"))


def _mute(row: Values) -> dict[str, Any]:
    said = {"story": row["story"], "channel": row["channel"], "until": row["until"], "mute": json.loads(row["record"])}
    return _plain(**said, undone_at=row.get("undone_at"), undone_by=row.get("undone_by"))


_asked = select(acts.c.at).where(acts.c.id == mutes.c.id).scalar_subquery()  # a mute has the id of the act

ITEM = Recorded("item", articles, "id", articles.c.first_seen, _article)
SCREENING = Recorded("screening", findings, "article", findings.c.screened_at, _findings, ("list",))
DECISION = Recorded("decision", decisions, "article", decisions.c.decided_at, _decision, ("person", "channel"))
DELIVERY = Recorded("delivery", deliveries, "id", deliveries.c.created_at, _delivery)
TRIAGE = Recorded("triage", acts, "id", acts.c.at, _act)
VERDICT = Recorded("verdict", verdicts, "id", verdicts.c.at, _verdict)
MUTE = Recorded("mute", mutes, "id", _asked, _mute)

RECORDED = {each.kind: each for each in (ITEM, SCREENING, DECISION, DELIVERY, TRIAGE, VERDICT, MUTE)}
