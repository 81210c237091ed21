"""Places: `bot.context.toponyms` finds the names, `bot.context.meanings` says which places they mean.

The result is every place of the article, and a mark on its tokens, by which movement and presence are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from bot.context.datelines import read_datelines
from bot.context.document import Sentence, mark_place, place_of, span_of
from bot.context.lexicon import adjectives, people, place_words
from bot.context.meanings import CONTAINERS, choose, set_scene
from bot.context.toponyms import Named, find_names, ties
from bot.model import Article, Place
from bot.ports import Gazetteer


def find_places(article: Article, sentences: Sequence[Sentence], gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Every place of the article, resolved, in order of the text; marks the tokens (`document.place_of`)."""
    named = find_names(sentences, gazetteer)
    lines = list(read_datelines(article.body, {sentence.line.span.start for sentence in sentences}, gazetteer))
    known = [n.meanings for n in named]
    scene = set_scene(_countries(sentences, named), [*ties(named), *(line.tie for line in lines if line.tie)], known)
    found = [place for line in lines for place in line.places(scene)]
    for name in named:
        printed = Place(name.tokens.text, span_of(name.tokens))
        meanings = name.meanings or ((name.container,) if name.container else ())
        place = choose(name.tokens.text, meanings, scene).at(printed) if meanings else printed
        if not name.inner:
            mark_place(name.tokens, place)
        found.append(place)
    found += list(_capitals(sentences, gazetteer))
    return tuple(sorted(found, key=lambda place: place.span))


def _countries(sentences: Sequence[Sentence], named: Sequence[Named]) -> Counter[str]:
    """How often the article speaks of each country: its name, its capital, its adjective, but not as somebody's title."""
    seen: Counter[str] = Counter()
    for name in named:
        meanings = name.meanings
        if _is_in_title(name.tokens.root):
            continue
        if meanings and meanings[0].country and meanings[0].kind in {"country", "capital"}:
            is_shared = any(m.kind in CONTAINERS and m.country != meanings[0].country for m in meanings)
            seen[meanings[0].country] += not is_shared
    table = adjectives()
    for sentence in sentences:
        for token in sentence:
            if token.text[:1].isupper() and token.lower_ in table and not _is_in_title(token):
                seen[table[token.lower_]] += 1
    return seen


def _is_in_title(word: Token) -> bool:
    """ "US Secretary of State Anna Kern", "the Russian president": where somebody is from is no hint of where he goes."""
    head, said = word.head, word.head.lemma_.lower().rstrip(".")
    if word.dep_ not in {"compound", "nmod", "amod", "poss"}:
        return False
    named = [head, *(child for child in head.children if child.dep_ == "appos")]
    return said in people()["human"] | people()["ranks"] or any(token.ent_type_ == "PERSON" for token in named)


def _capitals(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Iterable[Place]:
    """ "The Russian capital" is Moscow, "the North Korean capital" Pyongyang."""
    for sentence in sentences:
        for token in sentence:
            if token.lower_ != "capital":
                continue
            for size in (2, 1):
                tokens = token.doc[max(sentence.tokens.start, token.i - size) : token.i + 1]
                code = adjectives().get(tokens[:-1].text.lower())
                if code and (entry := gazetteer.capital(code)):
                    place = entry.at(Place(tokens.text, span_of(tokens)))
                    mark_place(tokens, place)
                    yield place
                    break


def place_at(token: Token) -> Place | None:
    """The place a noun stands for: itself, or the one it holds ("an airport outside Moscow", "the city of Qom")."""
    if found := place_of(token):
        return found
    if token.pos_ not in {"NOUN", "PROPN"}:
        return None
    for child in token.children:
        if (
            child.dep_ in {"compound", "nmod", "poss"}
            and token.lemma_.lower() in place_words("sites")
            and (found := place_of(child))
        ):
            return found
        if (
            child.dep_ == "prep"
            and child.lower_ in {"of", "in", "at", "near", "outside"}
            and token.lemma_.lower() in place_words("sites")
        ):
            for noun in child.children:
                if found := place_of(noun):
                    return found
        if child.dep_ == "appos" and (found := place_of(child)):
            return found
    return None
