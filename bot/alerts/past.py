"""What is known already when an article comes in: the alerts about its people, and its own earlier versions."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Alert, Article, Decision, Findings, Mute, Verdict


@dataclass(frozen=True, slots=True)
class Version:
    """The same article as it was read before, what was found in it and decided about it."""

    article: Article  # without text when that has expired
    findings: Findings
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """What a decision is taken against."""

    alerts: tuple[Alert, ...] = ()  # about anybody whom the article or an earlier version names, of any age
    versions: tuple[Version, ...] = ()  # of this article, the oldest first
    whole: bool = True  # false: we have its beginning alone, and had more of it before
    backlog: bool = False  # it came with a new feed and is too old to be news
    cards: int | None = None  # so many stories may be opened yet, by news that came with a new feed; None: all
    verdicts: tuple[Verdict, ...] = ()  # on anybody whom the article names; not undone
    mutes: tuple[Mute, ...] = ()  # of anybody whom the article names

    @property
    def ids(self) -> frozenset[str]:
        """By which the earlier versions go."""
        return frozenset(version.article.id for version in self.versions)
