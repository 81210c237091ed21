"""Later mentions by what a person is: "the Quds Force commander", or "the general" where the text has only one.

The text itself says what the person is, before the name ("Quds Force commander X") or behind it ("X, commander of the Quds
Force,"; "X, who leads the Quds Force"). A later description counts when all its telling words were said of the person and
when nobody else was introduced that way. English only.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from bot.matching.countries import country_of
from bot.matching.profile import term
from bot.model import Span
from bot.names.fold import fold
from bot.names.lexicon import lines, words

MOST_READ = 200_000  # characters of a text in which descriptions are looked for
MOST_HEADS = 300  # posts and ranks of one text that are looked at
LONGEST = 6  # words before a post that may belong to it
AROUND = 7  # words around somebody's post that say what it is of
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BEHIND = re.compile(r"[\"'’”»]?(?:,\s|\s\()")  # what stands between a name and an apposition
_NEXT_TO = frozenset((" ", "\n", "-", "'s ", "’s ", ". "))  # what may stand between two words of one phrase
_SMALL = frozenset(("the", "of", "s", "a", "an", "and", "for"))
_LEADING = {"leads": "leader", "led": "leader", "heads": "head", "headed": "head", "commands": "commander"}
_BEING = frozenset(
    [
        "is",
        "was",
        "as",
        "be",
        "been",
        "being",
        "became",
        "become",
        "becomes",
        "remains",
        "named",
        "appointed",
        "called",
        "elected",
    ]
)
_GENERALS = frozenset(("secretary", "director", "prosecutor", "attorney", "consul", "governor", "inspector", "auditor"))
_OTHERS = frozenset(("a", "an", "another", "two", "three", "former", "his", "her", "their"))


class _Word(NamedTuple):
    """A word of the text; `meaning` is empty for words that say nothing, and may be a country."""

    start: int
    end: int
    text: str
    folded: str
    meaning: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@lru_cache(maxsize=50_000)
def _read_word(printed: str) -> tuple[str, str, str]:
    """A printed word without possessive ending, folded, and what it means."""
    text = re.sub("['’]s$|['’]$", "", printed)
    folded = fold(text)
    country = country_of((folded,))
    return text, folded, "" if folded in _SMALL else f"@{country[0]}" if country else term(folded)


@cache
def _posts() -> Mapping[str, str]:
    """Folded post or rank, short forms too -> the rank's long form, or nothing for a post."""
    ranks = {word: line.split()[0] for line in lines("ranks.txt") for word in line.split()}
    return MappingProxyType({**dict.fromkeys(words("posts.txt"), ""), **ranks})


@cache
def _meanings() -> frozenset[str]:
    return frozenset(filter(None, map(term, _posts())))


