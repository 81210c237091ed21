"""The words of an article that could be part of a name, in runs of neighbours.

In scripts with capitals only capitalised words count (unless the text has none); in the others every word does. A run ends
where the text says that a new thing begins: a sentence, a clause, an ordinary lower-case word.
"""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from bot.names.fold import fold
from bot.names.lexicon import words
from bot.names.parts import MARKS
from bot.names.transliterate import ABJADS, script_of

MOST_READ = 500_000  # characters of a text in which names are looked for: a thick book; a bound on time
LONGEST_WORD = 60  # characters; longer ones are no names
RUN_LIMIT = 10  # words of a run looked at together
RUN_STEP = 5

# A text is taken for one without capitals when fewer of its words than this are capitalised, and it has some length.
CAPITALISED_AT_LEAST = 0.008
WORDS_TO_JUDGE = 12
ENOUGH_TO_JUDGE = 4_000  # characters


def _ranges(points: list[int]) -> str:
    """Character class of sorted code points, as ranges."""
    pieces: list[tuple[int, int]] = []
    for p in points:
        if pieces and pieces[-1][1] == p - 1:
            pieces[-1] = (pieces[-1][0], p)
        else:
            pieces.append((p, p))
    return "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in pieces)


def _starts_a_name(point: int) -> bool:
    char = chr(point)
    category = unicodedata.category(char)
    return category in ("Lu", "Lt") or (
        category == "Lo" and not 0x2E80 <= point <= 0xA4CF and not 0xAC00 <= point <= 0xFAFF
    )


_CASELESS_HANGUL = r"\uac00-\ud7a3"
_INITIALS = _ranges([p for p in range(0x41, 0x10000) if _starts_a_name(p)]) + _CASELESS_HANGUL
_LETTERS = rf"[^\W_]*(?:[{MARKS}]+[^\W_]*)*"
_INNER = rf"{_LETTERS}(?:['’‘`ʼʻ´\u200c\u00ad\u0640](?:[^\W_]|[{MARKS}]){_LETTERS})*"
# The second half of "Jong-un" and "Ch'un-so'ng" is part of the word; that of "Moscow-based" does no harm.
_SECOND_HALF = r"(?:[-‐‑]\n?[a-zа-я]{2,14}(?:['’][a-z]{1,4})?(?![^\W_]|[-‐‑]))?"
_CAPITALISED = re.compile(f"[{_INITIALS}]{_INNER}{_SECOND_HALF}")
_ANY_WORD = re.compile(rf"[^\W\d_]{_INNER}")
_POSSESSIVE = re.compile(r"['’‘`ʼ´](?:s|S)$|(?<=[sS])['’]$")
_LETTERS_ONLY = re.compile(r"[^\W_]+")
_LAST_WORD = re.compile(r"[^\W_]+$")

_PARTICLES = sorted((w for w in words("particles.txt") if script_of(w) not in ABJADS), key=len, reverse=True)
_OPENING = sorted({w[0] for w in _PARTICLES})
# by first letter, which tells most words at once to be none
_BY_LETTER = (
    f"[{first}{first.upper()}](?i:{'|'.join(w[1:] for w in _PARTICLES if w[0] == first)})" for first in _OPENING
)
_LINKS = f"(?:{'|'.join(_BY_LETTER)})"
_SPACE = r"[ \t\u00a0\u2009\u202f]{0,3}"
_HYPHEN = "[-‐‑–\u05be]"
_LINKING = rf"(?:{_LINKS}['’]?(?:[ \u00a0\n]|{_HYPHEN}\n?)){{0,3}}['’‘ʿʼ`]?"
_BETWEEN = rf"(?:['’׳]?[\s\u00a0]|{_HYPHEN}){_LINKING}"
_JOIN = rf"(?:{_BETWEEN}|[ \t\u00a0]{{2,3}}|{_SPACE}\n{_SPACE}|-\n|·|‧|•|・|\.(?!-)|{_SPACE}[(\"“«„][ ]?|[)\"”»][ ]|[ ]?\(sic\)[ ])"
# Where names have capitals, what follows most of them is a small word that is no particle: told first, because joins are many.
_NO_JOIN = rf"(?![ ](?!{_LINKS})[a-zа-я])"
_JOINING = re.compile(_JOIN)
_DOT = re.compile(rf"\.{_SPACE}\n?{_SPACE}{_LINKING}|\.-")
_AND = frozenset((" e ", " i ", " y "))  # links of a name, and what stands between two people
_QUOTE = re.compile('[("“”«»„)]')
COMMAS = (",", "،")
_COMMA = re.compile(r"(?:,|،)[ \u00a0]{1,2}|,\n")
LONGEST_GAP = 16  # characters
LONGEST_TURNED = 60  # characters of a name that opens with the surname
MOST_WORDS = 40  # after the first of one run


