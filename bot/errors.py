"""The errors a person may meet. Everything else that is raised is a bug.

A bad file is described by `Mistake`s, all of them at once, each naming the place and the mend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong in a file a person edits."""

    file: str
    line: int  # from 1
    column: int  # from 1
    what: str  # what is wrong, in plain words
    mend: str  # how to mend it
    excerpt: str = ""  # the offending line
    warning: bool = False  # a warning does not refuse the file
    rule: str = ""  # of a warning: the rule that gave it

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}; {self.mend}"


class GatewatchError(Exception):
    """Something a person can mend; the message says what and how. Ends a command with exit code 1."""


class UsageError(GatewatchError):
    """Bad arguments or configuration. Ends a command with exit code 2."""


class BadFile(UsageError):
    """A configuration or watchlist that is refused, with every mistake in it that can be seen.

    `unfinished`: some of it could not be looked at for a mistake before it; mended, it may show further ones.
    """

    def __init__(self, mistakes: Sequence[Mistake], *, unfinished: bool = True) -> None:
        self.unfinished = unfinished
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))
