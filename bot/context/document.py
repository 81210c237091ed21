"""An article as parsed sentences: one spaCy Doc per line, so that headlines, captions and body never run together.

Spans of listed people are set as PERSON before the model looks for entities: left alone it calls *Soleimani* a place
six times in fifteen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens
from spacy.util import filter_spans

from bot.context.lexicon import people
from bot.model import Article, Mention, Place, Span, Stated, Tier

# "(AFP PHOTO / …)", "(Photo: …)", "File photo", "(YouTube: …)" at the end of a line: a caption, which tells of other people
_CAPTION = re.compile(
    r"(\((?:[^()]{0,80}\b(?:photo|image|screenshot|youtube|getty|reuters/|ap/|via ap|courtesy)\b[^()]{0,80}|[^()]{0,40}/\s?(?:afp|ap|reuters|getty)[^()]{0,30})\)"
    r"|\b(?:file photo|photo by|photo:|image:|courtesy of [A-Z])[^.]{0,60})\.?$",
    re.IGNORECASE,
)
# "**18:42** ", "1. ", "- ", "CLAIM 4: ": what numbers or labels a line
_LABEL = re.compile(r"(?:\*\*\d{1,2}[:.]\d{2}\*\*|\d{1,2}[.)]|[-•*–—])\s+|[A-Z]{4,12}(?: \d{1,2})?: +(?=\S)")
# "TEHRAN – ", "DUBAI, March 15 - ", "WASHINGTON (Reuters) - ", "Washington (CNN) ": where and when it was written, glued to
# the first sentence
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'’ -]{2,30}?)(?:, [A-Z][\w .]{1,25}){0,2}(?: \([\w. ]{2,20}\))?\s?(?:–|—|--?|:)\s+(?=\S)"
    r"|(?P<town>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?:, [A-Z][\w .]{1,25}){0,2} \((?:Reuters|Xinhua|[A-Z]{2,8})\)\s*(?:–|—|--?)?\s+(?=[A-Z])"
)
MAX_LINE = 4_000  # characters: longer lines are cut into pieces at a sentence end, so that parsing stays linear


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the body."""

    span: Span
    headline: bool
    caption: bool


@dataclass(slots=True)
class Sentence:
    """One parsed sentence and where it stands."""

    tokens: Tokens
    line: Line
    index: int  # in the article
    paragraph: int  # number of its line

    @property
    def span(self) -> Span:
        """Characters of the article's body."""
        return span_of(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)


def lines(article: Article) -> Iterator[Line]:
    """The lines of an article's body; a line told twice (a caption often is) comes once."""
    body, seen = article.body, set()
    for found in re.finditer(r"[^\n]+", body):
        text = found.group().strip()
        if not text or text in seen:
            continue
        seen.add(text)
        start = found.start() + found.group().index(text[0])
        end = start + len(text)
        for prefix in (_LABEL, _DATELINE):
            if glued := prefix.match(body, start, end):
                start = glued.end()
        is_caption = bool(_CAPTION.search(text))
        for piece in _pieces(body, start, end):
            yield Line(piece, headline=bool(article.title) and found.start() < len(article.title), caption=is_caption)


def dateline(article: Article) -> Stated | None:
    """The place of the article's dateline, as printed: where "here" is."""
    for found in re.finditer(r"[^\n]+", article.body):
        match = _DATELINE.match(article.body, found.start(), found.end())
        if match:
            group = "place" if match["place"] else "town"
            return Stated(match[group].strip(), Span(*match.span(group)))
    return None