def _run_of(word: str, join: str) -> re.Pattern[str]:
    return re.compile(f"{word}(?:{join}{word}){{0,{MOST_WORDS}}}")


_RUN, _ANY_RUN = _run_of(_CAPITALISED.pattern, _NO_JOIN + _JOIN), _run_of(_ANY_WORD.pattern, _JOIN)


class Token(NamedTuple):
    """A word of the text that could be part of a name; `text` is without a possessive ending."""

    text: str
    start: int
    end: int
    # What stands before it: nothing (it opens a run), "space", "join" (hyphen, particle), "and" (a particle that may mean it),
    # "line" (a name may be broken there, or a headline end), "quote" (or bracket), "dot", "comma".
    gap: str = ""
    dotted: bool = False  # a dot stands after it, as after an initial


Run = tuple[Token, ...]


# A run of name-like words as it stands in a text: start, end, and its words with the dot that may stand behind them. A plain
# tuple, because a text has hundreds.
Stretch = tuple[int, int, str]


def stretches(body: str) -> Iterator[Stretch]:
    """Where runs of name-like words stand, in order. Work and memory grow with the length only, up to `MOST_READ`."""
    pattern = _ANY_RUN if _without_capitals(body) else _RUN
    begun, ended, dotted = -1, -1, False
    for match in pattern.finditer(body, 0, MOST_READ):
        start, end = match.span()
        if start and body[start - 1].isalpha():  # inside a word: iPhone Apple
            start = _next_word(pattern, body, start, end)
            if start >= end:
                continue
        if dotted and _abbreviated(body, begun, ended, start):
            start = begun
        elif ended >= 0:
            yield begun, ended, body[begun : ended + dotted]
        begun, ended, dotted = start, end, body.startswith(".", end)
    if ended >= 0:
        yield begun, ended, body[begun : ended + dotted]


def _next_word(pattern: re.Pattern[str], body: str, start: int, end: int) -> int:
    """Where the second word of a stretch begins; its end when there is none."""
    word = _LETTERS_ONLY.match(body, start, end)
    found = pattern.search(body, word.end() if word else end, end)
    return found.start() if found else end


def _abbreviated(body: str, begun: int, ended: int, start: int) -> bool:
    """Whether the dot at the end of a stretch marks an initial or a title, so that what follows belongs to it."""
    if start - ended > LONGEST_GAP or not _DOT.fullmatch(body, ended, start):
        return False
    word = _LAST_WORD.search(body, max(begun, ended - 8), ended)
    return word is not None and _abbreviates(word.group())


def surname_first(body: str, before: Stretch, after: Stretch) -> bool:
    """Whether two stretches may be one name that opens with the surname: SOLEIMANI, Qasem."""
    short = after[1] - before[0] <= LONGEST_TURNED
    return short and bool(_COMMA.fullmatch(body, before[1], after[0]))


@lru_cache(maxsize=20_000)
def run_of(text: str) -> Run:
    """The words of a stretch, counted from its beginning. A dot behind its last word belongs to `text`."""
    pattern = _CAPITALISED if _CAPITALISED.match(text) else _ANY_WORD
    found: list[Token] = []
    for match in pattern.finditer(text):
        start, end = match.span()
        if end - start > LONGEST_WORD:
            continue
        possessive = _POSSESSIVE.search(text, start, end)
        if possessive:
            end = possessive.start()
        if end > start:
            gap = _gap(text[found[-1].end : start]) if found else ""
            found.append(Token(sys.intern(text[start:end]), start, end, gap, text[end : end + 1] == "."))
    return tuple(found)


def windows(run: Run) -> Iterator[Run]:
    """A long run in overlapping pieces, a short one whole."""
    if len(run) <= RUN_LIMIT:
        yield run
        return
    for start in range(0, len(run) - RUN_LIMIT + RUN_STEP, RUN_STEP):
        yield run[start : start + RUN_LIMIT]


@lru_cache(maxsize=5000)
def _gap(between: str) -> str:
    if between in (" ", "-"):
        return "space" if between == " " else "join"
    if between in _AND:
        return "and"
    if _JOINING.fullmatch(between):
        if "\n" in between:
            return "line"
        return "quote" if _QUOTE.search(between) else "join"
    if _DOT.fullmatch(between):
        return "dot"
    return "comma" if _COMMA.fullmatch(between) else ""


@lru_cache(maxsize=20_000)
def _abbreviates(word: str) -> bool:
    return len(word) == 1 or (len(word) <= 6 and fold(word) in words("titles.txt"))


def _without_capitals(body: str) -> bool:
    head = body[:ENOUGH_TO_JUDGE]
    blanks = head.count(" ")
    if blanks < WORDS_TO_JUDGE and body.count(" ") < WORDS_TO_JUDGE:
        return body == body.lower() and body.isascii()
    enough = math.ceil(CAPITALISED_AT_LEAST * blanks)
    return sum(1 for _ in islice(_CAPITALISED.finditer(head), enough)) < enough
