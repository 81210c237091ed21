"""What Slack sends is heard at once and becomes plain calls; what is not from Slack, or not of ours, does nothing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_fake import TOKEN, Fault, HearingSlack, answers
from slack_payloads import EARLIER, KEY, pressed, sent, typed
from slack_sdk.web.async_client import AsyncWebClient

from bot.alerts import forms, triaged
from bot.alerts.notices import notice
from bot.edges.slack.bolt import bolt_of
from bot.model import Judgement
from bot.ports import Answer, Command, Form, Message, Press

SECRET = "signing-secret-of-the-tests"
FORM = Form({"type": "modal", "callback_id": triaged.NOT_THIS, "title": {"type": "plain_text", "text": "A form"}})


@dataclass
class PaperDesk:
    """Writes down what it is asked."""

    asked: list[tuple[str, Any]] = field(default_factory=list)
    answers: Answer = None
    fails: bool = False
    may_work: asyncio.Event | None = None  # works only once that is set

    async def _done(self, what: str, *said: Any) -> Answer:
        if self.may_work:
            await self.may_work.wait()
        self.asked.append((what, *said))  # type: ignore[arg-type]
        if self.fails:
            raise ZeroDivisionError
        return self.answers

    async def ask(self, press: Press) -> Form | Message:
        return await self._done("ask", press) or FORM

    async def judge(
        self, press: Press, judgement: Judgement, who: int | None = None, reason: str = "", days: int | None = None
    ) -> Answer:
        return await self._done("judge", press, judgement, who, reason, days)

    async def undo(self, press: Press, who: int | None = None) -> Answer:
        return await self._done("undo", press, who)

    async def snooze(self, press: Press, days: int) -> Answer:
        return await self._done("snooze", press, days)

    async def wake(self, press: Press) -> Answer:
        return await self._done("wake", press)

    async def assign(self, press: Press) -> Answer:
        return await self._done("assign", press)

    async def why(self, press: Press) -> Answer:
        return await self._done("why", press)

    async def answer(self, command: Command) -> Message:
        await self._done("answer", command)
        return notice("An answer <!channel>")


def signed(body: str, secret: str = SECRET, old: float = 0.0) -> AsyncBoltRequest:
    """A request over HTTP, signed as Slack does."""
    at = str(int(time.time() - old))
    sign = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "content-type": ["application/x-www-form-urlencoded"],
        "x-slack-request-timestamp": [at],
        "x-slack-signature": [f"v0={sign}"],
    }
    return AsyncBoltRequest(body=body, headers=headers)  # type: ignore[arg-type]


def socket(payload: dict[str, Any]) -> AsyncBoltRequest:
    """The same through Socket Mode."""
    return AsyncBoltRequest(body=payload, mode="socket_mode")


@dataclass
class Heard:
    """What came of requests."""

    statuses: list[int]
    bodies: list[str]
    calls: list[tuple[str, dict[str, Any]]]
    failed: list[Exception]  # what Bolt itself had to catch


def hear(desk: PaperDesk, *requests: Callable[[str], AsyncBoltRequest], faults: Sequence[Fault] = ()) -> Heard:
    """Send requests to a Bolt app; `calls` is what Slack was asked in turn, `faults` what its calls meet."""

    async def scene() -> Heard:
        slack = HearingSlack(faults=list(faults))
        async with slack.running() as base:
            client = AsyncWebClient(TOKEN, base, retry_handlers=[])
            app = bolt_of(client, desk, SECRET)
            failed: list[Exception] = []

            @app.error
            async def caught(error: Exception) -> None:
                failed.append(error)

            responses = [await app.async_dispatch(make(base)) for make in requests]
            await asyncio.sleep(0.15)  # what is done after Slack was told that it was heard
        bodies = [each.body if isinstance(each.body, str) else json.dumps(each.body) for each in responses]
        return Heard([each.status for each in responses], bodies, slack.calls, failed)

    return asyncio.run(scene())


def over_http(payload: dict[str, Any], **signing: Any) -> Callable[[str], AsyncBoltRequest]:
    return lambda _: signed(f"payload={quote(json.dumps(payload))}", **signing)


def over_socket(payload: dict[str, Any]) -> Callable[[str], AsyncBoltRequest]:
    return lambda _: socket(payload)


@pytest.mark.parametrize(
    ("signing", "status", "asked"),
    [({}, 200, ["judge"]), ({"secret": "another"}, 401, []), ({"old": 600}, 401, []), ({"old": -600}, 401, [])],
    ids=["good", "wrong", "old", "from the future"],
)
def test_signatures(signing: dict[str, Any], status: int, asked: list[str]) -> None:
    """Only what Slack has signed within five minutes is done."""
    desk = PaperDesk()
    heard = hear(desk, over_http(pressed(triaged.RIGHT), **signing))
    assert heard.statuses == [status]
    assert [each[0] for each in desk.asked] == asked


def test_a_request_without_a_signature_is_refused() -> None:
    """Neither headers nor their absence open anything."""
    desk = PaperDesk()
    heard = hear(desk, lambda _: AsyncBoltRequest(body=f"payload={quote(json.dumps(pressed(triaged.RIGHT)))}"))
    assert (heard.statuses, desk.asked) == ([401], [])


PRESSES: Sequence[tuple[dict[str, Any], tuple[Any, ...]]] = [
    (pressed(triaged.RIGHT), ("judge", Judgement.RIGHT, None, "", None)),
    (pressed(triaged.NOT_THIS), ("ask",)),
    (pressed(triaged.UNDO), ("undo", None)),
    (pressed(triaged.MORE, option=f"snooze1 {KEY}"), ("snooze", 1)),
    (pressed(triaged.MORE, option=f"snooze7 {KEY}"), ("snooze", 7)),
    (pressed(triaged.MORE, option=f"snooze30 {KEY}"), ("snooze", 30)),
    (pressed(triaged.MORE, option=f"wake {KEY}"), ("wake",)),
    (pressed(triaged.MORE, option=f"assign {KEY}"), ("assign",)),
    (pressed(triaged.MORE, option=f"why {KEY}"), ("why",)),
]


@pytest.mark.parametrize("way", [over_http, over_socket])
@pytest.mark.parametrize(("payload", "expected"), PRESSES, ids=lambda each: each[0] if isinstance(each, tuple) else "")
def test_each_button_is_one_call(payload: dict[str, Any], expected: tuple[Any, ...], way: Any) -> None:
    """With the alert, the channel and whoever pressed; the same over HTTP and Socket Mode."""
    desk = PaperDesk()
    assert hear(desk, way(payload)).statuses == [200]
    ((what, press, *said),) = desk.asked
    assert (what, *said) == expected
    assert (press.alert, press.channel, press.by) == (KEY, "C0DESK", "U0ANN")


def test_the_same_press_has_the_same_id_and_another_has_not() -> None:
    """What Slack repeats is told apart from a second press, and from the press of somebody else."""
    desk = PaperDesk()
    first = pressed(triaged.RIGHT)
    later = pressed(triaged.RIGHT)
    later["actions"][0]["action_ts"] = "1700000002.000001"
    other = pressed(triaged.RIGHT, user={"id": "U0BOB"})
    hear(desk, *map(over_socket, (first, first, later, other)))
    ids = [each[1].id for each in desk.asked]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_a_form_is_opened_and_comes_back() -> None:
    """What the desk wants to know is asked; what is entered goes to the desk with the ids that the form held."""
    desk = PaperDesk()
    presses = [sent(), sent(holds="bogus", who="1"), sent(form=triaged.RIGHT, who="2"), sent(form=triaged.UNDO)]
    heard = hear(desk, over_socket(pressed(triaged.NOT_THIS)), *map(over_socket, presses))
    ((method, said),) = heard.calls
    assert (method, said["trigger_id"]) == ("views.open", "12.34.ab")
    assert (json.loads(said["view"]) if isinstance(said["view"], str) else said["view"]) == FORM.view
    assert [(each[0], *each[2:]) for each in desk.asked] == [
        ("ask",),
        ("judge", Judgement.NOT_THIS, None, "a striker", 30),
        ("judge", Judgement.NOT_THIS, 1, "a striker", 180),  # no period that the form offers: the usual one
        ("judge", Judgement.RIGHT, 2, "", None),
        ("undo", None),
    ]
    assert {each[1] for each in desk.asked[1:]} == {Press(desk.asked[1][1].id, KEY, "C0DESK", "U0ANN", (EARLIER,))}


def test_a_button_brings_back_what_was_seen() -> None:
    """The verdicts that stood on the card when it was drawn."""
    desk = PaperDesk()
    hear(desk, over_socket(pressed(triaged.UNDO, f"{KEY} {EARLIER}")), over_socket(pressed(triaged.UNDO)))
    assert [each[1].seen for each in desk.asked] == [(EARLIER,), ()]


@pytest.mark.parametrize("way", [over_http, over_socket])
def test_a_form_that_must_ask_more_stays_open(way: Any) -> None:
    """It takes the place of the one that was sent, in the answer to Slack; nothing is told besides."""
    heard = hear(PaperDesk(answers=FORM), way(sent()))
    assert json.loads(heard.bodies[0]) == {"response_action": "update", "view": FORM.view}
    assert heard.calls == []


def test_what_is_asked_too_late_is_told() -> None:
    """Slack does not wait for a slow desk: the form is closed, and what would have been asked is told in private."""

    async def scene() -> None:
        slack, desk = HearingSlack(), PaperDesk(answers=FORM, may_work=asyncio.Event())
        async with slack.running() as base:
            app = bolt_of(AsyncWebClient(TOKEN, base, retry_handlers=[]), desk, SECRET, patience=0.05)
            response = await app.async_dispatch(socket(sent()))
            assert (response.status, response.body, desk.asked) == (200, "", [])
            assert desk.may_work
            desk.may_work.set()
            while not slack.calls:
                await asyncio.sleep(0.01)
        ((method, said),) = slack.calls
        assert (method, said["user"]) == ("chat.postEphemeral", "U0ANN")
        assert "nothing was changed" in said["text"]

    asyncio.run(asyncio.wait_for(scene(), 10))


@pytest.mark.parametrize(
    ("code", "says"),
    [("expired_trigger_id", "too slow"), ("internal_error", "internal_error"), ("exchanged_trigger_id", None)],
)
def test_a_form_that_does_not_open_is_told(code: str, says: str | None) -> None:
    """In private, with what to do; a press that Slack tells of twice has opened it already."""
    refusing = answers(json.dumps({"ok": False, "error": code}))
    heard = hear(PaperDesk(), over_socket(pressed(triaged.NOT_THIS)), faults=[refusing])
    told = [said["text"] for method, said in heard.calls if method == "chat.postEphemeral"]
    assert [says in text and "again" in text for text in told] == ([True] if says else [])


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_a_form_without_a_reason_comes_back(reason: str | None) -> None:
    """Slack shows what is missing, and nothing is done."""
    desk = PaperDesk()
    heard = hear(desk, over_socket(sent(reason)))
    assert json.loads(heard.bodies[0])["errors"].keys() == {forms.REASON}
    assert desk.asked == []


def test_who_may_not_gets_a_word_and_no_form() -> None:
    """In private, before anything is typed in vain; and when a form is sent all the same."""
    heard = hear(PaperDesk(answers=notice("Not you.")), over_socket(pressed(triaged.NOT_THIS)), over_socket(sent()))
    assert heard.bodies[1] == ""
    for method, said in heard.calls:
        assert (method, said["user"], said["channel"]) == ("chat.postEphemeral", "U0ANN", "C0DESK")
        assert "Not you" in said["text"]
    assert len(heard.calls) == 2


def test_slack_is_told_at_once_that_it_was_heard() -> None:
    """Before anything is done: it has three seconds of patience, and the work may take longer."""

    async def scene() -> None:
        slack, desk = HearingSlack(), PaperDesk(may_work=asyncio.Event())
        async with slack.running() as base:
            app = bolt_of(AsyncWebClient(TOKEN, base, retry_handlers=[]), desk, SECRET, patience=0.05)
            for said in (pressed(triaged.RIGHT), sent(), typed("status", f"{base}response")):
                assert (await app.async_dispatch(socket(said))).status == 200
            assert desk.asked == []
            assert desk.may_work
            desk.may_work.set()
            while len(desk.asked) < 3:
                await asyncio.sleep(0.01)
        assert sorted(each[0] for each in desk.asked) == ["answer", "judge", "judge"]

    asyncio.run(asyncio.wait_for(scene(), 10))


def test_a_command_is_answered_in_private() -> None:
    """With blocks of ours and an escaped text, to the address that Slack gave."""
    desk = PaperDesk()
    body = lambda base: signed(urlencode(typed("find Pat & Co", f"{base}response")))  # noqa: E731
    heard = hear(desk, body)
    ((_, command),) = desk.asked
    assert (command.text, command.channel, command.by) == ("find Pat & Co", "C0DESK", "U0ANN")
    ((method, said),) = heard.calls
    assert (method, said["response_type"], said["text"]) == ("response", "ephemeral", "An answer &lt; !channel&gt;")
    assert "mrkdwn" not in json.dumps(said["blocks"])


def test_what_goes_wrong_is_told_to_whoever_asked() -> None:
    """Nothing of the fault but that there was one."""
    desk = PaperDesk(fails=True)
    heard = hear(desk, over_socket(pressed(triaged.RIGHT)), lambda base: socket(typed("status", f"{base}response")))
    assert heard.statuses == [200, 200]
    assert [method for method, _ in heard.calls] == ["chat.postEphemeral", "response"]
    assert all("nothing was changed" in said["text"] and "Zero" not in said["text"] for _, said in heard.calls)


STRANGE: Sequence[dict[str, Any]] = [
    pressed(triaged.RIGHT, "../../etc/passwd"),
    pressed(triaged.RIGHT, "x" * 100_000),
    pressed(triaged.RIGHT, None),
    pressed(triaged.RIGHT, user={"id": "<!channel>"}),
    pressed(triaged.RIGHT, user={}),
    pressed(triaged.RIGHT, channel=None),
    pressed(triaged.RIGHT, channel={"id": ["C0DESK"]}),
    pressed(triaged.MORE, option="snooze999 " + KEY),
    pressed(triaged.MORE, option="snooze2 " + KEY),
    pressed(triaged.MORE, option="explode " + KEY),
    pressed(triaged.MORE, option="why"),
    pressed(triaged.MORE, option="why '; drop table alerts"),
    pressed(triaged.MORE, option="\u202e" * 2_000),
    pressed(triaged.MORE, value=None),
    *(
        {
            **pressed(triaged.MORE),
            "actions": [{"type": "overflow", "action_id": triaged.MORE, "selected_option": chosen}],
        }
        for chosen in ("x", 7, ["x"], {"value": {}})
    ),
    pressed("something_else"),
    sent("a striker", ids="not json"),
    sent("a striker", ids="[1, 2]"),
    sent("a striker", ids={"alert": {"x": 1}, "channel": "C0DESK"}),
    sent("a striker", ids={"alert": KEY, "channel": "C0DESK"}),
    sent("a striker", ids={"alert": KEY, "channel": "<!here>", "seen": []}),
    sent("a striker", ids={"alert": KEY, "channel": "C0DESK", "seen": ["../etc"]}),
    sent("a striker", ids={"alert": KEY, "channel": "C0DESK", "seen": 7}),
    sent("a striker", ids="[" * 100_000),
    pressed(triaged.UNDO, f"{KEY} <!channel>"),
    pressed(triaged.UNDO, f"{KEY}  {EARLIER}"),
    sent("a striker", user={"id": 7}),
    {**sent("a striker"), "view": {"callback_id": triaged.NOT_THIS, "state": {"values": []}, "type": "modal"}},
    {**sent("a striker"), "view": {"callback_id": triaged.NOT_THIS, "state": "x", "type": "modal"}},
]


@pytest.mark.parametrize("payload", STRANGE, ids=range(len(STRANGE)))
def test_strange_payloads_do_nothing(payload: dict[str, Any]) -> None:
    """Ids that are none of ours, forms without fields, options that were never offered: no call, no crash."""
    desk = PaperDesk()
    heard = hear(desk, over_socket(payload))
    assert heard.failed == []
    assert desk.asked == []
    assert [method for method, _ in heard.calls if method != "chat.postEphemeral"] == []


@pytest.mark.parametrize("said", [{"channel_id": "<#C1>"}, {"user_id": ""}])
def test_a_command_from_nowhere_is_not_answered(said: dict[str, str]) -> None:
    """Without a channel and a user there is nobody to tell."""
    desk = PaperDesk()
    heard = hear(desk, lambda base: socket(typed("status", f"{base}response", **said)))
    assert (desk.asked, heard.calls) == ([], [])
