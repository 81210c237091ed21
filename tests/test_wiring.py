"""What workers are handed, and what a start of theirs costs; what is told and heard with which token."""

from __future__ import annotations

import asyncio
import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.alerts.preview import Side
from bot.alerts.sample import invented
from bot.alerts.standstill import Work
from bot.config import Config, config_of
from bot.edges.clock import RunningClock, SystemClock
from bot.edges.index_files import load_index
from bot.edges.screener import build_screener
from bot.jobs.in_force import InForce
from bot.jobs.watched import watch_of
from bot.lists.load import SourceFile, load_watchlist
from bot.marked import Marked
from bot.model import Article, Verdict
from bot.store import alerts
from bot.store.articles import StoredArticle
from bot.store.database import Database
from bot.store.schema import deliveries
from bot.wiring import channel_of, hearing, open_readers, screener_in, seen_from_outside
from tests.bench.invented import watchlist_yaml
from tests.edges.loopback import free_port
from tests.edges.socket_fake import SocketSlack

LIST = load_watchlist([SourceFile("a.yaml", watchlist_yaml(30).encode())]).watchlist


@pytest.fixture
def places(tmp_path: Path, cache: Path) -> Path:
    """A cache folder of this test's own, with the table of places of the user's."""
    for table in cache.glob("places-*.sqlite"):
        (tmp_path / table.name).symlink_to(table)
    return tmp_path


def test_a_handed_list_screens_as_the_list_itself(places: Path) -> None:
    """The index is there before a worker starts, and what goes through the pipe gives the same findings."""
    factory = screener_in(places)(LIST)
    assert load_index(places, LIST) is not None
    person = max(LIST.people, key=lambda each: len(each.name))
    article = Article("a", f"{person.name}, {' '.join(person.roles)}, flew to Moscow on Monday.")
    found = pickle.loads(pickle.dumps(factory))().screen(article)
    assert found == build_screener(LIST, places).screen(article)
    assert person.id in {mention.person for mention in found.mentions}


def test_each_list_is_read_by_workers_of_its_own(places: Path) -> None:
    """A reader for each list, in their order: what one finds, the other does not."""
    config = Config.model_validate({"workers": 0, "cache": str(places)})
    *_, stranger, person = sorted(LIST.people, key=lambda each: len(each.name))
    lists = [replace(LIST, people=(each,), fingerprint=each.id) for each in (person, stranger)]
    article = Article("a", f"{person.name}, {' '.join(person.roles)}, flew to Moscow on Monday.")
    stored = StoredArticle(article, 1, datetime(2026, 3, 2, tzinfo=UTC), None)

    async def sides() -> list[Side]:
        async with open_readers(config, *lists) as readers:
            assert [each.watchlist for each in readers] == lists
            return [await each.read(stored) for each in readers]

    named = [{mention.person for mention in side.findings.mentions} for side in asyncio.run(sides())]
    assert person.id in named[0]
    assert person.id not in named[1]


def test_python_brings_no_commands_into_a_worker() -> None:
    """A worker imports the module that the program was started by; all the commands would cost it seconds."""
    seen = (
        "import sys, bot.__main__; print(*(name for name in sys.modules if name.startswith(('bot.', 'typer', 'rich'))))"
    )
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["bot.__main__"]


# --- triage ---------------------------------------------------------------------------------------------------------------

SLACK = {"GATEWATCH_SLACK_CHANNEL": "C0ALERTS1", "SLACK_BOT_TOKEN": "xoxb-test"}
HEARD = SLACK | {"SLACK_APP_TOKEN": "xapp-test"}


@pytest.mark.parametrize(
    ("environ", "kind", "triage"),
    [({}, "ConsoleChannel", False), (SLACK, "WithoutButtons", False), (HEARD, "SlackChannel", True)],
)
def test_buttons_are_shown_only_where_they_are_heard(environ: dict[str, str], kind: str, triage: bool) -> None:
    """Without an app token alerts are told without buttons; without a bot token they go to the console."""
    config = config_of(Marked("gatewatch.yml", None), environ)
    assert (type(channel_of(config, RunningClock())).__name__, config.triage) == (kind, triage)
    no_bot = config_of(Marked("gatewatch.yml", None), {"SLACK_APP_TOKEN": "xapp-test"})
    assert not no_bot.triage


def test_alerting_alone_imports_no_bolt() -> None:
    """Whoever has no buttons pays nothing for them."""
    seen = (
        "import sys, bot.wiring, bot.cli.run; print(*(name for name in sys.modules if name.startswith('slack_bolt')))"
    )
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


ALERT_KEY = "0a1b2c3d4e5f"


def in_slack(action: str, user: str, at: str, *seen: str) -> dict[str, Any]:
    """As Slack tells of a button that somebody pressed."""
    button = {"type": "button", "action_id": action, "block_id": "triage", "action_ts": at}
    return {
        "type": "block_actions",
        "team": {"id": "T0TEAM"},
        "user": {"id": user},
        "channel": {"id": "C0ALERTS1"},
        "message": {"ts": "1.0"},
        "trigger_id": f"trigger-{at}",
        "actions": [{**button, "value": " ".join((ALERT_KEY, *seen))}],
    }


def sent_in_slack(view: dict[str, Any], user: str, reason: str) -> dict[str, Any]:
    """As Slack tells of a form that somebody sent."""
    entered = {"reason": {"reason": {"type": "plain_text_input", "value": reason}}}
    known = {name: view[name] for name in ("type", "callback_id", "private_metadata")}
    view = {"id": "V0FORM", **known, "state": {"values": entered}}
    return {"type": "view_submission", "team": {"id": "T0TEAM"}, "user": {"id": user}, "view": view}


