"""Pictures into Slack: three requests, after which a private file lies there that only messages of ours can show.

    files.getUploadURLExternal        -> an address and the file's id
    POST of the bytes to the address
    files.completeUploadExternal      without a channel: nobody sees the file yet

Each may be repeated: what a broken upload leaves behind is a file that nobody sees. The bytes go to Slack alone: an address
on another host than Slack's own, whoever put it into the answer, is not followed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.edges.slack.channel import TIMEOUT, ask
from bot.edges.slack.outcome import ERROR_AGAIN, of_failure, of_status
from bot.ports import GiveUp, Picture, Pictures, TryAgain, Uploaded


class SlackPictures(Pictures):
    """Uploads with a bot token (scope: files:write)."""

    def __init__(self, token: str, base_url: str = "https://slack.com/api/", timeout: int = TIMEOUT) -> None:
        self._client = AsyncWebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])
        self._base, self._timeout = URL(base_url), timeout

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
        named, file = begun.get("upload_url"), begun.get("file_id")
        if not (isinstance(named, str) and isinstance(file, str)):
            return of_status(200, {}, datetime.now(UTC))
        if (address := self._slacks(named)) is None:
            return TryAgain(ERROR_AGAIN, "Slack's answer names an address for the upload that is not Slack's")
        if failed := await self._send(address, picture.png):
            return failed
        titled = {"files": json.dumps([{"id": file, "title": picture.alt}])}
        ended = await self._call("files.completeUploadExternal", titled)
        return ended if isinstance(ended, TryAgain | GiveUp) else Uploaded(file)

    def _slacks(self, named: str) -> URL | None:
        """The address, if it is on the host that we talk to or below it: ``files.slack.com`` for ``slack.com``."""
        try:
            address = URL(named)  # read once, by what sends: two readers may see two hosts in one address
        except ValueError:
            return None
        here, host = self._base.host or "", address.host or ""
        ours = address.scheme == self._base.scheme and (host == here or host.endswith(f".{here}"))
        return address if ours else None

    async def _call(self, method: str, said: Mapping[str, str]) -> Mapping[str, Any] | TryAgain | GiveUp:
        # A form, not an address: Slack takes both, and what is said stays out of the logs of proxies.
        return await ask(self._client.api_call, api_method=method, data=said)

    async def _send(self, address: URL, png: bytes) -> TryAgain | None:
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
