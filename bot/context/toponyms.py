"""Which words of an article name places, before it is asked which places.

The parser's entities come first: a gazetteer alone finds too many surnames and words. It serves to veto what the parser
takes for a place and to win back what it takes for a company, a person or nothing: a name that is a place elsewhere in
the article, stands in a row of places, beside a kind of place ("the town of X"), before its country ("X, Texas"), or, if
it is large, behind a word of place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from bot.context.around import container_behind, is_called, is_disease, is_of_state, is_placed, short_form
from bot.context.cuts import parts, unlabelled
from bot.context.document import Sentence, person_of
from bot.context.lexicon import adjectives, place_words, seats
from bot.context.meanings import CONTAINERS, Meanings
from bot.names.fold import fold
from bot.ports import Gazetteer, GazetteerEntry

_LABELS = frozenset({"GPE", "LOC", "FAC"})
_MISTAKEN = frozenset(
    {"ORG", "PERSON", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"}
)  # what it calls a place wrongly
_WHOLE = frozenset({"country", "region", "continent", "sea"})
HUGE = 1_000_000  # inhabitants: so large a city is believed wherever its name stands, unless the parser says a person's
BIG = 200_000  # inhabitants: so large a city is believed behind a word of place, whatever the parser says
KNOWN = 15_000  # inhabitants: and this large if the parser does not say that it is a person
LONGEST = 4  # words of a place name that are looked up together


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name a place."""

    tokens: Tokens
    meanings: Meanings  # the likeliest first; empty when the gazetteer does not know it
    container: GazetteerEntry | None = None  # the region or country printed behind it: "Paris, Texas"
    inner: bool = False  # part of the name of an organisation: said, but nobody goes there


@dataclass(slots=True)
class _Page:
    """What is known of an article while its names are sought."""

    gazetteer: Gazetteer
    people: frozenset[str]  # words of the names of people
    found: list[Named] = field(default_factory=list)
    here: set[str] = field(default_factory=set)  # folded names that are places in this article
    taken: dict[int, set[int]] = field(default_factory=dict)  # document -> tokens of places

    def take(self, tokens: Tokens, meanings: Meanings, *, inner: bool = False) -> None:
        """Note a name of a place."""
        if is_of_state(tokens):
            meanings = [m for m in meanings if m.kind == "region"] or meanings
        container = container_behind(tokens, meanings, self.gazetteer)
        self.found.append(Named(tokens, meanings, container, inner))
        self.taken.setdefault(id(tokens.doc), set()).update(range(tokens.start, tokens.end))
        if not inner:
            self.here.add(fold(tokens.text))

    def is_taken(self, doc: Doc, index: int) -> bool:
        return index in self.taken.get(id(doc), ())


