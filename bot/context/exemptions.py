"""Exemptions from a travel ban, as an article tells of them: "the committee cleared him to travel", "under a waiver".

An exemption is words only: what it covers is not checked, and who granted it stands in the words. It belongs to the trip
that its sentence tells, else to the one that the article told last before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence, span_of, text_of
from bot.context.lexicon import claims, verbs
from bot.context.syntax import agents, children, governors, is_negated, is_passive, subjects
from bot.context.voices import lemma_of
from bot.model import Span, Stated, Trip

_WAIVERS = frozenset(claims()["exemption"]["nouns"])
_HELD = frozenset(claims()["exemption"]["held"])
_LOST = frozenset(claims()["exemption"]["lost"])
_GRANTORS = frozenset(claims()["exemption"]["grantors"])
_REACH = 600  # characters between a trip and an exemption told of it afterwards


@dataclass(frozen=True, slots=True)
class Exemption:
    """The words that tell of one, and the listed people of their sentence."""

    words: Stated
    sentence: Span
    people: frozenset[str]


def find_exemptions(sentence: Sentence, cast: Cast) -> Iterator[Exemption]:
    """Exemptions granted, as one sentence tells them; refused, lapsed and merely sought ones are none."""
    people = frozenset(person for token in sentence if (person := cast.person(token)))
    head = next((token for token in sentence if _grants(token) or _is_held(token)), None)
    if head is not None:
        words = _words(head)
        yield Exemption(Stated(text_of(words), span_of(words)), sentence.span, people)


def _grants(verb: Token) -> bool:
    """ "The committee cleared him to travel", "is exempt": a side that can exempt allows a person something."""
    if verb.pos_ == "ADJ" and verb.lower_ == "exempt":
        return not _is_undone(verb)
    if verb.pos_ != "VERB" or lemma_of(verb) not in verbs("permit") or _is_undone(verb):
        return False
    doers = agents(verb) if is_passive(verb) else subjects(verb)
    by = {token.lemma_.lower() for doer in doers for token in doer.subtree}
    return lemma_of(verb) == "exempt" or bool(by & _GRANTORS)


def _is_held(noun: Token) -> bool:
    """ "Was granted a waiver", "has leave from the committee", "under an exemption"."""
    if noun.lemma_.lower() not in _WAIVERS or _is_undone(noun):
        return False
    verb = noun.head
    if noun.dep_ == "pobj":
        return verb.lower_ in {"under", "on", "with", "by", "thanks"} and not _is_undone(verb)
    return noun.dep_ in {"dobj", "nsubjpass", "oprd"} and verb.lemma_.lower() in _HELD and not _is_undone(verb)


def _is_undone(token: Token) -> bool:
    """Negated, asked for, lapsed, refused, or yet to come."""
    near = [token, *governors(token)[:2], *children(token, "aux", "amod", "acl", "relcl")]
    return any(is_negated(each) or each.lemma_.lower() in _LOST for each in near)


def _words(head: Token) -> list[Token]:
    """The clause around the word, without what follows a semicolon or dash; twenty-five words at most."""
    clause = head if head.pos_ == "VERB" else next((g for g in governors(head) if g.pos_ == "VERB"), head)
    words = [token for token in clause.subtree if not (clause.dep_ == "relcl" and token.i < clause.left_edge.i)]
    stop = next((n for n, token in enumerate(words) if token.i > head.i and token.text in {";", "–", "—"}), len(words))
    words = words[:stop]
    start = max(0, [token.i for token in words].index(head.i) - 12)
    words = words[start : start + 25]
    while words and words[-1].is_punct:
        words.pop()
    return words


def exemption_of(trip: Trip, trips: Sequence[Trip], exemptions: Sequence[Exemption]) -> Stated | None:
    """The exemption told of a trip: in a sentence that tells it, or in one that follows and tells no other trip."""
    for exemption in exemptions:
        if exemption.people and trip.person not in exemption.people:
            continue
        telling = [each for each in trips if exemption.sentence in each.evidence] or _before(exemption, trips)
        if trip in telling:
            return exemption.words
    return None


def _before(exemption: Exemption, trips: Sequence[Trip]) -> list[Trip]:
    """The trip told last before the exemption, where it stands near."""
    mine = [each for each in trips if not exemption.people or each.person in exemption.people]
    told = [(end, each) for each in mine for end in (s.end for s in each.evidence) if end <= exemption.sentence.start]
    last = max(told, key=lambda pair: pair[0], default=None)
    return [last[1]] if last and exemption.sentence.start - last[0] <= _REACH else []
