"""One person who may be meant by an article, with the eyes to read what stands around the name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.matching.candidates import Candidate
from bot.matching.profile import Profile, term
from bot.matching.scene import Scene, Word
from bot.model import Person, Span
from bot.names.lexicon import words

NEAR_LIMIT = 8  # mentions whose surroundings are read; later ones add nothing
TITLE_AFTER = 40  # characters after a name in which a title may follow
_LINKING = frozenset(("of", "the", "s", "for"))


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
    def paired(self) -> frozenset[int]:
        """Positions of the listed name's words that the printed name has."""
        return frozenset(j for _, theirs, _ in self.best.name.pairs for j in theirs)

    def is_of_name(self, word: Word) -> bool:
        """Whether a word of the text is a word of the listed name."""
        return any(word.text == p.folded for p in self.best.spelling.parts)

    def title_zone(self, span: Span) -> Span:
        """Right before a name, and right after it."""
        around = self.scene.around(span)
        return Span(self.scene.before(span).start, min(around.end, span.end + TITLE_AFTER))

    def titles_before(self, span: Span) -> Span:
        """The unbroken chain of titles, offices and countries that leads up to a name."""
        zone = self.scene.before(span)
        countries = [where for where, _ in self.scene.countries_in(zone)]
        start = span.start
        for word in reversed(list(self.scene.words_in(zone))):
            if not _is_title(word) and not any(where.contains(word.span) for where in countries):
                break
            start = word.span.start
        return Span(start, span.start)


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

    @property
    def says(self) -> str:
        """What the rule looks at, in words."""
        return (self.find.__doc__ or "").strip()


def is_in(word: Word, lexicon: str) -> bool:
    """Whether a word, or its singular, stands in a lexicon file."""
    return word.text in words(lexicon) or word.text.removesuffix("s") in words(lexicon)


def _is_title(word: Word) -> bool:
    meant = is_in(word, "titles.txt") or is_in(word, "offices.txt") or term(word.text).startswith("=")
    return meant or word.text in _LINKING
