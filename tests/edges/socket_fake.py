"""A small Slack of our own on loopback that speaks Socket Mode: one-time addresses, hello, envelopes, and what else it may do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

TICKET = "ticket-that-nobody-logs"


@dataclass
class SocketSlack:
    """Hands out one-time addresses and speaks through the connections that are made to them."""

    refusals: list[str] = field(default_factory=list)  # what the next requests for an address are answered
    opened: int = 0
    open_sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acked: list[dict[str, Any]] = field(default_factory=list)
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    deaf_addresses: int = 0  # so many of the next addresses lead nowhere
    nonsense: int = 0  # so many of the next answers hold no address
    authorized: set[str] = field(default_factory=set)
    base: str = ""

    async def open(self, request: web.Request) -> web.StreamResponse:
        self.authorized.add(request.headers["Authorization"])
        if self.refusals:
            return web.json_response({"ok": False, "error": self.refusals.pop(0)})
        if self.nonsense:
            self.nonsense -= 1
            return web.json_response({"ok": True})
        self.opened += 1
        path = "nowhere" if self.deaf_addresses else "link"
        self.deaf_addresses = max(0, self.deaf_addresses - 1)
        return web.json_response(
            {"ok": True, "url": f"{self.base.replace('http', 'ws', 1)}/{path}/?ticket={TICKET}{self.opened}"}
        )

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        if ticket in self.used:
            return web.Response(status=403)  # each is good for one connection
        self.used.add(ticket)
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        await ws.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0APP"}})
        self.open_sockets.append(ws)
        async for message in ws:
            if message.type is aiohttp.WSMsgType.TEXT:
                self.acked.append(json.loads(message.data))
        self.open_sockets.remove(ws)
        return ws

    async def method(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.content_type == "application/json" else dict(await request.post())
        self.told.append((request.match_info["method"], dict(body)))
        return web.json_response({"ok": True})

    async def send(self, envelope: str, kind: str, payload: dict[str, Any]) -> None:
        said = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind == "slash_commands",
        }
        await self.open_sockets[-1].send_json(said)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """The base address of its Web API while it runs."""
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self.open)
        app.router.add_post("/api/{method}", self.method)
        app.router.add_get("/link/", self.link)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield f"{self.base}/api/"
        finally:
            await runner.cleanup()
