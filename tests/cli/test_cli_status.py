"""`gatewatch status` says what a person has to look at, and nothing else has to be running."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.alerts.ailments import Ailment
from bot.cli.main import app
from bot.cli.status import as_data, drawn
from bot.model import Alert, Name, Person, Reason, Trouble
from bot.ports import Message
from bot.store import audit, deliveries, feeds
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery, State
from bot.store.status import DecisionCount, LookbackProgress, OpenDelivery, Status

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

MINUTES = timedelta(minutes=1)
GENERAL = Person("p1", "Sam [b]Roe", (Name("Sam Roe"),), ("p1",))
ALERT = Alert("0a1b2c3d4e5f", "C1", GENERAL, (), Reason.MERE_MENTION, "f", NOW - 5 * HOUR, NOW - 3 * HOUR)

WELL = Status(
    at=NOW,
    feeds=3,
    feeds_overdue=0,
    last_poll=NOW - 3 * MINUTES,
    last_sign=NOW,
    running=True,
    failing=(),
    silent=(),
    moved=(),
    degraded=(),
    unsent=0,
    oldest_unsent=None,
    for_digest=0,
    lookback=None,
    troubled=(),
    decisions=(),
    last_alerts=(),
    fingerprint="7f3a91c0",
    list_refused=None,
    lists_failed=(),
)
ILL = Status(
    NOW,
    feeds=3,
    feeds_overdue=1,
    last_poll=None,
    last_sign=NOW - 12 * MINUTES,
    running=False,
    failing=(Ailment("[red]Daily", "https://n.test/", NOW - 3 * HOUR, "503 [bold]down", 7, Trouble.REFUSED, 1),),
    silent=(
        Ailment("Weekly", "https://w.test/", NOW - 200 * HOUR, "", 0, Trouble.SILENT, 2, usual=61 * HOUR),
        Ailment("Never", "https://e.test/", NOW - 900 * HOUR, "it has never held an article", 0, Trouble.EMPTY, 4),
    ),
    moved=(Ailment("Old", "https://old.test/", None, "to https://new.test/", 0, Trouble.MOVED, 3),),
    degraded=(Ailment("Broken", "https://b.test/", None, "broken XML (line 3)", 0, Trouble.DEGRADED, 5),),
    unsent=2,
    oldest_unsent=NOW - timedelta(minutes=40),
    for_digest=4,
    lookback=LookbackProgress(2, 150, 3000),
    troubled=(OpenDelivery("d1", "C1", "card", State.FAILED, NOW - 50 * HOUR, 3, "is_archived"),),
    decisions=(DecisionCount("alert", "trip_ban_possible", 4),),
    last_alerts=(ALERT,),
    fingerprint="7f3a91c0",
    list_refused="people.yaml:3:5: `x` is not known",
    lists_failed=(("un", "un.xml: answered 503"),),
    clock_wrong="The clock of this machine is 1 hour ahead of what servers say.",
)


def shown(found: Status) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200, color_system=None)
    for part in drawn(found):
        console.print(part)
    return out.getvalue()


def test_all_well_is_one_line() -> None:
    """Nothing to look at: one line says how many feeds are ok, when they were polled and which list is in force."""
    assert shown(WELL).splitlines() == [
        "All is well. 3 of 3 feeds ok, last poll 3 min ago · 0 unsent · 0 for the digest · list 7f3a91"
    ]


def test_several_programs_are_counted() -> None:
    """One alone need not be."""
    assert shown(replace(WELL, programs=4)).strip().endswith("list 7f3a91 · 4 programs at work")
    assert shown(replace(WELL, programs=1)) == shown(WELL)


def test_without_feeds_no_poll_is_missed() -> None:
    """Nobody is told of polls where there is nothing to poll."""
    assert shown(replace(WELL, feeds=0, last_poll=None)).startswith("All is well. 0 of 0 feeds ok · 0 unsent")


def test_a_program_that_stands_still_is_not_well() -> None:
    """Where nobody is at work nothing is well, however well it all went before."""
    still = replace(WELL, last_poll=NOW - 7 * HOUR, last_sign=NOW - 12 * MINUTES, running=False)
    said = "Something needs a look. 3 of 3 feeds ok, last poll 7 h ago, no sign of life for 12 min: is `gatewatch run` running?"
    assert shown(still).startswith(said)
    assert "no sign of life yet: is" in shown(replace(still, last_sign=None))
    assert (as_data(still)["well"], as_data(still)["last_poll"]) == (False, "2026-03-02T05:00:00+00:00")


@pytest.mark.parametrize(
    ("found", "well"),
    [
        (replace(WELL, silent=ILL.silent), False),
        (replace(WELL, failing=ILL.failing), False),
        (replace(WELL, clock_wrong=ILL.clock_wrong), False),
        (replace(WELL, moved=ILL.moved, degraded=ILL.degraded), True),
    ],
)
def test_what_is_well(found: Status, well: bool) -> None:
    """Failing and silent feeds ask for a person; those that moved or are broken are read all the same."""
    assert found.well == well


@pytest.mark.parametrize(
    "words",
    [
        "Something needs a look",
        "0 of 3 feeds ok",
        "not polled yet, 1 overdue, no sign of life for 12 min: is `gatewatch run` running?",
        "· 4 for the digest ·",
        "Look-back under way: 150 of 3000 stored articles searched for 2 people",
        "3 h ago  0a1b2c3d4e5f  Named in the news: Sam [b]Roe  C1",
        "2 unsent, the oldest for 40 min",
        "people.yaml:3:5: `x` is not known",
        "[red]Daily  3 h    7      Refused  503 [bold]down",
        "Weekly  8 d    Silent against their own rhythm  no new article; its longest pause before was 2 days",
        "Never   37 d   Nothing since they were added    it has never held an article",
        "look whether the site still publishes there",
        "Old   https://old.test/  to https://new.test/",
        "Broken  https://b.test/  broken XML (line 3)",
        "un    un.xml: answered 503",
        "The clock of this machine is 1 hour ahead of what servers say. Set it",
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
    assert data["lookback"] == {"people": 2, "screened": 150, "articles": 3000}
    assert data["last_alerts"] == [
        {
            "key": "0a1b2c3d4e5f",
            "at": "2026-03-02T09:00:00+00:00",
            "headline": "Named in the news: Sam [b]Roe",
            "channel": "C1",
        }
    ]


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
        deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("x")), datetime.now(UTC))
    ran: Any = CliRunner().invoke(app, ["status", "--json", "--config", str(settings)])
    with database.snapshot() as c:
        head = audit.head(c)
    database.close()
    assert (ran.exit_code, json.loads(ran.stdout)["feeds"]) == (0, 1)
    assert (json.loads(ran.stdout)["record"], head.seq) == (str(head), 1)


def test_before_the_first_run_the_command_says_what_to_start(settings: Path) -> None:
    """No database yet is no traceback."""
    ran = CliRunner().invoke(app, ["status", "--config", str(settings)])
    assert ran.exit_code != 0
    assert "gatewatch run" in str(ran.exception)
