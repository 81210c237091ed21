"""What workers are handed, and what a start of theirs costs; what is told and heard with which token."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.alerts.preview import Side
from bot.alerts.sample import invented
from bot.config import Config, config_of
from bot.edges.clock import SystemClock
from bot.edges.index_files import load_index
from bot.edges.screener import build_screener
from bot.jobs.in_force import InForce
from bot.lists.load import SourceFile, load_watchlist
from bot.marked import Marked
from bot.model import Article
from bot.store import alerts
from bot.store.articles import StoredArticle
from bot.store.database import Database
from bot.store.schema import deliveries
from bot.wiring import channel_of, hearing, open_readers, screener_in
from tests.bench.invented import watchlist_yaml
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
    assert (type(channel_of(config)).__name__, config.triage) == (kind, triage)
    no_bot = config_of(Marked("gatewatch.yml", None), {"SLACK_APP_TOKEN": "xapp-test"})
    assert not no_bot.triage


def test_alerting_alone_imports_no_bolt() -> None:
    """Whoever has no buttons pays nothing for them."""
    seen = (
        "import sys, bot.wiring, bot.cli.run; print(*(name for name in sys.modules if name.startswith('slack_bolt')))"
    )
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_press_in_slack_reaches_the_outbox(tmp_path: Path) -> None:
    """Through the real socket, Bolt, desk and store: the card is queued to be redrawn, and hearing ends with the program."""

    async def scene() -> None:
        slack = SocketSlack()
        async with slack.running() as base:
            config = config_of(Marked("gatewatch.yml", None), HEARD | {"GATEWATCH_SLACK_API_URL": base})
            app: Any = SimpleNamespace(db=db, clock=SystemClock(), in_force=InForce(LIST))
            async with hearing(config, app), asyncio.timeout(10):
                while not slack.open_sockets:
                    await asyncio.sleep(0.01)
                for _ in range(2):  # Slack tells of it again where it thinks that it was not heard
                    await slack.send("e1", "interactive", press)
                while not queued() or len(slack.acked) < 2:
                    await asyncio.sleep(0.01)
            assert slack.open_sockets == []

    def queued() -> list[str]:
        with db.snapshot() as connection:
            return list(connection.scalars(select(deliveries.c.kind)))

    now = SystemClock().now()
    alert = replace(invented(now), key="0a1b2c3d4e5f", channel="C0ALERTS1")
    button = {
        "type": "button",
        "action_id": "triage_right",
        "block_id": "triage",
        "action_ts": "1.1",
        "value": alert.key,
    }
    press = {
        "type": "block_actions",
        "team": {"id": "T0TEAM"},
        "user": {"id": "U0ANN"},
        "channel": {"id": alert.channel},
        "message": {"ts": "1.0"},
        "actions": [button],
    }
    db = Database.open(f"sqlite:///{tmp_path}/a.db")
    with db.transaction() as connection:
        alerts.put(connection, alert)
    try:
        asyncio.run(scene())
        assert queued() == ["update"]
        with db.snapshot() as connection:
            judged = alerts.one(connection, alert.key, alert.channel)
    finally:
        db.close()
    assert judged
    assert [each.author for each in judged.triage.verdicts] == ["U0ANN"]
