"""What an import passes over: counted by kind with one example each, for the notes of an `Imported`."""

from __future__ import annotations

from bot.text import cut, one_line

_EXAMPLE = 60  # characters of an example


class Tally:
    """Collects while a list is read. Kinds are plural phrases: ``dates of birth that could not be read``."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, str] = {}
        self._told: list[str] = []

    def tell(self, sentence: str) -> None:
        """Notes something about the whole list."""
        self._told.append(sentence)

    def add(self, kind: str, example: str = "") -> None:
        """Counts one more of a kind; the first example given is kept."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if example:
            self._examples.setdefault(kind, cut(one_line(example), _EXAMPLE))

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind, in order of first appearance."""
        return dict(self._counts)

    def notes(self) -> tuple[str, ...]:
        """What was told, then a line for each kind: ``nationalities unknown to us: 3, such as “Ruritania”``."""
        return (*self._told, *(self._line(kind) for kind in self._counts))

    def _line(self, kind: str) -> str:
        example = self._examples.get(kind)
        return f"{kind}: {self._counts[kind]}" + (f", such as “{example}”" if example else "")
