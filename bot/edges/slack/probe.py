"""Asks Slack whether everything is there that Gatewatch needs: the token, its scopes, each channel's history, groups."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.edges.slack.outcome import RATE_LIMITED, of_error, retry_after, word_of

TIMEOUT = 10  # seconds
TRIES, LONGEST_WAIT = 3, 60.0  # of a question that Slack puts off; seconds in between at the most


# Why Socket Mode is not granted, and the mend.
_SOCKET: Mapping[str, str] = {
    "invalid_auth": "Slack doesn't accept SLACK_APP_TOKEN; make an app-level token with connections:write and set it anew",
    "not_allowed_token_type": "SLACK_APP_TOKEN is no app-level token; take the one that begins with xapp-",
    "missing_scope": "the app-level token lacks the scope connections:write; make a new one with it",
    "token_revoked": "the app-level token was revoked; make a new one and set SLACK_APP_TOKEN",
    "account_inactive": "the app is gone from the workspace; install it again",
    "socket_mode_not_enabled": "Socket Mode is off; switch it on in the app's settings",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why Slack does not give what was asked for, and the mend."""

    why: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the bot token belongs to."""

    team: str
    user: str
    scopes: frozenset[str] | None  # None: Slack did not say


class SlackProbe:
    """One question each, again where Slack asks for patience; errors are values. Nothing is posted."""

    def __init__(self, token: str, base_url: str) -> None:
        self._client = AsyncWebClient(token, base_url, timeout=TIMEOUT, retry_handlers=[])

    async def identity(self) -> Identity | Trouble:
        """Whether the bot token is good, and what it may do."""
        answer = await _granted(self._client.auth_test)
        if isinstance(answer, Trouble):
            return answer
        granted = _header(answer, "x-oauth-scopes")
        scopes = None if granted is None else frozenset(each.strip() for each in granted.split(",") if each.strip())
        return Identity(str(answer.get("team")), str(answer.get("user")), scopes)

    async def history(self, channel: str) -> Trouble | None:
        """Whether the bot is a member of a channel and may read there; None when it is all right."""
        return _trouble(await _granted(self._client.conversations_history, channel=channel, limit=1))

    async def group(self, group: str) -> Trouble | None:
        """Whether it can be told who is in a user group."""
        return _trouble(await _granted(self._client.usergroups_users_list, usergroup=group))

    async def socket(self, app_token: str) -> Trouble | None:
        """Whether a connection for buttons and commands is granted. It is not made."""
        try:
            return _trouble(await _asked(self._client.apps_connections_open, app_token=app_token))
        except SlackApiError as error:
            return Trouble(of_socket_error(error))


def of_socket_error(error: SlackApiError) -> str:
    """Why Socket Mode is not granted, and the mend."""
    code = code_of(error)
    return f"{_SOCKET.get(code, 'Slack refuses the connection')} ({code})"


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what is wrong."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return word_of(code)


def _trouble(answer: Any) -> Trouble | None:
    return answer if isinstance(answer, Trouble) else None


async def _asked(call: Callable[..., Awaitable[Any]], **arguments: Any) -> Any | Trouble:
    try:
        return await _patiently(call, **arguments)
    except (aiohttp.ClientError, TimeoutError, OSError) as failure:
        return Trouble(f"no connection to Slack ({type(failure).__name__}); check the network and `slack.api_url`")
    except (AttributeError, ValueError, TypeError):  # the client trips over answers that are no JSON object
        return Trouble("Slack gave no readable answer; check `slack.api_url`")


async def _patiently(call: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
    """Ask again where Slack wants to be asked more slowly, as it does where many channels are looked at in a row."""
    for _ in range(TRIES - 1):
        try:
            return await call(**arguments)
        except SlackApiError as error:
            if code_of(error) not in RATE_LIMITED:
                raise
            wait = retry_after(_header(error.response, "retry-after"), datetime.now(UTC))
            await asyncio.sleep(min(wait, LONGEST_WAIT))
    return await call(**arguments)


def _header(answer: Any, name: str) -> str | None:
    return next((str(value) for key, value in answer.headers.items() if key.lower() == name), None)


async def _granted(call: Callable[..., Awaitable[Any]], **arguments: Any) -> Any | Trouble:
    """The same with the bot token, whose errors have mends of their own."""
    try:
        return await _asked(call, **arguments)
    except SlackApiError as error:
        return Trouble(of_error(code_of(error)).why)
