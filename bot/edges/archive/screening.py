"""Screens lines of an archive: what every engine does with a piece of it, wherever that is done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.edges.article_lines import article_of_line
from bot.model import Article, Findings
from bot.record import contract

if TYPE_CHECKING:
    from bot.alerts.routes import Policy
    from bot.pipeline import Screener  # brings the parser along, which takes its time

Line = tuple[int, bytes]  # its number in the file, from 1, and one article as JSON


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of some lines."""

    results: tuple[str, ...] = ()  # JSON, in order
    left_out: tuple[tuple[int, str], ...] = ()  # numbers of lines that could not be read or screened, and why
    articles: int = 0  # that were screened


def joined(each: Sequence[Answers]) -> Answers:
    """What came of all of them, in order."""
    return Answers(
        tuple(result for one in each for result in one.results),
        tuple(left for one in each for left in one.left_out),
        sum(one.articles for one in each),
    )


class Output(Protocol):
    """What is told of an article. Picklable."""

    def told(self, article: Article, screener: Screener) -> Iterator[dict[str, object]]:
        """Screen an article, and tell what was found."""
        ...


@dataclass(frozen=True, slots=True)
class AsFindings:
    """One object for each article (`bot.record.contract`)."""

    places: bool = False  # every place of the article, too

    def told(self, article: Article, screener: Screener) -> Iterator[dict[str, object]]:
        """What was found."""
        yield contract(screener.screen(article, all_places=self.places), places=self.places)


@dataclass(frozen=True, slots=True)
class AsMessages:
    """The messages that an empty channel would get."""

    policy: Policy

    def told(self, article: Article, screener: Screener) -> Iterator[dict[str, object]]:
        """Each message with its channel."""
        from bot.alerts.conclude import conclude
        from bot.alerts.past import Past
        from bot.edges.clock import SystemClock
        from bot.edges.without_buttons import without_buttons

        now, fingerprint = article.published or SystemClock().now(), screener.watchlist.fingerprint
        found: Findings = screener.screen(article)
        for conclusion in conclude(article, found, screener.people, Past(), self.policy, now, fingerprint):
            for telling in conclusion.tellings:
                yield {
                    "channel": conclusion.decision.channel,
                    "text": telling.message.text,
                    "blocks": list(without_buttons(telling.message).blocks),
                }


def screen_lines(screener: Screener, lines: Sequence[Line], output: Output) -> Answers:
    """Screen every line that is an article. The same lines always give the same answers."""
    results: list[str] = []
    left_out: list[tuple[int, str]] = []
    for number, line in lines:
        try:
            article = article_of_line(line)
        except ValueError as error:
            left_out.append((number, str(error)))
            continue
        results += (json.dumps(each, ensure_ascii=False) for each in output.told(article, screener))
    return Answers(tuple(results), tuple(left_out), len(lines) - len(left_out))
