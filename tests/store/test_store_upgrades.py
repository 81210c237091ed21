"""A database of every schema that ever was is brought up to date with all that is in it, and its stories go on."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.app import App
from bot.cli.main import app as gatewatch
from bot.jobs.desk import TriageDesk
from bot.jobs.triage import Triaging
from bot.model import Judgement
from bot.ports import GiveUp, Press, Refused
from bot.store import alerts, lookbacks, refusals, unread_pages
from bot.store.database import Database
from bot.store.migrations import _version, steps
from bot.store.unread_pages import Unread, Waiting
from tests.jobs.everybody import EVERYBODY
from tests.jobs.memory_channel import MemoryChannel
from tests.proof.small_desk import SmallDesk, name

PEOPLE = 4
FILLED = 10  # the last schema of which every table holds something here; later ones may have tables that are empty yet
ARCHIVED = GiveUp("the channel is archived; unarchive it (is_archived)", Refused.CHANNEL, "is_archived")


@dataclass
class Old:
    """A desk that was at work for a while, with something in every table."""

    desk: SmallDesk
    site: str
    alert: str

    def at(self, version: int, folder: Path) -> SmallDesk:
        """The same, with its database as a program of that schema would have it."""
        desk = SmallDesk(folder / "desk", folder / "a.db", people=PEOPLE)
        desk.clock.at = self.desk.clock.at
        desk.feeds = {outlet: list(items) for outlet, items in self.desk.feeds.items()}
        desk.channel = MemoryChannel(desk.clock.now, posts=list(self.desk.memory.posts))
        make(desk.database, version)
        with closing(sqlite3.connect(desk.database)) as c, c:
            c.execute("ATTACH ? AS full", (str(self.desk.database),))
            for table in tables(desk.database):
                both = ", ".join(columns(c, "main", table) & columns(c, "full", table))
                c.execute(f"INSERT INTO main.{table} ({both}) SELECT {both} FROM full.{table}")
        return desk


@pytest.fixture(autouse=True)
def quiet() -> object:
    with capture_logs():
        yield


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Old:
    folder = tmp_path_factory.mktemp("old")
    desk = SmallDesk(folder / "desk", folder / "a.db", people=PEOPLE)

    async def scene() -> tuple[str, str]:
        async with desk.site() as site, desk.program(site) as app:
            await desk.sweep(app)
            desk.report("herald", [0, 1])
            await desk.sweep(app)
            return site, await rest(app)

    site, alert = asyncio.run(scene())
    make(folder / "b.db", FILLED)
    assert empty_tables(desk.database).isdisjoint(tables(folder / "b.db"))
    return Old(desk, site, alert)


async def rest(app: App) -> str:
    """Something in the tables that an ordinary day leaves empty. The key of an alert."""
    (alert,) = [each for each in await app.db.read(alerts.latest, 9) if each.person.name == name(0)]
    triage, now = TriageDesk(Triaging(app.db, app.clock, app.in_force, EVERYBODY)), app.clock.now()
    await triage.judge(Press("act-1", alert.key, alert.channel, "U1"), Judgement.RIGHT)
    await triage.snooze(Press("act-2", alert.key, alert.channel, "U1"), 1)
    waits = Waiting(alert.accounts[0].source.article, 1, Unread("http://127.0.0.1:9/page"), False, False)
    await app.db.write(unread_pages.remember, waits, now)
    await app.db.write(refusals.note, "C0ELSEWHERE", ARCHIVED, now)
    await app.db.write(lookbacks.ask, ["p3"], now - timedelta(days=3), now)
    return alert.key


def make(file: Path, version: int) -> None:
    """An empty database of that schema."""
    engine = create_engine(f"sqlite:///{file}")
    for number in range(1, version + 1):
        with engine.begin() as connection:
            steps()[number](connection)
            _version.create(connection, checkfirst=True)
            connection.execute(insert(_version).values(version=number))
    engine.dispose()


def tables(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as c:
        rows = c.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall()
    return sorted({row[0] for row in rows} - {"schema_version"})


def columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {f'"{row[1]}"' for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}


def counted(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as c:
        return {table: c.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables(file)}


def empty_tables(file: Path) -> set[str]:
    return {table for table, count in counted(file).items() if not count}


@pytest.mark.parametrize("version", steps())
def test_every_schema_is_brought_up_to_date_and_goes_on(old: Old, tmp_path: Path, version: int) -> None:
    """Nothing is lost or told again; a report of a story that was told goes to its card; status, why and retry answer."""
    desk = old.at(version, tmp_path)
    before, stood = counted(desk.database), len(desk.memory.posts)

    async def go_on() -> None:
        async with desk.site() as site:
            with closing(sqlite3.connect(desk.database)) as c, c:
                c.execute("UPDATE feeds SET url = replace(url, ?, ?)", (old.site, site))
            async with desk.program(site) as app:
                with closing(sqlite3.connect(desk.database)) as c:
                    assert c.execute("SELECT max(version) FROM schema_version").fetchone() == (max(steps()),)
                after = counted(desk.database)
                assert {table: count for table, count in before.items() if after[table] < count} == {}
                desk.report("courier", [1])
                desk.report("herald", [2])
                await desk.sweep(app)
                await desk.sweep(app)

    asyncio.run(go_on())
    told = [(post.message.text, post.thread) for post in desk.memory.posts[stood:] if post.channel == desk.slack]
    cards = [text for text, thread in told if thread is None]
    assert [name(2) in text for text in cards] == [True], told
    (thread,) = {thread for _, thread in told if thread}
    card = next(post for post in desk.memory.posts if post.ts == thread)
    assert name(1) in card.message.text
    assert "courier" in card.message.text
    answers(desk, old.alert)


def answers(desk: SmallDesk, alert: str) -> None:
    """What people ask of the upgraded database."""
    settings = ["--config", str(desk.folder / "gatewatch.yml")]
    for command in (["status", "--json"], ["why", alert], ["retry"], ["doctor"]):
        ran = CliRunner().invoke(gatewatch, [*command, *settings])
        assert ran.exit_code == 0, (command, ran.output, ran.exception)
    shown = json.loads(CliRunner().invoke(gatewatch, ["status", "--json", *settings]).stdout)
    assert alert in {each["key"] for each in shown["last_alerts"]}


def test_a_schema_with_rows_is_whole_after_each_step(old: Old, tmp_path: Path) -> None:
    """The engine finds nothing wrong in what the steps leave behind: no page, no index, no reference to what is not there."""
    for version in steps():
        folder = tmp_path / str(version)
        folder.mkdir()
        file = old.at(version, folder).database
        copy = shutil.copy(file, folder / "b.db")
        Database.open(f"sqlite:///{copy}").close()
        with closing(sqlite3.connect(copy)) as c:
            assert c.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert c.execute("PRAGMA foreign_key_check").fetchall() == []
