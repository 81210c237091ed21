"""A name taken apart: which words carry it, which are titles, links or initials, and how each one sounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from bot.names.canonical import canonical
from bot.names.fold import fold
from bot.names.lexicon import sounds, words
from bot.names.transliterate import ABJADS, SYLLABIC, latin, script_of

# A word of a name with inner apostrophes, and the dot that marks an initial or an abbreviation.
# Accents and vowel signs that are characters of their own: Latin, Hebrew, Arabic.
MARKS = r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_PRINTED = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*(?:['’‘`ʼʻ´\u200c\u00ad][^\W_](?:[^\W_]|[{MARKS}])*)*\.?")
_OF = "(?:[aeiou]{1,2}[lrsnzd]|l)?"  # the article, joined in any spelling
_SERVANT = re.compile(rf"^(?:abd|abed|abid|abdu|abdo|abdi){_OF}(?=.{{3}})")
_SERVANT_ALONE = re.compile(rf"^(?:abd|abed){_OF}$")
GOD = frozenset(("alah", "ala", "ulah", "ula", "lah", "alh", "lh"))  # sounds of what "Abd" and other words serve
_FAITH = re.compile(r"^(.{3,}?)(?:[aeiou]d|[aeiou]l)?d(?:in|een|ine|ien|yn)$")  # Saifuddin: Saif al-Din
_FAITH_ALONE = re.compile(r"^[aeou]{1,2}[ld]d(?:in|een|ine|ien|yn)$")  # Saif Eddine: Saif al-Din
_ARTICLES_ON = re.compile(r"^(?:vande[rn]|dela)(?=.{4})")  # Vanderberg: van der Berg
_TAKEN_APART = re.compile(r"ab[ei]?d|vande|dela|.*d(?:in|een|ine|ien|yn)$")  # what all of these begin or end with
_WORDS_OF_ONE_LETTER = frozenset("авийікоусяєз")  # Russian and Ukrainian; without a dot they are no initials
_ARABIC_SERVANT = re.compile("^عبد(?:ال)?(?=..)")


# Words that only make a name together with the next one: servant (of), father (of), faith.
HELPERS = frozenset(("abd", "abu", "din", "um"))


class Kind(Enum):
    """What a word does in a name."""

    NAME = "name"
    INITIAL = "initial"
    TITLE = "title"
    LINK = "link"  # al, bin, de, van …


@dataclass(frozen=True)
class Part:
    """One word of a name."""

    text: str  # as printed
    spelt: str  # folded, Latin letters
    kind: Kind
    script: str
    folded: str

    @cached_property
    def sound(self) -> str:
        """Its canonical form; an initial is its own."""
        return self.spelt if self.kind is Kind.INITIAL else canonical(self.spelt)

    def __hash__(self) -> int:  # the text nearly always tells parts apart, and its hash is kept by the interpreter
        return hash(self.text)


@lru_cache(maxsize=20_000)
def parts_of(name: str) -> tuple[Part, ...]:
    """The words of a whole name, in order. Never empty for a name with a letter in it."""
    found = tuple(_split(printed_words(name)))
    if any(p.kind in (Kind.NAME, Kind.INITIAL) for p in found):
        return found
    return tuple(Part(p.text, p.spelt, Kind.NAME, p.script, p.folded) for p in found)


def printed_words(name: str) -> list[str]:
    """The words of a name as they are printed, an abbreviation with its dot."""
    return name.split() if name.replace(" ", "").isalpha() else _PRINTED.findall(name)


def is_plain(printed: str) -> bool:
    """Whether a printed word is one part, spelt as it stands but for case: unaccented letters that nothing takes apart."""
    plain = printed.isascii() and printed.isalpha() and len(printed) > 1
    return plain and not _TAKEN_APART.match(printed.lower())


def carrying(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts that carry the name: neither titles nor links."""
    return tuple(p for p in parts if p.kind is Kind.NAME or p.kind is Kind.INITIAL)


