"""No secret is in any log, traceback, database, cache, message or error text, whatever goes wrong.

The whole program runs as its users run it, with a marked secret wherever one may stand, against a Slack, a proxy and sites on
loopback that misbehave. Then everything that came out of it is searched for each secret, plain, encoded and in part. The
services themselves must have got theirs, and nobody else any of them.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from aiohttp import web

from bot.edges.clock import SystemClock
from tests.proof.table import Row

ROOT = Path(__file__).parents[2]
CHANNEL = "C0DESK0001"
# What is secret, by what it is for. Each is of signs that an encoding changes.
SECRETS: Mapping[str, str] = {
    "bot token": "xoxb-11-BOTsecretTOKENmark/+1",
    "app token": "xapp-1-APPsecretTOKENmark/+2",
    "database password": "DBpass+word/MARKED=3",
    "proxy password": "PROXYpass+word/MARKED=4",
    "feed key": "FEEDkey+secret/MARKED=5",
    "mirror key": "MIRRORkey+secret/MARKED=6",
    "token in a file": "xoxb-99-YAMLsecretTOKENmark7",
    "password in a file": "YAMLpassword-MARKED8",
    "typed password": "TYPEDpassword-MARKED9",
}
PEOPLE = "list: desk\npeople:\n  - {id: un-X.1, name: Anna Example, listings: [{authority: UN, ref: X.1, measures: [travel_ban]}]}\n"
TEXT = "Anna Example flew from Tehran to Moscow on Monday, two officials said. She will meet the minister there."


def forms(secret: str) -> Iterator[bytes]:
    """How a secret could be printed: as it is, encoded, or its first twelve characters, after what tells its kind."""
    part = secret.rpartition("-")[2] if secret.startswith(("xoxb", "xapp")) else secret
    for text in (
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        part[:12],
    ):
        yield text.encode()
    yield base64.b64encode(secret.encode())
    yield base64.b64encode(f"desk:{secret}".encode())


def found_in(data: bytes, where: str) -> list[str]:
    """Which secrets stand in some bytes, and where."""
    return [f"the {kind} in {where}" for kind, secret in SECRETS.items() if any(form in data for form in forms(secret))]


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_is_found_in_every_form(kind: str) -> None:
    """What would come out encoded or cut would be seen: the search can fail."""
    for form in forms(SECRETS[kind]):
        assert f"the {kind} in a log" in found_in(b"a line {" + form + b"}", "a log")
    assert not found_in(b"a line without", "a log")


# --- the world ------------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """A Slack, a proxy and two sites, what each was sent, and how the first two feel."""

    got: list[tuple[str, str]] = field(default_factory=list)  # by whom, and all of a request in words
    told: list[dict[str, Any]] = field(default_factory=list)  # what Slack was asked to show
    slack_well: bool = True
    proxy_well: bool = True
    port: int = 0

    def note(self, service: str, request: web.Request, body: str = "") -> None:
        self.got.append((service, f"{request.method} {request.raw_path} {dict(request.headers)} {body}"))

    def of(self, service: str) -> str:
        return "\n".join(said for whose, said in self.got if whose == service)

    async def slack(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.note("slack", request, body)
        method = request.match_info["method"]
        if not self.slack_well:
            token = request.headers.get("Authorization", "")
            if len(self.got) % 2:
                return web.Response(status=500, text=f"no good: {token} {body}")
            return web.json_response({"ok": False, "error": f"invalid_auth {token}", "needed": token})
        if method == "chat.postMessage":
            self.told.append(json.loads(body) if body.startswith("{") else {"text": body})
        known = {
            "url": "https://desk.slack.test/",
            "user": "gatewatch",
            "team": "Desk",
            "user_id": "U0",
            "messages": [],
        }
        return web.json_response(
            {"ok": True, "ts": f"{1_700_000_000 + len(self.got)}.000001", "channel": CHANNEL} | known
        )

    async def site(self, request: web.Request) -> web.StreamResponse:
        """Feeds: one that is well, some that fail with their own address in what they say, one that leads elsewhere."""
        self.note("site", request)
        address = str(request.url)
        match request.match_info["path"]:
            case "well":
                return web.Response(text=rss(), content_type="application/rss+xml")
            case "gone":
                return web.Response(status=410, reason=f"Gone {address}"[:60].replace("\n", " "), text=address)
            case "page":
                return web.Response(
                    text=f"<html><title>{address}</title><body>{address}</body></html>", content_type="text/html"
                )
            case "broken":
                return web.Response(
                    text=f"<rss><channel><title>{address}</title><item><title>R & D {address}", content_type="text/xml"
                )
            case "moved":
                return web.Response(status=301, headers={"Location": f"/well?{request.query_string}"})
            case "away":
                return web.Response(status=302, headers={"Location": f"http://localhost:{self.port}/elsewhere/feed"})
        raise web.HTTPNotFound(text=address)

    async def proxy(self, request: web.Request) -> web.Response:
        """What is asked of the proxy: http addresses whole, and tunnels."""
        self.note("elsewhere" if "//other.test" in request.raw_path else "proxy", request)
        if "/away" in request.raw_path:
            return web.Response(status=302, headers={"Location": "http://other.test/rss"})
        if not self.proxy_well:
            asked = request.headers.get("Proxy-Authorization", "")
            return web.Response(
                status=407, reason="Who are you", text=asked, headers={"Proxy-Authenticate": f"Basic {asked}"}
            )
        return web.Response(text=rss(), content_type="application/rss+xml")

    async def any(self, request: web.Request) -> web.StreamResponse:
        """One port for all of them; a proxy is asked for whole addresses."""
        if request.raw_path.startswith("http://") or request.method == "CONNECT":
            return await self.proxy(request)
        return web.Response(status=404, text=request.raw_path)


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    here = World()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", here.slack)
    app.router.add_route("*", "/site/{path}", here.site)
    app.router.add_route("*", "/{path:.*}", here.any)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.port = runner.addresses[0][1]
    try:
        yield here
    finally:
        await runner.cleanup()


def rss() -> str:
    date = format_datetime(SystemClock().now())
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Daily</title><item><guid isPermaLink='false'>g1</guid>"
        f"<link>#top</link><title>Minister lands</title><pubDate>{date}</pubDate><description>{TEXT * 6}</description></item></channel></rss>"
    )


# --- the program ----------------------------------------------------------------------------------------------------------


@dataclass
class Program:
    """Gatewatch in a folder of its own; everything that it printed."""

    folder: Path
    here: World
    printed: dict[str, bytes] = field(default_factory=dict)

    def settle(self, more: str = "") -> None:
        site = f"http://127.0.0.1:{self.here.port}/site"
        feeds = "".join(
            f"  - {{url: '{site}/{path}?key=${{FEED_KEY}}', allow_private: true, every: 1m, important: true}}\n"
            for path in ("well", "gone", "page", "broken", "moved", "none")
        )
        (self.folder / "gatewatch.yml").write_text(
            f"feeds:\n{feeds}  - {{url: 'http://news.test/rss?key=${{FEED_KEY}}', every: 1m}}\n"
            "  - {url: 'http://news.test/away?key=${FEED_KEY}', every: 1m}\n"
            f"lists: {{folder: imported, mirrors: {{un.xml: 'http://127.0.0.1:{self.here.port}/site/none?k=${{FEED_MIRROR}}'}}, allow_private: true}}\n"
            f"slack: {{channel: {CHANNEL}, operator: C0OPS00001, api_url: 'http://127.0.0.1:{self.here.port}/api/', settle: 1s}}\n"
            f"polling: {{tick: 1s, min_interval: 1m, timeout: 5s}}\nworkers: 1\nlog: {{level: debug, format: human}}\n{more}"
        )
        (self.folder / "watchlists").mkdir(exist_ok=True)
        (self.folder / "watchlists" / "desk.yaml").write_text(PEOPLE)

    def environ(self, **changed: str) -> dict[str, str]:
        proxy = f"http://desk:{quote(SECRETS['proxy password'], safe='')}@127.0.0.1:{self.here.port}"
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        return kept | {
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SLACK_BOT_TOKEN": SECRETS["bot token"],
            "SLACK_APP_TOKEN": SECRETS["app token"],
            "FEED_KEY": SECRETS["feed key"],
            "FEED_MIRROR": SECRETS["mirror key"],
            "GATEWATCH_PROXY": proxy,
            **changed,
        }

    async def run(self, *args: str, seconds: float | None = None, wanted: Any = None, **changed: str) -> None:
        """Run a command to its end, or for so long, or until something is so; keep what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *args, cwd=self.folder, env=self.environ(**changed),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        reading = asyncio.create_task(process.communicate())
        if seconds is not None:
            for _ in range(int(seconds * 4)):
                if reading.done() or (wanted and wanted()):
                    break
                await asyncio.sleep(0.25)
            if not reading.done():
                process.send_signal(signal.SIGTERM)
        out, _ = await asyncio.wait_for(reading, 240)
        self.printed[f"{len(self.printed)} {' '.join(args)}"] = out


