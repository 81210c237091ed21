"""From the parser's entities to names as a gazetteer writes them, and runs of names where the parser saw none."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as Tokens

from bot.context.document import Sentence, person_of
from bot.context.lexicon import place_words
from bot.ports import Gazetteer

_ARTICLES = frozenset({"the", "a", "an"})
_JOINTS = frozenset({",", "-", "–", "and", "or", "/"})


def parts(entity: Tokens, gazetteer: Gazetteer) -> Iterator[Tokens]:
    """The names in an entity, as a gazetteer writes them: "City of Santa Ana", "Cattai and Wilberforce", "Hebei province"."""
    tokens = _trimmed(entity)
    if not len(tokens):
        return
    if longer := _extended(tokens, gazetteer):
        yield longer
        return
    pieces = () if gazetteer.lookup(tokens.text) else tuple(_pieces(tokens))
    if len(pieces) > 1 and all(len(piece) and gazetteer.lookup(piece.text) for piece in pieces):
        yield from pieces
    else:
        yield tokens


def _pieces(tokens: Tokens) -> Iterator[Tokens]:
    """What stands between commas, dashes and "and"."""
    cuts = [t.i for t in tokens if t.text in _JOINTS and t.i > tokens.start]
    for start, end in zip([tokens.start, *(c + 1 for c in cuts)], [*cuts, tokens.end], strict=True):
        yield _trimmed(tokens.doc[start:end])


def _trimmed(entity: Tokens) -> Tokens:
    """The entity without article, compass word and "City of" in front, possessive, point and kind of place behind."""
    doc, start, end = entity.doc, entity.start, entity.end
    while start < end and (doc[start].lower_ in _ARTICLES or doc[start].text in place_words("compass")):
        start += 1
    if end - start > 2 and doc[start].lower_ in place_words("kinds") and doc[start + 1].lower_ == "of":
        start += 2
    while start < end and doc[end - 1].text in {"'s", "’s", "'", "’", ",", ".", "-", "–"}:
        end -= 1
    while end - start > 1 and doc[end - 1].is_lower and doc[end - 1].text in place_words("kinds"):
        end -= 1
    return doc[start:end]


def _extended(tokens: Tokens, gazetteer: Gazetteer) -> Tokens | None:
    """A longer known name that the entity is cut out of: "Guinea" of "Guinea-Bissau", "Fort St." of "Fort St. John"."""
    doc = tokens.doc
    for start, end in (
        (tokens.start, tokens.end + 3),
        (tokens.start, tokens.end + 2),
        (tokens.start, tokens.end + 1),
        (tokens.start - 1, tokens.end),
    ):
        if start < 0 or end > len(doc) or doc[start].lower_ in _ARTICLES:
            continue
        if not (doc[start].text[:1].isupper() and doc[end - 1].text[:1].isupper()):
            continue
        longer = doc[start:end]
        if "," not in longer.text and not any(person_of(t) for t in longer) and gazetteer.lookup(longer.text):
            return longer
    return None


def unlabelled(sentence: Sentence) -> Iterator[Tokens]:
    """Runs of names that the parser marked as nothing at all: "He left Odesa on Friday", "Queensland police"."""
    doc, start = sentence.tokens.doc, None
    for token in sentence:
        is_name = (
            token.pos_ == "PROPN" and not token.ent_type_ and token.text[:1].isupper() and person_of(token) is None
        )
        if is_name and start is None:
            start = token.i
        if start is not None and not is_name:
            yield doc[start : token.i]
            start = None
    if start is not None:
        yield doc[start : sentence.tokens.end]
