"""``gatewatch misses`` shows whom articles nearly named, why they were not meant, and what could be mended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from bot.edges.clock import SystemClock
from bot.errors import UsageError
from bot.feeds.entry import EntryKeys
from bot.model import Action, Article, Decision, Evidence, Findings, Mention, Reason, Span, Tier
from bot.store import articles, decisions, feeds
from bot.store.database import Database

DAY = timedelta(days=1)
AGAINST = Evidence("walk of life", False, "“singer” does not fit a minister", None, -2.2)
FOR = Evidence("name", True, "“Victor” ~ “Viktor”", None, 0.9)


class Desk:
    """A desk with near misses on record."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = SystemClock().now()
        self.number = 0
        self.db = Database.open(f"sqlite:///{folder}/a.db")
        (folder / "gatewatch.yml").write_text(f"database: sqlite:///{folder}/a.db\n")
        with self.db.transaction() as c:
            feeds.sync_feeds(c, [feeds.FeedSpec("https://n.test/")], self.now)

    def miss(
        self,
        text: str,
        printed: str,
        *,
        days: float = 1.0,
        person: str = "p1",
        against: Evidence = AGAINST,
        reason: Reason = Reason.NEAR_MISS,
    ) -> None:
        """An article that nearly names somebody."""
        self.number += 1
        at: datetime = self.now - days * DAY
        article = Article(
            f"a{self.number}", text, f"Title [b]{self.number}[/b]", "en", at, "Daily", f"https://n.test/{self.number}"
        )
        start = article.body.index(printed)
        spans = (Span(start, start + len(printed)),)
        mention = Mention(
            person, "Viktor Lazarenko", Tier.WEAK, 0.28, spans, printed, (), (person, "ofac-9"), (FOR, against)
        )
        with self.db.transaction() as c:
            articles.add(c, article, 1, EntryKeys(article.id, None, "d"), at)
            articles.add_findings(c, Findings(article.id, "en", (mention,)), "f1", at)
            decisions.add(c, Decision(article.id, person, "C1", Action.SILENCE, reason), "f1", at)

    def ask(self, *options: str) -> Result:
        return CliRunner().invoke(app, ["misses", *options, "--config", str(self.folder / "gatewatch.yml")])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path)
    yield opened
    opened.db.close()


SINGER = "It rained. Victor Lazarenko, a pop singer,\nsang in Montreal. He will be back."


def test_a_miss_is_shown_with_all_that_decides_it(desk: Desk) -> None:
    """Words, sentence on one line, score, what spoke against it, the article, and what to do; markup stays text."""
    desk.miss(SINGER.replace("\n", " "), "Victor Lazarenko")
    shown = desk.ask().stdout
    for part in (
        "“Victor Lazarenko” · 0.28 · nearly Viktor Lazarenko (p1)",
        "❝ Victor Lazarenko, a pop singer, sang in Montreal. ❞",
        "− 2.20 walk of life: “singer” does not fit a minister",
        "Daily: Title [b]1[/b] · https://n.test/1 · article a1",
        "“Victor Lazarenko” to `not`",
    ):
        assert part in shown
    assert "“Victor” ~" not in shown, "what spoke for it is in `gatewatch why`"


def test_the_same_words_are_one_entry(desk: Desk) -> None:
    """However often they were printed, the newest time first; other words and other people are entries of their own."""
    for days in (3.0, 1.0, 2.0):
        desk.miss(SINGER, "Victor Lazarenko", days=days)
    desk.miss("VICTOR LAZARENKO sang.", "VICTOR LAZARENKO", days=2.5)
    desk.miss("V. Lazarenko sang.", "V. Lazarenko", days=0.5)
    desk.miss(SINGER, "Victor Lazarenko", person="p2", days=4.0)
    printed = json.loads(desk.ask("--json").stdout)["misses"]
    assert [(m["person"], m["printed"], m["times"], m["article"]) for m in printed] == [
        ("p1", "V. Lazarenko", 1, "a5"),
        ("p1", "Victor Lazarenko", 4, "a2"),
        ("p2", "Victor Lazarenko", 1, "a6"),
    ]


def test_how_far_back_of_whom_and_how_many(desk: Desk) -> None:
    """`--since` reads lengths of time as everywhere; a person is known by any of their ids; what is left out is counted."""
    desk.miss(SINGER, "Victor Lazarenko", days=9)
    desk.miss("V. Lazarenko sang.", "V. Lazarenko")
    desk.miss(SINGER, "Victor Lazarenko", person="p2", reason=Reason.MERE_MENTION)

    def found(*options: str) -> list[str]:
        return [m["printed"] for m in json.loads(desk.ask("--json", *options).stdout)["misses"]]

    assert found() == ["V. Lazarenko"]
    assert found("--since", "12h") == []
    assert found("--since", "30d") == ["V. Lazarenko", "Victor Lazarenko"]
    assert found("--since", "30d", "--person", "ofac-9", "--limit", "1") == ["V. Lazarenko"]
    assert found("--person", "p7") == []
    assert json.loads(desk.ask("--json", "--since", "30d", "--limit", "1").stdout)["left_out"] == 1
    assert "… and 1 more; --limit shows more" in desk.ask("--since", "30d", "--limit", "1").stdout
    assert "No near miss within 12h." in desk.ask("--since", "12h").stdout
    assert isinstance(desk.ask("--since", "soon").exception, UsageError)


def test_where_the_text_has_expired_it_says_so(desk: Desk) -> None:
    """Printed words and evidence are there still."""
    desk.miss(SINGER, "Victor Lazarenko")
    with desk.db.transaction() as c:
        articles.expire(c, desk.now, 9)
    shown = desk.ask().stdout
    assert "“Victor Lazarenko” · 0.28" in shown
    assert "text expired" in shown
    assert json.loads(desk.ask("--json").stdout)["misses"][0]["sentence"] is None


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("weak name", "move “Victor Lazarenko” from `weak` to `names` of p1"),
        ("namesake", "nothing is to be done"),
        ("common name", "add a role or organisation that such articles tell to p1"),
        ("name", "add “Victor Lazarenko” to `names` of p1"),
        ("profession", "add what the text tells"),
    ],
)
def test_what_to_do_follows_from_what_weighed_most(desk: Desk, kind: str, said: str) -> None:
    """The heaviest evidence against it decides."""
    desk.miss(SINGER, "Victor Lazarenko", against=replace(AGAINST, kind=kind))
    assert said in desk.ask().stdout


def test_a_sentence_is_cut_at_250_characters(desk: Desk) -> None:
    """Quotes stay short, whatever an article says in one breath."""
    desk.miss(f"{'long ago ' * 60}Victor Lazarenko {'sang on and on ' * 60}.", "Victor Lazarenko")
    (found,) = json.loads(desk.ask("--json").stdout)["misses"]
    assert "Victor Lazarenko" in found["sentence"]
    assert len(found["sentence"]) <= 250
