"""Whether two articles are versions of one, by their words. Apart from `bot.feeds.article`, which takes long to import."""

from __future__ import annotations

from bot.model import Article
from bot.text import runs

# Of the runs of three words in the shorter of two versions so many stand in the other. Two reports of one event by different
# hands share about 2 in 100; an edit keeps more than half, a retraction little more than the title.
_OF_TITLE, _OF_TEXT = 0.5, 0.3
_FEWEST = 3  # runs: two titles of three words in common prove nothing


def same_piece(first: Article, second: Article) -> bool:
    """Whether two articles are versions of one: the title nearly stays, or so many words in a row do.

    Read where their keys alone do not tell: some feeds give all their items one address, or use an id again.
    """
    titles, texts = (runs(first.title), runs(second.title)), (runs(first.body), runs(second.body))
    return _share(*titles) >= _OF_TITLE or _share(*texts) >= _OF_TEXT


def _share(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> float:
    return len(first & second) / max(min(len(first), len(second)), _FEWEST)
