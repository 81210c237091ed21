"""``gatewatch replay`` takes the decisions of a played demo anew in another process; its exit code says what came of it."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from bot.cli.main import app
from bot.demo.run import play
from bot.edges.console import ConsoleChannel
from bot.errors import GatewatchError, UsageError
from bot.store import alerts
from bot.store.database import Database

PLAYED = "demo.db"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """The folder of a desk that has played the demo."""
    folder = tmp_path_factory.mktemp("demo")
    asyncio.run(play(folder, ConsoleChannel(Console(file=io.StringIO())), cache))
    (folder / "gatewatch.yml").write_text(f"database: sqlite:///{folder}/{PLAYED}\ncache: {cache}\n")
    return folder


@pytest.fixture(scope="module")
def general(demo: Path) -> str:
    """The key of the general's alert."""
    database = Database.look(f"sqlite:///{demo / PLAYED}")
    with database.snapshot() as connection:
        key = next(a.key for a in alerts.latest(connection, 99) if a.person.id == "un-IRi.039")
    database.close()
    return key


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["replay", *options, "--config", str(folder / "gatewatch.yml")])


def change(folder: Path, statement: str) -> None:
    database = Database.open(f"sqlite:///{folder / PLAYED}")
    with database.transaction() as c:
        assert c.exec_driver_sql(statement).rowcount > 0
    database.close()


def test_an_alert_comes_out_the_same(demo: Path, general: str) -> None:
    """Three outlets, a denial among them: each decision with its moment, list and outlet, by the beginning of the key."""
    came = run(demo, general[:6])
    assert came.exit_code == 0, came.output
    assert came.stdout.count("same, byte for byte") == 3
    assert f"alert · trip_ban_possible · un-IRi.039 → console · alert {general}" in came.stdout
    assert "Gulf Letter: Kremlin denies meeting" in came.stdout
    assert "taken by" not in came.stdout


def test_json_says_it_all(demo: Path, general: str) -> None:
    """For programs: outcome, why, where, by which program, with which list, what was decided."""
    printed: dict[str, Any] = json.loads(run(demo, general, "--json").stdout)
    assert printed["alert"] == general
    first = printed["decisions"][0]
    assert (first["outcome"], first["where"], first["way"]) == ("same", None, "poll")
    assert first["program"].keys() == {"version", "code", "reader"}
    assert first["decisions"][0]["reason"] == "trip_ban_possible"


def test_silences_are_taken_anew_too(demo: Path) -> None:
    """An article of which nobody was told, by its id."""
    database = Database.look(f"sqlite:///{demo / PLAYED}")
    with database.snapshot() as c:
        ident = c.exec_driver_sql("SELECT article FROM decisions WHERE reason = 'mere_mention'").scalar()
    database.close()
    came = run(demo, "--article", ident)
    assert came.exit_code == 0, came.output
    assert "digest · mere_mention" in came.stdout


def test_what_differs_ends_with_1_and_is_shown(demo: Path, general: str) -> None:
    """The place, and what stands there then and now."""
    change(demo, "UPDATE decisions SET reason = 'mere_mention' WHERE reason = 'trip_ban_possible'")
    came = run(demo, general)
    change(
        demo, "UPDATE decisions SET reason = 'trip_ban_possible' WHERE reason = 'mere_mention' AND story IS NOT NULL"
    )
    assert came.exit_code == 1
    for words in ("the decision on record is not the one that was taken", "reason", '"trip_ban_possible"', "1 differs"):
        assert words in came.stdout


def test_what_has_expired_ends_with_3(demo: Path, general: str) -> None:
    """Nothing differs, but not everything could be taken anew."""
    change(
        demo,
        "UPDATE articles SET text_hash = 'x', record = replace(record, 'Russia', '') WHERE record LIKE '%denied that%'",
    )
    came = run(demo, general)
    assert came.exit_code == 3, came.output
    assert "text expired" in came.stdout


@pytest.mark.parametrize(
    ("options", "said", "error"),
    [
        ((), "name an alert by its key, or an article", UsageError),
        (("1a2b3c", "--article", "x"), "name an alert by its key, or an article", UsageError),
        (("1a2b3c",), "no alert is known", GatewatchError),
        (("--article", "x"), "no article x is stored", GatewatchError),
    ],
)
def test_what_cannot_be_looked_up_is_said(
    demo: Path, options: tuple[str, ...], said: str, error: type[GatewatchError]
) -> None:
    """In plain words."""
    came = run(demo, *options)
    assert isinstance(came.exception, error)
    assert said in str(came.exception)