async def acted(folder: Path) -> tuple[Program, World]:
    """A desk's bad week: everything works; Slack, the proxy and the files fail; and every command is asked."""
    async with world() as here:
        program = Program(folder, here)
        program.settle()
        await program.run("once")
        here.slack_well = here.proxy_well = False
        await program.run(
            "run", seconds=60, wanted=lambda: "apps.connections.open" in here.of("slack") and len(here.of("proxy")) > 2
        )
        for args in (
            ["status"],
            ["doctor"],
            ["check"],
            ["feeds", "list"],
            ["feeds", "test", "--all"],
            ["lists", "pull", "un"],
            ["why"],
            ["retry"],
        ):
            await program.run(*args)
        site = f"http://desk:{SECRETS['typed password']}@127.0.0.1:{here.port}/site"
        await program.run("feeds", "test", f"{site}/gone", "--allow-private")
        await program.run("feeds", "add", f"{site}/gone", "--allow-private")
        postgres = f"postgresql://desk:{quote(SECRETS['database password'], safe='')}@127.0.0.1:1/news"
        for args in (["run"], ["status"], ["doctor"]):
            await program.run(*args, GATEWATCH_LOG_FORMAT="json", GATEWATCH_DATABASE=postgres, seconds=60)
        await program.run("check", GATEWATCH_DATABASE=postgres.replace("postgresql:", "postgresq:"))
        await program.run("check", GATEWATCH_PROXY=f"htp://desk:{SECRETS['proxy password']}@proxy")
        await program.run("check", SLACK_APP_TOKEN=SECRETS["bot token"], SLACK_BOT_TOKEN=SECRETS["app token"])
        program.settle(
            f"slack_token: {SECRETS['token in a file']}\ndatabase: postgres//desk:{SECRETS['password in a file']}@db/x\nx: [\n"
        )
        for args in (["check"], ["doctor"]):
            await program.run(*args)
        program.settle()
        (folder / "watchlists" / "desk.yaml").write_text(f"{PEOPLE}    token: {SECRETS['token in a file']}: x\n")
        await program.run("check")
        return program, here


