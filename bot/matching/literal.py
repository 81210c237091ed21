"""Names in scripts that leave no blanks between words (Chinese, Japanese, Korean): found as they are written.

Chinese names are looked up in simplified characters on both sides; the dot between the halves of a foreign name is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.model import Span
from bot.names.fold import fold
from bot.names.signs import simplified

_SIGNS = r"\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
SIGN = re.compile(f"[{_SIGNS}]")
_STRETCH = re.compile(rf"[{_SIGNS}]+(?:[·・•‧ ][{_SIGNS}]+)*")
_BETWEEN = frozenset("·・•‧ ")


class Literal:
    """Looks for fixed strings of signs in a text."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._rows: dict[str, tuple[int, ...]] = {}
        for name, row in names:
            signs = fold(name).replace(" ", "")
            if len(signs) > 1:
                key = _comparable(signs)
                self._rows[key] = (*self._rows.get(key, ()), row)
        self._lengths = sorted({len(name) for name in self._rows}, reverse=True)

    def find(self, body: str) -> Iterator[tuple[Span, tuple[int, ...]]]:
        """Spans and the spellings that stand there, longest first, without overlaps."""
        if not self._rows:
            return
        for stretch in _STRETCH.finditer(body):
            yield from self._in(stretch.group(), stretch.start())

    def _in(self, stretch: str, offset: int) -> Iterator[tuple[Span, tuple[int, ...]]]:
        where = [n for n, sign in enumerate(stretch) if sign not in _BETWEEN]
        signs = _comparable("".join(stretch[n] for n in where))
        at = 0
        while at < len(signs):
            size = next((n for n in self._lengths if signs[at : at + n] in self._rows and at + n <= len(signs)), 0)
            if size:
                span = Span(offset + where[at], offset + where[at + size - 1] + 1)
                yield span, self._rows[signs[at : at + size]]
            at += size or 1


def _comparable(signs: str) -> str:
    """Folded signs with traditional Chinese characters made simple; always as many signs as given."""
    plain = simplified(signs)
    return next((form for form in (fold(plain), plain) if len(form) == len(signs)), signs)
