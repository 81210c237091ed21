"""`gatewatch status` says what a person has to look at, and nothing else has to be running."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli.main import app
from bot.cli.status import as_data, drawn
from bot.store import feeds
from bot.store.database import Database
from bot.store.deliveries import State
from bot.store.status import DecisionCount, FailingFeed, OpenDelivery, Status

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

WELL = Status(NOW, 3, 0, (), (), 0, None, (), (), "7f3a91c0", None, ())
ILL = Status(
    NOW,
    feeds=3,
    feeds_overdue=1,
    failing=(FailingFeed("[red]Daily", "https://n.test/", NOW - 3 * HOUR, "503 [bold]down", 7),),
    moved=(("https://old.test/", "https://new.test/"),),
    unsent=2,
    oldest_unsent=NOW - timedelta(minutes=40),
    troubled=(OpenDelivery("d1", "C1", "card", State.FAILED, NOW - 50 * HOUR, 3, "is_archived"),),
    decisions=(DecisionCount("alert", "trip_ban_possible", 4),),
    fingerprint="7f3a91c0",
    list_refused="people.yaml:3:5: `x` is not known",
    lists_failed=(("un", "un.xml: answered 503"),),
)


def shown(found: Status) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200, color_system=None)
    for part in drawn(found):
        console.print(part)
    return out.getvalue()


def test_all_well_is_one_line() -> None:
    """Nothing to look at: one line says how many feeds are ok and which list is in force."""
    assert shown(WELL).splitlines() == ["All is well. 3 of 3 feeds ok · 0 unsent · list 7f3a91"]


@pytest.mark.parametrize(
    "words",
    [
        "Something needs a look",
        "2 of 3 feeds ok",
        "1 overdue",
        "2 unsent, the oldest for 40 min",
        "people.yaml:3:5: `x` is not known",
        "[red]Daily  3 h    7      503 [bold]down",
        "https://old.test/  https://new.test/",
        "un    un.xml: answered 503",
        "failed  card  C1       2 d    3      is_archived",
        "alert  trip ban possible  4",
    ],
)
def test_everything_that_needs_a_look_is_told(words: str) -> None:
    """Since when, how often and why; words from outside stay text."""
    assert words in shown(ILL)


def test_json_holds_everything() -> None:
    """Programs get the same facts as plain data."""
    data = as_data(ILL)
    assert json.loads(json.dumps(data)) == data
    assert (data["well"], data["failing"][0]["since"]) == (False, "2026-03-02T09:00:00+00:00")
    assert data["troubled"][0]["state"] == "failed"
    assert as_data(WELL)["well"] is True


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GATEWATCH_DATABASE", raising=False)
    file = tmp_path / "gatewatch.yml"
    file.write_text(f"database: sqlite:///{tmp_path}/a.db\n")
    return file


def test_the_command_reads_beside_a_running_program(settings: Path, tmp_path: Path) -> None:
    """It needs no lock and works while the database is open elsewhere."""
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    with database.transaction() as c:
        feeds.sync_feeds(c, [feeds.FeedSpec("https://n.test/")], datetime.now(UTC))
    ran: Any = CliRunner().invoke(app, ["status", "--json", "--config", str(settings)])
    database.close()
    assert (ran.exit_code, json.loads(ran.stdout)["feeds"]) == (0, 1)


def test_before_the_first_run_the_command_says_what_to_start(settings: Path) -> None:
    """No database yet is no traceback."""
    ran = CliRunner().invoke(app, ["status", "--config", str(settings)])
    assert ran.exit_code != 0
    assert "gatewatch run" in str(ran.exception)
