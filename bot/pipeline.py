"""The flow of one article, drawn where it runs.

```
feeds/     bytes ──► Article
                        │
matching/               ├──► Mentions          Matcher.find      who is named, how sure, why
                        │        │
context/                └────────┴──► Findings  Reader.read      places, trips, claims, presences, bans
                                         │
alerts/    open Alerts ──────────────────┴──► Conclusions        conclude: decision, alert, what to tell
```

The stages never import each other; this module hands the data on. It reads no clock, no disk, no network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.context.reader import Reader
from bot.matching.matcher import Matcher
from bot.matching.sieve import Sieve
from bot.model import Article, Findings, Person, Watchlist
from bot.text import sound


class Screener:
    """Everything needed to read articles against one Watchlist. Built once per process and list."""

    def __init__(self, watchlist: Watchlist, matcher: Matcher, reader: Reader) -> None:
        self.watchlist = watchlist
        self.people: Mapping[str, Person] = {person.id: person for person in watchlist.people}
        self.matcher = matcher
        self.reader = reader
        self._narrow: tuple[frozenset[str], Sieve] | None = None  # whom was asked for last

    def screen(self, article: Article, *, all_places: bool = False) -> Findings:
        """Findings of one article: the same article and list always give the same findings. Halves of characters count as `?`."""
        article = replace(article, text=sound(article.text), title=sound(article.title))
        return self.reader.read(article, self.matcher.find(article), self.people, all_places=all_places)

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        """Whether `screen` could find any of these people, by id. To pass over articles: No is sure, Yes is a maybe."""
        if self._narrow is None or self._narrow[0] != people:
            some = tuple(person for person in self.watchlist.people if person.id in people)
            self._narrow = people, Sieve(some)
        return self._narrow[1].may_find(article)
