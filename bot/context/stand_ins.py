"""Words that stand for a place: "here", "the White House", "the Arab country", "a Berlin clinic", "the Polish border".

Each is marked at its tokens like a named place (`document.place_of`), so that frames need not know. The tables are in
`bot/data/context/sites.yml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from bot.context.document import Sentence, mark_place, place_of, span_of, text_of
from bot.context.lexicon import adjectives, seats, sites
from bot.context.syntax import children
from bot.model import Place
from bot.ports import Gazetteer

_BEHIND = frozenset(
    {"to", "at", "in", "into", "from", "near", "outside", "inside", "visit", "leave", "reach", "enter", "address"}
)
_ANY_COUNTRY = frozenset({"neighbouring", "neighboring", "host", "same", "latter"})
_LONGEST = 3  # words of the name of a house


@dataclass(slots=True)
class _Ground:
    """What the article has named so far."""

    here: Place | None
    gazetteer: Gazetteer
    countries: list[Place] = field(default_factory=list)
    cities: list[Place] = field(default_factory=list)

    def note(self, place: Place) -> None:
        if place.kind == "country":
            self.countries.append(place)
        elif place.country:
            self.cities.append(place)


def mark_stand_ins(sentences: Sequence[Sentence], here: Place | None, gazetteer: Gazetteer) -> None:
    """Mark every stand-in of an article whose named places are marked; `here` is the place of its dateline."""
    ground = _Ground(here, gazetteer)
    for sentence in sentences:
        for token in sentence:
            if place := place_of(token):
                ground.note(place)
            elif (
                found := _part_of_the_world(token, ground)
                or _house(token, ground)
                or _here(token, ground)
                or _site(token, ground)
            ):
                words, place = found
                mark_place(words, place)


def _part_of_the_world(token: Token, ground: _Ground) -> tuple[list[Token], Place] | None:
    """ "His European tour" leads to Europe, "a tour of Latin American nations" to these; "the European Tour" is a name."""
    for words in (list(token.doc[token.i - 1 : token.i + 1]) if token.i > token.sent.start else [], [token]):
        name = sites().continents.get(" ".join(word.lower_ for word in words))
        noun = token.head
        several = noun.lemma_ in sites().parts and noun.tag_ == "NNS"  # "the African country" is one that nobody named
        if name is None or not (several or noun.lemma_ in sites().toured) or not noun.is_lower or noun.i < token.i:
            continue
        if several:
            words = list(token.doc[words[0].i : noun.i + 1])
        known = next(iter(ground.gazetteer.lookup(name)), None)
        return (words, known.at(Place(text_of(words), span_of(words)))) if known else None
    return None


def _here(token: Token, ground: _Ground) -> tuple[list[Token], Place] | None:
    """ "Arrived here on Friday": the dateline's place; inside a quotation it is the speaker's."""
    if token.lower_ != "here" or token.pos_ != "ADV" or ground.here is None or _is_quoted(token):
        return None
    return [token], ground.here


def _is_quoted(token: Token) -> bool:
    before = token.doc[token.sent.start : token.i].text
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _house(token: Token, ground: _Ground) -> tuple[list[Token], Place] | None:
    """A seat of government or organisation behind a word of place: "welcomed him to the White House"."""
    if token.i == token.sent.start or not _is_behind_place_word(token):
        return None
    for length in range(_LONGEST, 0, -1):
        words = list(token.doc[token.i : token.i + length])
        if words[0].lower_ == "the":
            return None  # found again at the next token
        name = " ".join(word.lower_ for word in words)
        country = seats().get(name) or sites().houses.get(name)
        if country and len(words) == length:
            known = next(iter(ground.gazetteer.lookup(text_of(words))), None) or ground.gazetteer.capital(country)
            printed = Place(text_of(words), span_of(words), country, kind="city")
            return words, known.at(printed) if known and known.country == country else printed
    return None


def _is_behind_place_word(token: Token) -> bool:
    before = token.nbor(-1)
    if before.lower_ in {"the", "a"} and before.i > token.sent.start:
        before = before.nbor(-1)
    return before.lower_ in _BEHIND or before.lemma_.lower() in _BEHIND


def _site(token: Token, ground: _Ground) -> tuple[list[Token], Place] | None:
    """A noun of place, by the country or city beside it, or by what the article named before."""
    lemma = token.lemma_.lower()
    if token.pos_ not in {"NOUN", "PROPN"}:
        return None
    words = _phrase(token)
    if lemma in {"country", "nation", "state", "kingdom"}:
        country = _country_meant(token, ground)
        return (words, country) if country else None
    if lemma not in sites().nouns or _has_place_behind(token):
        return None
    if lemma == "city" and _is_bare_definite(token) and ground.cities:
        return words, ground.cities[-1]
    if lemma == "capital" and _is_bare_definite(token):
        return _capital_meant(words, ground)
    said = [part for w in words for part in (w.lower_, *w.lower_.split("-"))]  # "the U.S.-Mexican border"
    code = next((adjectives()[part] for part in said if part in adjectives()), None)
    if code:
        return words, Place(text_of(words), span_of(words), code, kind="site")
    if inside := next((p for w in words if (p := place_of(w))), None):
        return words, _again(inside, words)
    named = any(w.pos_ == "PROPN" for w in words[:-1]) or lemma == "island" or lemma == "frontline"
    if lemma in sites().unnamed and named:
        return words, Place(text_of(words), span_of(words), kind="site")
    return None


def _capital_meant(words: list[Token], ground: _Ground) -> tuple[list[Token], Place] | None:
    country = ground.countries[-1].country if ground.countries else None
    entry = ground.gazetteer.capital(country) if country else None
    return (words, entry.at(Place(text_of(words), span_of(words)))) if entry else None


def _country_meant(token: Token, ground: _Ground) -> Place | None:
    """ "The country", "the Arab country": the last one named that it can be."""
    if token.tag_ in {"NNS", "NNPS"} or not any(c.lower_ in {"the", "that", "this"} for c in token.children):
        return None
    left = token.dep_ == "dobj" and token.head.lemma_ in {"leave", "flee", "quit", "depart"}
    if left or token.head.lower_ == "from":
        return None  # "left the country": as a rule his own, wherever the article is
    said = {c.lower_ for c in children(token, "amod", "compound", "nmod")}
    told = [sites().groups[word] for word in said if word in sites().groups]
    if said and not told and not said <= _ANY_COUNTRY:
        return None
    fitting = [p for p in ground.countries if all(p.country in group for group in told)]
    return fitting[-1] if fitting else None


def _is_bare_definite(token: Token) -> bool:
    beside = [c for c in token.children if c.i < token.i]
    return [c.lower_ for c in beside] in (["the"], ["that"])


def _has_place_behind(token: Token) -> bool:
    """ "A base near Minsk", "the city of Qom": `places.place_at` reads these."""
    return any(place_of(noun) for prep in children(token, "prep") for noun in children(prep, "pobj"))


def _phrase(token: Token) -> list[Token]:
    start = min((c.left_edge.i for c in children(token, "amod", "compound", "nmod", "nummod", "poss")), default=token.i)
    words = list(token.doc[min(start, token.i) : token.i + 1])
    return [w for w in words if w.lower_ not in {"the", "a", "an"}] or [token]


def _again(place: Place, words: Sequence[Token]) -> Place:
    """The same place under the words printed here."""
    return Place(
        text_of(words), span_of(words), place.country, place.name, place.lat, place.lon, place.geonameid, place.kind
    )
