"""`gatewatch retry` sends again what was refused and kept, once, and says what it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.alerts.sample import invented
from bot.cli.main import app
from bot.errors import GatewatchError, UsageError
from bot.feeds.entry import EntryKeys
from bot.model import Action, Article, Decision, Reason
from bot.ports import GiveUp, Message, Refused
from bot.store import alerts, articles, decisions, deliveries, feeds, heartbeat, kept, moving, refusals, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.feeds import FeedSpec
from bot.store.heartbeat import SignOfLife

LONG_AGO = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
ARCHIVED = GiveUp("the channel is archived; unarchive it (is_archived)", Refused.CHANNEL, "is_archived")
BAD = GiveUp("Slack refuses the blocks (invalid_blocks)", Refused.MESSAGE, "invalid_blocks")
REVOKED = GiveUp("the token was revoked (token_revoked)", Refused.EVERYTHING, "token_revoked")


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Open all the while, as by a running program."""
    for name in ("GATEWATCH_DATABASE", "GATEWATCH_CONFIG", "GATEWATCH_SLACK_CHANNEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    lead_to("C0ALERTS1")
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    yield database
    database.close()


def lead_to(channel: str) -> None:
    """The settings: a desk, which tells there, and a route of another."""
    slack = f"slack: {{channel: {channel}, operator: C0OPERATOR, fallback: C0FALLBACK}}"
    Path("gatewatch.yml").write_text(f"database: sqlite:///a.db\n{slack}\nroutes: {{desk: C0DESK001}}\n")


def retry(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["retry", *arguments])


def refuse(db: Database, said: GiveUp, *kinds: Kind, channel: str = "C0ALERTS1", key: str = "s1") -> None:
    """Queue messages that the channel refuses."""
    with db.transaction() as c:
        alerts.put(c, replace(invented(LONG_AGO), key=key, channel=channel))
        for number, kind in enumerate(kinds):
            deliveries.put(c, NewDelivery(channel, kind, Message(f"{kind} {number}"), key, number), LONG_AGO)
        while claimed := deliveries.claim_due(c, channel, LONG_AGO, "w1", LEASE):
            assert deliveries.settle(c, claimed, said, LONG_AGO, LONG_AGO)
            if said.refused is Refused.CHANNEL:
                refusals.note(c, channel, said, LONG_AGO)


def states(db: Database, channel: str) -> list[str]:
    d = schema.deliveries.c
    with db.snapshot() as c:
        return list(c.scalars(select(d.state).where(d.channel == channel).order_by(d.seq)))


def test_it_shows_what_waits_and_makes_it_due(db: Database) -> None:
    """Channel, how many, since when and why; all of it is due, also what was refused for what it is."""
    refuse(db, ARCHIVED, Kind.CARD, Kind.REPLY)
    refuse(db, BAD, Kind.CARD, channel="C0DESK001", key="s2")
    ran = retry()
    assert ran.exit_code == 0
    first, second, due, hint = ran.stdout.splitlines()
    assert first.startswith("C0ALERTS1: 2 messages wait for ")
    assert first.endswith(ARCHIVED.why)
    assert second.startswith("C0DESK001: 1 message waits for ")
    assert due == "3 messages are due again."
    assert "gatewatch run" in hint
    assert states(db, "C0ALERTS1") == ["pending", "pending"]


def test_beside_a_running_program_it_says_who_sends(db: Database) -> None:
    """Nobody is told to start what is running."""
    refuse(db, ARCHIVED, Kind.CARD)
    now = datetime.now(UTC)
    with db.transaction() as c:
        heartbeat.give(c, "w1", SignOfLife(now, now + timedelta(minutes=3)))
    assert "at work sends them" in retry().stdout


def test_one_channel_alone(db: Database) -> None:
    """What waits for others goes on waiting."""
    refuse(db, ARCHIVED, Kind.CARD)
    refuse(db, ARCHIVED, Kind.CARD, channel="C0DESK001", key="s2")
    assert "1 message is due again" in retry("--channel", "C0DESK001").stdout
    assert (states(db, "C0ALERTS1"), states(db, "C0DESK001")) == (["failed"], ["pending"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((), "Nothing"), (("--channel", "C0DESK001"), "Nothing for C0DESK001")],
)
def test_nothing_to_retry_is_a_sentence(db: Database, arguments: tuple[str, ...], said: str) -> None:
    """And no failure."""
    ran = retry(*arguments)
    assert (ran.exit_code, ran.stdout.splitlines()) == (0, [f"{said} was refused and kept."])


def test_what_has_been_overtaken_is_said_to_be(db: Database) -> None:
    """A card whose update was told since is not due again, and nobody is told that nothing was kept."""
    refuse(db, BAD, Kind.CARD)
    with db.transaction() as c:
        key = deliveries.put(c, NewDelivery("C0ALERTS1", Kind.UPDATE, Message("newer"), "s1", 2), LONG_AGO)
        c.execute(schema.deliveries.update().where(schema.deliveries.c.id == key).values(state="sent", ts="1.0"))
    shown, said = retry().stdout.splitlines()
    assert shown.startswith("C0ALERTS1: 1 message waits")
    assert said == "All of it has been overtaken by what was told since."


def test_a_token_that_is_refused_is_tried_at_once(db: Database) -> None:
    """Whoever has set the token anew need not wait for the next try."""
    with db.transaction() as c:
        refusals.note(c, "C0ALERTS1", REVOKED, datetime.now(UTC))
    assert REVOKED.why in retry().stdout
    with db.snapshot() as c:
        (held,) = refusals.current(c)
    assert held.again_at <= datetime.now(UTC)


def test_stories_move_to_another_channel(db: Database) -> None:
    """One card for the story there, its reply behind it, and nothing left where it was."""
    refuse(db, ARCHIVED, Kind.CARD, Kind.REPLY, Kind.UPDATE)
    lead_to("C0NEW0001")
    ran = retry("--channel", "C0ALERTS1", "--to", "C0DESK001")
    assert ran.exit_code == 0
    assert "2 messages wait for C0DESK001 now, with 1 story." in ran.stdout
    assert states(db, "C0DESK001") == ["pending", "pending"]
    with db.snapshot() as c:
        assert not kept.waiting(c)
        assert alerts.one(c, "s1", "C0DESK001")


def test_more_stories_than_one_step_takes_move_all_the_same(db: Database) -> None:
    """Step by step, told of as one."""
    for number in range(moving.STEP + 1):
        refuse(db, ARCHIVED, Kind.CARD, key=f"s{number}")
    lead_to("C0NEW0001")
    ran = retry("--channel", "C0ALERTS1", "--to", "C0NEW0001")
    assert "51 messages wait for C0NEW0001 now, with 51 stories." in ran.stdout
    assert "Nothing for C0ALERTS1" in retry("--channel", "C0ALERTS1", "--to", "C0NEW0001").stdout


def test_what_waits_for_a_digest_moves_also_alone(db: Database) -> None:
    """Nobody is told that nothing was kept."""
    decision = Decision("a1", "p1", "C0ALERTS1", Action.DIGEST, Reason.MERE_MENTION)
    with db.transaction() as c:
        deliveries.put(c, NewDelivery("C0ALERTS1", Kind.NOTICE, Message("told once")), LONG_AGO)
        feeds.sync_feeds(c, [FeedSpec("https://one.test/rss")], LONG_AGO)
        article = Article("a1", "Pat Doe spoke.", "Pat Doe speaks", "en", LONG_AGO, "Daily", None)
        articles.add(c, article, c.scalar(select(schema.feeds.c.id)) or 0, EntryKeys("a1", None, "d1"), LONG_AGO)
        decisions.add(c, decision, "f1", LONG_AGO)
    lead_to("C0NEW0001")
    ran = retry("--channel", "C0ALERTS1", "--to", "C0NEW0001")
    assert ran.stdout.splitlines() == ["1 finding waits for the next digest in C0NEW0001."]
    with db.snapshot() as c:
        assert decisions.channels_with_digest(c) == ("C0NEW0001",)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--channel", "C0NOWHERE"), "the settings name C0ALERTS1, C0DESK001, C0OPERATOR and C0FALLBACK"),
        (("--to", "C0DESK001"), "--to needs --channel"),
        (("--channel", "C0ALERTS1", "--to", "C0ALERTS1"), "are the same"),
        (("--channel", "C0ALERTS1", "--to", "C0NOWHERE"), "put it into"),
        (("--channel", "C0ALERTS1", "--to", "C0FALLBACK"), "it is `slack: fallback`, where no story goes on"),
        (("--channel", "C0ALERTS1", "--to", "C0OPERATOR"), "it is `slack: operator`, where no story goes on"),
        (("--channel", "C0ALERTS1", "--to", "C0DESK001"), "C0ALERTS1 still is `slack: channel`"),
        (("--channel", "C0FALLBACK", "--to", "C0DESK001"), "C0FALLBACK still is `slack: fallback`"),
        (("--channel", "C0DESK001", "--to", "C0ALERTS1"), "C0DESK001 still is the channel of `routes: desk`"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(db: Database, arguments: tuple[str, ...], said: str) -> None:
    """Bad usage is told with what would be right."""
    refuse(db, ARCHIVED, Kind.CARD)
    ran = retry(*arguments)
    assert isinstance(ran.exception, UsageError)
    assert said in str(ran.exception)
    assert states(db, "C0ALERTS1") == ["failed"]


def test_before_the_first_run_it_says_what_to_start(db: Database, tmp_path: Path) -> None:
    """No database yet is no traceback."""
    Path("gatewatch.yml").write_text(f"database: sqlite:///{tmp_path}/none.db\n")
    ran = retry()
    assert isinstance(ran.exception, GatewatchError)
    assert "gatewatch run" in str(ran.exception)
