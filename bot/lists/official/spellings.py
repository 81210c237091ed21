"""Names and other cells as lists print them: blanks, placeholders, packed aliases, turned names.

A list packs several names into one cell (``a; b; c``, ``a) x b) y``, ``1: x 2: y``) or prints ``n/a`` where it knows nothing.
Whether a name is weak is never guessed here: only the list's own mark says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.lists.official.tally import Tally
from bot.model import Name
from bot.text import one_line

LONGEST_NAME = 200  # characters; the longest on any list has about 130

_NOTHING = frozenset(
    ("", "na", "n/a", "n.a", "n.a.", "-0-", "-", "--", "none", "null", "nil", "unknown", "not known", "...")
)
# "a) Mohammed b) Ahmed", "(i) …", "1: … 2: …", "1) … 2) …": marks only count where they come in order from the first one on
_MARK = re.compile(r"(?:(?<=\s)|^)\(?([a-z]{1,4}|\d{1,2})[):](?=\s|\w)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ENDS = " \t,;:."
_QUOTES = "\"'`´“”‘’„«»"


def is_nothing(text: str | None) -> bool:
    """Whether a cell holds nothing, or one of the words that lists put for nothing: ``na``, ``n/a``, ``-0-``, ``None``."""
    return text is None or text.strip().casefold().rstrip(",;:") in _NOTHING


def cell(text: str | None) -> str:
    """A cell on one line without double blanks; empty where it holds nothing."""
    return "" if text is None or is_nothing(text) else one_line(text)


def unpacked(text: str | None) -> tuple[str, ...]:
    """The several values of one cell, in order: split at semicolons, line breaks and counted marks. Placeholders are dropped."""
    pieces = (piece for part in _counted(text or "") for piece in re.split(r"[;؛\n]", part))
    return tuple(dict.fromkeys(found for piece in pieces if (found := cell(piece.strip(" \t,;")))))


def _counted(text: str) -> list[str]:
    """Cut at ``a) b) c)`` or ``1) 2)``, if the marks come in their order; else the whole text."""
    marks = [(found.group(1), found) for found in _MARK.finditer(text)]
    for order in (tuple("abcdefghijklmnopqrstuvwxyz"), tuple(map(str, range(1, 50))), _ROMAN):
        following = [found for word, found in marks if word in order]
        if following and tuple(found.group(1) for found in following) == order[: len(following)]:
            starts = [found.start() for found in following] + [len(text)]
            bodies = [text[found.end() : end] for found, end in zip(following, starts[1:], strict=True)]
            return [text[: starts[0]], *bodies]
    return [text]


def turned(text: str) -> str:
    """``Surname, Given`` as ``Given Surname``. Only for lists that print names so; more than one comma is left alone."""
    family, comma, given = text.partition(",")
    if not comma or "," in given or not given.strip() or not family.strip():
        return one_line(text.replace(",", " ")) if text.count(",") > 1 else text.strip(_ENDS)
    return f"{given.strip()} {family.strip()}"


def joined(parts: Iterable[str | None]) -> str:
    """The parts of a name in the order given, without the empty ones."""
    return " ".join(found for part in parts if (found := cell(part)))


def spelling(text: str | None, tally: Tally) -> str:
    """A name fit for a watchlist: one line, no quotes around it, no stray punctuation. Empty: nothing there, or no name."""
    found = cell(text).strip(_QUOTES + _ENDS.replace(".", "")).strip()
    if not found or is_nothing(found):
        return ""
    if len(found) > LONGEST_NAME:
        tally.add(f"names longer than {LONGEST_NAME} characters left out", found)
        return ""
    if not any(letter.isalpha() for letter in found):
        tally.add("names without a letter left out", found)
        return ""
    return found


def names_of(
    main: str, strong: Iterable[str] = (), native: Iterable[str] = (), weak: Iterable[str] = ()
) -> tuple[Name, ...]:
    """The names of a Person, main name first; a spelling given twice stays where it came first."""
    given = [Name(main), *map(Name, strong)]
    given += [Name(text, native=True) for text in native]
    given += [Name(text, weak=True) for text in weak]
    once: dict[str, Name] = {}
    for name in given:
        if name.text:
            once.setdefault(name.text, name)
    return tuple(once.values())
