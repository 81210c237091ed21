r"""The case tables under `cases/`: who is listed, and sentences that print a listed name in brackets.

A line is ``main name of the listed person <tab> sentence``. Every stretch in square brackets must be found as that person,
exactly those words and nowhere else; a sentence of `near_names.tsv` has none. ``# Latin`` opens the part of a script.
``\n``, ``\r``, ``\t`` and ``\u00ad`` stand for themselves. All people of `people.tsv` are on one watchlist, so that names can be confused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.matching.matcher import Matcher
from bot.model import Article, Listing, Mention, Name, Person, Watchlist

FOLDER = Path(__file__).parent / "cases"
_ESCAPED = re.compile(r"\\(?:[nrt]|u[0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a table."""

    table: str
    script: str
    listed: str
    text: str
    marked: tuple[tuple[int, int], ...]  # the bracketed stretches, without their brackets

    def __str__(self) -> str:
        return f"{self.table}-{self.script}-{self.listed}"


def cases(table: str) -> list[Case]:
    """The rows of one table, in order."""
    return list(_read(table))


def _read(table: str) -> Iterator[Case]:
    script = ""
    for line in _lines(table):
        if line.startswith("# "):
            script = line[2:] if " " not in line[2:] else ""
        else:
            listed, sentence = line.split("\t")
            yield Case(table, script, listed, *_unmarked(_ESCAPED.sub(_meant, sentence)))


def _lines(table: str) -> Iterator[str]:
    return (line for line in (FOLDER / f"{table}.tsv").read_text(encoding="utf-8").splitlines() if line)


def _meant(escape: re.Match[str]) -> str:
    return escape.group().encode("ascii").decode("unicode_escape")


def _unmarked(sentence: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    pieces = re.split(r"[\[\]]", sentence)
    ends = [sum(map(len, pieces[: n + 1])) for n in range(len(pieces))]
    return "".join(pieces), tuple((ends[n - 1], ends[n]) for n in range(1, len(pieces), 2))


@cache
def _people() -> tuple[Person, ...]:
    rows = [line.split("\t") for line in _lines("people") if not line.startswith("#")]
    return tuple(_person(n, *row) for n, row in enumerate(rows, 1))


def _person(number: int, spellings: str, role: str = "", organisation: str = "", country: str = "") -> Person:
    names = [n.strip() for n in spellings.split(";")]
    return Person(
        f"t-{number}",
        names[0],
        tuple(Name(n, native=not n.isascii()) for n in names),
        (f"t-{number}",),
        (Listing("UN", str(number)),),
        nationality=(country,) if country else (),
        roles=(role,) if role else (),
        organisations=(organisation,) if organisation else (),
        lists=("t",),
    )


@cache
def watchlist() -> Watchlist:
    """All people of the tables."""
    return Watchlist(_people(), "tables")


@cache
def _matcher() -> Matcher:
    return Matcher(watchlist())


def mention(case: Case) -> Mention | None:
    """What is found of the listed person in the sentence, at whatever tier."""
    person = next(p for p in _people() if p.name == case.listed)
    return next((m for m in _matcher().find(Article("a", case.text)) if m.person == person.id), None)
