"""`gatewatch audit` checks the record of what was done, writes it out and erases from it, beside a running program."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from store.owner import unguarded
from typer.testing import CliRunner

from bot.cli.audit_written import COLUMNS
from bot.cli.main import app
from bot.errors import GatewatchError, UsageError
from bot.model import Mute
from bot.ports import Message
from bot.store import acts, audit, deliveries, mutes, schema
from bot.store.acts import Act
from bot.store.audit_rows import RECORDED
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
GUIDE = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Open all the while, as by a running program, with a record of two days."""
    for name in ("GATEWATCH_DATABASE", "GATEWATCH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("gatewatch.yml").write_text("database: sqlite:///a.db\n")
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    for day in range(2):
        with database.transaction() as c:
            at = NOW + day * DAY
            deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("x"), part=str(day)), at)
            acts.add(c, Act(f"i{day}", at, "=HYPERLINK(1)" if day else "U1", "mute"))
            mutes.ask(c, Mute(f"i{day}", "Pät Doe", ("p1",), "U1", at, at + 2 * DAY))
    yield database
    database.close()


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["audit", *arguments])


def head(db: Database) -> str:
    with db.snapshot() as c:
        return str(audit.head(c))


def test_a_record_that_holds_is_told_with_its_head(db: Database) -> None:
    """How many entries, of how many the content is erased, and where the chain ends; ends with 0."""
    ran = run("verify")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines() == [
        "The record holds: 7 entries, of 0 the content is erased.",
        f"Head: {head(db)}",
    ]


def test_it_is_held_against_a_head_that_was_written_down(db: Database) -> None:
    """The very one, a part of its hash, and an earlier one; another is told, and so is what is no head."""
    written = head(db)
    assert [run("verify", "--against", each).exit_code for each in (written, written[:14])] == [0, 0]
    other = run("verify", "--against", "7:0123456789ab")
    assert (other.exit_code, type(other.exception).__base__) == (1, GatewatchError)
    assert re.match(r"the record was rewritten: entry 7 \(\w+ i1, 2026-03-03 08:00:00 UTC\)", str(other.exception))
    assert "cut off" in str(run("verify", "--against", "8:0123456789ab").exception)
    assert isinstance(run("verify", "--against", "7").exception, UsageError)


def test_a_broken_record_is_named_and_ends_with_1(db: Database) -> None:
    """Number, kind, what it is about, and when."""
    with db.transaction() as c, unguarded(c):
        c.execute(update(schema.audit).where(schema.audit.c.seq == 2).values(subject="i9"))
    ran = run("verify")
    assert isinstance(ran.exception, GatewatchError)
    assert "broken at entry 2 (triage i9, 2026-03-02 08:00:00 UTC)" in str(ran.exception)


def test_rows_changed_behind_its_back_are_listed(db: Database) -> None:
    """The record itself holds; each row is named with the entry that tells otherwise; ends with 1."""
    with db.transaction() as c:
        c.execute(update(schema.acts).where(schema.acts.c.id == "i0").values(author="U9"))
    ran = run("verify")
    assert ran.stdout.splitlines()[-1] == "triage i0: author is U9, on record is U1 (entry 2, 2026-03-02 08:00:00 UTC)"
    assert str(ran.exception) == "1 row is not as the record says; the record itself holds"


def test_an_export_is_checked_by_the_program_in_the_guide(db: Database, tmp_path: Path) -> None:
    """JSON lines and the few lines of `docs/audit.md` are enough to check the chain elsewhere, erased content and all."""
    assert run("erase", "p1", "--yes").exit_code == 0
    assert run("export", "--to", "record.jsonl").stdout == "8 entries written to record.jsonl\n"
    (program,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    lines = Path("record.jsonl").read_text("utf-8")
    checks = [sys.executable, "-X", "utf8", "-c", program]
    told = subprocess.run(checks, input=lines, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert told == f"holds up to 8 {head(db).partition(':')[2]}\n"
    forged = lines.replace('"U1"', '"U2"', 1)
    assert subprocess.run(checks, input=forged, capture_output=True, text=True, encoding="utf-8").returncode == 1


def test_json_lines_hold_one_entry_each(db: Database) -> None:
    """In order, times in UTC, content as an object; --since leaves out what was done before."""
    found = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert [each["seq"] for each in found] == list(range(1, len(found) + 1))
    assert (found[0]["at"], found[0]["kind"], found[0]["payload"]["told_as"]) == (
        "2026-03-02T08:00:00.000000+00:00",
        "delivery",
        "notice",
    )
    later = [json.loads(line) for line in run("export", "--since", "2026-03-03").stdout.splitlines()]
    assert later == [each for each in found if each["at"] >= "2026-03-03"]
    assert 0 < len(later) < len(found)
    assert isinstance(run("export", "--since", "yesterday").exception, UsageError)


def test_a_spreadsheet_reckons_with_no_cell(db: Database) -> None:
    """What looks like a formula comes with an apostrophe before it; each fact has its column."""
    rows = list(csv.DictReader(run("export", "--format", "csv").stdout.splitlines()))
    assert [row["author"] for row in rows if row["kind"] == "triage"] == ["U1", "'=HYPERLINK(1)"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert (rows[0]["at"], rows[0]["state"], rows[0]["channel"]) == (
        "2026-03-02T08:00:00.000000+00:00",
        "pending",
        "C1",
    )
    assert json.loads(next(row["more"] for row in rows if row["kind"] == "mute"))["mute"]["name"] == "Pät Doe"


def test_every_column_is_one_of_the_record() -> None:
    """No column of the table stays empty for good, and none is there twice."""
    record = Path(audit.__file__).with_name("audit_rows.py").read_text("utf-8") + "gone moved_from program"
    assert [name for name in COLUMNS if name not in record] == []
    assert len({*COLUMNS}) == len(COLUMNS)
    assert RECORDED.keys() >= {"item", "decision", "delivery"}


def test_erasing_asks_first_and_goes_on_record(db: Database) -> None:
    """Without --yes nothing is erased; with it the content is gone, the record holds, and what it says names nobody."""
    assert run("erase", "p1").stdout == "3 entries would be erased; --yes does it, for good\n"
    assert "0 the content" in run("verify").stdout
    assert run("erase", "p1", "--yes").stdout == "3 entries erased\n"
    ran = run("verify")
    assert (ran.exit_code, ran.stdout.splitlines()[0]) == (
        0,
        "The record holds: 8 entries, of 3 the content is erased.",
    )
    assert "p1" not in run("export").stdout
