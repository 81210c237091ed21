"""Whatever a payload of Slack's holds: it is heard without a fault, done once, and only for those who may."""

from __future__ import annotations

import asyncio
import copy
import json
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from damage import NASTY, examples
from hypothesis import event, given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.alerts import triaged
from bot.edges.slack.bolt import bolt_of, quiet_logger
from bot.edges.slack.groups import SlackGroups
from bot.jobs.desk import TriageDesk
from bot.jobs.in_force import InForce
from bot.jobs.permission import Permission
from bot.jobs.triage import Triaging
from bot.lists.load import fingerprint
from bot.model import Alert, Watchlist
from bot.ports import Message
from bot.store import alerts, schema, verdicts
from bot.store.database import Database
from tests.alerts.alert_stories import GENERAL, founding
from tests.alerts.harmless import faults, ours_of
from tests.edges.slack_fake import TOKEN, HearingSlack
from tests.edges.slack_payloads import EARLIER, KEY, pressed, sent, typed

CHANNEL, MAY, IN_GROUP, MAY_NOT, GROUP = "C0DESK", "U0ANN", "U0BEN", "U0EVE", "S0DESK"
ALERT = replace(founding(), key=KEY, channel=CHANNEL)
ANSWERED_AT = "where answers to a command go"
# What no answer may have, of the checks in `harmless`.
HURTFUL = {"calls", "escapes", "controls", "plain text", "UTF-8"}
TABLES = (schema.acts, schema.mutes, schema.verdict_refs, schema.verdicts, schema.deliveries)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class AtNoon:
    """The time stands still: what is done twice must differ in nothing."""

    def now(self) -> datetime:
        return NOON


class OpenSlack(HearingSlack):
    """Knows one group; opens no form and tells nothing in private while it is `down`."""

    down = False

    async def views_open(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"ok": False, "error": "trigger_expired"} if self.down else await super().views_open(said)

    async def chat_postephemeral(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"ok": False, "error": "channel_not_found"} if self.down else await super().chat_postephemeral(said)

    async def usergroups_users_list(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "users": [IN_GROUP, None, 7]}


# --- payloads -------------------------------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=20), st.just({}), st.just([]),
    st.sampled_from([piece.decode("utf-8", "surrogateescape") for piece in NASTY]),
    st.sampled_from([MAY, MAY_NOT, IN_GROUP, GROUP, CHANNEL, "C0OTHER", KEY, f"{KEY} {EARLIER}", "ffffffffffff", f"snooze7 {KEY}", f"why {KEY}",
                     triaged.RIGHT, triaged.NOT_THIS, triaged.UNDO, triaged.MORE, "a" * 100_000, [[]] * 50, {"a": {"b": []}}]),
)  # fmt: skip
OPTIONS = [f"{what} {KEY}" for what in ("snooze1", "snooze7", "snooze999", "wake", "assign", "why", "nonsense")]
TYPED = ("status", "find Soleimani", "mute Qasem Soleimani 7d", "mute un-IRi.039 999999w", "unmute Qasem Soleimani", "mutes", f"why {KEY}",
         "feeds", "", "help", "mute <!channel> 7d", "find *", "why " + "f" * 64, "x" * 5_000)  # fmt: skip
WHO = st.sampled_from([MAY, IN_GROUP, MAY_NOT])


def metadata(channel: str, seen: Sequence[str]) -> str:
    return json.dumps({"alert": KEY, "channel": channel, "seen": list(seen)})


PAYLOADS = st.one_of(
    st.builds(pressed, st.sampled_from([triaged.RIGHT, triaged.NOT_THIS, triaged.UNDO]), st.sampled_from([KEY, f"{KEY} {EARLIER}"])),
    st.builds(lambda option: pressed(triaged.MORE, option=option), st.sampled_from(OPTIONS)),
    st.builds(
        lambda reason, holds, form, who, ids: sent(reason, holds, ids, form, who),
        st.one_of(st.none(), st.text(max_size=20)), st.sampled_from(["30", "180", "x", "99999999999"]),
        st.sampled_from([triaged.RIGHT, triaged.NOT_THIS, triaged.UNDO]), st.sampled_from([None, "0", "1", "-1", "999", "٣"]),
        st.sampled_from([metadata(CHANNEL, []), metadata("C0OTHER", []), metadata(CHANNEL, [EARLIER]), "[]", "{", "[" * 100_000]),
    ),
    st.builds(lambda text: typed(text, ANSWERED_AT), st.one_of(st.sampled_from(TYPED), st.text(max_size=40))),
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield (*path, key)
        yield from _places(each, (*path, key))


@st.composite
def payloads(draw: st.DrawFn) -> dict[str, Any]:
    """A payload of somebody's, as Slack makes them or with up to four things in it changed, left out or put elsewhere."""
    payload: dict[str, Any] = copy.deepcopy(draw(PAYLOADS))
    who = draw(WHO)
    payload["user" if "user" in payload else "user_id"] = {"id": who} if "user" in payload else who
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 4]))):
        places = list(_places(payload))
        if not places:
            break
        *path, last = places[draw(st.integers(0, 10_000)) % len(places)]
        holder: Any = payload
        for key in path:
            holder = holder[key]
        if draw(st.integers(0, 3)) == 0:
            del holder[last]
        else:
            holder[last] = draw(VALUES)
    return payload


