"""Names as legal acts print them in running text: variants in brackets, alias after alias, two scripts in one breath.

``Fawaz (a.k.a. Fawwaz) GERGES – فواز جرجس`` is one cell of the Official Journal and three names. Whatever the text does not
say plainly stays as it is printed; a single word never counts as a whole name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.lists.official.spellings import LONGEST_NAME, cell, is_nothing, names_of, turned
from bot.model import Name
from bot.names.fold import fold
from bot.names.transliterate import script_of

LONGEST_TEXT = 2_000  # characters of a cell that are read
MOST_NAMES = 40  # taken from one cell
UNSPACED = frozenset({"han", "hangul", "kana"})  # scripts that need no blank between the parts of a name
LIKE = 60  # how alike two words must be (0 to 100) for one to be a spelling of the other

# A remark that stands where a name may stand, and where everything after it is no name any more.
_REMARK = re.compile(
    r"nom de guerre|\blisted\b|\bcall sign\b|\binitials\b|\bthird\b|\bdeceased\b|\bpassport\b|\bD\.?O\.?B\b|\bP\.?O\.?B\b"
    r"|\b(?:date|place)s? of birth\b|\bnationality\b|\bmaiden\b|\bidentification\b|^\s*[IVX]+\s*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[.,;]?\s*\b(?:(?:date|place)s? of birth|nationality:|passport no|D\.?O\.?B\b|P\.?O\.?B\b"
    r"|text of image|born\s+(?:on\s+|in\s+|circa\s+)?(?:\d|[A-Z][a-z]+\.? \d)).*",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE = re.compile(
    r"\b(?:of|the|for|minister|head|governor|director|attach[eé]|secretary|commander|deputy|consul|member|chief|president"
    r"|office|officer|general|brigade)\b",
    re.IGNORECASE,
)
_AKA = re.compile(
    r"\b(?:a\.?\s?k\.?\s?a|f\.?\s?k\.?\s?a|alias(?:es)?|also known as|formerly)\b\.?\s*:?\s*", re.IGNORECASE
)
_BORN = re.compile(r",?\s+(?:born|n[ée]e)\s+", re.IGNORECASE)
# What is said of the name behind it: "In Arabic: …", "(Russian spelling: …)", "Stage name: …"
_LABEL = re.compile(
    r"\b(?:in\s+)?(?:arabic|belarusian|chinese|farsi|hebrew|korean|original script|persian|russian|ukrainian)(?:\s+spelling)?\s*:"
    r"|\b(?:birth|married|stage|real|true) name\b\s*:?",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s+[–—-]+(?:\s+|$)")
_NUMBER = re.compile(r"\d\d")  # of a date or a document
_QUOTED = re.compile(r"[’”'\"]\s*,\s*[‘“'\"]")  # ‘One’, ‘Two’
_EDGE = " \t,;:.–—-‘’“”„\"'`´"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a printed name comes to. `names` and `native` are whole names, the first printed first; `weak` are single words."""

    names: tuple[str, ...] = ()  # in Latin script
    native: tuple[str, ...] = ()  # in any other
    weak: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()  # an office in brackets behind the name


def mostly_native(text: str) -> bool:
    """Whether most letters of a text are in a script other than Latin. A stray Latin letter in Cyrillic is a slip."""
    if text.isascii():
        return False
    letters = [letter for letter in text if letter.isalpha()]
    return sum(script_of(letter) != "latin" for letter in letters) * 2 > len(letters)


def printed(text: str | None) -> Printed:
    """The names and offices in a printed name."""
    line = _LABEL.sub(" ", _TAIL.sub("", cell((text or "")[:LONGEST_TEXT])))
    outer, asides = _lifted(line)
    roles = [inside for _, inside in asides if _is_office(inside)]
    found = list(_whole(outer))
    for at, inside in asides:
        if not _is_office(inside) and not _REMARK.search(inside):
            found += _aside(outer, at, inside)
    return _sorted(found, roles)


def merged(several: Iterable[Printed]) -> Printed:
    """Several printed names of one person as one, each name once."""
    given = list(several)
    return Printed(
        *(tuple(dict.fromkeys(text for each in given for text in getattr(each, kind))) for kind in Printed.__slots__)
    )


def main_and_all(given: Printed) -> tuple[str, tuple[Name, ...]]:
    """The main name and all names of a Person; the first whole Latin name leads, else what there is. Empty: no name at all."""
    main = next(iter((*given.names, *given.native, *given.weak)), "")
    return main, names_of(main, given.names, given.native, given.weak) if main else ()


def _is_office(inside: str) -> bool:
    return not mostly_native(inside) and bool(_OFFICE.search(inside)) and not _AKA.match(inside)


def _sorted(found: Iterable[str], roles: Iterable[str]) -> Printed:
    texts = [text for text in dict.fromkeys(map(_trimmed, found)) if _may_be_name(text)][:MOST_NAMES]
    whole = [text for text in texts if _is_whole(text)]
    return Printed(
        tuple(text for text in whole if not mostly_native(text)),
        tuple(text for text in whole if mostly_native(text)),
        tuple(text for text in texts if not _is_whole(text)),
        tuple(filter(None, map(cell, roles))),
    )


def _is_whole(text: str) -> bool:
    """Several words, or signs of a script that writes names without blanks between."""
    return " " in text or (script_of(text[0]) in UNSPACED and len(text) > 1)


def _trimmed(text: str) -> str:
    return " ".join(text.replace("(", " ").replace(")", " ").strip(_EDGE).split())