def judged_in_slack(folder: Path, scene: Callable[[SocketSlack], Awaitable[None]]) -> tuple[list[Verdict], list[str]]:
    """The verdicts on a card, and what is queued to be told, after a scene in a Slack on loopback."""

    async def acted() -> None:
        slack = SocketSlack()
        async with slack.running() as base:
            config = config_of(Marked("gatewatch.yml", None), HEARD | {"GATEWATCH_SLACK_API_URL": base})
            app: Any = SimpleNamespace(db=db, clock=SystemClock(), in_force=InForce(LIST))
            async with hearing(config, app), asyncio.timeout(20):
                while not slack.open_sockets:
                    await asyncio.sleep(0.01)
                await scene(slack)
            assert slack.open_sockets == []

    db = Database.open(f"sqlite:///{folder}/a.db")
    with db.transaction() as connection:
        alerts.put(connection, replace(invented(SystemClock().now()), key=ALERT_KEY, channel="C0ALERTS1"))
    try:
        asyncio.run(acted())
        with db.snapshot() as connection:
            judged = alerts.one(connection, ALERT_KEY, "C0ALERTS1")
            queued = list(connection.scalars(select(deliveries.c.kind)))
    finally:
        db.close()
    assert judged
    return list(judged.triage.verdicts), queued


async def answered(slack: SocketSlack, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    """What is sent back in the envelope."""
    before = len(slack.acked)
    await slack.send(f"e{before}", kind, payload)
    while len(slack.acked) == before:
        await asyncio.sleep(0.01)
    return dict(slack.acked[-1].get("payload") or {})


def test_a_press_in_slack_reaches_the_outbox(tmp_path: Path) -> None:
    """Through the real socket, Bolt, desk and store: once, though Slack tells of it twice; hearing ends with the program."""

    async def scene(slack: SocketSlack) -> None:
        for _ in range(2):
            await answered(slack, "interactive", in_slack("triage_right", "U0ANN", "1.1"))
        await answered(slack, "interactive", in_slack("triage_undo", "U0ANN", "1.2"))
        while not slack.told:  # asked whether she has seen what stands: what was pressed before is done
            await asyncio.sleep(0.01)

    verdicts, queued = judged_in_slack(tmp_path, scene)
    assert [each.author for each in verdicts] == ["U0ANN"]
    assert queued == ["update"]


def test_a_press_while_the_database_is_locked_is_heard_at_once(tmp_path: Path) -> None:
    """Slack is told, and the verdict is written down when the lock is gone."""

    async def scene(slack: SocketSlack) -> None:
        locked = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
        locked.execute("BEGIN IMMEDIATE")
        try:
            await answered(slack, "interactive", in_slack("triage_right", "U0ANN", "1.1"))
            assert locked.execute("SELECT count(*) FROM acts").fetchone() == (0,)
        finally:
            locked.close()
        await answered(slack, "interactive", in_slack("triage_undo", "U0ANN", "1.2"))
        while not slack.told:
            await asyncio.sleep(0.01)

    verdicts, queued = judged_in_slack(tmp_path, scene)
    assert [each.author for each in verdicts] == ["U0ANN"]
    assert queued == ["update"]


def test_a_stale_form_in_slack_is_answered_in_its_envelope(tmp_path: Path) -> None:
    """It stays open and says who judged meanwhile, each time that Slack tells of it; sent again it counts."""

    async def scene(slack: SocketSlack) -> None:
        await answered(slack, "interactive", in_slack("triage_not_this", "U0ANN", "1.1"))
        while not slack.told:
            await asyncio.sleep(0.01)
        ((method, said),) = slack.told
        assert method == "views.open"
        opened = json.loads(said["view"]) if isinstance(said["view"], str) else said["view"]
        await answered(slack, "interactive", in_slack("triage_right", "U0BOB", "1.2"))
        for _ in range(2):
            answer = await answered(slack, "interactive", sent_in_slack(opened, "U0ANN", "a striker"))
            assert answer["response_action"] == "update"
            assert "U0BOB" in str(answer["view"]["blocks"])
        assert await answered(slack, "interactive", sent_in_slack(answer["view"], "U0ANN", "a striker")) == {}

    verdicts, queued = judged_in_slack(tmp_path, scene)
    assert [(each.author, each.reason) for each in verdicts] == [("U0ANN", "a striker")]
    assert queued == ["update", "update"]


# --- seen from outside ----------------------------------------------------------------------------------------------------


def test_before_it_is_built_the_program_says_that_it_starts(tmp_path: Path) -> None:
    """Whoever asks meanwhile gets an answer: not ready, with the figures that there are."""
    port = free_port()
    config = Config.model_validate({"watch": {"port": port, "heartbeat": str(tmp_path / "alive")}})

    async def scene() -> None:
        async with seen_from_outside(config) as seen, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            assert list(seen.beats) == ["heartbeat file"]
            async with session.get("/readyz") as answer:
                assert (answer.status, await answer.json()) == (503, {"phase": "starting"})
            async with session.get("/metrics") as answer:
                assert "gatewatch_ready 0.0" in await answer.text()

    asyncio.run(scene())
    assert not (tmp_path / "alive").exists()


def test_slack_is_watched_only_where_it_is_told() -> None:
    """On the console nobody waits for its answers."""
    watched = [
        watch_of(config_of(Marked("gatewatch.yml", None), environ), SystemClock()).limits.keys()
        for environ in ({}, SLACK)
    ]
    assert watched[1] - watched[0] == {Work.ANSWER, Work.MESSAGE}
