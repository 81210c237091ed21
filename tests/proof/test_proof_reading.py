"""The reader on real news in many languages and on large bad text. Skipped where that news does not lie beside the project."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot.context.reader import Reader
from bot.model import Article, Mention, Span, Tier
from tests.context.reading import check_spans, listed

NEWS = Path(__file__).parents[3] / "shared" / "data" / "articles"
# One article in so many is read.
SETS = {"multilingual_smoke.jsonl": 2, "negatives.jsonl": 8, "bbc2005.jsonl.gz": 20}
PERSON = listed("Viktor Lazarenko", roles=("Minister",))
DAY = datetime(2016, 4, 15, tzinfo=UTC)


def articles(path: Path) -> Iterator[Article]:
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            yield Article(str(number), row["text"], row.get("title") or "", row.get("lang") or "en", DAY, "Test Post")


def mentions(article: Article) -> tuple[Mention, ...]:
    """Every fifteenth word of the article, as if it named a listed person: whatever is read of it must hold together."""
    spans = tuple(Span(*word.span()) for word in re.finditer(r"\w+", article.body))[::15][:40]
    return (Mention(PERSON.id, PERSON.name, Tier.STRONG, 0.9, spans, "x"),) if spans else ()


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("as_english", [False, True])
def test_no_article_breaks_the_reader(reader: Reader, name: str, as_english: bool) -> None:
    """Articles are read without an error and with spans that point into it: in its language, and taken for English."""
    if not (NEWS / name).exists():
        pytest.skip(f"{name} does not lie beside the project")
    for article in islice(articles(NEWS / name), 0, None, SETS[name]):
        if as_english and article.lang == "en":
            continue  # read so already
        given = replace(article, lang="en") if as_english else article
        check_spans(given, reader.read(given, mentions(given), {PERSON.id: PERSON}, all_places=True))


LARGE = {
    "one word of a megabyte": lambda n: "Lazarenko went to " + "A" * (10 * n),
    "no sentence ends": lambda n: "Lazarenko flew to Moscow and " * (n // 29),
    "a row of places": lambda n: "Lazarenko saw " + "Paris, Texas, " * (n // 14),
    "lines": lambda n: "".join(f"Lazarenko left Rome {i} times\n" for i in range(n // 30)),
    "both directions": lambda n: "Lazarenko " + "\u202eابA \u2067" * (n // 6),
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_bad_text_takes_its_length_in_time(reader: Reader, kind: str) -> None:
    """Four times the text takes not much more than four times as long, up to a megabyte."""
    took = []
    for size in (25_000, 100_000):
        article = Article("a", LARGE[kind](size), "", "en", DAY)
        begun = time.process_time()
        check_spans(article, reader.read(article, mentions(article), {PERSON.id: PERSON}))
        took.append(time.process_time() - begun)
    assert took[1] < 4 * 2 * took[0] + 0.5
