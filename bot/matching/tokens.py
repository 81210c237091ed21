"""The words of an article that could be part of a name, in runs of neighbours.

In scripts with capitals only capitalised words count (unless the text has none); in the others every word does. A run ends
where the text says that a new thing begins: a sentence, a clause, an ordinary lower-case word.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.names.compare import ABJADS
from bot.names.fold import fold
from bot.names.lexicon import words
from bot.names.parts import MARKS
from bot.names.transliterate import script_of

MOST_READ = 500_000  # characters of a text in which names are looked for: a thick book; a bound on time
LONGEST_WORD = 60  # characters; longer ones are no names
RUN_LIMIT = 10  # words of a run looked at together
RUN_STEP = 5

# A text is taken for one without capitals when fewer of its words than this are capitalised, and it has some length.
CAPITALISED_AT_LEAST = 0.008
WORDS_TO_JUDGE = 12


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
_LETTERS = rf"(?:[^\W_]|[{MARKS}])"
_INNER = rf"{_LETTERS}*(?:['’‘`ʼʻ´\u200c\u00ad\u0640]{_LETTERS}+)*"
# The second half of "Jong-un" is part of the word; that of "Moscow-based" does no harm.
_SECOND_HALF = r"(?:[-‐‑][a-zа-я]{2,14}(?![^\W_]|[-‐‑]))?"
_CAPITALISED = re.compile(f"[{_INITIALS}]{_INNER}{_SECOND_HALF}")
_ANY_WORD = re.compile(rf"[^\W\d_]{_INNER}")
_POSSESSIVE = re.compile(r"['’‘`ʼ´](?:s|S)$|(?<=[sS])['’]$")
_MARKS_BEFORE = re.compile(r"[^\W\d_]")

_LINKS = "|".join(sorted((w for w in words("particles.txt") if script_of(w) not in ABJADS), key=len, reverse=True))
_SPACE = r"[ \t\u00a0\u2009\u202f]{0,3}"
_BETWEEN = rf"(?:[\s\u00a0]|-|‐|‑|–)(?:(?:{_LINKS})['’]?(?:[ \u00a0]|-|‐|‑)){{0,3}}['’‘ʿʼ`]?"
_JOINING = re.compile(
    rf"(?:{_BETWEEN}|[ \t\u00a0]{{2,3}}|{_SPACE}\n{_SPACE}|-\n|·|‧|•|・|\.|{_SPACE}[(\"“«„][ ]?|[)\"”»][ ]|[ ]?\(sic\)[ ])"
)
_DOT = re.compile(rf"\.{_SPACE}\n?{_SPACE}|\.-")
_COMMA = re.compile(r"(?:,|،)[ \u00a0]{1,2}|,\n")
LONGEST_GAP = 16  # characters


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text that could be part of a name; `text` is without a possessive ending."""

    text: str
    start: int
    end: int
    gap: str = ""  # what stands before it: nothing (it opens a run), "space", "join" (hyphen, particle, quote, line), "dot", "comma"
    dotted: bool = False  # a dot stands after it, as after an initial


Run = tuple[Token, ...]


def runs(body: str) -> Iterator[Run]:
    """Runs of neighbouring name-like words, in order. Work and memory grow with the length only, up to `MOST_READ`."""
    pattern = _ANY_WORD if _without_capitals(body) else _CAPITALISED
    run: list[Token] = []
    for match in pattern.finditer(body, 0, MOST_READ):
        token = _token(body, match.start(), match.end())
        if token is None:
            continue
        joined = _joined(body, run[-1], token) if run else None
        if joined is None:
            if run:
                yield tuple(run)
            run = [token]
        else:
            run.append(joined)
            if len(run) >= 4000:  # a bound on memory; no name lies across it that matters
                yield tuple(run)
                run = []
    if run:
        yield tuple(run)


def windows(run: Run) -> Iterator[Run]:
    """A long run in overlapping pieces, a short one whole."""
    if len(run) <= RUN_LIMIT:
        yield run
        return
    for start in range(0, len(run) - RUN_LIMIT + RUN_STEP, RUN_STEP):
        yield run[start : start + RUN_LIMIT]


def _token(body: str, start: int, end: int) -> Token | None:
    if start and _MARKS_BEFORE.match(body, start - 1) and body[start - 1].isalpha() and not body[start - 1].islower():
        return None  # the inside of a word of another script
    if start and body[start - 1].islower():
        return None  # iPhone, McDonald
    if end - start > LONGEST_WORD:
        return None
    text = body[start:end]
    possessive = _POSSESSIVE.search(text)
    if possessive:
        text = text[: possessive.start()]
        end = start + len(text)
    return Token(sys.intern(text), start, end, dotted=body[end : end + 1] == ".") if text else None


def _joined(body: str, before: Token, after: Token) -> Token | None:
    """The later token if the two can belong to one name, else None."""
    if after.start - before.end > LONGEST_GAP:
        return None
    kind = _gap(body[before.end : after.start])
    if not kind or (kind == "dot" and not _abbreviates(before.text)):
        return None
    return Token(after.text, after.start, after.end, kind, after.dotted)


@lru_cache(maxsize=5000)
def _gap(between: str) -> str:
    if between in (" ", "-"):
        return "space" if between == " " else "join"
    if _JOINING.fullmatch(between.lower()) or not between:
        return "join"
    if _DOT.fullmatch(between):
        return "dot"
    return "comma" if _COMMA.fullmatch(between) else ""


@lru_cache(maxsize=20_000)
def _abbreviates(word: str) -> bool:
    return len(word) == 1 or (len(word) <= 6 and fold(word) in words("titles.txt"))


def _without_capitals(body: str) -> bool:
    blanks = body.count(" ")
    if blanks < WORDS_TO_JUDGE:
        return body == body.lower() and body.isascii()
    head = body[:20_000]
    capitals = sum(1 for _ in _CAPITALISED.finditer(head))
    return capitals < CAPITALISED_AT_LEAST * head.count(" ")