def find_names(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> list[Named]:
    """Every name of a place, in no order."""
    page = _Page(gazetteer, _names_of_people(sentences))
    others: list[tuple[str, Tokens]] = []
    for sentence in sentences:
        for entity in sentence.tokens.ents:
            if any(person_of(token) for token in entity):
                continue
            if entity.label_ in _LABELS:
                for part in parts(entity, gazetteer):
                    _take_labelled(part, page)
            elif entity.label_ in _MISTAKEN:
                others += [(entity.label_, part) for part in parts(entity, gazetteer)]
        others += [("", run) for run in unlabelled(sentence)]
    for _ in range(2):  # a row of places is believed from either end
        others = [(label, tokens) for label, tokens in others if not _take_other(label, tokens, page)]
    for label, tokens in others:
        if label in {"ORG", "EVENT", "LAW", ""}:
            _take_inner(tokens, page)
    _take_short_forms(page)
    return page.found


def _names_of_people(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Words of full names: "Georgia Stevens" makes a bare "Georgia" hers."""
    return frozenset(
        token.text
        for sentence in sentences
        for entity in sentence.tokens.ents
        if entity.label_ == "PERSON" and len(entity) > 1
        for token in (entity[0], entity[-1])
        if token.text[:1].isupper()
    )


# --- believed or not --------------------------------------------------------------------------------------------------


def _take_labelled(tokens: Tokens, page: _Page) -> None:
    """A place by the parser, unless the words say that it is none."""
    text = tokens.text
    if text.lower() in seats():
        _take_seat(tokens, page)
        return
    meanings = _meanings(tokens, page.gazetteer)
    if _is_word(text) or not (text[:1].isupper() or text[:1].isdigit()):
        return
    if _is_person(tokens, meanings, page) or is_disease(tokens):
        return
    is_behind = tokens.start > 0 and tokens.doc[tokens.start - 1].text == ","
    if not (is_behind and not meanings and short_form(tokens.doc, tokens.start)):  # "Ky." is taken with its town
        page.take(tokens, meanings)


def _is_word(text: str) -> bool:
    """Whether it is an adjective, a compass word or another word that only looks like a name of a place."""
    low = text.lower()
    return low in adjectives() or low in place_words("compass") or low in place_words("never")


def _meanings(tokens: Tokens, gazetteer: Gazetteer) -> Meanings:
    """Of the name, or without the kind of place that is part of it: "Kerman Province"."""
    found = gazetteer.lookup(tokens.text)
    if not found and len(tokens) > 1 and tokens[-1].lower_ in _PARTS_OF_NAMES:
        return gazetteer.lookup(tokens[:-1].text)
    return found


_PARTS_OF_NAMES = frozenset(
    {"province", "governorate", "region", "prefecture", "oblast", "district", "city", "municipality"}
)


def _take_seat(tokens: Tokens, page: _Page) -> None:
    """A seat of government is a place where one can be in it ("at the Kremlin"), or where it is a city ("Washington")."""
    meanings = page.gazetteer.lookup(tokens.text)
    if meanings and meanings[0].kind in {"capital", "country"}:
        page.take(tokens, meanings)
    elif is_placed(tokens) and (capital := page.gazetteer.capital(seats()[tokens.text.lower()])):
        page.take(tokens, (capital,))


def _is_person(tokens: Tokens, meanings: Meanings, page: _Page) -> bool:
    first = tokens[0]
    if first.lower_.rstrip(".") in place_words("honorifics"):
        return True
    if len(tokens) == 1 and first.text in page.people and not is_placed(tokens):
        return True
    speaks = first.dep_ == "nsubj" and first.head.lemma_.lower() in place_words("speaking")
    return not meanings and len(tokens) == 1 and speaks


def _take_other(label: str, tokens: Tokens, page: _Page) -> bool:
    """Take what the parser calls something else, or nothing, if enough speaks for a place. Whether it is done with."""
    if any(page.is_taken(tokens.doc, token.i) for token in tokens):
        return True
    if label:
        return _believed(label, tokens, page)
    return any(_believed(label, part, page) for part in _subspans(tokens))


def _subspans(tokens: Tokens) -> Iterator[Tokens]:
    """The run and the parts it begins or ends with, longest first."""
    doc, start, end = tokens.doc, tokens.start, tokens.end
    for size in range(min(len(tokens), LONGEST), 0, -1):
        yield doc[start : start + size]
        if size < end - start:
            yield doc[end - size : end]


def _believed(label: str, tokens: Tokens, page: _Page) -> bool:
    text = tokens.text
    if _is_word(text) or not text[:1].isupper():
        return False
    if text.lower() in seats():
        _take_seat(tokens, page)
        return page.is_taken(tokens.doc, tokens.start)
    meanings = _meanings(tokens, page.gazetteer)
    if _is_code(text, meanings) or _is_person(tokens, meanings, page):
        return False
    is_certain = _is_leg(tokens, page) or (bool(label) and is_called(tokens))
    if not is_certain and not (meanings and _speaks_for(label, tokens, meanings, page)):
        return False
    page.take(tokens, meanings)
    return True


def _is_code(text: str, meanings: Meanings) -> bool:
    """Three letters or less are a code or an abbreviation, unless they stand for a country: "UN", "USA"."""
    return len(text) < 4 and (not text.isalpha() or (text.isupper() and bool(meanings) and meanings[0].kind == "city"))


def _speaks_for(label: str, tokens: Tokens, meanings: Meanings, page: _Page) -> bool:
    first = meanings[0]
    size = BIG if label == "PERSON" else KNOWN
    acts = label == "PERSON" and tokens.root.dep_ == "nsubj"  # "In Moscow, Jordan said"
    if fold(tokens.text) in page.here or _is_beside_kind(tokens) or (_is_in_row(tokens, page) and not acts):
        return True
    if container_behind(tokens, meanings, page.gazetteer):
        return True
    if label not in {"PERSON", ""} and first.kind in CONTAINERS | {"capital"} and _is_well_known(first):
        return True
    if label != "PERSON" and first.population > HUGE:
        return True
    return is_placed(tokens) and (first.kind in _WHOLE or first.kind == "capital" or first.population > size)


def _is_beside_kind(tokens: Tokens) -> bool:
    """ "The X region", "the town of X"."""
    doc, end = tokens.doc, tokens.end
    return is_called(tokens) or (end < len(doc) and doc[end].text in place_words("kinds"))


def _is_leg(tokens: Tokens, page: _Page) -> bool:
    """ "From X to Baghdad", "from Baghdad to X": also of a village that no gazetteer knows."""
    doc, start, end = tokens.doc, tokens.start, tokens.end
    if start == 0 or doc[start - 1].lower_ not in _LEGS:
        return False
    if doc[start - 1].lower_ == "from":
        return end + 1 < len(doc) and doc[end].lower_ == "to" and page.is_taken(doc, end + 1)
    return (
        start > 2
        and page.is_taken(doc, start - 2)
        and any(t.lower_ == "from" for t in doc[max(0, start - 6) : start - 2])
    )


_LEGS = frozenset({"from", "to"})


def _is_in_row(tokens: Tokens, page: _Page) -> bool:
    """Whether a comma or "and" joins it to a place."""
    doc = tokens.doc
    for step, edge in ((-1, tokens.start - 1), (1, tokens.end)):
        at = edge
        while 0 <= at < len(doc) and doc[at].lower_ in {",", "and", "or", "&"} and abs(at - edge) < 2:
            at += step
        if at != edge and 0 <= at < len(doc) and page.is_taken(doc, at):
            return True
    return False


def _take_inner(tokens: Tokens, page: _Page) -> None:
    """The place in the name of an organisation: "Queensland Health", "University of Manitoba"."""
    doc = tokens.doc
    if any(page.is_taken(doc, token.i) or person_of(token) for token in tokens):
        return
    if tokens[-1].text in place_words("media"):
        return
    for size in range(min(len(tokens) - 1, 3), 0, -1):
        part = doc[tokens.start : tokens.start + size]
        if part[-1].text == "County" and size > 1:
            page.take(part, page.gazetteer.lookup(part.text), inner=True)
            return
        if _take_if_known(part, page):
            return
    for token in tokens:
        if token.lower_ in {"of", "in", "for"}:
            start = token.i + 1 + (doc[token.i + 1].lower_ == "the" if token.i + 1 < tokens.end else 0)
            if any(_take_if_known(doc[start:end], page) for end in range(min(tokens.end, start + 3), start, -1)):
                return


def _is_well_known(meaning: GazetteerEntry) -> bool:
    return meaning.weight > BIG and meaning.kind != "airport"


def _take_if_known(tokens: Tokens, page: _Page) -> bool:
    meanings = page.gazetteer.lookup(tokens.text)
    known = meanings and (_is_well_known(meanings[0]) or fold(tokens.text) in page.here)
    if known and tokens[0].text[:1].isupper() and not _is_word(tokens.text):
        page.take(tokens, meanings, inner=True)
        return True
    return False


def _take_short_forms(page: _Page) -> None:
    for named in tuple(page.found):
        doc, at = named.tokens.doc, named.tokens.end + 1
        if named.container and at < len(doc) and not page.is_taken(doc, at) and (short := short_form(doc, at)):
            page.take(short, (named.container,))


def ties(found: Iterable[Named]) -> Iterator[tuple[str, Meanings, GazetteerEntry]]:
    """Names with the region or country printed behind them, for `bot.context.meanings.set_scene`."""
    return (
        (named.tokens.text, named.meanings, named.container) for named in found if named.container and named.meanings
    )
