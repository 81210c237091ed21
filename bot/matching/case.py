"""One person who may be meant by an article, with the eyes to read what stands around the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.matching.candidates import Candidate
from bot.matching.profile import Profile, term
from bot.matching.scene import Scene, Word
from bot.model import Person, Span
from bot.names.lexicon import words
from bot.names.parts import Part, carrying, parts_of

NEAR_LIMIT = 8  # mentions whose surroundings are read; later ones add nothing
INTRODUCED = 3  # mentions that are asked for titles and what else is said of the bearer
TITLE_AFTER = 40  # characters after a name in which a title may follow
SAID_BEFORE, SAID_AFTER = 4, 6  # words right before and right after a name that may be said of its bearer
# Countries where the surname comes first.
SURNAME_FIRST = frozenset(("KP", "KR", "CN", "HK", "TW", "VN", "JP", "HU", "KH"))
_LINKING = frozenset(("of", "the", "s", "for"))
_APPOSITION = re.compile(r"['’]?s?\s?[,(،]\s?")
_BREAK = re.compile(r"[,.;:()،؛]")


@dataclass(frozen=True)
class Case:
    """One person who may be meant, and everything there is to judge it by."""

    person: Person
    profile: Profile
    best: Candidate
    spans: tuple[Span, ...]  # full mentions and later ones, in order of the text
    scene: Scene
    term_bits: Mapping[str, float]
    company: tuple[str, ...] = ()  # names of other people found whose country or regime is the same

    @property
    def printed(self) -> str:
        """The name as the article has it, on one line."""
        return self.text_of(self.best.span)

    @cached_property
    def printed_parts(self) -> tuple[Part, ...]:
        """The words of the printed name that carry it."""
        return carrying(parts_of(self.printed))

    def text_of(self, span: Span) -> str:
        """The words of the article at a span, on one line."""
        return " ".join(self.scene.body[span.start : span.end].split())

    @cached_property
    def read_spans(self) -> tuple[Span, ...]:
        """The mentions whose surroundings are read, the full one first."""
        full = self.best.span
        return (full, *(s for s in self.spans if s != full))[:NEAR_LIMIT]

    @cached_property
    def near(self) -> tuple[Word, ...]:
        """Words in the surroundings of the mentions, without the mentions themselves."""
        found = {w.span: w for span in self.read_spans for w in self.scene.words_in(self.scene.around(span))}
        return tuple(w for w in found.values() if not any(s.overlaps(w.span) for s in self.spans))

    @cached_property
    def near_terms(self) -> Mapping[str, Word]:
        """Meaning or sound of the words near the mentions -> the first such word; not those of another country's office."""
        found: dict[str, Word] = {}
        for word in self.near:
            meaning = term(word.text)
            if meaning and meaning not in found and not self.is_of_name(word) and not self._foreign(word, meaning):
                found[meaning] = word
        return found

    @cached_property
    def said(self) -> tuple[Word, ...]:
        """Words said of the bearer of the name: right before it, and set off by a comma right after it."""
        return tuple(
            word
            for span in self.read_spans[:INTRODUCED]
            for word in (*self._said_before(span), *self._said_after(span))
            if not any(s.overlaps(word.span) for s in self.spans)
        )

    @cached_property
    def paired(self) -> frozenset[int]:
        """Positions of the listed name's words that the printed name has."""
        return frozenset(j for _, theirs, _ in self.best.name.pairs for j in theirs)

    def is_of_name(self, word: Word) -> bool:
        """Whether a word of the text is a word of the listed name."""
        return any(word.text == p.folded for p in self.best.spelling.parts)

    def is_of_role(self, span: Span) -> bool:
        """Whether the words at a span are of the person's listed role or organisation: Hezbollah is more than its country."""
        listed = self.profile.role_terms | self.profile.organisation_terms
        return any(term(word.text) in listed for word in self.scene.words_in(span))

    def title_zone(self, span: Span) -> Span:
        """Right before a name, and right after it."""
        around = self.scene.around(span)
        return Span(self.scene.before(span).start, min(around.end, span.end + TITLE_AFTER))

    def titles_before(self, span: Span) -> Span:
        """The unbroken chain of titles, offices and countries that leads up to a name."""
        zone = self.scene.before(span)
        countries = [where for where, _ in self.scene.countries_in(zone)]
        start = span.start
        for word in reversed(self.scene.words_in(zone)):
            if not is_title(word) and not any(where.contains(word.span) for where in countries):
                break
            start = word.span.start
        return Span(start, span.start)

    def titles_after(self, span: Span) -> Span:
        """The unbroken chain of titles, offices and countries that a comma sets off behind a name; empty without one."""
        comma = _APPOSITION.match(self.scene.body, span.end)
        end = start = comma.end() if comma else span.end
        zone = Span(start, self.scene.around(span).end) if comma and start < self.scene.around(span).end else None
        for word in self.scene.words_in(zone) if zone else ():
            named = any(where.contains(word.span) for where, _ in self.scene.countries_in(word.span))
            if _BREAK.search(self.scene.body, end, word.span.start) or not (
                named or is_title(word) or word.text in ("a", "an")
            ):
                break
            end = word.span.end
        return Span(start, end)

    def _said_before(self, span: Span) -> Iterator[Word]:
        before = self.scene.words_in(self.scene.before(span))[-SAID_BEFORE:]
        for word in reversed(before):
            if word.text in words("turns.txt"):
                return
            yield word

    def _said_after(self, span: Span) -> Iterator[Word]:
        comma = _APPOSITION.match(self.scene.body, span.end)
        end = comma.end() if comma else 0
        for number, word in enumerate(self.scene.words_from(end) if comma else ()):
            if (
                number >= SAID_AFTER
                or word.text in words("turns.txt")
                or _BREAK.search(self.scene.body, end, word.span.start)
            ):
                return
            yield word
            end = word.span.end

    def _foreign(self, word: Word, meaning: str) -> bool:
        """Whether the text gives an office or body to a country that is not the person's."""
        if not self.profile.countries or not (meaning.startswith("=") or is_title(word)):
            return False
        owner = self.scene.owner(word.span, is_title)
        return owner is not None and owner[1] not in self.profile.countries and not self.is_of_role(owner[0])


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer: how strongly it holds (0 to 1), in words, and where."""

    strength: float
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """A rule of evidence. `weight` above 0 speaks for the person, below 0 against."""

    kind: str
    weight: float
    find: Callable[[Case], Iterator[Finding]]
    needs: Callable[[Case], object] = lambda _: (
        True
    )  # what the list must know for the rule to hold; nothing, unless it says so

    @property
    def says(self) -> str:
        """What the rule looks at, in words."""
        return (self.find.__doc__ or "").strip()


def is_in(word: Word, lexicon: str) -> bool:
    """Whether a word, or its singular, stands in a lexicon file."""
    return word.text in words(lexicon) or word.text.removesuffix("s") in words(lexicon)


def is_title(word: Word) -> bool:
    """Whether a word is a title, an office, a field of office, or one that links such words."""
    meant = is_in(word, "titles.txt") or is_in(word, "offices.txt") or term(word.text).startswith("=")
    return meant or word.text in _LINKING