@pytest.fixture(scope="module")
def bad_week(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, World]:
    return asyncio.run(acted(tmp_path_factory.mktemp("desk")))


INPUT = ("gatewatch.yml", "watchlists/desk.yaml")  # what we wrote ourselves


def test_nothing_that_was_printed_or_written_holds_a_secret(
    bad_week: tuple[Program, World], came_to: Callable[[Row], None]
) -> None:
    """Standard output, standard error, database with its journals, cache and every other file."""
    program, _ = bad_week
    leaks = [leak for command, out in program.printed.items() for leak in found_in(out, f"what `{command}` printed")]
    for path in sorted(program.folder.rglob("*")):
        if path.is_file() and str(path.relative_to(program.folder)) not in INPUT:
            leaks += found_in(path.read_bytes(), str(path.relative_to(program.folder)))
    came_to(
        Row("secrets, whatever goes wrong", len(program.printed), len(leaks), 0, "nobody need: none is printed or kept")
    )
    assert not leaks, "\n".join(leaks)


def test_every_service_got_its_own_secret_and_no_other(bad_week: tuple[Program, World]) -> None:
    """Slack its tokens, the proxy its password, the sites their keys; and where a redirect leads to another host, the proxy alone is told its own."""
    _, here = bad_week
    own = {"slack": {"bot token", "app token"}, "proxy": {"proxy password", "feed key"}, "site": {"feed key", "mirror key", "typed password"}, "elsewhere": {"proxy password"}}  # fmt: skip
    for service, its in own.items():
        sent = here.of(service).encode()
        assert sent, service
        assert {kind for kind in SECRETS if f"the {kind} in x" in found_in(sent, "x")} == its, service
    assert here.told
    assert not found_in(json.dumps(here.told).encode(), "messages")


def test_something_went_wrong(bad_week: tuple[Program, World]) -> None:
    """The week was as bad as it should be, so that there was something to print."""
    program, _ = bad_week
    printed = b"\n".join(program.printed.values()).decode("utf-8", "replace")
    for said in (
        "answered 410",
        "the proxy",
        "where a feed should be",
        "broken XML",
        "nothing readable",
        "is not indented like its neighbours",
    ):
        assert said in printed, said
