"""The Slack app's manifest is one that Slack takes and asks for little; a sample card says that it is one; doctor finds what is missing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block as SlackBlock
from typer.testing import CliRunner

from bot.alerts.sample import MARK
from bot.cli.main import app
from bot.edges.slack.manifest import manifest, scopes

SCHEMAS = Path(__file__).parents[3] / "shared" / "data" / "slack"
BOT, APP = "xoxb-good", "xapp-good"
ROUTES = {"desk": "C0ROUTED1"}


@dataclass
class Workspace:
    """A Slack that knows one bot, in some channels, with some scopes."""

    scopes: str = ",".join(scopes(triage=True))
    members: frozenset[str] = frozenset({"C0ALERTS1", "C0ROUTED1", "C0OPERATOR", "C0FALLBACK"})
    groups: frozenset[str] = frozenset({"S0ANALYST"})
    tokens: frozenset[str] = frozenset({BOT, APP})
    posted: list[dict[str, Any]] = field(default_factory=list)
    garbled: bool = False
    busy: int = 0  # so many of the next questions about a channel are put off

    async def handle(self, request: web.Request) -> web.StreamResponse:
        said = await request.json() if request.content_type == "application/json" else dict(await request.post())
        method, token = request.match_info["method"], request.headers["Authorization"].removeprefix("Bearer ")
        if self.garbled:
            return web.Response(text="<html>a sign-in page</html>", content_type="text/html")
        if token not in self.tokens:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if method == "conversations.history" and self.busy:
            self.busy -= 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "0"})
        return web.json_response(
            self.answer(method, {**request.query, **said}), headers={"x-oauth-scopes": self.scopes}
        )

    def answer(self, method: str, said: Mapping[str, Any]) -> dict[str, Any]:
        if method == "auth.test":
            return {"ok": True, "team": "Desk", "user": "gatewatch", "user_id": "U0BOT"}
        if method == "conversations.history":
            return (
                {"ok": True, "messages": []}
                if said["channel"] in self.members
                else {"ok": False, "error": "not_in_channel"}
            )
        if method == "usergroups.users.list":
            return (
                {"ok": True, "users": ["U0ANN"]}
                if said["usergroup"] in self.groups
                else {"ok": False, "error": "no_such_subteam"}
            )
        if method == "apps.connections.open":
            return {"ok": True, "url": "wss://127.0.0.1/link"}
        if method == "chat.postMessage":
            if said["channel"] not in self.members:
                return {"ok": False, "error": "not_in_channel"}
            self.posted.append(dict(said))
            return {"ok": True, "ts": "1700000000.000001", "channel": said["channel"]}
        return {"ok": False, "error": "unknown_method"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with a list, a feed, and Slack in its settings."""
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "desk.yaml").write_text(
        "list: desk\npeople:\n  - id: p1\n    name: Pat Doe\n    source: https://lists.test/p1\n"
    )
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "GATEWATCH_SLACK_CHANNEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *words: str, tokens: tuple[str, ...] = (BOT, APP)
) -> Any:
    """A command beside a Slack on loopback."""

    async def scene() -> Any:
        server = web.Application()
        server.router.add_route("*", "/api/{method}", workspace.handle)
        runner = web.AppRunner(server, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        settings = {
            "feeds": [{"url": "https://news.test/rss"}],
            "slack": {
                "channel": "C0ALERTS1",
                "operator": "C0OPERATOR",
                "fallback": "C0FALLBACK",
                "api_url": f"http://127.0.0.1:{runner.addresses[0][1]}/api/",
                "triage": {"who": ["U0ANNANN", "S0ANALYST"]},
            },
            "routes": ROUTES,
        }
        Path("gatewatch.yml").write_text(yaml.safe_dump(settings))
        for name, value in zip(("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"), tokens, strict=False):
            monkeypatch.setenv(name, value)
        try:
            return await asyncio.to_thread(CliRunner().invoke, app, list(words))
        finally:
            await runner.cleanup()

    return asyncio.run(scene())


# --- the manifest ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
@pytest.mark.parametrize("triage", [True, False])
def test_the_manifest_is_valid(version: str, triage: bool) -> None:
    """By both of Slack's published schemas; and the check can fail."""
    path = SCHEMAS / f"manifest.schema.{version}.json"
    if not path.is_file():
        pytest.skip("Slack's manifest schemas are not beside the project")
    validator = Draft7Validator(json.loads(path.read_text()))
    made: dict[str, Any] = manifest(triage=triage)
    assert list(validator.iter_errors(made)) == []
    for broken in (
        {**made, "extra": 1},
        {**made, "display_information": {}},
        {**made, "settings": {"socket_mode_enabled": "yes"}},
    ):
        assert list(validator.iter_errors(broken))


ALERTING = {"chat:write", "channels:history", "groups:history", "files:write"}


@pytest.mark.parametrize(
    ("triage", "asked"), [(False, ALERTING), (True, ALERTING | {"commands", "usergroups:read"})], ids=["alone", "whole"]
)
def test_it_asks_for_no_more_than_it_needs(triage: bool, asked: set[str]) -> None:
    """Scope by scope, for the bot alone; without triage neither buttons nor commands; no events are subscribed to."""
    made: Any = manifest(triage=triage)
    assert {kind: set(each) for kind, each in made["oauth_config"]["scopes"].items()} == {"bot": asked}
    assert ("slash_commands" in made["features"]) is triage
    assert made["settings"] == {
        "interactivity": {"is_enabled": triage},
        "org_deploy_enabled": False,
        "socket_mode_enabled": triage,
        "token_rotation_enabled": False,
    }


def test_it_is_printed_as_yaml_and_json() -> None:
    """Both read back as the same thing."""
    printed = [
        CliRunner().invoke(app, ["slack", "manifest", *more]) for more in ([], ["--format", "json"], ["--no-triage"])
    ]
    assert [each.exit_code for each in printed] == [0, 0, 0]
    assert yaml.safe_load(printed[0].output) == json.loads(printed[1].output) == manifest(triage=True)
    assert yaml.safe_load(printed[2].output) == manifest(triage=False)


# --- the sample card ------------------------------------------------------------------------------------------------------


def test_the_sample_goes_to_every_channel_and_says_what_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First and last, and on the lock screen; without buttons, for they would lead nowhere."""
    workspace = Workspace()
    result = run(workspace, monkeypatch, "slack", "test")
    assert result.exit_code == 0, result.output
    assert sorted(each["channel"] for each in workspace.posted) == [
        "C0ALERTS1",
        "C0FALLBACK",
        "C0OPERATOR",
        "C0ROUTED1",
    ]
    for said in workspace.posted:
        blocks = json.loads(said["blocks"]) if isinstance(said["blocks"], str) else said["blocks"]
        assert said["text"].startswith(MARK)
        assert all(MARK in json.dumps(blocks[at]) for at in (0, -1))
        assert not any(each["type"] == "actions" for each in blocks)
        for block in blocks:
            SlackBlock.parse(block).validate_json()  # type: ignore[union-attr]


def test_a_channel_that_refuses_the_sample_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the mend; the others get it all the same."""
    workspace = Workspace(members=frozenset({"C0ALERTS1"}))
    result = run(workspace, monkeypatch, "slack", "test")
    assert result.exit_code == 1
    assert len(workspace.posted) == 1
    assert "C0ROUTED1: the bot is not a member of the channel; invite it with /invite" in str(result.exception)


# --- doctor ---------------------------------------------------------------------------------------------------------------


def test_doctor_finds_all_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part is named, and the end says so; nothing is posted."""
    workspace = Workspace()
    result = run(workspace, monkeypatch, "doctor", "--slack")
    assert result.exit_code == 0, result.output
    assert "✖" not in result.output
    for part in ("lists", "database", "model", "places", "feeds", "bot token", "scopes", "channel C0ALERTS1", "channel C0ROUTED1",
                 "channel C0OPERATOR", "channel C0FALLBACK", "user group S0ANALYST", "app token"):  # fmt: skip
        assert f"{part}: " in result.output
    assert workspace.posted == []


def test_doctor_waits_where_slack_asks_it_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many channels are asked for in a row: being too fast is nothing that is wrong with one of them."""
    result = run(Workspace(busy=1), monkeypatch, "doctor", "--slack")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("workspace", "tokens", "said"),
    [
        (
            Workspace(members=frozenset({"C0ALERTS1", "C0OPERATOR"})),
            (BOT, APP),
            "channel C0ROUTED1: the bot is not a member",
        ),
        (
            Workspace(scopes="chat:write,channels:history"),
            (BOT, APP),
            "the token lacks groups:history (looks in private",
        ),
        (Workspace(groups=frozenset()), (BOT, APP), "user group S0ANALYST: Slack answered no_such_subteam"),
        (Workspace(), ("xoxb-old", APP), "bot token: Slack doesn't accept the token; set SLACK_BOT_TOKEN anew"),
        (Workspace(), (BOT, "xapp-old"), "app token: Slack doesn't accept SLACK_APP_TOKEN"),
        (Workspace(garbled=True), (BOT, APP), "bot token: Slack answered nothing readable"),
    ],
)
def test_doctor_names_what_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, workspace: Workspace, tokens: tuple[str, ...], said: str
) -> None:
    """With the mend, and exit code 1; no token is shown."""
    result = run(workspace, monkeypatch, "doctor", "--slack", tokens=tokens)
    assert result.exit_code == 1, result.output
    assert said in result.output
    assert not any(token in result.output for token in tokens)


def test_doctor_asks_for_no_groups_where_nobody_judges(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that only posts lacks the scope for them, and needs none."""
    workspace = Workspace(scopes=",".join(scopes(triage=False)), groups=frozenset())
    result = run(workspace, monkeypatch, "doctor", "--slack", tokens=(BOT,))
    assert result.exit_code == 0, result.output
    assert "user group" not in result.output


def test_doctor_warns_of_scopes_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that could post anywhere works, and should not."""
    result = run(Workspace(scopes=Workspace.scopes + ",chat:write.public"), monkeypatch, "doctor", "--slack")
    assert result.exit_code == 0, result.output
    assert "chat:write.public is not needed" in result.output


def test_doctor_without_slack_asks_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts on this machine alone: a broken list and a missing feed are named."""
    (folder / "watchlists" / "desk.yaml").write_text("list: desk\npeople: [{name: }]\n")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "`gatewatch check` names them" in result.output
    assert "`gatewatch feeds add URL`" in result.output
    assert "alerts go to the console" in result.output
