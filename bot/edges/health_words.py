"""How the program is, as plain JSON data: the same for everybody who asks from outside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot import __version__
from bot.alerts.standstill import Report


def as_data(report: Report) -> dict[str, Any]:
    """Phase, version, and for each part whether it is at work; of one that is not, since when, why, and what to do."""
    parts: dict[str, dict[str, Any]] = {
        part.value: {"well": True, "last": _ago(report, seconds)} for part, seconds in report.watched.items()
    }
    for each in report.still:
        since = _ago(report, each.rested.total_seconds())
        parts[each.part.value] = {"well": False, "since": since, "why": each.why, "mend": each.mend}
    return {
        "well": report.well,
        "phase": report.phase.value,
        "version": __version__,
        "at": report.at.isoformat(timespec="seconds"),
        "parts": parts,
    }


def _ago(report: Report, seconds: float) -> str:
    return datetime.fromtimestamp(report.at.timestamp() - seconds, UTC).isoformat(timespec="seconds")
