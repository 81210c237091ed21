"""What reading the travel costs, beside spaCy's own time on the same text in the same run, and how much memory it adds.

    python -m tests.bench.reading ARTICLES.jsonl[.gz] WATCHLISTS [--articles 100]

ARTICLES has one JSON object with `title`, `text` and `lang` a line; WATCHLISTS is a folder of watchlists. Only English
articles with a mention worth reading count: the others are not parsed. Prints seconds of one core per article for spaCy
alone and for the reader (parse included), their ratio, and the memory that model, gazetteer and reading added to a process
that already holds the matcher. Nothing is measured where a file or the model is absent.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.lists.load import SourceFile, load_watchlist
from bot.matching.matcher import Matcher
from bot.model import Article, Mention, Tier
from tests.bench.matching import read_articles

RATIO_FLOOR, RATIO_GOAL = 3.0, 1.3  # the reader's time, as a multiple of spaCy's
MEMORY_FLOOR, MEMORY_GOAL = 400, 300  # MB
WARM = 5  # articles read before anything is timed
ROUNDS = 3  # the quickest counts: the machine may have other work

Found = tuple[Article, Sequence[Mention]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("watchlists", type=Path)
    parser.add_argument("--articles", type=int, default=100)
    given = parser.parse_args()
    if not given.news.exists() or not given.watchlists.exists():
        print("nothing measured: no such file")
        return 0
    files = [SourceFile(p.name, p.read_bytes()) for p in sorted(given.watchlists.glob("*.yaml"))]
    people = load_watchlist(files).watchlist
    matcher = Matcher(people)
    found = [(a, matcher.find(a)) for a in read_articles(given.news, given.articles) if (a.lang or "en") == "en"]
    worth = [(a, mentions) for a, mentions in found if any(m.tier is not Tier.WEAK for m in mentions)]
    before = _memory()
    from bot.context.reader import Reader  # here, so that the memory of the parser's code counts
    from bot.edges.gazetteer import open_gazetteer
    from bot.edges.model_files import NoModel, load_model

    model = load_model()
    if isinstance(model, NoModel):
        print(f"nothing measured: {model.why}")
        return 0
    reader = Reader(model, open_gazetteer(Path("~/.cache/gatewatch").expanduser()))
    by_id = {person.id: person for person in people.people}

    def parse() -> None:
        for article, _ in worth:
            list(model.pipe(article.body.splitlines(), batch_size=32))

    def read() -> None:
        for article, mentions in worth:
            reader.read(article, mentions, by_id)

    for article, mentions in worth[:WARM]:
        reader.read(article, mentions, by_id)
    parsing, reading = _quickest(parse), _quickest(read)
    added = _memory() - before
    size = sum(len(a.body) for a, _ in worth) / max(1, len(worth))
    print(f"{len(worth)} articles with a mention, of {size:.0f} characters")
    print(f"spaCy alone    {parsing / max(1, len(worth)):8.3f} s/article")
    print(f"reader         {reading / max(1, len(worth)):8.3f} s/article")
    print(_against("times spaCy", reading / parsing, RATIO_FLOOR, RATIO_GOAL))
    print(_against("MB added", added, MEMORY_FLOOR, MEMORY_GOAL))
    return 0


def _against(what: str, value: float, floor: float, goal: float) -> str:
    verdict = "goal met" if value <= goal else "floor met" if value <= floor else "FLOOR MISSED"
    return f"{what:14s} {value:8.2f}  at most {floor:g}, aim {goal:g}: {verdict}"


def _quickest(work: Callable[[], None]) -> float:
    """Seconds of processor time of the quickest round."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def _memory() -> float:
    """Megabytes that this process holds now (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
