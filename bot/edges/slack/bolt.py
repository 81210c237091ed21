"""Bolt: turns what Slack says was pressed, sent or typed into plain calls of the triage desk.

Slack is told at once that it was heard; the work comes after. A form that was sent stays open for a moment, for it may have
to ask more. Only ids of ours are believed, and only where they look like some: what else a payload holds is not used.
Nothing that goes wrong here reaches alerting.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from logging import getLogger
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.alerts import forms, triaged
from bot.alerts.notices import notice
from bot.edges.slack.manifest import COMMAND
from bot.edges.slack.probe import code_of
from bot.model import Judgement
from bot.ports import Answer, Command, Desk, Form, Message, Press

log = structlog.get_logger(__name__)

_KEY = re.compile(r"[0-9a-f]{6,64}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,30}")
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_OPTION = re.compile(r"(?P<what>[a-z]+)(?P<days>\d{0,3}) (?P<key>[0-9a-f]{6,64})")
_PLACE = re.compile(r"[0-9]{1,3}")

PATIENCE = 2.0  # seconds for which a form that was sent may stay open; Slack has patience for three
_MEANWHILE = "Somebody judged meanwhile, so nothing was changed. Look at the card, and press again to overrule that."
# Slack's word for why a form is not opened -> what to say. It takes a press for three seconds, and once.
_OPEN_ALREADY = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
_NOT_OPENED: Mapping[str, str] = dict.fromkeys(
    ("expired_trigger_id", "trigger_expired"), "Gatewatch was too slow for Slack to open the form. Press again."
)

_Body = Mapping[str, Any]
_Do = Callable[[Press], Awaitable[Answer]]


def bolt_of(client: AsyncWebClient, desk: Desk, signing_secret: str = "", patience: float = PATIENCE) -> AsyncApp:
    """A Bolt app that hears for a desk. With a signing secret it takes signed requests, too; Socket Mode needs none."""
    return _Ears(client, desk, patience).app(signing_secret)


def quiet_logger() -> Any:
    """A logger for Bolt and its client that tells nobody: their lines hold addresses with tickets. We tell what matters."""
    logger = getLogger("gatewatch.slack_bolt")
    logger.disabled = True  # which Bolt hands on to the loggers that it makes itself
    return logger


class _Ears:
    def __init__(self, client: AsyncWebClient, desk: Desk, patience: float) -> None:
        self._client = client
        self._desk = desk
        self._patience = patience

    def app(self, signing_secret: str) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            # The one workspace there is; without this Bolt would ask Slack before it says that it has heard.
            return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self._client.token)

        app = AsyncApp(
            name="gatewatch",
            client=self._client,
            authorize=authorize,
            signing_secret=signing_secret,
            logger=quiet_logger(),
        )
        app.action(triaged.RIGHT)(self._right)
        app.action(triaged.NOT_THIS)(self._not_this)
        app.action(triaged.UNDO)(self._undo)
        app.action(triaged.MORE)(self._more)
        app.view(triaged.RIGHT)(self._form_right)
        app.view(triaged.NOT_THIS)(self._form_not_this)
        app.view(triaged.UNDO)(self._form_undo)
        app.command(COMMAND)(self._command)
        return app

    # Bolt finds out by their names what these take.

    async def _right(self, ack: Any, body: _Body, action: _Body) -> None:
        await ack()
        await self._pressed(body, action, lambda press: self._desk.judge(press, Judgement.RIGHT))

    async def _undo(self, ack: Any, body: _Body, action: _Body) -> None:
        await ack()
        await self._pressed(body, action, self._desk.undo)

    async def _not_this(self, ack: Any, body: _Body, action: _Body) -> None:
        await ack()
        await self._pressed(body, action, self._desk.ask)

    async def _more(self, ack: Any, body: _Body, action: _Body) -> None:
        await ack()
        chosen = _OPTION.fullmatch(str(_in(action, "selected_option", "value")))
        if chosen is None:
            return
        days = int(chosen["days"] or 0)
        does: Mapping[str, _Do] = {
            triaged.WAKE: self._desk.wake,
            triaged.ASSIGN: self._desk.assign,
            triaged.WHY: self._desk.why,
        }
        if chosen["what"] == triaged.SNOOZE and days in triaged.SNOOZES:
            await self._pressed(body, action, lambda press: self._desk.snooze(press, days), chosen["key"])
        elif chosen["what"] in does:
            await self._pressed(body, action, does[chosen["what"]], chosen["key"])

    async def _form_right(self, ack: Any, body: _Body, view: _Body) -> None:
        who = _who(_entered(view))
        await self._submitted(ack, body, view, lambda press: self._desk.judge(press, Judgement.RIGHT, who))

    async def _form_undo(self, ack: Any, body: _Body, view: _Body) -> None:
        who = _who(_entered(view))
        await self._submitted(ack, body, view, lambda press: self._desk.undo(press, who))

    async def _form_not_this(self, ack: Any, body: _Body, view: _Body) -> None:
        entered = _entered(view)
        reason = str(entered.get(forms.REASON) or "")[: forms.REASON_LIMIT]
        if not reason.strip():
            await ack(response_action="errors", errors={forms.REASON: "Say in a few words what tells the two apart."})
            return
        said = (_who(entered), reason, forms.period(str(entered.get(forms.HOLDS))))
        await self._submitted(ack, body, view, lambda press: self._desk.judge(press, Judgement.NOT_THIS, *said))

    async def _command(self, ack: Any, body: _Body, respond: Any) -> None:
        await ack()
        channel, user = str(body.get("channel_id")), str(body.get("user_id"))
        if not (_CHANNEL.fullmatch(channel) and _USER.fullmatch(user)):
            log.warning("a command came from nobody and nowhere")
            return
        command = Command(_id("command", body.get("trigger_id"), user), str(body.get("text") or ""), channel, user)
        try:
            answer = await self._desk.answer(command)
        except Exception:
            log.exception("a command failed")
            answer = _failed()
        await _quietly(respond(text=answer.text, blocks=_blocks(answer), response_type="ephemeral"), "the answer")

    # --- what is pressed ----------------------------------------------------------------------------------------------

    async def _pressed(self, body: _Body, action: _Body, do: _Do, key: str | None = None) -> None:
        press = _press(body, action, key)
        if press is None:
            log.warning("something was pressed that is none of ours")
            return
        answer = await self._done(press, do)
        if isinstance(answer, Form):
            answer = await self._opened(answer, str(body.get("trigger_id")))
        await self._tell(press, answer)

    async def _submitted(self, ack: Any, body: _Body, view: _Body, do: _Do) -> None:
        """Do what was sent. Where more is to be asked, the form stays open; Slack is told in time, whatever happens."""
        press = _press_of_form(body, view)
        if press is None:
            await ack()
            log.warning("a form came back that is none of ours")
            return
        doing = asyncio.ensure_future(self._done(press, do))
        await asyncio.wait([doing], timeout=self._patience)
        asked = doing.result() if doing.done() else None
        if isinstance(asked, Form):
            await ack(response_action="update", view=dict(asked.view))
            return
        await ack()
        answer = await doing
        await self._tell(press, notice(_MEANWHILE) if isinstance(answer, Form) else answer)

    async def _done(self, press: Press, do: _Do) -> Answer:
        try:
            return await do(press)
        except Exception:
            log.exception("what was pressed could not be done", alert=press.alert)
            return _failed()

    async def _opened(self, form: Form, trigger: str) -> Message | None:
        """Open a form. What to say where that failed."""
        try:
            await self._client.views_open(trigger_id=trigger, view=dict(form.view))
        except Exception as error:
            code = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
            if code in _OPEN_ALREADY:
                return None
            log.warning("a form was not opened", why=code)
            return notice(_NOT_OPENED.get(code, f"Slack did not open the form ({code}). Press again in a minute."))
        return None

    async def _tell(self, press: Press, answer: Message | None) -> None:
        if answer is not None:
            told = self._client.chat_postEphemeral(
                channel=press.channel, user=press.by, text=answer.text, blocks=_blocks(answer)
            )
            await _quietly(told, "a word to whoever pressed")


async def _quietly(telling: Awaitable[object], what: str) -> None:
    try:
        await telling
    except Exception as error:
        log.warning("not told", what=what, why=type(error).__name__)


def _failed() -> Message:
    return notice("That went wrong, and nothing was changed. The log of Gatewatch has it; try again in a minute.")


def _blocks(message: Message) -> list[dict[str, object]]:
    return [dict(block) for block in message.blocks]


# --- payloads -------------------------------------------------------------------------------------------------------------


def _press(body: _Body, action: _Body, key: str | None) -> Press | None:
    """The press of a button under a card. The same press, heard again, has the same id."""
    channel, user = str(_in(body, "channel", "id")), str(_in(body, "user", "id"))
    stamp = (channel, _in(body, "message", "ts"), user, action.get("action_id"), action.get("action_ts"))
    alert, *seen = (key or str(action.get("value"))).split(" ")
    return _ours(_id("press", *stamp), alert, channel, user, seen)


def _press_of_form(body: _Body, view: _Body) -> Press | None:
    """The form that was sent; the ids are those it was opened with."""
    try:
        ids = json.loads(str(view.get("private_metadata")))
        key, channel, seen = str(ids["alert"]), str(ids["channel"]), [str(each) for each in ids["seen"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    user = str(_in(body, "user", "id"))
    return _ours(_id("form", view.get("id"), user), key, channel, user, seen)


def _ours(ident: str, key: str, channel: str, user: str, seen: Sequence[str]) -> Press | None:
    sound = all(map(_KEY.fullmatch, (key, *seen))) and _CHANNEL.fullmatch(channel) and _USER.fullmatch(user)
    return Press(ident, key, channel, user, tuple(seen)) if sound else None


def _who(entered: Mapping[str, str | None]) -> int | None:
    """The place of the person who was chosen."""
    chosen = str(entered.get(forms.WHO))
    return int(chosen) if _PLACE.fullmatch(chosen) else None


def _entered(view: _Body) -> dict[str, str | None]:
    """What was entered into each field of a form."""
    fields = _in(view, "state", "values")
    found: dict[str, str | None] = {}
    for name, entry in (fields if isinstance(fields, Mapping) else {}).items():
        given = entry.get(name) if isinstance(entry, Mapping) else None
        if isinstance(given, Mapping):
            found[name] = given.get("value") or _in(given, "selected_option", "value")
    return found


def _in(value: Any, *path: str) -> Any:
    for each in path:
        value = value.get(each) if isinstance(value, Mapping) else None
    return value


def _id(*parts: object) -> str:
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(errors="replace"), digest_size=16).hexdigest()
