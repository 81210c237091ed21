"""Roles said for names: "the Cuban minister" is whoever the article, or the watchlist, calls a minister of Cuba.

A role is a human noun with the words beside it. The article teaches roles as it names people ("Energy Minister Ivan
Petrov"); a definite role without a name then means the holder mentioned last. Words beside it have to agree: a "Shia
leader" is not the leader known as "Iranian Supreme".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from bot.context.document import person_of, place_of
from bot.context.lexicon import adjectives, people
from bot.context.syntax import children
from bot.model import Person

_REACH = 4  # words to the left, and behind "of", that belong to a role


@dataclass(frozen=True, slots=True)
class Role:
    """A human noun and what is said of it; countries stand as their codes, so that "Iran's" and "Iranian" are one."""

    noun: str
    countries: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()

    def fits(self, known: Role) -> bool:
        """Whether this role, said without a name, can be that of somebody known by the other."""
        if not same_office(self.noun, known.noun):
            return False
        if self.countries and known.countries and not self.countries & known.countries:
            return False
        return not self.marks or not known.marks or bool(self.marks & known.marks)


def same_office(a: str, b: str) -> bool:
    """Whether two human nouns are used for one office: a "leader" may be a president, a "magnate" a businessman."""
    return a == b or any(a in group and b in group for name, group in people().items() if name.startswith("alike_"))


def role_of(token: Token) -> Role:
    """The role that a human noun tells, with the words beside it."""
    words = [*_left(token), *_behind_of(token)]
    if token.lemma_.lower() == "diplomat" and {"top", "chief"} & {w.lower_ for w in words}:
        return _foreign_minister(_countries(words))  # what news calls one
    return Role(token.lemma_.lower(), _countries(words), _marks(words))


def roles_of(token: Token) -> list[Role]:
    """The role that a human noun tells, and the one that news also calls it by: a secretary of state is a foreign minister."""
    role = role_of(token)
    behind = [word.lower_ for word in token.doc[token.i + 1 : token.i + 4]]
    if role.noun == "secretary" and behind[:2] == ["of", "state"] and behind[2:] != ["for"]:
        return [role, _foreign_minister(role.countries)]
    return [role]


def _foreign_minister(countries: frozenset[str]) -> Role:
    return Role("minister", countries, frozenset({"foreign"}))


def listed_roles(person: Person) -> tuple[Role, ...]:
    """The roles that the watchlist gives a person: one per human noun, marked with all words of the list's roles."""
    words = {word.strip(",.;()").lower() for role in person.roles for word in role.split()}
    countries = frozenset(person.nationality)
    return tuple(Role(noun, countries, frozenset(words)) for noun in sorted(words & people()["human"]))


def is_definite(token: Token) -> bool:
    """ "The minister", "Iran's minister": said of somebody known."""
    if token.tag_ in {"NNS", "NNPS"}:
        return False
    owners = [owner for owner in children(token, "poss") if place_of(owner)]
    return bool(owners) or any(child.lower_ in {"the", "this", "that"} for child in token.children)


def _left(token: Token) -> list[Token]:
    found: list[Token] = []
    for word in reversed(token.doc[max(token.sent.start, token.i - _REACH) : token.i]):
        if word.pos_ not in {"ADJ", "NOUN", "PROPN", "PART"} or person_of(word):
            break
        found.append(word)
    return found


def _behind_of(token: Token) -> Iterator[Token]:
    for prep in children(token, "prep"):
        if prep.lower_ == "of":
            yield from (word for word in prep.subtree if prep.i < word.i <= prep.i + _REACH)


def _countries(words: Iterable[Token]) -> frozenset[str]:
    codes = {_country(word) for word in words}
    return frozenset(code for code in codes if code)


def _country(word: Token) -> str | None:
    place = place_of(word)
    if place is not None and place.kind == "country":
        return place.country
    return adjectives().get(word.lower_)


def _marks(words: Iterable[Token]) -> frozenset[str]:
    telling = {w.lemma_.lower() for w in words if w.pos_ in {"ADJ", "NOUN", "PROPN"} and _country(w) is None}
    return frozenset(telling - people()["idle"])
