"""Names and other cells as lists print them: blanks, placeholders, packed aliases, turned names.

A list packs several names into one cell (``a; b; c``, ``a) x b) y``, ``1: x 2: y``) or prints ``n/a`` where it knows nothing.
Whether a name is weak is never guessed here: only the list's own mark says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.lists.official.tally import Tally
from bot.model import Name
from bot.names.transliterate import script_of
from bot.text import one_line

LONGEST_NAME = 200  # characters; the longest on any list has about 130

_NOTHING = frozenset(
    ("", "na", "n/a", "n.a", "n.a.", "-0-", "-", "--", "none", "null", "nil", "unknown", "not known", "...")
)
# "a) Mohammed b) Ahmed", "(i) …", "1: … 2: …", "1) … 2) …": marks only count where they come in order from the first one on
_MARK = re.compile(r"(?:(?<=\s)|^)\(?([a-z]{1,4}|\d{1,2})[):](?=\s|\w)")
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
_NUMBERS = tuple(map(str, range(1, 100)))
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_ENDS = " \t\r\n,;:()[]"
_QUOTES = re.compile("[\"“”„«»]|''")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# "original script: …", "In Arabic: …"; what follows a name and is no part of it
_LABEL = re.compile(r"(?:in \w+|original script|arabic|cyrillic)\s*:\s*", re.IGNORECASE)
_NOT_NAME = re.compile(
    r",?\s*\b(?:born (?:in|on|about|circa|\d)|(?:dob|pob|nationality) ?:|passport (?:no|number)|(?:previously|formerly) listed).*",
    re.IGNORECASE | re.DOTALL,
)


def is_nothing(text: str | None) -> bool:
    """Whether a cell holds nothing, or one of the words that lists put for nothing: ``na``, ``n/a``, ``-0-``, ``None``."""
    return text is None or text.strip().casefold().rstrip(",;:") in _NOTHING


def cell(text: str | None) -> str:
    """A cell on one line without double blanks; empty where it holds nothing."""
    return "" if text is None or is_nothing(text) else one_line(text)


def unpacked(text: str | None) -> tuple[str, ...]:
    """The several values of one cell, in order: split at semicolons and counted marks. Placeholders are dropped."""
    pieces = (piece for part in _counted(text or "") for piece in re.split("[;؛]", part))
    return tuple(dict.fromkeys(found for piece in pieces if (found := cell(piece.strip(" \t,;")))))


def _counted(text: str) -> list[str]:
    """Cut at ``a) b) c)`` or ``1) 2)``, if the marks come in their order; else the whole text."""
    found = [(mark.group(1), mark) for mark in _MARK.finditer(text)]
    for order in (_LETTERS, _NUMBERS, _ROMAN):
        marks = [mark for word, mark in found if word in order]
        words = tuple(mark.group(1) for mark in marks)
        unmarked = bool(marks) and bool(text[: marks[0].start()].strip())  # "Mohammed b) Ahmed": the first has no mark
        if marks and words in (order[: len(words)], order[1 : len(words) + 1] if unmarked else ()):
            ends = [*(mark.start() for mark in marks[1:]), len(text)]
            return [text[: marks[0].start()], *(text[mark.end() : end] for mark, end in zip(marks, ends, strict=True))]
    return [text]


def turned(text: str) -> str:
    """``Surname, Given`` as ``Given Surname``. Only for lists that print names so.

    Where there are more commas, or what follows is no given name (``Jr``), they are only taken out.
    """
    family, _, given = (part.strip() for part in text.partition(","))
    if not family or not given or "," in given or given.casefold().rstrip(".") in _SUFFIXES:
        return one_line(text.replace(",", " "))
    return f"{given} {family}"


def joined(parts: Iterable[str | None]) -> str:
    """The parts of a name in the order given, without the empty ones."""
    return " ".join(found for part in parts if (found := cell(part)))


def is_native(text: str) -> bool:
    """Whether a name is written in other than Latin letters."""
    return any(script_of(letter) != "latin" for letter in text if letter.isalpha())


def spellings(text: str | None, tally: Tally) -> tuple[str, ...]:
    """The names that a cell of names holds, in order: unpacked, bare of remarks, those in other scripts apart.

    ``Hasan Gul (حسن غول; حسن گل)`` is three names; ``Musa Hilal (birth name)`` is one. No name is longer than `LONGEST_NAME`.
    """
    outside = _BRACKETS.sub(" ", text or "")
    asides = (_LABEL.sub("", aside) for aside in _BRACKETS.findall(text or ""))
    other = [aside for aside in asides if is_native(aside) != is_native(outside) and not re.search(r"\d", aside)]
    pieces = (half for whole in (outside, *other) for piece in unpacked(whole) for half in _halves(piece))
    return tuple(dict.fromkeys(found for piece in pieces if (found := spelling(piece, tally))))


def spelling(text: str | None, tally: Tally) -> str:
    """One name fit for a watchlist: one line, without quotes, brackets and stray punctuation. Empty: nothing there, or no name."""
    bare = _QUOTES.sub(" ", _NOT_NAME.sub("", one_line(_BRACKETS.sub(" ", text or ""))))
    found = cell(bare.strip(_ENDS))
    if is_nothing(found):
        return ""
    if len(found) > LONGEST_NAME:
        tally.add(f"names longer than {LONGEST_NAME} characters left out", found)
        return ""
    if not any(letter.isalpha() for letter in found):
        tally.add("names without a letter left out", found)
        return ""
    return found


def _halves(text: str) -> list[str]:
    """``Agha Jan Alizai اغا جان عالیزی`` as two names, where a Latin half and another half follow each other."""
    words = text.split()
    native = [is_native(word) for word in words if any(map(str.isalpha, word))]
    if len(set(native)) < 2 or len(native) != len(words) or native.count(native[0]) != native.index(not native[0]):
        return [text]
    cut = native.index(not native[0])
    return [" ".join(words[:cut]), " ".join(words[cut:])]


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
