"""The parts of a listed name in no order, without titles and links: as they are spelt, and as they sound."""

from __future__ import annotations

from functools import lru_cache

from bot.names.parts import Kind, parts_of

Parts = tuple[str, ...]  # sorted


def spelt(name: str) -> Parts:
    """The folded words that carry a name, sorted: the same for ``SOLEIMANI Qasem`` and ``Qasem Soleimani``."""
    return _read(name)[0]


def sounding(name: str) -> Parts:
    """The sounds of the words that carry a name, sorted: also the same for ``Ghasem Soleymani``."""
    return _read(name)[1]


@lru_cache(maxsize=200_000)
def _read(name: str) -> tuple[Parts, Parts]:
    telling = [part for part in parts_of(name) if part.kind is Kind.NAME]
    return tuple(sorted(part.folded for part in telling)), tuple(sorted(part.sound for part in telling))
