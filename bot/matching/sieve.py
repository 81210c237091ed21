"""Passes over articles that cannot name some people, much quicker than finding them.

How rare a word is depends on the whole list, and these people are only some of it. So nothing is refused here for being
common or for covering little of a name: No is never said where a `Matcher` of the whole list would find one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.matching.build import build
from bot.matching.candidates import Finder
from bot.matching.scene import Scene
from bot.matching.tokens import stretches
from bot.model import Article, Person

_ANY_SHARE = 1e-6  # bits of a whole name, of which any word is then enough


class Sieve:
    """Holds the names of some people."""

    def __init__(self, people: Sequence[Person]) -> None:
        index = build(people)
        loose = replace(index, unknown=np.zeros_like(index.unknown), totals=np.full_like(index.totals, _ANY_SHARE))
        self._finder = Finder(loose, people)

    def may_find(self, article: Article) -> bool:
        """Whether the article has words like a name of any of them."""
        scene = Scene(article)
        return bool(self._finder.find(scene.body, tuple(stretches(scene.body))))
