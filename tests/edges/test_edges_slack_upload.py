"""Uploading a picture: private, its own bytes, without our token in the wrong place; every failure is a value."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from edges.slack_fake import TOKEN, FakeSlack, answers, closes, hangs

from bot.edges.slack.upload import SlackPictures
from bot.ports import GiveUp, Picture, TryAgain, Uploaded

PICTURE = Picture(
    b"\x89PNG\r\n" + bytes(range(256)), "Map of the reported trip: Tehran, Iran → Moscow, Russia", "map.png"
)


@dataclass
class Files(FakeSlack):
    """A Slack that takes files."""

    base: str = ""
    address: str = ""  # where it wants the bytes; empty: at its own door
    status: int = 200
    slow: float = 0.0
    bytes_of: dict[str, bytes] = field(default_factory=dict)
    shown: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def files_getuploadurlexternal(self, said: dict[str, Any]) -> dict[str, Any]:
        assert int(said["length"]) == len(PICTURE.png)
        return {"ok": True, "file_id": "F1", "upload_url": self.address or self.base.replace("/api/", "/upload/F1")}

    async def files_completeuploadexternal(self, said: dict[str, Any]) -> dict[str, Any]:
        self.shown.append(said)
        return {"ok": True, "files": [{"id": "F1"}]}

    async def take(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.slow)
        self.headers.append(dict(request.headers))
        self.bytes_of[request.match_info["file"]] = await request.read()
        return web.Response(status=self.status, text="OK")


def upload(slack: Files, timeout: int = 5) -> Uploaded | TryAgain | GiveUp:
    async def work() -> Uploaded | TryAgain | GiveUp:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", slack.handle)
        app.router.add_post("/upload/{file}", slack.take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.base = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        try:
            return await SlackPictures(TOKEN, slack.base, timeout).upload(PICTURE)
        finally:
            await runner.cleanup()

    return asyncio.run(work())


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_a_picture_is_uploaded_and_stays_private() -> None:
    """Its bytes arrive whole, it has its text for those who do not see it, and no channel gets it."""
    slack = Files()
    assert upload(slack) == Uploaded("F1")
    assert slack.bytes_of == {"F1": PICTURE.png}
    assert [method for method, _ in slack.calls] == ["files.getUploadURLExternal", "files.completeUploadExternal"]
    assert slack.calls[0][1]["alt_txt"] == PICTURE.alt
    assert not any(key.startswith("channel") for key in slack.shown[0])


def test_the_token_is_not_sent_with_the_bytes() -> None:
    """The address itself is the permission."""
    slack = Files()
    upload(slack)
    assert TOKEN not in str(slack.headers)


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize(
    "fault",
    [closes(False), closes(True), answers("<html>", kind="text/html"), answers("{}", 500), answers('{"ok": tr')],
    ids=["closed", "taken, then closed", "HTML", "500", "cut"],
)
def test_a_failure_of_slack_is_worth_another_try(
    step: int, fault: Callable[..., Awaitable[web.StreamResponse]]
) -> None:
    async def fine(_: FakeSlack, __: web.Request, accept: Callable[[], Awaitable[Any]]) -> web.StreamResponse:
        return web.json_response(await accept())

    assert isinstance(upload(Files(faults=[*[fine] * step, fault])), TryAgain)


@pytest.mark.parametrize("status", [302, 403, 429, 500])
def test_bytes_that_are_not_taken_are_worth_another_try(status: int) -> None:
    slack = Files(status=status)
    assert isinstance(upload(slack), TryAgain)
    assert slack.shown == []


def test_slack_may_be_slow_only_so_long() -> None:
    """Neither an answer nor the bytes are waited for beyond the time of a request."""
    assert isinstance(upload(Files(slow=5.0), timeout=1), TryAgain)
    assert isinstance(upload(Files(faults=[hangs(5.0)]), timeout=1), TryAgain)


@pytest.mark.parametrize("error", ["missing_scope", "token_revoked", "not_allowed_token_type"])
def test_a_refusal_is_final(error: str) -> None:
    said = upload(Files(faults=[answers(f'{{"ok": false, "error": "{error}"}}')]))
    assert isinstance(said, GiveUp)
    assert error in said.why


@pytest.mark.parametrize(
    "address",
    [
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "https://127.0.0.1/x",
        "http://localhost:{port}/upload/F1",
        "http://127.0.0.2:{port}/upload/F1",
        "http://0.0.0.0:{port}/upload/F1",
        "http://127.0.0.1@localhost:{port}/upload/F1",
        "http://[::1]/x",
        "http://[bad",
        "http:///upload/F1",
        "nonsense",
        "",
    ],
)
def test_an_address_that_is_not_slacks_is_not_followed(address: str) -> None:
    """The map of an alert goes to the host that the token goes to, not to one that an answer names."""
    slack = Files(address=address or " ")
    assert isinstance(upload(slack), TryAgain)
    assert (slack.bytes_of, slack.shown) == ({}, [])


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://files.slack.com/upload/v1/abc", True),
        ("https://slack.com/upload/v1/abc", True),
        ("http://files.slack.com/upload/v1/abc", False),
        ("https://files.slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://slack.com@evil.example/x", False),
        ("https://evil.example\\@files.slack.com/x", False),
        ("https://10.0.0.7/x", False),
    ],
)
def test_slacks_own_addresses_are_those_below_its_host(address: str, followed: bool) -> None:
    assert (SlackPictures(TOKEN)._slacks(address) is not None) is followed


def test_no_failure_tells_the_address_of_the_upload() -> None:
    """It is a secret as long as it is valid."""
    slack = Files(address="http://127.0.0.1:9/upload/secret-of-the-upload")
    said = upload(slack)
    assert isinstance(said, TryAgain)
    assert "secret" not in said.why