def _pieces(body: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_LINE:
        stop = body.rfind(". ", start, start + MAX_LINE) + 1 or start + MAX_LINE
        yield Span(start, stop)
        start = stop
    yield Span(start, end)


def parse(article: Article, mentions: Sequence[Mention], nlp: Language) -> list[Sentence]:
    """All sentences of an article, parsed, with the people of `mentions` marked (`person_of`)."""
    parts = list(lines(article))
    docs = nlp.pipe([_prepared(article.body, line, mentions, nlp) for line in parts], batch_size=32)
    sentences: list[Sentence] = []
    for paragraph, (line, doc) in enumerate(zip(parts, docs, strict=True)):
        for tokens in doc.sents:
            if tokens.text.strip():
                sentences.append(Sentence(tokens, line, len(sentences), paragraph))
    return sentences


def _prepared(body: str, line: Line, mentions: Sequence[Mention], nlp: Language) -> Doc:
    doc = nlp.make_doc(body[line.span.start : line.span.end])
    _join_ranks(doc)
    doc.user_data["offset"] = line.span.start
    doc.user_data["people"] = {}
    doc.user_data["places"] = {}
    found = []
    for mention in sorted(mentions, key=lambda m: (m.tier is Tier.STRONG, m.score)):  # the surer one has the last word
        for span in mention.spans:
            tokens = (
                doc.char_span(
                    span.start - line.span.start, span.end - line.span.start, label="PERSON", alignment_mode="expand"
                )
                if line.span.contains(span)
                else None
            )
            if tokens is not None and len(tokens):
                found.append(tokens)
                doc.user_data["people"].update(dict.fromkeys(range(tokens.start, tokens.end), mention.person))
    doc.set_ents(filter_spans(found), default="missing")
    return doc


def _join_ranks(doc: Doc) -> None:
    """Make "Maj.-Gen." one word: with the full stop apart, the parser ends the sentence there."""
    ranks = people()["ranks"]
    with doc.retokenize() as joined:
        for word, stop in pairwise(doc):
            if stop.text == "." and not stop.idx - word.idx - len(word) and word.lower_.rpartition("-")[2] in ranks:
                joined.merge(doc[word.i : stop.i + 1])


# --- what the marks on a parsed line say ------------------------------------------------------------------------------


def span_of(tokens: Tokens | Token | Sequence[Token]) -> Span:
    """Characters of the article's body that these tokens of one line cover."""
    if isinstance(tokens, Token):
        start = _offset(tokens.doc) + tokens.idx
        return Span(start, start + len(tokens))
    first, last = tokens[0], tokens[-1]
    return Span(_offset(first.doc) + first.idx, _offset(first.doc) + last.idx + len(last))


def text_of(tokens: Sequence[Token]) -> str:
    """The words as printed, from the first token to the last."""
    doc: Doc = tokens[0].doc
    return str(doc[tokens[0].i : tokens[-1].i + 1].text)


def person_of(token: Token) -> str | None:
    """Id of the listed person that the matcher found at this token."""
    people: Mapping[int, str] = token.doc.user_data["people"]
    return people.get(token.i)


def place_of(token: Token) -> Place | None:
    """The place that was found at this token."""
    places: Mapping[int, Place] = token.doc.user_data["places"]
    return places.get(token.i)


def mark_place(tokens: Tokens | Sequence[Token], place: Place) -> None:
    """Remember the place at each of its tokens."""
    marks: dict[int, Place] = tokens[0].doc.user_data["places"]
    marks.update({token.i: place for token in tokens})


def entity_of(token: Token) -> Tokens | None:
    """The entity the token belongs to."""
    if not token.ent_type_:
        return None
    return next((entity for entity in _entities(token.doc) if entity.start <= token.i < entity.end), None)


def _entities(doc: Doc) -> tuple[Tokens, ...]:
    # doc.ents builds every Span anew at each call; a line is asked hundreds of times
    cached: tuple[Tokens, ...] | None = doc.user_data.get("entities")
    if cached is None:
        cached = doc.user_data["entities"] = tuple(doc.ents)
    return cached


def _offset(doc: Doc) -> int:
    offset: Any = doc.user_data["offset"]
    return int(offset)


def same(a: Token, b: Token) -> bool:
    """Whether two tokens are one: spaCy makes them anew at every look, so identity says nothing."""
    return a.i == b.i and a.doc is b.doc


def among(token: Token, others: Iterable[Token]) -> bool:
    """Whether the token is one of the others."""
    return any(same(token, other) for other in others)
