"""Places: spaCy finds them, the gazetteer says which and where, and may veto.

Recognition rests on the parser's entities: a gazetteer adds .003 of F to them (measured on GeoVirus, TR-News and
GeoWebNews) and many false places. Resolution takes the most populous meaning unless the article's other places, or a
country named right behind ("Paris, Texas"), speak for another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from bot.context.document import Sentence, entity_of, mark_place, person_of, place_of, span_of
from bot.context.lexicon import adjectives, seats
from bot.model import Place
from bot.ports import Gazetteer, GazetteerEntry

_LABELS = frozenset({"GPE", "LOC", "FAC"})
_EDGES = re.compile(r"^(?:the|The|THE)\s+|['’]s?$")
CONTEXT_WEIGHT = 40  # a meaning in a country the article names outweighs one with up to this many times its people


def find_places(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Every place of the article, resolved, in order of the text; marks the tokens (`document.place_of`)."""
    named = list(_named(sentences, gazetteer))
    countries = _countries(sentences, named)
    found = []
    for tokens, meanings in named:
        place = _resolve(tokens, meanings, countries, gazetteer)
        mark_place(tokens, place)
        found.append(place)
    found += list(_capitals(sentences, gazetteer))
    return tuple(sorted(found, key=lambda place: place.span))


def _named(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Iterable[tuple[Tokens, Sequence[GazetteerEntry]]]:
    for sentence in sentences:
        for entity in sentence.tokens.ents:
            tokens = _trimmed(entity)
            if (
                len(tokens)
                and not any(person_of(token) for token in tokens)
                and (found := _accepted(entity, tokens, gazetteer)) is not None
            ):
                yield tokens, found
        yield from _unmarked(sentence, gazetteer)


def _trimmed(entity: Tokens) -> Tokens:
    """The entity without a leading article and a trailing possessive."""
    start, end = entity.start, entity.end
    while start < end and entity.doc[start].lower_ in {"the", "a", "an"}:
        start += 1
    while start < end and entity.doc[end - 1].text in {"'s", "’s", "'", "’", ",", "."}:
        end -= 1
    return entity.doc[start:end]


def _accepted(entity: Tokens, tokens: Tokens, gazetteer: Gazetteer) -> Sequence[GazetteerEntry] | None:
    """Meanings of an entity that is a place; None when it is none."""
    text = tokens.text
    if text.lower() in adjectives() or text.lower() in seats():
        return None
    meanings = gazetteer.lookup(text)
    if entity.label_ in _LABELS:
        return meanings
    # the small model calls Cyprus a PRODUCT and many cities of the Middle East ORG or PERSON; a big place after "to" is believed
    return meanings if _is_big(meanings) and _follows_preposition(tokens[0]) else None


def _is_big(meanings: Sequence[GazetteerEntry]) -> bool:
    return bool(meanings) and (meanings[0].kind in {"country", "capital"} or meanings[0].population > 200_000)


def _unmarked(sentence: Sentence, gazetteer: Gazetteer) -> Iterable[tuple[Tokens, Sequence[GazetteerEntry]]]:
    """Names of big places that the model marked as nothing at all: "He left Odesa on Friday"."""
    for token in sentence:
        if (
            token.pos_ == "PROPN"
            and not token.ent_type_
            and _stands_alone(token)
            and _follows_preposition(token)
            and person_of(token) is None
        ):
            meanings = gazetteer.lookup(token.text)
            if _is_big(meanings):
                yield token.doc[token.i : token.i + 1], meanings


def _stands_alone(token: Token) -> bool:
    return token.dep_ != "compound" and not any(child.dep_ == "compound" for child in token.children)


_BEFORE_PLACES = frozenset(
    [
        "to",
        "in",
        "from",
        "at",
        "near",
        "into",
        "via",
        "for",
        "toward",
        "towards",
        "outside",
        "visit",
        "visits",
        "visited",
        "visiting",
        "left",
        "leave",
        "leaving",
        "leaves",
        "fled",
        "flee",
        "fleeing",
        "reached",
        "reach",
        "reaching",
        "entered",
        "enter",
        "entering",
        "toured",
        "tour",
        "touring",
    ]
)


def _follows_preposition(token: Token) -> bool:
    return token.i > 0 and token.nbor(-1).lower_ in _BEFORE_PLACES


def _countries(sentences: Sequence[Sentence], named: Sequence[tuple[Tokens, Sequence[GazetteerEntry]]]) -> Counter[str]:
    """How often the article speaks of each country: its name, its capital, its adjective."""
    seen: Counter[str] = Counter()
    for _, meanings in named:
        if meanings and meanings[0].country and meanings[0].kind in {"country", "capital"}:
            seen[meanings[0].country] += 1
    table = adjectives()
    for sentence in sentences:
        for token in sentence:
            if token.text[:1].isupper() and token.lower_ in table:
                seen[table[token.lower_]] += 1
    return seen


def _resolve(
    tokens: Tokens, meanings: Sequence[GazetteerEntry], countries: Counter[str], gazetteer: Gazetteer
) -> Place:
    printed = Place(_EDGES.sub("", tokens.text), span_of(tokens))
    if not meanings:
        return printed
    within = _named_behind(tokens, gazetteer)
    if within:
        meanings = [m for m in meanings if m.country in within] or meanings

    def weight(entry: GazetteerEntry) -> float:
        spoken_of = entry.country is not None and countries[entry.country] > 0
        return (entry.population + 1) * (CONTEXT_WEIGHT if spoken_of else 1)

    return max(meanings, key=weight).at(printed)


def _named_behind(tokens: Tokens, gazetteer: Gazetteer) -> set[str]:
    """Countries of the place named right behind a comma: "Tripoli, Lebanon", "Paris, Texas"."""
    end, doc = tokens.end, tokens.doc
    if end + 1 >= len(doc) or doc[end].text != ",":
        return set()
    after = entity_of(doc[end + 1])
    if after is None or after.label_ not in _LABELS:
        return set()
    return {m.country for m in gazetteer.lookup(after.text)[:1] if m.country and m.kind in {"country", "region"}}


def _capitals(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Iterable[Place]:
    """ "The Russian capital" is Moscow."""
    for sentence in sentences:
        for token in sentence:
            if token.lower_ == "capital" and token.i > sentence.tokens.start:
                code = adjectives().get(token.nbor(-1).lower_)
                if code and (entry := gazetteer.capital(code)):
                    tokens = token.doc[token.i - 1 : token.i + 1]
                    place = entry.at(Place(tokens.text, span_of(tokens)))
                    mark_place(tokens, place)
                    yield place


def place_at(token: Token) -> Place | None:
    """The place a noun stands for: itself, or the one it holds ("an airport outside Moscow", "the city of Qom")."""
    if found := place_of(token):
        return found
    if token.pos_ not in {"NOUN", "PROPN"}:
        return None
    for child in token.children:
        if child.dep_ in {"compound", "nmod", "poss"} and token.lemma_.lower() in _SITES and (found := place_of(child)):
            return found
        if (
            child.dep_ == "prep"
            and child.lower_ in {"of", "in", "at", "near", "outside"}
            and token.lemma_.lower() in _SITES
        ):
            for noun in child.children:
                if found := place_of(noun):
                    return found
        if child.dep_ == "appos" and (found := place_of(child)):
            return found
    return None


_SITES = frozenset(
    [
        "airport",
        "airbase",
        "base",
        "city",
        "town",
        "capital",
        "province",
        "region",
        "port",
        "village",
        "border",
        "district",
        "suburb",
        "residence",
        "palace",
        "hotel",
        "hospital",
        "embassy",
        "island",
        "front",
        "frontline",
        "headquarters",
        "area",
        "outskirts",
        "resort",
        "camp",
        "neighbourhood",
        "neighborhood",
        "state",
        "republic",
        "country",
        "territory",
        "side",
    ]
)
