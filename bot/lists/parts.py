"""The parts of a listed name in no order, without titles and links: as they are spelt, and as they sound."""

from __future__ import annotations

from functools import lru_cache

from bot.names.parts import Kind, Part, parts_of

Parts = tuple[str, ...]  # sorted


@lru_cache(maxsize=100_000)
def spelt(name: str) -> Parts:
    """The folded words that carry a name, sorted: the same for ``SOLEIMANI Qasem`` and ``Qasem Soleimani``."""
    return tuple(sorted(part.folded for part in _telling(name)))


@lru_cache(maxsize=100_000)
def sounding(name: str) -> Parts:
    """The sounds of the words that carry a name, sorted: also the same for ``Ghasem Soleymani``."""
    return tuple(sorted(part.sound for part in _telling(name)))


def _telling(name: str) -> tuple[Part, ...]:
    return tuple(part for part in parts_of(name) if part.kind is Kind.NAME)
