"""How fast the matcher reads news it has not seen, beside rapidfuzz brute force in the same process.

    python tests/bench/matching.py ARTICLES.jsonl[.gz] WATCHLISTS [--articles 400] [--brute 20]

ARTICLES has one JSON object with `title` and `text` a line; WATCHLISTS is a folder of watchlists. Prints articles per second of
one core for unseen text (caches warmed on other articles), for the same text again, the time the index takes, and what
brute force does: every window of two to four capitalised words against every spelling by token_sort_ratio at 85.
Nothing is measured where a file is absent.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from rapidfuzz import fuzz, process

from bot.lists.load import SourceFile, load_watchlist
from bot.matching.matcher import Matcher
from bot.model import Article
from bot.names.fold import fold

T = TypeVar("T")
WARM_SHARE = 0.5  # of the articles, read before anything is measured
_WINDOW_WORD = re.compile(r"[A-Z][\w'’-]+")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("watchlists", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--brute", type=int, default=20)
    given = parser.parse_args()
    if not given.news.exists() or not given.watchlists.exists():
        print("nothing measured: no such file")
        return 0
    news = read_articles(given.news, given.articles)
    files = [SourceFile(p.name, p.read_bytes()) for p in sorted(given.watchlists.glob("*.yaml"))]
    people = load_watchlist(files).watchlist
    matcher, built = _timed(lambda: Matcher(people))
    spellings = [fold(n.text) for p in people.people for n in p.names]
    print(
        f"{len(people.people)} people, {len(spellings)} spellings, {len(news)} articles of {_mean(news):.0f} characters"
    )
    print(f"index          {built:8.2f} s")
    split = int(len(news) * WARM_SHARE)
    _timed(lambda: [matcher.find(a) for a in news[:split]])
    for label in ("unseen", "again"):
        _, took = _timed(lambda: [matcher.find(a) for a in news[split:]])
        print(f"{label:14s} {(len(news) - split) / took:8.1f} articles/s")
    _, took = _timed(lambda: [_brute_force(a, spellings) for a in news[: given.brute]])
    print(f"brute force    {given.brute / took:8.1f} articles/s")
    return 0


def read_articles(path: Path, limit: int) -> list[Article]:
    """The first articles of a file of one JSON object a line, plain or compressed."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(limit), lines, strict=False)]
    return [Article(str(n), r["text"], r.get("title") or "", r.get("lang")) for n, r in enumerate(rows)]


def _mean(news: Sequence[Article]) -> float:
    return sum(len(a.body) for a in news) / max(1, len(news))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


def _brute_force(article: Article, spellings: Sequence[str]) -> int:
    found = [fold(m.group()) for m in _WINDOW_WORD.finditer(article.body)]
    windows = sorted({" ".join(found[i : i + n]) for i in range(len(found)) for n in (2, 3, 4) if i + n <= len(found)})
    if not windows:
        return 0
    scores = process.cdist(windows, spellings, scorer=fuzz.token_sort_ratio, score_cutoff=85, dtype=np.uint8)
    return int((scores > 0).any(axis=1).sum())


if __name__ == "__main__":
    sys.exit(main())
