"""How fast the matcher reads news it has not seen, and what its index costs, beside exact search and brute force.

    python -m tests.bench.matching NEWS.jsonl[.gz] WATCHLISTS [--names 100000] [--names 1000000]

NEWS has one JSON object with `title` and `text` a line; short ones are joined to the length of a feature article. WATCHLISTS
is a folder of real lists, filled up with invented people to so many names (`tests.bench.people`).

In each round all three read the same chunk, one after the other in one process, evidence on:
  gatewatch        `Matcher.find`, on text it has not seen (its memory warmed on other articles), then on the same text again
  pyahocorasick    exact search for all names, folded as the matcher folds them, at word boundaries
  brute force      every window of two to four capitalised words against every name by rapidfuzz's token_sort_ratio at 85
Figures are articles per second of CPU time; ratios are medians over the rounds, because machines are noisy.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import ahocorasick
import numpy as np
from rapidfuzz import fuzz, process
from rich.progress import track

from bot.edges.index_files import load_index, save_index
from bot.edges.worker import settle
from bot.matching.build import build
from bot.matching.matcher import Matcher
from bot.model import Article, Person, Tier
from bot.names.fold import fold
from tests.bench.people import listed, real_people, spellings

T = TypeVar("T")
ARTICLE_SIZE = 5_000  # characters from which joined news makes one article
WARM_UP = 300  # articles read before anything is measured
ROUNDS, CHUNK = 8, 40
BRUTE_CHUNK = 2  # articles that brute force reads in a round
_WINDOW_WORD = re.compile(r"[A-Z][\w'’-]+")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("watchlists", type=Path)
    parser.add_argument("--names", type=int, action="append", help="names on the list; may be repeated")
    given = parser.parse_args()
    if not given.news.exists() or not given.watchlists.exists():
        print("nothing measured: no such file")
        return 0
    news, real = list(_joined(read_articles(given.news))), real_people(given.watchlists)
    print(f"{len(news)} articles of {statistics.mean(len(a.body) for a in news):.0f} characters")
    for names in given.names or [100_000]:
        _measure(names, real, news)
    return 0


def _measure(names: int, real: Sequence[Person], news: Sequence[Article]) -> None:
    watchlist = listed(real, names)
    printed = spellings(watchlist)
    print(f"\n{len(printed)} names of {len(watchlist.people)} people")
    before = _resident()
    index, took = _timed(lambda: build(watchlist.people))
    size = sum(a.nbytes for a in index.arrays().values()) / 1e6
    print(
        f"  index            built in {took:.2f} s of CPU time, {size:.0f} MB, {_resident() - before:.0f} MB resident"
    )
    with tempfile.TemporaryDirectory() as folder:
        save_index(Path(folder), watchlist, index)
        del index
        gc.collect()
        before = _resident()
        mapped, took = _timed(lambda: load_index(Path(folder), watchlist))
        assert mapped is not None
        matcher, prepared = _timed(lambda: Matcher(watchlist, mapped))
        print(f"  from the file    {took + prepared:.2f} s, {_resident() - before:.0f} MB resident")
        automaton, took = _timed(lambda: _automaton(printed))
        print(f"  pyahocorasick    built in {took:.2f} s of CPU time")
        before = _resident()
        _rounds(matcher, automaton, [fold(p) for p in printed], news)
        print(f"  after reading    {_resident() - before:.0f} MB more resident")


def _rounds(matcher: Matcher, automaton: ahocorasick.Automaton, folded: Sequence[str], news: Sequence[Article]) -> None:
    settle()  # as the worker processes do once they are ready
    for article in news[:WARM_UP]:
        matcher.find(article)
    took: dict[str, list[float]] = {"unseen": [], "again": [], "pyahocorasick": [], "brute force": []}
    strong = some = 0
    for number in track(range(ROUNDS), "rounds", transient=True):
        chunk = news[WARM_UP + number * CHUNK : WARM_UP + (number + 1) * CHUNK]
        found, seconds = _timed(lambda chunk=chunk: [matcher.find(a) for a in chunk])
        took["unseen"].append(seconds / len(chunk))
        some += sum(any(m.tier is not Tier.WEAK for m in mentions) for mentions in found)
        strong += sum(any(m.tier is Tier.STRONG for m in mentions) for mentions in found)
        for label, work, size in (
            ("pyahocorasick", lambda a: _exact(automaton, a), CHUNK),
            ("again", matcher.find, CHUNK),
            ("brute force", lambda a: _brute_force(a, folded), BRUTE_CHUNK),
        ):
            _, seconds = _timed(lambda work=work, part=chunk[:size]: [work(a) for a in part])
            took[label].append(seconds / min(size, len(chunk)))
    for label, seconds in took.items():
        ratio = statistics.median(a / b for a, b in zip(took["pyahocorasick"], seconds, strict=True))
        print(f"  {label:16s} {1 / statistics.median(seconds):8.1f} articles/s  {ratio:8.3f} of pyahocorasick")
    read = ROUNDS * CHUNK
    print(
        f"  articles with a mention: {1000 * some / read:.0f} per 1,000, with a strong one {1000 * strong / read:.0f}"
    )


def read_articles(path: Path, limit: int | None = None) -> list[Article]:
    """The articles of a file of one JSON object a line, plain or compressed, or the first of them."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, limit)]
    return [Article(str(n), r["text"], r.get("title") or "", r.get("lang")) for n, r in enumerate(rows)]


def _joined(news: Iterable[Article]) -> Iterator[Article]:
    """Articles of at least `ARTICLE_SIZE`, made of neighbours."""
    pending = ""
    for article in news:
        pending += article.body + "\n\n"
        if len(pending) >= ARTICLE_SIZE:
            yield Article(article.id, pending)
            pending = ""


def _automaton(printed: Sequence[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in printed:
        automaton.add_word(fold(name), len(fold(name)))
    automaton.make_automaton()
    return automaton


def _exact(automaton: ahocorasick.Automaton, article: Article) -> int:
    text = fold(article.body)
    return sum(_at_boundaries(text, end + 1 - size, end + 1) for end, size in automaton.iter(text))


def _at_boundaries(text: str, start: int, end: int) -> bool:
    return not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()


def _brute_force(article: Article, names: Sequence[str]) -> int:
    found = [fold(m.group()) for m in _WINDOW_WORD.finditer(article.body)]
    windows = sorted({" ".join(found[i : i + n]) for i in range(len(found)) for n in (2, 3, 4) if i + n <= len(found)})
    hits = 0
    for start in range(0, len(names), 10_000):
        part = names[start : start + 10_000]
        scores = process.cdist(windows, part, scorer=fuzz.token_sort_ratio, score_cutoff=85, dtype=np.uint8)
        hits += int((scores > 0).sum())
    return hits


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


def _resident() -> float:
    """MB of memory that this process holds."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


if __name__ == "__main__":
    sys.exit(main())