def _split(printed: Iterable[str]) -> Iterator[Part]:
    pending: list[Part] = []  # "Abd" waiting for whom it serves
    for word in printed:
        for part in _read(word):
            if pending and part.kind is Kind.LINK:
                continue
            if pending and part.sound in GOD:
                yield part_of(pending.pop().text + part.text, "abdullah")
                continue
            if pending:
                yield pending.pop()
                part = _named(part.folded.removeprefix("ال") if part.script == "arabic" else part.text)
            if part.sound == "abd":
                pending.append(part)
            else:
                yield part
    yield from pending


def read_word(word: str) -> tuple[Part, ...]:
    """The parts that one printed word is made of: several when it is written together or with a hyphen."""
    if is_plain(word):
        return (part_of(word),)
    bare = word.rstrip(".")
    folded = fold(bare)
    if " " in folded:
        return tuple(part for piece in folded.split() for part in read_word(piece))
    spelt = latin(folded)
    if not spelt:
        return ()
    if _is_initial(word, bare, spelt):
        return (Part(bare, spelt, Kind.INITIAL, script_of(folded), folded),)
    return _servant(bare, folded, spelt)


def _is_initial(word: str, bare: str, spelt: str) -> bool:
    if script_of(bare) in ABJADS | SYLLABIC:
        return False
    if not word.endswith(".") and bare.casefold() in _WORDS_OF_ONE_LETTER:
        return False
    return len(bare) == 1 or (word.endswith(".") and len(bare) == 2 and bare.isupper() and len(spelt) <= 3)


def _servant(text: str, folded: str, spelt: str) -> tuple[Part, ...]:
    """Take names of the kind "servant of …" and "… of the faith" apart, so that they compare however they are joined."""
    if _SERVANT_ALONE.match(spelt) or folded == "عبد":
        return (part_of(text, "abd"),)
    arabic = _ARABIC_SERVANT.match(folded)
    head = arabic or _SERVANT.match(spelt)
    if head:
        rest = folded[head.end() :] if arabic else spelt[head.end() :]
        sound = canonical(latin(rest))
        if sound in GOD or canonical(spelt) in ("abdula", "abdulah", "abdala", "abdalah"):
            return (part_of(text, "abdullah"),)
        if _is_devotion(sound) or (arabic and "ال" in head.group()):
            return (part_of(text[:3], "abd"), _named(rest))
    faith = _FAITH.match(spelt) if script_of(folded) == "latin" else None
    if faith and len(faith.group(1)) >= 3 and len(spelt) - len(faith.group(1)) >= 4:
        return (part_of(faith.group(1)), part_of("din"))
    if _FAITH_ALONE.match(spelt):
        return (part_of(text, "din"),)
    return (part_of(_ARTICLES_ON.sub("", spelt)) if _ARTICLES_ON.match(spelt) else part_of(text),)


def _named(text: str) -> Part:
    """A word that carries a name whatever else it may mean: the king of "servant of the king"."""
    return replace(part_of(text), kind=Kind.NAME)


@lru_cache(maxsize=20_000)
def _is_devotion(sound: str) -> bool:
    """Whether a sound, or a long one but for one letter, is the second half of a "servant of" name."""
    known = sounds("devotions.txt")
    return sound in known or (
        len(sound) > 4 and any(OSA.distance(sound, k, score_cutoff=1) <= 1 for k in known if len(k) > 4)
    )


_read = lru_cache(maxsize=50_000)(read_word)


def part_of(text: str, spelt: str | None = None) -> Part:
    """One word as a part by itself."""
    folded = fold(text).replace(" ", "")
    said = latin(folded) if spelt is None else spelt
    kind = Kind.NAME
    if folded in words("titles.txt"):
        kind = Kind.TITLE
    elif folded in words("particles.txt"):
        kind = Kind.LINK
    return Part(text, said, kind, script_of(folded), folded)
