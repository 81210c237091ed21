"""``gatewatch screen`` keeps its contract with the programs that call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

LIST = """\
list: test
title: Test
defaults: {authority: UN, regime: Example, measures: [travel_ban, asset_freeze]}
people:
  - id: un-XXi.001
    name: Viktor Lazarenko
    roles: [Minister of Energy]
    listings: [{ref: XXi.001, since: 2012-01-01}]
"""
ARTICLE = {
    "id": "a1",
    "title": "Energy minister Viktor Lazarenko flew to Havana on Thursday",
    "text": "The minister met traders there.",
    "date": "2016-04-15",
    "source": "Test Post",
    "unknown": 1,
}


def _command(folder: Path, lines: list[str]) -> list[str]:
    (folder / "list.yaml").write_text(LIST, encoding="utf-8")
    (folder / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    articles, lists = str(folder / "articles.jsonl"), str(folder / "list.yaml")
    return [sys.executable, "-m", "bot", "screen", articles, "--watchlists", lists]


def _screen(folder: Path, lines: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*_command(folder, lines), *options], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    lines = [
        json.dumps(ARTICLE),
        "{not json",
        json.dumps({"id": "a2"}),
        "",
        json.dumps({"id": 3, "text": "Nobody is here."}),
    ]
    return _screen(tmp_path_factory.mktemp("screen"), lines, "--places")


def test_bad_lines_are_reported_and_left_out(answer: subprocess.CompletedProcess[str]) -> None:
    """Exit code 3, the place of each bad line on standard error, the rest in order on standard output."""
    assert answer.returncode == 3
    assert [json.loads(line)["id"] for line in answer.stdout.splitlines()] == ["a1", "3"]
    assert "articles.jsonl:2:1:" in answer.stderr
    assert "articles.jsonl:3:1: text:" in answer.stderr


def test_every_key_of_the_contract_is_there(answer: subprocess.CompletedProcess[str]) -> None:
    """Keys and kinds of values as other programs rely on them."""
    out = json.loads(answer.stdout.splitlines()[0])
    assert set(out) == {"id", "lang", "mentions", "trips", "presences", "places"}
    mention, trip = out["mentions"][0], out["trips"][0]
    assert set(mention) == {
        "person",
        "name",
        "tier",
        "score",
        "listings",
        "refs",
        "spans",
        "matched",
        "evidence",
        "confusables",
    }
    assert set(trip) == {
        "person", "origin", "destination", "stops", "when", "duration", "mode", "purpose", "meets", "status", "claims", "main", "ban", "evidence", "verified",
    }  # fmt: skip
    assert set(trip["ban"]) == {"applies", "listing", "basis"}
    assert set(trip["when"]) == {"text", "from", "to", "span"}
    assert set(trip["claims"][0]) == {"status", "of", "by", "span"}
    assert set(mention["evidence"][0]) == {"kind", "for", "text", "span"}
    assert set(out["places"][0]) == {"text", "span", "country", "lat", "lon", "geonameid"}
    assert trip["origin"] is None


def test_spans_point_into_title_and_text(answer: subprocess.CompletedProcess[str]) -> None:
    """Offsets count in the title, two line breaks and the text."""
    out = json.loads(answer.stdout.splitlines()[0])
    body = f"{ARTICLE['title']}\n\n{ARTICLE['text']}"
    start, end = out["mentions"][0]["spans"][0]
    assert body[start:end] == "Viktor Lazarenko"
    start, end = out["trips"][0]["destination"]["span"]
    assert body[start:end] == "Havana"
    assert (out["trips"][0]["when"]["from"], out["trips"][0]["when"]["to"]) == ("2016-04-14", "2016-04-14")


def test_slack_messages_are_printed_instead(tmp_path: Path) -> None:
    """With --format slack the card of an alert comes out as text and blocks."""
    answer = _screen(tmp_path, [json.dumps(ARTICLE)], "--format", "slack")
    message = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert "Viktor Lazarenko" in message["text"]
    assert message["blocks"]


def test_what_goes_into_a_file_does_not_go_to_the_terminal(tmp_path: Path) -> None:
    """A person who watches the bar and sends the output elsewhere finds it there."""
    terminal, theirs = os.openpty()
    with (tmp_path / "out.jsonl").open("wb") as out:
        command = _command(tmp_path, [json.dumps(ARTICLE)])
        with subprocess.Popen(command, stdout=out, stderr=theirs) as running:
            os.close(theirs)
            with suppress(OSError):  # nobody writes there any more
                while os.read(terminal, 65_536):
                    pass
    os.close(terminal)
    assert running.returncode == 0
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["id"] == "a1"


def test_a_missing_file_is_bad_usage(tmp_path: Path) -> None:
    """Exit code 2 and a message that names the file."""
    (tmp_path / "list.yaml").write_text(LIST, encoding="utf-8")
    command = [sys.executable, "-m", "bot", "screen", str(tmp_path / "none.jsonl"), "--watchlists", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 2
    assert "none.jsonl" in answer.stderr
