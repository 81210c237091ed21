"""Socket Mode against a Slack on loopback: hello, envelopes, refreshed and broken connections, tokens that are no good."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from socket_fake import TICKET, SocketSlack
from test_edges_slack_bolt import KEY, PaperDesk, pressed, sent, typed

from bot.alerts import triaged
from bot.edges.slack.bolt import bolt_of, quiet_logger
from bot.edges.slack.hearing import Patience, hear

QUICK = Patience(ping=0.2, connect=2.0, lost=0.8, first=0.05, most=0.2)


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


def listening(slack: SocketSlack, desk: PaperDesk, scene: Callable[[], Awaitable[None]]) -> float:
    """Act a scene while Gatewatch hears; then stop it. How long stopping took."""

    async def acted() -> float:
        async with slack.running() as base:
            client = AsyncWebClient("xoxb-test", base, timeout=2, retry_handlers=[], logger=quiet_logger())
            stop, loop = asyncio.Event(), asyncio.get_running_loop()
            task = asyncio.create_task(hear(bolt_of(client, desk), client, "xapp-test", stop, QUICK))
            try:
                await scene()
            finally:
                stop.set()
                asked = loop.time()
                await asyncio.wait_for(task, 5)
            return loop.time() - asked

    return asyncio.run(acted())


def test_envelopes_are_acknowledged_and_done() -> None:
    """A press, a form and a command: each acknowledged by its envelope and handed to the desk; then it stops quickly."""
    slack, desk = SocketSlack(), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets))
        await slack.send("e1", "interactive", pressed(triaged.RIGHT))
        await slack.send("e2", "interactive", sent("a striker"))
        await slack.send("e3", "slash_commands", typed("status", f"{slack.base}/api/response"))
        await until(lambda: len(desk.asked) == len(slack.acked) == 3 and bool(slack.told))

    assert listening(slack, desk, scene) < 2
    assert {each["envelope_id"] for each in slack.acked} == {"e1", "e2", "e3"}
    assert sorted(each[0] for each in desk.asked) == ["answer", "judge", "judge"]
    assert slack.authorized == {"Bearer xapp-test"}
    assert slack.open_sockets == []


def test_a_form_without_a_reason_is_answered_in_the_envelope() -> None:
    """Slack shows the error in the form."""
    slack, desk = SocketSlack(), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets))
        await slack.send("e1", "interactive", sent(""))
        await until(lambda: bool(slack.acked))

    listening(slack, desk, scene)
    assert slack.acked[0]["payload"]["response_action"] == "errors"
    assert desk.asked == []


@pytest.mark.parametrize("how", ["refresh_requested", "closed", "cut"])
def test_a_connection_that_ends_is_made_anew(how: str) -> None:
    """Slack asks for a new one, closes it, or it is cut: what is pressed afterwards is heard."""
    slack, desk = SocketSlack(), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets))
        first = slack.open_sockets[0]
        if how == "refresh_requested":
            await first.send_json({"type": "disconnect", "reason": how, "debug_info": {"host": "h"}})
        elif how == "closed":
            await first.close()
        else:
            assert first._req is not None
            assert first._req.transport is not None
            first._req.transport.abort()
        await until(lambda: slack.opened >= 2 and any(each is not first for each in slack.open_sockets))
        await asyncio.sleep(0.05)
        await slack.send("e9", "interactive", pressed(triaged.UNDO))
        await until(lambda: bool(desk.asked))

    listening(slack, desk, scene)
    assert desk.asked[0][0] == "undo"


def test_addresses_that_lead_nowhere_are_given_up() -> None:
    """A one-time address that does not work is not tried for ever: a new one is asked for."""
    slack, desk = SocketSlack(deaf_addresses=2), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets), 15)

    listening(slack, desk, scene)
    assert slack.opened == 3


def test_an_answer_without_an_address_is_no_end() -> None:
    """Whatever Slack answers, it is asked again."""
    slack, desk = SocketSlack(nonsense=2), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets))

    listening(slack, desk, scene)
    assert slack.opened == 1


def test_a_refused_token_is_told_with_its_mend_and_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    """The log says what to do, with pauses that grow, and never a ticket or a token; once it is mended it hears."""
    slack, desk = SocketSlack(refusals=["invalid_auth", "invalid_auth", "internal_error"]), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets))

    listening(slack, desk, scene)
    said = "".join(capsys.readouterr())
    assert said.count("make an app-level token with connections:write") == 2
    assert "again_in=0.1" in said
    assert TICKET not in said
    assert "xapp-test" not in said


def test_a_token_that_is_revoked_meanwhile_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The connection ends and no other is granted: the log says why and what to do; with a new token it hears again."""
    slack, desk = SocketSlack(), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets))
        slack.refusals = ["token_revoked"] * 1_000  # the library asks, too
        await slack.open_sockets[0].close()
        await until(lambda: "the app-level token was revoked; make a new one" in "".join(capsys.readouterr()), 15)
        slack.refusals.clear()
        await until(lambda: bool(slack.open_sockets), 15)
        await slack.send("e1", "interactive", pressed(triaged.UNDO))
        await until(lambda: bool(desk.asked))

    listening(slack, desk, scene)
    assert desk.asked[0][0] == "undo"


def test_no_line_of_the_library_tells_a_ticket(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong, its own lines go nowhere."""
    slack, desk = SocketSlack(deaf_addresses=1), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets), 15)
        with suppress(ConnectionError):
            await slack.open_sockets[0].send_str("{not json")
            await slack.open_sockets[0].send_json(
                {"type": "interactive", "envelope_id": 7, "payload": {"type": "block_actions"}}
            )
            await slack.open_sockets[0].send_json(["what"])
        await slack.send("e1", "interactive", pressed(triaged.RIGHT))
        await until(lambda: bool(desk.asked))

    with caplog.at_level(logging.DEBUG):
        listening(slack, desk, scene)
    assert TICKET not in caplog.text + "".join(capsys.readouterr())
    assert desk.asked[0][1].alert == KEY


def test_an_envelope_that_cannot_be_read_ends_nothing() -> None:
    """What Slack never sends reaches nobody, and what comes after it on the same connection is done."""
    slack, desk = SocketSlack(), PaperDesk()

    async def scene() -> None:
        await until(lambda: bool(slack.open_sockets))
        await slack.send("e1", "interactive", pressed(triaged.RIGHT, user=True, channel=7, actions=None))
        await slack.send("e2", "interactive", pressed(triaged.RIGHT))
        await until(lambda: len(desk.asked) == 1)

    assert listening(slack, desk, scene) < 2
    assert "e2" in {each["envelope_id"] for each in slack.acked}
