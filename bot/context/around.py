"""What stands around the name of a place: a word of place before it, a kind of place beside it, its country behind it."""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from bot.context.lexicon import place_words, short_regions
from bot.context.meanings import CONTAINERS, Meanings, located
from bot.ports import Gazetteer, GazetteerEntry

_LONGEST = 4  # words of a country or region that are looked up together


def is_placed(tokens: Tokens) -> bool:
    """Whether a word of place or movement stands before it, perhaps with an article between."""
    at = tokens.start - 1
    if at >= 0 and tokens.doc[at].lower_ == "the":
        at -= 1
    return at >= 0 and tokens.doc[at].lower_ in place_words("before")


def is_called(tokens: Tokens) -> bool:
    """ "The town of X", "a village called X": a place even if no gazetteer knows it."""
    doc, start = tokens.doc, tokens.start
    return (
        start > 1 and doc[start - 1].lower_ in {"of", "called", "named"} and doc[start - 2].text in place_words("kinds")
    )


def is_of_state(tokens: Tokens) -> bool:
    """ "Washington state", "the state of Washington": not the city."""
    doc, start, end = tokens.doc, tokens.start, tokens.end
    if end < len(doc) and doc[end].text in {"state", "province"}:
        return True
    return start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in {"state", "province"}


def is_disease(tokens: Tokens) -> bool:
    """ "Marburg virus"."""
    return tokens.end < len(tokens.doc) and tokens.doc[tokens.end].lower_ in place_words("diseases")


def container_behind(tokens: Tokens, meanings: Meanings, gazetteer: Gazetteer) -> GazetteerEntry | None:
    """The country or region named right behind a comma: "Tripoli, Lebanon", "Paris, Texas", "London, Ky."."""
    doc, at = tokens.doc, tokens.end
    if at + 1 >= len(doc) or doc[at].text != ",":
        return None
    if short := short_form(doc, at + 1):
        return container_of(short.text, meanings, gazetteer)
    for end in range(min(at + 1 + _LONGEST, len(doc)), at + 1, -1):
        name = doc[at + 1 : end]
        owns = end < len(doc) and doc[end].text in {"'s", "’s"}  # "In Tripoli, Lebanon's president said"
        looks_named = name[0].text[:1].isupper() and name[-1].is_alpha and not owns
        if looks_named and (found := container_of(name.text, meanings, gazetteer)):
            return found
    return None


def container_of(name: str, meanings: Meanings, gazetteer: Gazetteer) -> GazetteerEntry | None:
    """The country or region of that name or short form which holds a place with these meanings."""
    full = short_regions().get(name.removesuffix("."), name)
    held = [
        (found.weight, c)
        for c in gazetteer.lookup(full)[:3]
        if c.kind in CONTAINERS and c.country and (found := located(meanings, c))
    ]
    return max(held, key=lambda pair: pair[0])[1] if held else None


def short_form(doc: Doc, at: int) -> Tokens | None:
    """ "Ky.", "N.J.", "KY" at this token."""
    for end in (at + 2, at + 1):
        if end <= len(doc) and doc[at:end].text.removesuffix(".") in short_regions():
            return doc[at:end]
    return None
