"""``gatewatch why`` explains every step of a text and of a told alert."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.run import play
from bot.edges.console import ConsoleChannel
from bot.store import alerts
from bot.store.database import Database

DEMO_LIST = Path(__file__).parents[2] / "bot" / "demo" / "watchlist.yaml"
TEXT = "Qassem Soleimani, commander of the Quds Force, flew from Tehran to Moscow on Thursday, Radio Delta reported."


def _why(what: str, **environment: str) -> str:
    command = [sys.executable, "-m", "bot", "why", what, "--watchlists", str(DEMO_LIST)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, **environment})
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.parametrize("as_file", [False, True])
def test_a_text_is_explained_step_by_step(tmp_path: Path, as_file: bool) -> None:
    """Who and on what evidence, who not and why, the trip with its claim, the ban, the decision and its reason."""
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    printed = _why(str(file) if as_file else TEXT)
    for part in (
        "UN IRi.039",
        "not Ghasem Soleymani",
        "Tehran → Moscow",
        "reported (of the trip) by Radio Delta",
        "ban: possible",
        "trip_ban_possible",
    ):
        assert part in printed


def test_an_alert_is_explained_from_the_record(tmp_path: Path, cache: Path) -> None:
    """The key of an alert brings its person, reason, sources, evidence and quotes back."""
    asyncio.run(play(tmp_path, ConsoleChannel(Console(file=io.StringIO())), cache))
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    database = Database.look(address)
    with database.snapshot() as connection:
        key = next(
            a.key for a in alerts.all_since(connection, datetime(2000, 1, 1, tzinfo=UTC)) if a.person.id == "un-IRi.039"
        )
    database.close()
    printed = _why(key, GATEWATCH_DATABASE=address)
    for part in ("Qasem Soleimani", "trip_ban_possible", "Harbour Post", "“"):
        assert part in printed
