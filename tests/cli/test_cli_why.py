"""``gatewatch why`` explains every step of a text and of a told alert."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from bot.cli.why import why
from bot.demo.run import play
from bot.edges.console import ConsoleChannel
from bot.errors import GatewatchError
from bot.store import alerts
from bot.store.database import Database

DEMO_LIST = Path(__file__).parents[2] / "bot" / "demo" / "watchlist.yaml"
TEXT = "Qassem Soleimani, commander of the Quds Force, flew from Tehran to Moscow on Thursday, Radio Delta reported."


def _why(what: str, *options: str, **environment: str) -> str:
    command = [sys.executable, "-m", "bot", "why", what, "--watchlists", str(DEMO_LIST), *options]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, **environment})
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.parametrize(
    ("as_file", "options", "day"),
    [
        (False, (), "“Thursday” (--date tells from which day to count)"),
        (True, ("--date", "2016-04-15"), "“Thursday”: Thu 14 Apr 2016"),
    ],
)
def test_a_text_is_explained_step_by_step(tmp_path: Path, as_file: bool, options: tuple[str, ...], day: str) -> None:
    """Who and on what evidence (both strings and the rule), who not and why, the trip with its claim, the ban, the decision.

    "On Thursday" is a day only where the day of the text is known; else the reader is told how to say it.
    """
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    printed = _why(str(file) if as_file else TEXT, *options)
    for part in (
        "UN IRi.039",
        "name: printed “Qassem Soleimani”, listed “Qasem Soleimani”: “Qassem” ~ “Qasem”: same sound",
        "role: “commander, Quds, Force” fits the listed role “Commander of Qods Force”",
        "not Ghasem Soleymani (UN IRi.040): role does not fit",
        "Tehran → Moscow",
        f"when: {day}",
        "reported (of the trip) by Radio Delta",
        "ban: possible",
        "trip_ban_possible",
    ):
        assert part in printed
    assert "None" not in printed


@pytest.mark.parametrize(
    ("what", "date", "said"),
    [
        ("abcdef12", None, "no alert is known whose key begins with 'abcdef12'"),
        ("12ab34zz", None, "no alert is known"),
        ("no-such-article.txt", None, "no such file"),
        (TEXT, "soon", "not a date; write it like"),
        ("http://127.0.0.1/x", None, "the address is loopback, not public; save the page's text"),
    ],
)
def test_what_cannot_be_explained_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, date: str | None, said: str
) -> None:
    """A mistyped key, file or date is not taken for a text, and an address of this machine is refused in plain words."""
    monkeypatch.setenv("GATEWATCH_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")
    Database.open(f"sqlite:///{tmp_path / 'empty.db'}").close()
    with pytest.raises(GatewatchError) as error:
        why(what, [DEMO_LIST], None, date)
    assert said in str(error.value)
    assert "allow_private" not in str(error.value)


def test_a_page_is_fetched_as_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the proxy, where there is one."""
    monkeypatch.setenv("GATEWATCH_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setenv("GATEWATCH_PROXY", "http://127.0.0.1:1")
    Database.open(f"sqlite:///{tmp_path / 'empty.db'}").close()
    with pytest.raises(GatewatchError, match="no connection to the proxy"):
        why("http://news.test/x", [DEMO_LIST], None, None)


def test_an_alert_is_explained_from_the_record(tmp_path: Path, cache: Path) -> None:
    """The key of an alert brings its person, reason, sources, evidence and quotes back."""
    asyncio.run(play(tmp_path, ConsoleChannel(Console(file=io.StringIO())), cache))
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    database = Database.look(address)
    with database.snapshot() as connection:
        key = next(a.key for a in alerts.latest(connection, 99) if a.person.id == "un-IRi.039")
    database.close()
    printed = _why(key, GATEWATCH_DATABASE=address)
    for part in (
        f"alert {key}",
        "Qasem Soleimani",
        "trip_ban_possible",
        "Harbour Post",
        "“",
        f"gatewatch replay {key}",
    ):
        assert part in printed


def test_a_stored_article_is_not_fetched_again(tmp_path: Path, cache: Path) -> None:
    """The address in an alert brings the stored text back, though its site is gone, and what was decided about it."""
    out = io.StringIO()
    asyncio.run(play(tmp_path, ConsoleChannel(Console(file=out, width=200)), cache))
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    database = Database.look(address)
    with database.snapshot() as connection:
        told = next(a for a in alerts.latest(connection, 9) if a.person.id == "un-IRi.039")
    database.close()
    assert f"alert {told.key}" in out.getvalue()
    printed = _why(f"{told.accounts[0].source.url}?utm_source=mail#top", GATEWATCH_DATABASE=address)
    assert told.accounts[0].source.title in printed
    assert "text stored when the article was first seen" in printed
    assert f"on record: alert · trip_ban_possible · un-IRi.039 → {told.channel} · alert {told.key}" in printed


class _Page(BaseHTTPRequestHandler):
    """One article, as a site inside a private network serves it."""

    def do_GET(self) -> None:
        body = f"<html><head><title>News</title></head><body><article><p>{TEXT}</p></article></body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("allowed", [True, False])
def test_pages_of_ones_own_feeds_are_fetched(
    site: str, allowed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page beside a feed that may lie in a private network may lie there too; others may not."""
    monkeypatch.delenv("GATEWATCH_DATABASE", raising=False)
    config = tmp_path / "gatewatch.yml"
    feed = f"  - url: {site}/rss\n    allow_private: {str(allowed).lower()}\n"
    config.write_text(f"database: sqlite:///{tmp_path}/none.db\nfeeds:\n{feed}")
    if allowed:
        why(f"{site}/a", [DEMO_LIST], config, "2016-04-15")
        printed = capsys.readouterr().out
        assert "Tehran → Moscow" in printed
        assert "on record" not in printed
    else:
        with pytest.raises(GatewatchError, match="loopback"):
            why(f"{site}/a", [DEMO_LIST], config, "2016-04-15")
