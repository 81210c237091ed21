"""Who is in the user groups of a workspace, asked of Slack now and then and remembered in between."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.edges.slack.probe import code_of
from bot.ports import Groups

log = structlog.get_logger(__name__)

FRESH = 300.0  # seconds for which an answer counts


class SlackGroups(Groups):
    """Needs the scope usergroups:read."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[float, frozenset[str]]] = {}

    async def members(self, group: str) -> frozenset[str] | None:
        """The ids of the users in a group. While Slack cannot be asked, what it said last does not count for long."""
        now = asyncio.get_running_loop().time()
        at, known = self._known.get(group, (-FRESH, frozenset()))
        if now - at < FRESH:
            return known
        answer = await self._asked(group)
        if answer is None:
            return None
        self._known[group] = (now, answer)
        return answer

    async def _asked(self, group: str) -> frozenset[str] | None:
        try:
            answer = await self._client.usergroups_users_list(usergroup=group)
        except SlackApiError as error:
            log.warning("who is in a user group is not known", group=group, why=code_of(error))
            return None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
            log.warning("who is in a user group is not known", group=group, why=type(failure).__name__)
            return None
        users: Any = answer.get("users")
        return frozenset(each for each in users if isinstance(each, str)) if isinstance(users, list) else None
