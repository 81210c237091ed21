"""Pictures into Slack: three requests, after which a private file lies there that only messages of ours can show.

    files.getUploadURLExternal        -> an address and the file's id
    POST of the bytes to the address
    files.completeUploadExternal      without a channel: nobody sees the file yet

Each may be repeated: what a broken upload leaves behind is a file that nobody sees.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.edges.slack.channel import TIMEOUT, ask
from bot.edges.slack.outcome import of_failure, of_status
from bot.ports import GiveUp, Picture, Pictures, TryAgain, Uploaded


class SlackPictures(Pictures):
    """Uploads with a bot token (scope: files:write)."""

    def __init__(self, token: str, base_url: str = "https://slack.com/api/", timeout: int = TIMEOUT) -> None:
        self._client = AsyncWebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])
        self._scheme, self._timeout = urlsplit(base_url).scheme, timeout

    async def upload(self, picture: Picture) -> Uploaded | TryAgain | GiveUp:
        """Upload a picture, in twice the time of one request at the most."""
        try:
            async with asyncio.timeout(2 * self._timeout):
                return await self._upload(picture)
        except TimeoutError as failure:
            return of_failure(failure)

    async def _upload(self, picture: Picture) -> Uploaded | TryAgain | GiveUp:
        described = {"filename": picture.name, "length": str(len(picture.png)), "alt_txt": picture.alt}
        begun = await self._call("files.getUploadURLExternal", described)
        if isinstance(begun, TryAgain | GiveUp):
            return begun
        address, file = begun.get("upload_url"), begun.get("file_id")
        if not (isinstance(address, str) and isinstance(file, str) and address.startswith(f"{self._scheme}://")):
            return of_status(200, {}, datetime.now(UTC))
        if failed := await self._send(address, picture.png):
            return failed
        titled = {"files": json.dumps([{"id": file, "title": picture.alt}])}
        ended = await self._call("files.completeUploadExternal", titled)
        return ended if isinstance(ended, TryAgain | GiveUp) else Uploaded(file)

    async def _call(self, method: str, said: Mapping[str, str]) -> Mapping[str, Any] | TryAgain | GiveUp:
        # A form, not an address: Slack takes both, and what is said stays out of the logs of proxies.
        return await ask(self._client.api_call, api_method=method, data=said)

    async def _send(self, address: str, png: bytes) -> TryAgain | None:
        """The bytes, without our token: the address is the permission. None: they arrived."""
        client, limit = self._client, aiohttp.ClientTimeout(self._timeout)
        try:
            async with (
                aiohttp.ClientSession(trust_env=client.trust_env_in_session, timeout=limit) as session,
                session.post(address, data=png, proxy=client.proxy, allow_redirects=False) as answer,
            ):
                return None if answer.status == 200 else of_status(answer.status, answer.headers, datetime.now(UTC))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
            return of_failure(failure)
