"""Counts what an import passes over, with one example of each kind, for the notes of an `Imported`."""

from __future__ import annotations

from bot.text import cut, one_line

_EXAMPLE = 60  # characters of an example


class Tally:
    """Collects while a list is read. Kinds are plural phrases: ``dates of birth that could not be read``."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, str] = {}

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
        """A sentence for each kind: ``3 nationalities unknown to us, such as “Ruritania”``."""
        return tuple(
            f"{count} {kind}, such as “{self._examples[kind]}”" if kind in self._examples else f"{count} {kind}"
            for kind, count in self._counts.items()
        )