def _may_be_name(text: str) -> bool:
    written = any(letter.isalpha() for letter in text) and not _NUMBER.search(text)
    return written and len(text) <= LONGEST_NAME and not is_nothing(text)


def _lifted(line: str) -> tuple[str, list[tuple[int, str]]]:
    """The text without its brackets, and each bracket with the number of words that stand before it."""
    outer, depth, inside = "", 0, ""
    asides: list[tuple[int, str]] = []
    for sign in line:
        depth += sign == "("
        if depth == 0:
            outer += "" if sign == ")" else sign
        elif sign == ")" and (depth := depth - 1) == 0:
            asides.append((len(outer.split()), inside.strip("( ")))
            inside, outer = "", f"{outer} "
        else:
            inside += sign
    return outer, asides


# --- what stands outside brackets -------------------------------------------------------------------------------------


def _whole(outer: str) -> Iterator[str]:
    """The names in a text without brackets, the main one first."""
    aliases = [part for part in _AKA.split(outer) if part.strip(_EDGE)]
    for part in aliases:
        head, *born = _BORN.split(part)
        for piece in _DASH.split(head):
            yield from _slashed(piece)
        for surname in born:
            yield _replaced(head.split(), -1, surname)


def _slashed(piece: str) -> Iterator[str]:
    """Cut at slashes: whole names, or spellings of the word beside the slash."""
    sides = [side.strip(_EDGE) for side in re.split(r"[/;]|\s+or\s+", piece) if side.strip(_EDGE)]
    anchor = max(sides, key=lambda side: len(side.split()), default="")
    for side in sides:
        if len(side.split()) > 1 or len(anchor.split()) == 1:
            runs = (run for text in _by_surname(side) for run in _by_script(text))
            yield from (name for run in runs for name in _listed(run))
        else:
            before = sides.index(side) < sides.index(anchor)
            yield _replaced(anchor.split(), 0 if before else -1, side)


def _by_surname(text: str) -> list[str]:
    """``Aleksandr MALYKHIN Alexander MALYHIN`` cut after each surname in capitals, if all are spellings of one."""
    names: list[list[str]] = [[]]
    for word in text.split():
        if names[-1] and names[-1][-1].isupper() and not word.isupper():
            names.append([])
        names[-1].append(word)
    first = names[0][-1] if names[0] else ""
    given_and_surname = all(len(name) > 1 and not name[0].isupper() and _alike(first, name[-1]) for name in names)
    return [" ".join(name) for name in names] if given_and_surname else [text]


def _by_script(text: str) -> list[str]:
    """The text cut where it goes from Latin to another script or back; single native words within a Latin name fall out."""
    runs: list[tuple[bool, list[str]]] = []
    for word in text.split():
        native = mostly_native(word) if any(c.isalpha() for c in word) else bool(runs and runs[-1][0])
        if not runs or runs[-1][0] != native:
            runs.append((native, []))
        runs[-1][1].append(word)
    latin = [word for native, words in runs if not native for word in words]
    native_runs = [" ".join(words) for native, words in runs if native]
    return [" ".join(latin), *native_runs] if latin and native_runs else [text]


def _listed(text: str) -> Iterator[str]:
    """Cut at commas where they part names, which is when all pieces but one are whole, or none is; else turned."""
    pieces = [piece.strip(_EDGE) for piece in re.split("[,،]", text) if piece.strip(_EDGE)]
    words = [piece.split() for piece in pieces]
    whole = sum(len(each) > 1 for each in words)
    if _QUOTED.search(text) or whole == len(pieces) > 1 or (len(pieces) > 2 and whole in (0, len(pieces) - 1)):
        yield from pieces
    elif len(pieces) == 2 and len(words[1]) == 1 and (at := _like(words[0], pieces[1])) is not None:
        yield pieces[0]
        yield _replaced(words[0], at, pieces[1])
    else:
        yield turned(text)


# --- what stands in brackets ------------------------------------------------------------------------------------------


def _aside(outer: str, at: int, inside: str) -> Iterator[str]:
    """The names in a bracket behind word number `at`: whole ones, or other spellings of that word."""
    named = _AKA.sub(" , ", _BORN.sub(" , ", f" {inside}"))
    called = bool(_AKA.search(inside))
    main, at = _around(_DASH.split(_AKA.split(outer)[0])[0].split(), at)
    for piece in re.split(r"[,;،]|\s+(?:or|and)\s+", named):
        for word in _slashed(piece):
            whole = " " in word.strip()
            if whole or not 0 < at <= len(main) or mostly_native(word) != mostly_native(main[at - 1]):
                yield word
            elif called and not _alike(main[at - 1], word):
                yield word  # a nickname
            else:
                yield _replaced(main, at - 1, word)


def _around(words: list[str], at: int) -> tuple[list[str], int]:
    """The words of the name that word number `at` belongs to, where slashes part several, and its number among them."""
    first = max((number + 1 for number, word in enumerate(words[:at]) if word == "/"), default=0)
    last = next((number for number in range(at, len(words)) if words[number] == "/"), len(words))
    return [word.partition("/")[0] for word in words[first:last]], at - first


def _replaced(words: list[str], at: int, word: str) -> str:
    changed = list(words)
    if changed:
        changed[at] = word.strip(_EDGE)
    return " ".join(changed).replace(",", " ")


def _like(words: list[str], other: str) -> int | None:
    """The number of the word that `other` is a spelling of; None where it is none of them."""
    scores = [fuzz.ratio(fold(word), fold(other)) for word in words]
    return scores.index(max(scores)) if max(scores) >= LIKE else None


def _alike(word: str, other: str) -> bool:
    return _like([word], other) is not None
