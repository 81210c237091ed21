"""What Slack sends when somebody presses a button, sends a form or types a command."""

from __future__ import annotations

import json
from typing import Any

from bot.alerts import forms, triaged

KEY, EARLIER = "0a1b2c3d4e5f", "ab" * 16


def pressed(action: str, value: str | None = KEY, option: str | None = None, **changed: Any) -> dict[str, Any]:
    """As Slack tells of a press, with its names."""
    pressed = {"type": "button", "action_id": action, "block_id": "triage", "action_ts": "1700000001.000001"}
    chosen = {"selected_option": {"value": option}} if option else {"value": value}
    return {
        "type": "block_actions",
        "team": {"id": "T0TEAM", "domain": "desk"},
        "user": {"id": "U0ANN", "username": "ann", "team_id": "T0TEAM"},
        "api_app_id": "A0APP",
        "token": "not-used",
        "container": {"type": "message", "message_ts": "1700000000.000001", "channel_id": "C0DESK"},
        "trigger_id": "12.34.ab",
        "channel": {"id": "C0DESK", "name": "desk"},
        "message": {"ts": "1700000000.000001", "text": "a card"},
        "response_url": "http://127.0.0.1:1/",
        "actions": [{**pressed, **chosen}],
        **changed,
    }


def sent(
    reason: str | None = "a striker",
    holds: str = "30",
    ids: object = None,
    form: str = triaged.NOT_THIS,
    who: str | None = None,
    **changed: Any,
) -> dict[str, Any]:
    """As Slack tells of a form that was sent."""
    given = {"alert": KEY, "channel": "C0DESK", "seen": [EARLIER]} if ids is None else ids
    fields = {
        forms.WHO: {forms.WHO: {"type": "static_select", "selected_option": {"value": who} if who else None}},
        forms.REASON: {forms.REASON: {"type": "plain_text_input", "value": reason}},
        forms.HOLDS: {forms.HOLDS: {"type": "static_select", "selected_option": {"value": holds}}},
    }
    view = {
        "id": "V0FORM",
        "type": "modal",
        "callback_id": form,
        "private_metadata": given if isinstance(given, str) else json.dumps(given),
        "state": {"values": fields},
        "hash": "1.x",
    }
    user = {"id": "U0ANN", "username": "ann", "team_id": "T0TEAM"}
    return {
        "type": "view_submission",
        "team": {"id": "T0TEAM"},
        "user": user,
        "api_app_id": "A0APP",
        "token": "x",
        "trigger_id": "9.9",
        "view": view,
        **changed,
    }


def typed(text: str, url: str, **changed: str) -> dict[str, str]:
    """As Slack tells of a command."""
    where = {
        "channel_id": "C0DESK",
        "channel_name": "desk",
        "team_id": "T0TEAM",
        "user_id": "U0ANN",
        "user_name": "ann",
    }
    return {**where, "command": "/gatewatch", "text": text, "trigger_id": "1.2.x", "response_url": url, **changed}
