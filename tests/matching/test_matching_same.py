"""The same article and list give the same mentions: in any order, with cold or warm memories, in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import pytest
from tables import cases, watchlist

from bot.matching import candidates, lookup, pairs
from bot.matching.matcher import Matcher
from bot.model import Article, Mention

HERE = Path(__file__).parent
TABLES = ("transliteration", "initials", "near_names")


def texts() -> tuple[str, ...]:
    """Texts in every script, many with one another's words, and some with several people."""
    each = dict.fromkeys(case.text for table in TABLES for case in cases(table))
    return *each, *(" ".join(some) for some in zip(*[iter(each)] * 5, strict=False))


def found(order: int = 1, people: int = 1) -> list[tuple[Mention, ...]]:
    """What a matcher that has seen nothing finds, in order of the texts; -1 turns round the articles, or the list."""
    matcher = Matcher(replace(watchlist(), people=watchlist().people[::people]))
    return [matcher.find(Article("a", text)) for text in texts()[::order]][::order]


def digest() -> str:
    """Of everything found, evidence and all."""
    return blake2b(repr(found()).encode(), digest_size=16).hexdigest()


def test_the_order_of_articles_changes_nothing() -> None:
    """What was learnt from earlier articles never changes an answer."""
    assert found() == found(-1)


def test_the_order_of_the_list_changes_nothing() -> None:
    """Who is meant, and who is named together with whom, hangs on the text."""
    assert found() == found(people=-1)


def test_a_memory_that_is_full_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words and stretches are forgotten in the midst of a text, and learnt again."""
    roomy = found()
    monkeypatch.setattr(lookup, "MOST_REMEMBERED", 8)
    monkeypatch.setattr(candidates, "MOST_REMEMBERED", 4)
    assert found() == roomy


def test_what_is_refused_early_would_have_been_refused_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that cannot be alike or rare enough are left out before they are compared; that hides nobody."""
    quick = found()
    monkeypatch.setattr(pairs, "LEAST_SCORE", 0.0)
    monkeypatch.setattr(pairs, "HOPELESS_UNKNOWN", -100.0)
    monkeypatch.setattr(lookup, "CLOSE", 0.0)
    assert found() == quick


def test_every_process_finds_the_same() -> None:
    """Answers do not hang on the seed of the interpreter's hashes."""
    command = [sys.executable, "-c", "import test_matching_same as same; print(same.digest())"]
    paths = os.pathsep.join((str(HERE), str(HERE.parents[1])))
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
    other = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert other.stdout.strip() == digest()
