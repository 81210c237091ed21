"""``gatewatch preview`` tells what edited lists would change, writes nothing, and says what to do where there is nothing."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from bot.edges.clock import SystemClock
from bot.errors import GatewatchError, UsageError
from bot.feeds.entry import EntryKeys
from bot.jobs.new_list import Noting, note_in_force
from bot.lists.load import SourceFile, load_watchlist
from bot.model import Article
from bot.store import articles, feeds
from bot.store.database import Database

HEAD = "list: test\ndefaults: {authority: UN, regime: Example, measures: [travel_ban]}\npeople:\n"
VIKTOR = (
    "  - {id: p1, name: Viktor Lazarenko, roles: [Minister of Energy], listings: [{ref: X.1, since: 2012-01-01}]}\n"
)
LATE = VIKTOR.replace("}]}", "}], died: 2015-01-03}")
ADA = "  - {id: p2, name: Adaeze Okonjo, roles: [General], listings: [{ref: X.2, since: 2012-01-01}]}\n"
TEXTS = (
    ("Energy minister Viktor Lazarenko flew to Havana on Thursday", "The minister met traders there."),
    ("General Adaeze Okonjo flew to Nairobi on Thursday", "The general met traders there."),
    ("Nothing happened <b>[red]today[/red]</b>", "Nobody came."),
)


def desk(folder: Path, *texts: tuple[str, str], in_force: str | None = HEAD + VIKTOR, workers: int = 0) -> Path:
    """A desk with stored articles and a list in force; its lists on disk are those in force."""
    (folder / "lists").mkdir()
    (folder / "lists" / "a.yaml").write_text(in_force or HEAD + VIKTOR)
    (folder / "gatewatch.yml").write_text(
        f"watchlists: [{folder}/lists]\ndatabase: sqlite:///{folder}/a.db\nworkers: {workers}\n"
    )
    database = Database.open(f"sqlite:///{folder}/a.db")
    seen = datetime.now(UTC) - timedelta(days=2)
    with database.transaction() as c:
        feeds.sync_feeds(c, [feeds.FeedSpec("https://n.test/")], seen)
        for n, (title, text) in enumerate(texts):
            article = Article(f"a{n}", text, title, "en", seen, "Test [bold]Post", f"https://n.test/{n}")
            articles.add(c, article, 1, EntryKeys(f"a{n}", None, "d"), seen)
    if in_force:
        loaded = load_watchlist([SourceFile("a.yaml", in_force.encode())])
        asyncio.run(note_in_force(Noting(database, SystemClock(), None), loaded.watchlist))
    database.close()
    return folder


def edit(folder: Path, text: str) -> None:
    (folder / "lists" / "a.yaml").write_text(text)


def run(folder: Path, *options: str) -> Result:
    """The command, in this process."""
    done = CliRunner().invoke(app, ["preview", "--config", str(folder / "gatewatch.yml"), *options])
    if not isinstance(done.exception, GatewatchError | SystemExit | None):
        raise done.exception
    return done


def answer(folder: Path, *options: str) -> dict[str, Any]:
    done = run(folder, "--json", *options)
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows(found: dict[str, Any]) -> Sequence[tuple[str, str, str]]:
    return [(each["change"], each["person"], each["article"]["id"]) for each in found["differences"]]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk(tmp_path_factory.mktemp("desk"), *TEXTS)


def test_gained_and_lost_alerts_with_their_evidence(stored: Path) -> None:
    """Person by person: where it was printed, what would be done and what was, and why."""
    edit(stored, HEAD + ADA)
    before = hashlib.sha256((stored / "a.db").read_bytes()).hexdigest()
    found = answer(stored)
    assert rows(found) == [("alert_lost", "p1", "a0"), ("alert_gained", "p2", "a1")]
    assert found["counts"] | {"alert_gained": 1, "alert_lost": 1} == found["counts"]
    lost, gained = found["differences"]
    assert (found["articles"], lost["after"], lost["why"]) == (3, None, ["no longer on the list"])
    assert (lost["before"]["action"], lost["before"]["reason"]) == ("alert", "trip_ban_possible")
    assert (gained["before"], gained["after"]["tier"], gained["why"][0]) == (None, "strong", "new on the list")
    assert any(line.startswith("+ for: “") for line in gained["why"][1:])
    assert gained["article"]["outlet"] == "Test [bold]Post"
    assert hashlib.sha256((stored / "a.db").read_bytes()).hexdigest() == before, "only looks"


def test_an_edit_of_a_person_is_told_with_what_it_changed(stored: Path) -> None:
    """A death takes an alert into the digest, and says so."""
    edit(stored, HEAD + LATE)
    (each,) = answer(stored)["differences"]
    assert (each["change"], each["before"]["action"], each["after"]["action"]) == ("alert_lost", "alert", "digest")
    assert each["after"]["reason"] == "trip_after_death"
    assert "died: not stated → 2015-01-03" in each["why"]


def test_people_read_a_table_and_text_stays_text(stored: Path, tmp_path: Path) -> None:
    """Another folder may be named; counts come first; what looks like markup is printed."""
    (tmp_path / "b.yaml").write_text(HEAD + VIKTOR + ADA)
    edit(stored, HEAD + VIKTOR)
    done = run(stored, "--watchlists", str(tmp_path))
    assert done.exit_code == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    assert lines[0].endswith("in force: 1 listed, 0 delisted, 0 changed.")
    assert lines[1].endswith("· alerts gained: 1")
    assert lines[2] == "Adaeze Okonjo (p2)"
    assert "Test [bold]Post · General Adaeze Okonjo flew to Nairobi on Thursday" in " ".join(done.stdout.split())
    assert "nothing → alert: trip ban possible, strong" in done.stdout


def test_edits_that_change_nothing_say_so(stored: Path) -> None:
    """An edited role of somebody who is not in the news."""
    edit(stored, HEAD + VIKTOR + ADA.replace("Adaeze Okonjo", "Ngozi Balewa"))
    assert "3 articles since" in (said := run(stored).stdout)
    assert "every one would be told as it was" in said


def test_an_unchanged_list_screens_nothing(stored: Path) -> None:
    """And says what to do."""
    edit(stored, HEAD + VIKTOR)
    done = run(stored)
    assert (done.exit_code, "Nothing to preview: edit a list" in done.stdout) == (0, True)
    assert answer(stored)["articles"] == 0


def test_without_stored_articles_it_says_what_to_do(stored: Path) -> None:
    """Nothing so young is stored."""
    edit(stored, HEAD + ADA)
    done = run(stored, "--since", "1h")
    assert (done.exit_code, "No article is stored since" in done.stdout) == (0, True)
    assert "--since" in done.stdout


def test_a_broken_list_is_refused_with_its_mistakes(stored: Path) -> None:
    """Before any article is read, with the exit code of bad usage."""
    edit(stored, HEAD + VIKTOR.replace("roles", "rolls"))
    command = [sys.executable, "-m", "bot", "preview", "--config", str(stored / "gatewatch.yml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a.yaml:4:" in done.stderr
    assert "roles" in done.stderr


@pytest.mark.parametrize("since", ["soon", "30", "-3d", ""])
def test_a_length_that_is_none_is_refused(stored: Path, since: str) -> None:
    """With an example of one."""
    done = run(stored, f"--since={since}")
    assert isinstance(done.exception, UsageError)
    assert "such as 12h or 30d" in str(done.exception)


def test_without_a_database_or_a_list_in_force_it_says_which_command_comes_first(tmp_path: Path) -> None:
    """As on the first day, or right after an upgrade."""
    folder = desk(tmp_path, *TEXTS, in_force=None)
    assert "start `gatewatch run` or `gatewatch once` first" in str(run(folder).exception)
    (folder / "a.db").unlink()
    assert "does not exist yet" in str(run(folder).exception)


def test_worker_processes_find_the_same(tmp_path: Path) -> None:
    """With the database open in a running program beside it."""
    folder = desk(tmp_path, *TEXTS, workers=1)
    edit(folder, HEAD + ADA)
    running = Database.open(f"sqlite:///{folder}/a.db")
    try:
        assert rows(answer(folder)) == [("alert_lost", "p1", "a0"), ("alert_gained", "p2", "a1")]
    finally:
        running.close()
