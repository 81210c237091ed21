"""Answers on a local port how the program is: `/healthz`, `/readyz`, `/metrics`. It asks nobody: whatever hangs, it answers.

Small requests of one kind, few at a time, nothing kept open: the port is for machines on the same host or network, and tells
no secret and no name.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.alerts.standstill import Phase, Report
from bot.edges.health_words import as_data
from bot.errors import GatewatchError

MOST_AT_ONCE = 16  # connections
SECONDS = 5.0  # for one request, from its first byte to the last of its answer
CLOSING = 0.5  # seconds that a request under way gets at the end
HEAD = 4_096  # bytes of a line, or of a header


@asynccontextmanager
async def serving(
    host: str, port: int, report: Callable[[], Report], metrics: Callable[[], bytes], seconds: float = SECONDS
) -> AsyncIterator[None]:
    """Answer on this address meanwhile, within so many seconds. Raises GatewatchError where the address cannot be had."""
    server = _Brief(_Answers(report, metrics), seconds)
    runner = web.ServerRunner(server, shutdown_timeout=CLOSING, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        cause = (error.strerror or str(error)).lower()
        raise GatewatchError(f"cannot answer on {host}:{port} ({cause}); set `watch: port:` to a free one") from None
    try:
        yield
    finally:
        await runner.cleanup()


class _Brief(web.Server):
    """Connections of a few seconds each, and not many at a time."""

    def __init__(self, answers: _Answers, seconds: float) -> None:
        super().__init__(answers, max_line_size=HEAD, max_field_size=HEAD, access_log=None)
        self._seconds = seconds

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Let a connection in, until its time is over."""
        super().connection_made(handler, transport)
        if len(self.connections) > MOST_AT_ONCE:
            transport.abort()
        else:
            asyncio.get_running_loop().call_later(self._seconds, transport.abort)


class _Answers:
    """Every request by a table of paths."""

    def __init__(self, report: Callable[[], Report], metrics: Callable[[], bytes]) -> None:
        self._report = report
        self._metrics = metrics
        self._paths: dict[str, Callable[[], web.Response]] = {
            "/healthz": self._health,
            "/readyz": self._ready,
            "/metrics": self._figures,
        }

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        answer = self._answer(request)
        answer.force_close()
        return answer

    def _answer(self, request: web.BaseRequest) -> web.Response:
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        if request.can_read_body:
            return web.Response(status=413)
        made = self._paths.get(request.path)
        return made() if made else web.Response(status=404, text="/healthz, /readyz or /metrics\n")

    def _health(self) -> web.Response:
        report = self._report()
        return web.json_response(as_data(report), status=200 if report.well else 503)

    def _ready(self) -> web.Response:
        report = self._report()
        return web.json_response({"phase": report.phase.value}, status=200 if report.phase is Phase.READY else 503)

    def _figures(self) -> web.Response:
        return web.Response(body=self._metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})