# --- the desk -------------------------------------------------------------------------------------------------------------


@dataclass
class Listening:
    """Bolt with the real desk behind it, a Slack on loopback before it, and what went wrong."""

    runner: asyncio.Runner
    slack: OpenSlack
    base: str
    db: Database
    app: AsyncApp
    wrong: list[str] = field(default_factory=list)

    def hear(self, payload: Mapping[str, Any]) -> None:
        """Dispatch as Socket Mode does, and wait until everything that it set going is done."""
        with capture_logs() as logs:
            self.runner.run(self._heard(copy.deepcopy(dict(payload))))
        self.wrong += [f"{each}" for each in logs if each.get("exc_info") or each["log_level"] == "error"]

    async def _heard(self, payload: dict[str, Any]) -> None:
        before = asyncio.all_tasks()
        if payload.get("response_url") == ANSWERED_AT:
            payload["response_url"] = f"{self.base}response"
        try:
            response = await self.app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
            event(f"answered {response.status}")
        except Exception as error:
            self.note(error)
        while rest := asyncio.all_tasks() - before - self._of_the_server():
            await asyncio.wait(rest, timeout=5)

    def note(self, error: Exception) -> None:
        """Count what was raised, unless Bolt could not even read the envelope: then it has reached nobody."""
        raised_in = traceback.extract_tb(error.__traceback__)[-1].filename
        if "slack_bolt" in raised_in:
            event("not read by Bolt")
        else:
            self.wrong.append("".join(traceback.format_exception(error)))

    def _of_the_server(self) -> set[asyncio.Task[Any]]:
        """Connections that are kept open are no work."""
        return {task for task in asyncio.all_tasks() if "RequestHandler" in repr(task.get_coro())}

    def forget(self) -> None:
        """Begin again with the one alert that nobody has touched."""
        self.wrong.clear()
        self.slack.calls.clear()
        self.slack.down = False
        with self.db.transaction() as c:
            for table in TABLES:
                c.execute(table.delete())
            c.execute(schema.alert_people.delete())
            c.execute(schema.alerts.delete())
            alerts.put(c, ALERT)

    def kept(self) -> dict[str, list[Any]]:
        """All that anybody's presses can change."""
        with self.db.snapshot() as c:
            return {table.name: [tuple(row) for row in c.execute(select(table))] for table in (*TABLES, schema.alerts)}

    def alert(self) -> Alert:
        with self.db.snapshot() as c:
            (found,) = alerts.latest(c, 9)
        return found


@contextmanager
def listening(folder: Path, who: frozenset[str] = frozenset({MAY, GROUP})) -> Iterator[Listening]:
    """Everything as the program wires it, but for the clock; `who` may judge."""
    db = Database.open(f"sqlite:///{folder}/a.db")
    slack = OpenSlack()
    watchlist = Watchlist((GENERAL,), fingerprint((GENERAL,)))
    with asyncio.Runner() as runner:
        running = slack.running()
        base = runner.run(running.__aenter__())
        client = AsyncWebClient(TOKEN, base, timeout=5, retry_handlers=[], logger=quiet_logger())
        permission = Permission(who, SlackGroups(client))
        app = bolt_of(client, TriageDesk(Triaging(db, AtNoon(), InForce(watchlist), permission)))
        opened = Listening(runner, slack, base, db, app)

        @app.error
        async def caught(error: Exception) -> None:
            opened.note(error)

        yield opened
        runner.run(running.__aexit__(None, None, None))
    db.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        with listening(tmp_path_factory.mktemp("desk")) as opened:
            yield opened


def assert_consistent(desk: Listening) -> None:
    """The card says what is on record: its verdicts are those that stand, and each change of it is to be redrawn."""
    alert, kept = desk.alert(), desk.kept()
    with desk.db.snapshot() as c:
        standing = {each.id for each in verdicts.about(c, GENERAL.refs)}
    assert {each.id for each in alert.triage.verdicts} == standing
    assert alert.version - ALERT.version == len(kept["deliveries"])
    assert all(act[2] in (MAY, IN_GROUP) or act[3] == "assign" for act in kept["acts"]), kept["acts"]


@examples(30, 500)
@given(st.lists(payloads(), min_size=1, max_size=3), st.booleans())
def test_payloads(desk: Listening, heard: list[dict[str, Any]], down: bool) -> None:
    """Each is answered and none is a fault of ours; what is heard twice is done once; only those change things who may."""
    desk.forget()
    desk.slack.down = down
    for payload in heard:
        desk.hear(payload)
        once = desk.kept()
        desk.hear(payload)
        assert desk.kept() == once
        assert_consistent(desk)
    acts = desk.kept()["acts"]
    event(f"{len(acts)} acts")
    assert not desk.wrong, desk.wrong
    for method, told in desk.slack.calls:
        if method in ("chat.postEphemeral", "response"):
            assert not HURTFUL & set(faults(Message(told["text"], told["blocks"]), ours_of(desk.alert()))), told


def test_who_may_not_would_be_seen(tmp_path: Path) -> None:
    """With everybody allowed, a verdict of somebody who may not is found on record: the check can fail."""
    with listening(tmp_path, frozenset()) as desk:
        desk.forget()
        desk.hear(pressed(triaged.RIGHT, user={"id": MAY_NOT}))
        with pytest.raises(AssertionError):
            assert_consistent(desk)