class Described:
    """The posts and ranks of one article, laid out to be asked for a person's."""

    def __init__(self, body: str) -> None:
        self._body = body

    def of(self, own: Iterable[Span], listed: frozenset[str]) -> tuple[Span, ...]:
        """Where the text means a person by a description, after the first of the person's other mentions, `own`.

        `listed` adds to what the text says: meanings of role and organisation words (`profile.term`), countries as ``@RU``.
        """
        own = sorted(own)
        if not self._heads:
            return ()
        said = [phrase for span in own for phrase in self._introduced(span)]
        heads = {self._words[n].start for n in self._heads}
        posts = {
            self._post(w) for phrase in said for w in phrase if w.start in heads or w.text in _LEADING.values()
        } | (listed & _meanings())
        if not posts:
            return ()
        known = {w.meaning for phrase in said for w in phrase if w.meaning} | posts | listed
        mine = {w.start for phrase in said for w in phrase}
        starts = {s.start for s in own}
        strangers = [n for n in self._heads if self._words[n].start not in mine and self._introduces(n, starts)]
        found = (
            self._description(n, posts, known, strangers) for n in self._heads if self._words[n].start > own[0].end
        )
        return tuple(s for s in found if s and s.start not in mine and not self._beside(s, starts))

    def _beside(self, span: Span, own: set[int]) -> bool:
        """Whether the name itself stands right behind a description: the envoy, X, said."""
        return not own.isdisjoint(range(span.start, span.end + 3))

    @cached_property
    def _words(self) -> tuple[_Word, ...]:
        return tuple(self._read())

    @cached_property
    def _starts(self) -> list[int]:
        return [w.start for w in self._words]

    @cached_property
    def _heads(self) -> tuple[int, ...]:
        """Positions of posts and ranks among the words."""
        if "the " not in self._body[:MOST_READ] and "The " not in self._body[:MOST_READ]:
            return ()
        heads = [n for n, w in enumerate(self._words) if w.folded in _posts()]
        return tuple(n for n in heads if not self._adjective(n))[:MOST_HEADS]

    def _read(self) -> Iterator[_Word]:
        for match in _WORD.finditer(self._body, 0, MOST_READ):
            text, folded, meaning = _read_word(match.group())
            yield _Word(match.start(), match.start() + len(text), text, folded, meaning)

    def _adjective(self, n: int) -> bool:
        """Whether "general" is no rank here: the general assembly, the secretary general."""
        if self._words[n].folded != "general":
            return False
        before = n > 0 and self._linked(n - 1) and self._words[n - 1].folded in _GENERALS
        return before or (self._linked(n) and self._words[n + 1].folded in words("publics.txt"))

    def _linked(self, n: int) -> bool:
        """Whether the next word stands in the same phrase."""
        return n + 1 < len(self._words) and self._body[self._words[n].end : self._words[n + 1].start] in _NEXT_TO

    def _post(self, word: _Word) -> str:
        return _posts()[word.folded] or word.meaning

    def _introduced(self, span: Span) -> Iterator[list[_Word]]:
        """The words before and after a name that say what the person is."""
        first = bisect.bisect_left(self._starts, span.start)
        last = bisect.bisect_left(self._starts, span.end)
        before = self._chain(first)
        if any(w.folded in _posts() for w in before):
            yield before
        if _BEHIND.match(self._body, span.end):
            after = self._apposition(last)
            if any(w.folded in _posts() for w in after):
                yield after

    def _chain(self, first: int) -> list[_Word]:
        """Titles, posts, countries and capitalised words that lead up to a name."""
        n = first
        while n and first - n < LONGEST and self._linked(n - 1) and self._may_introduce(self._words[n - 1]):
            n -= 1
        return list(self._words[n:first])

    def _apposition(self, n: int) -> list[_Word]:
        found: list[_Word] = []
        while n < len(self._words) and len(found) < LONGEST + 3:
            word = self._words[n]
            if word.folded in _LEADING:
                post = _LEADING[word.folded]
                word = _Word(word.start, word.end, post, post, term(post))
            elif word.folded != "who" and not self._may_introduce(word):
                break
            found.append(word)
            if not self._linked(n):
                break
            n += 1
        return found

    def _may_introduce(self, word: _Word) -> bool:
        known = word.meaning.startswith(("=", "@")) or word.folded in _posts() or word.folded in words("titles.txt")
        return known or word.folded in _SMALL or word.capital

    def _introduces(self, n: int, own: set[int]) -> bool:
        """Whether a post introduces somebody else: a name, or "another general", stands beside it."""
        if self._another(n):
            return True
        behind = n + 1
        while behind < len(self._words) and self._linked(behind - 1) and self._words[behind].folded in _posts():
            behind += 1
        if behind < len(self._words) and self._linked(behind - 1) and self._words[behind].capital:
            return self._words[behind].start not in own
        return self._named_behind(n)

    def _another(self, n: int) -> bool:
        """Whether the phrase opens with "a", "his" or the like: an Iraqi general."""
        for m in range(n - 1, max(-1, n - 2 - LONGEST), -1):
            if not self._linked(m) or self._words[m].folded == "the":
                return False
            if self._words[m].folded in _OTHERS:
                return True
        return False

    def _named_behind(self, n: int) -> bool:
        """Whether a name follows after a comma: the commander of the Quds Force, X, said."""
        last = n
        while last - n < LONGEST and self._linked(last) and self._may_introduce(self._words[last + 1]):
            last += 1
        if last + 1 >= len(self._words):
            return False
        after = self._words[last + 1]
        return (
            self._body[self._words[last].end : after.start] == ", "
            and after.capital
            and not after.meaning.startswith("@")
        )

    def _description(self, n: int, posts: set[str], meanings: set[str], strangers: Sequence[int]) -> Span | None:
        """The span of "the … post [of …]" if all it says was said of the person and of nobody else."""
        head = self._words[n]
        if self._post(head) not in posts:
            return None
        first, last = self._opening(n, meanings), self._ending(n, meanings)
        if (
            first is None
            or last is None
            or (first and self._words[first - 1].folded in _BEING and self._linked(first - 1))
        ):
            return None
        telling = {w.meaning for w in self._words[first : last + 1] if w.meaning and w is not head}
        special = any(
            w.meaning.startswith("@") or w.capital for w in self._words[first + 1 : last + 1] if w is not head
        )
        if not special and (telling or not _posts()[head.folded]):
            return None
        if any(self._post(self._words[s]) == self._post(head) and telling <= self._said_at(s) for s in strangers):
            return None
        return Span(self._words[first].start, self._words[last].end)

    def _opening(self, n: int, meanings: set[str]) -> int | None:
        """Where "the" stands before a post, with nothing unknown in between."""
        for m in range(n - 1, max(-1, n - 2 - LONGEST), -1):
            if not self._linked(m):
                return None
            if self._words[m].folded == "the":
                return m
            if self._words[m].folded not in _SMALL and self._words[m].meaning not in meanings:
                return None
        return None

    def _ending(self, n: int, meanings: set[str]) -> int | None:
        """Where the description ends; nowhere when a name, or "of" something else, follows."""
        if not self._linked(n) or (not self._words[n + 1].capital and self._words[n + 1].folded != "of"):
            return n
        last = n
        while self._linked(last) and (
            self._words[last + 1].folded in _SMALL or self._words[last + 1].meaning in meanings - {""}
        ):
            last += 1
        ends = last if self._words[last].folded not in _SMALL else None
        further = self._linked(last) and self._words[last + 1].capital
        return None if further or last == n else ends

    def _said_at(self, n: int) -> set[str]:
        """What is said around a post: what it may be the post of."""
        return {w.meaning for w in self._words[max(0, n - AROUND) : n + AROUND + 1]}
