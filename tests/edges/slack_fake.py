"""A small Slack of our own on loopback: posts, updates and histories that can be told to misbehave, call by call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "xoxb-secret-of-the-tests"

Fault = Callable[["FakeSlack", web.Request, Callable[[], Awaitable[dict[str, Any]]]], Awaitable[web.StreamResponse]]


@dataclass
class FakeSlack:
    """What this Slack holds, and the faults that the next calls meet, in order."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    page: int = 2  # messages per page of history, whatever is asked for

    async def chat_postmessage(self, said: dict[str, Any]) -> dict[str, Any]:
        ts = f"{1_500_000_000 + len(self.messages)}.000001"
        self.messages.append({**said, "ts": ts})
        return {"ok": True, "channel": said["channel"], "ts": ts}

    async def chat_update(self, said: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages:
            if (message["channel"], message["ts"]) == (said["channel"], said["ts"]):
                message.update({part: said[part] for part in ("text", "blocks") if part in said})  # others stay
                return {"ok": True, "ts": said["ts"]}
        return {"ok": False, "error": "message_not_found"}

    async def conversations_history(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self._paged(asked, lambda message: not message.get("thread_ts"))

    async def conversations_replies(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self._paged(asked, lambda message: asked["ts"] in (message["ts"], message.get("thread_ts")))

    def _paged(self, asked: dict[str, Any], wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        here = [m for m in reversed(self.messages) if m["channel"] == asked["channel"] and wanted(m)]
        start = int(asked.get("cursor") or 0)
        after = start + self.page
        cursor = str(after) if after < len(here) else ""
        return {"ok": True, "messages": here[start:after], "response_metadata": {"next_cursor": cursor}}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await request.json() if request.content_type == "application/json" else dict(await request.post())
        said = {**request.query, **body}
        self.calls.append((method, said))
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"

        async def accept() -> dict[str, Any]:
            handler: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
            handler = getattr(self, method.replace(".", "_").lower())
            return await handler(said)

        if self.faults:
            return await self.faults.pop(0)(self, request, accept)
        return web.json_response(await accept())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """The base address while it runs."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        finally:
            await runner.cleanup()


@dataclass
class HearingSlack(FakeSlack):
    """Also opens forms, tells things in private, and takes the answers to commands."""

    async def views_open(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "view": {"id": "V1"}}

    async def chat_postephemeral(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "message_ts": "1.1"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["method"] != "response":
            return await super().handle(request)
        assert "Authorization" not in request.headers  # the address that a command brings is no place for the token
        self.calls.append(("response", await request.json()))
        return web.Response(text="ok")


# --- faults ---------------------------------------------------------------------------------------------------------------


def closes(accepting: bool) -> Fault:
    """The connection drops, after or before the message was taken in."""

    async def fault(_: FakeSlack, request: web.Request, accept: Callable[[], Awaitable[object]]) -> web.StreamResponse:
        if accepting:
            await accept()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return fault


def hangs(seconds: float) -> Fault:
    """The message is taken in, and no answer comes in time."""

    async def fault(_: FakeSlack, __: web.Request, accept: Callable[[], Awaitable[object]]) -> web.StreamResponse:
        await accept()
        await asyncio.sleep(seconds)
        return web.json_response({"ok": True})

    return fault


def answers(
    body: str, status: int = 200, kind: str = "application/json", accepting: bool = False, **headers: str
) -> Fault:
    """Exactly these words for an answer."""

    async def fault(_: FakeSlack, __: web.Request, accept: Callable[[], Awaitable[object]]) -> web.StreamResponse:
        if accepting:
            await accept()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(text=body, status=status, content_type=kind, headers=named)

    return fault
