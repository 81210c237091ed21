"""Whatever becomes of a worker: each line is screened once, in order, and one that no worker survives is left out and named."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.edges.archive.local import LocalEngine
from bot.edges.archive.reading import Begun, sources
from bot.edges.archive.screening import Answers, Output
from bot.edges.workers import InlineWorkers, ProcessWorkers, Workers
from bot.errors import UsageError
from bot.model import Article


def nobody() -> Any:
    """A screener that is never asked: the outputs here do without."""
    return object()


@dataclass(frozen=True)
class Named:
    """Tells the id of each article."""

    def told(self, article: Article, _: Any) -> Iterator[dict[str, object]]:
        yield {"id": article.id}


@dataclass(frozen=True)
class Deadly:
    """Brings its process down at articles that say so: always, or while there is a file to take away."""

    fuse: Path

    def told(self, article: Article, _: Any) -> Iterator[dict[str, object]]:
        if "always" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "once" in article.text and self.fuse.exists():
            self.fuse.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        yield {"id": article.id}


def archive(folder: Path, *texts: str) -> tuple[Begun, ...]:
    """Two files with these texts, in turn."""
    lines: list[list[str]] = [[], []]
    for number, text in enumerate(texts):
        lines[number % 2].append(json.dumps({"id": f"a{number}", "text": text, "lang": "en"}))
    for number, each in enumerate(lines):
        (folder / f"{number}.jsonl").write_text("\n".join(each), encoding="utf-8")
    return tuple(map(Begun, sources([str(folder)])))


def screened(
    begun: tuple[Begun, ...], workers: Workers, output: Output, count: int = 2
) -> list[tuple[str, int, Answers | None]]:
    """What comes of each piece of three lines."""

    async def all_of_them() -> list[tuple[str, int, Answers | None]]:
        engine = LocalEngine(workers, count, output)
        try:
            return [(chunk.source, chunk.number, answers) async for chunk, answers in engine.screened(begun, 3)]
        finally:
            await workers.close()

    return asyncio.run(all_of_them())


def ids(found: list[tuple[str, int, Answers | None]]) -> list[str]:
    return [json.loads(result)["id"] for _, _, answers in found if answers for result in answers.results]


TEXTS = tuple(f"Text {n}." for n in range(20))
IN_ORDER = [f"a{n}" for n in (*range(0, 20, 2), *range(1, 20, 2))]


@pytest.mark.parametrize("processes", [0, 1, 3])
def test_pieces_come_in_order(tmp_path: Path, processes: int) -> None:
    """However many screen."""
    workers = ProcessWorkers(nobody, processes, imported=()) if processes else InlineWorkers(nobody)
    found = screened(archive(tmp_path, *TEXTS), workers, Named(), max(1, processes))
    assert [(source, number) for source, number, _ in found] == [(f"{f}.jsonl", n) for f in (0, 1) for n in range(4)]
    assert ids(found) == IN_ORDER


def test_what_is_done_is_not_screened_again(tmp_path: Path) -> None:
    """It is told all the same that it is done."""
    first, second = archive(tmp_path, *TEXTS)
    found = screened((Begun(first.source, frozenset({0, 1, 3})), second), InlineWorkers(nobody), Named())
    assert [answers is None for _, _, answers in found] == [True, True, False, True, False, False, False, False]
    assert ids(found) == [*IN_ORDER[6:9], *IN_ORDER[10:]]


def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    """Its piece is screened by another."""
    fuse = tmp_path / "fuse"
    fuse.touch()
    (tmp_path / "in").mkdir()
    begun = archive(tmp_path / "in", *TEXTS[:7], "once", *TEXTS[8:])
    found = screened(begun, ProcessWorkers(nobody, 2, imported=()), Deadly(fuse))
    assert not fuse.exists()
    assert ids(found) == IN_ORDER


def test_a_line_that_no_worker_survives_is_named(tmp_path: Path) -> None:
    """And takes no other down."""
    begun = archive(tmp_path, *TEXTS[:7], "always", *TEXTS[8:])
    found = screened(begun, ProcessWorkers(nobody, 2, imported=()), Deadly(tmp_path / "none"))
    assert ids(found) == [each for each in IN_ORDER if each != "a7"]
    left_out = [(source, *each) for source, _, answers in found if answers for each in answers.left_out]
    assert [(source, line) for source, line, _ in left_out] == [("1.jsonl", 4)]
    assert left_out[0][2].startswith("could not be screened: the worker process died")


def test_lines_that_are_no_articles_are_named(tmp_path: Path) -> None:
    """With what is wrong with them; those beside them are screened."""
    (tmp_path / "0.jsonl").write_text('{"id": "a"}\n{"id": "b", "text": "Text."}\n[]\n', encoding="utf-8")
    found = screened(tuple(map(Begun, sources([str(tmp_path)]))), InlineWorkers(nobody), Named())
    assert ids(found) == ["b"]
    (answers,) = (answers for _, _, answers in found if answers)
    assert [line for line, _ in answers.left_out] == [1, 3]
    assert answers.left_out[0][1].startswith("text: ")


def test_a_file_that_goes_away_ends_it_in_plain_words(tmp_path: Path) -> None:
    """Nothing under way is left behind."""
    begun = archive(tmp_path, *TEXTS)
    (tmp_path / "1.jsonl").unlink()
    with pytest.raises(UsageError, match=r"1\.jsonl: No such file"):
        screened(begun, InlineWorkers(nobody), Named())
