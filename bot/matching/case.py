"""One person who may be meant by an article, with the eyes to read what stands around the name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.matching.candidates import Candidate
from bot.matching.profile import Profile, term
from bot.matching.scene import Scene, Word, is_title
from bot.model import Person, Span
from bot.names.fold import tokens
from bot.names.parts import Part, carrying, parts_of

NEAR_LIMIT = 8  # mentions whose surroundings are read; later ones add nothing
INTRODUCED = 3  # mentions that are asked for titles and what else is said of the bearer
# Countries where the surname comes first.
SURNAME_FIRST = frozenset(("KP", "KR", "CN", "HK", "TW", "VN", "JP", "HU", "KH"))


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
    def near_terms(self) -> Mapping[str, Word]:
        """What the list has of role, organisation and namesakes -> the first word near the mentions that means it."""
        wanted = self.profile.role_terms | self.profile.organisation_terms
        wanted |= {term(word) for other in self.person.namesakes for word in tokens(other.about or "")}
        found: dict[str, Word] = {}
        for span in self.read_spans if wanted else ():
            for word in self.scene.words_in(self.scene.around(span)):
                meaning = term(word.text)
                if meaning and meaning in wanted and meaning not in found and self._is_said(word, meaning):
                    found[meaning] = word
        return found

    def _is_said(self, word: Word, meaning: str) -> bool:
        """Whether a word near the mentions is no word of a name, nor another country's office."""
        of_name = self.is_of_name(word) or any(s.overlaps(word.span) for s in self.spans)
        return not of_name and not self._foreign(word, meaning)

    @cached_property
    def said(self) -> tuple[Word, ...]:
        """Words said of the bearer of the name, at its first mentions."""
        return tuple(
            word
            for span in self.read_spans[:INTRODUCED]
            for word in self.scene.introduction(span).said
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

    def _foreign(self, word: Word, meaning: str) -> bool:
        """Whether the text gives an office or body to a country that is not the person's."""
        if not self.profile.countries or not (meaning.startswith("=") or is_title(word)):
            return False
        owner = self.scene.owner(word.span)
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
