"""What workers are built around that read feeds and pages and screen nothing: ready at once, without model and lists."""

from __future__ import annotations

from bot.model import Article, Findings


class ReadsOnly:
    """A screener that is never asked."""

    def screen(self, article: Article) -> Findings:
        """Nobody asks: raises NotImplementedError."""
        raise NotImplementedError

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        """Nobody asks: raises NotImplementedError."""
        raise NotImplementedError
