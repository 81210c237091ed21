"""One day of news: what a desk would be told, by action and reason, and how many of its cards should not have been.

    python -m tests.quality.day WATCHLISTS GOLD ARTICLES… [--misses] [--seed N]

The articles are mixed as if they came in on one day, read by the real screener and decided by the real rules, each against the
stories told before it. GOLD says who travelled where in some of them; the ban rules say for which of these trips a travel ban
may apply. A card is one too many where its article holds no such trip. The figures are per 1,000 such articles.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past, Version
from bot.alerts.routes import Policy
from bot.context.ban import ban_of
from bot.edges.article_lines import article_of_line, moment_of
from bot.edges.files import read_sources
from bot.edges.kept_lists import watchlist_of
from bot.edges.screener import build_screener
from bot.model import Action, Alert, Article, BanApplies, ClaimStatus, Findings, Person, Place, Span, Trip, When
from bot.text import days_of

CACHE = Path("~/.cache/gatewatch").expanduser()
NIGHT = datetime(2026, 1, 1, tzinfo=UTC)  # for articles without any date
NOWHERE = Span(0, 0)
POLICY = Policy("desk")


@dataclass
class Desk:
    """What was told so far, as the store would hold it."""

    people: Mapping[str, Person]
    alerts: dict[str, Alert] = field(default_factory=dict)
    digested: list[Version] = field(default_factory=list)

    def decide(self, article: Article, findings: Findings) -> Sequence[Conclusion]:
        """What the article means, kept."""
        ids = frozenset(ref for mention in findings.mentions for ref in mention.ids)
        about = tuple(a for a in self.alerts.values() if any(not ids.isdisjoint(p.ids) for p in a.people))
        apart = tuple(v for v in self.digested if any(not ids.isdisjoint(m.ids) for m in v.findings.mentions))
        now = article.published or NIGHT
        concluded = conclude(article, findings, self.people, Past(about, apart=apart), POLICY, now, "day")
        self.alerts |= {each.alert.key: each.alert for each in concluded if each.alert}
        waits = tuple(each.decision for each in concluded if each.decision.action is Action.DIGEST)
        if waits and findings.trips:
            self.digested.append(Version(article, findings, waits))
        return concluded


def main() -> int:
    """Print the day."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("watchlists", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--misses", action="store_true", help="name the cards that should not have been")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    watchlist = watchlist_of(CACHE, read_sources([given.watchlists]))
    screener = build_screener(watchlist, CACHE)
    news = [article for path in given.articles for article in _articles(path)]
    random.Random(given.seed).shuffle(news)
    desk = Desk(screener.people)
    day = [(article, desk.decide(article, screener.screen(article))) for article in news]
    gold = Gold(given.gold, {a.id: a for a in news}, screener.people)
    _print(day, gold, misses=given.misses)
    return 0


def _articles(path: Path) -> Iterator[Article]:
    for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
        article, about = article_of_line(line), json.loads(line)
        yield replace(article, published=article.published or moment_of(about.get("date_approx")))


class Gold:
    """In which articles a travel ban may apply to a journey, as people read them: at all, and as their news."""

    def __init__(self, gold: Path, news: Mapping[str, Article], people: Mapping[str, Person]) -> None:
        self._by_ref = {_base(ref): each for each in people.values() for ref in each.ids}
        self.holds: set[str] = set()
        self.news: set[str] = set()
        for row in map(json.loads, filter(str.strip, gold.read_text(encoding="utf-8").splitlines())):
            possible = [trip for trip in row["trips"] if self._possible(trip, row, news[row["id"]])]
            self.holds |= {row["id"] for _ in possible}
            self.news |= {row["id"] for trip in possible if trip["main"]}

    def _possible(self, trip: Mapping[str, Any], row: Mapping[str, Any], article: Article) -> bool:
        entry = next((who["entry"] for who in row["people"] if who["printed"] == trip["traveller"]), None)
        person = self._by_ref.get(_base(entry or ""))
        if person is None:
            return False
        there = Place(trip["destination"] or "", NOWHERE, trip["dest_country"])
        when = When("", NOWHERE, *days_of(trip["when"])) if trip["when"] else None
        told = Trip(person.id, ClaimStatus(trip["status"]), (NOWHERE,), destination=there, when=when)
        day = article.published.date() if article.published else None
        return ban_of(person, told, day).applies is BanApplies.POSSIBLE


def _base(ref: str) -> str:
    """The EU's record numbers repeat between annexes; the lists tell them apart by a suffix that the labels lack."""
    return ref.split(".")[0] if ref.startswith("eu-") else ref


# --- what is printed ------------------------------------------------------------------------------------------------------


def _print(day: Sequence[tuple[Article, Sequence[Conclusion]]], gold: Gold, *, misses: bool) -> None:
    counts = Counter((each.decision.action, each.decision.reason) for _, concluded in day for each in concluded)
    for action in Action:
        print(f"{action.value:8s} {sum(n for (done, _), n in counts.items() if done is action):5d}")
        for reason, n in sorted((reason.value, n) for (done, reason), n in counts.items() if done is action):
            print(f"  {reason:22s} {n:5d}")
    print(f"nobody named in {sum(not concluded for _, concluded in day)} of {len(day)} articles")
    free = [(article, concluded) for article, concluded in day if article.id not in gold.holds]
    wrong = [(a, each) for a, concluded in free for each in concluded if each.decision.action is Action.ALERT]
    rate = 1000 * len(wrong) / max(1, len(free))
    print(f"cards of the {len(free)} articles without a trip under a possible ban: {len(wrong)} = {rate:.1f} per 1,000")
    told = {article.id for article, concluded in day if any(each.decision.story for each in concluded)}
    right = gold.news & told
    share = len(right) / max(1, len(gold.news))
    print(f"articles whose news is such a trip, on a card: {len(right)} of {len(gold.news)} = {share:.3f}")
    if misses:
        for article, each in wrong:
            text = each.tellings[0].message.text if each.tellings else ""
            print(f"{article.id} [{article.lang}] {article.title[:70]}\n    {text[:300]}")
        print(*sorted(gold.news - told), sep="\n")


if __name__ == "__main__":
    sys.exit(main())
