"""What fills a journey beside its route: means of travel, purpose, and the people named in the purpose."""

from __future__ import annotations

from spacy.tokens import Token

from bot.context.document import entity_of, person_of, span_of, text_of
from bot.context.frame import JOURNEY_NOUNS, MEETING_NOUNS, Frame, is_date_like
from bot.context.lexicon import motion, people, verbs
from bot.context.parties import along_with, named
from bot.context.places import place_at
from bot.context.refusals import carrier_of
from bot.context.syntax import agents, children, noun_phrase, objects, prepositions, subjects
from bot.model import Stated

_DELEGATIONS = frozenset({"delegation", "entourage", "team"})
_TOGETHER = frozenset({"join", "accompany"})
_VEHICLES = frozenset(motion()["vehicles"]["words"])


def fill(frame: Frame, head: Token) -> None:
    """Read mode, purpose and company off the verb (`head`) and the trigger of a journey, into its frame."""
    carrier = carrier_of(head)
    frame.mode = _mode(head) or _mode(frame.trigger) or (_bare(carrier) if carrier is not None else None)
    frame.purpose = _purpose(head) or _purpose(frame.trigger)
    frame.company = _company(head, frame.person)
    if frame.purpose is not None:
        frame.meets += _met_in(frame)


def _company(head: Token, person: str) -> list[Stated]:
    """ "Accompanied by Petrov", "along with his wife", "heading a delegation": who travels too."""
    if head.pos_ not in {"VERB", "AUX"}:
        return _joined(head, person)
    doers = subjects(head)
    others = [one for doer in doers for one in along_with(doer)]
    clauses = [head, *children(head, "advcl", "acl"), *(c for doer in doers for c in children(doer, "acl"))]
    for clause in clauses:
        if clause.lemma_ in {"head", "lead", "accompany"}:
            others += [*objects(clause), *agents(clause)]
    others += [noun for prep, noun in prepositions(head) if prep in {"of", "with"}]
    return list(dict.fromkeys(named(one) for one in others if _is_company(one, person)))


def _joined(noun: Token, person: str) -> list[Stated]:
    """ "Will join Petrov on a visit to Cairo", "was joined by Petrov on the trip": they travel together."""
    verb = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"on", "in", "for", "during"} or verb.lemma_ not in _TOGETHER:
        return []
    others = [*subjects(verb), *objects(verb), *agents(verb)]
    return list(dict.fromkeys(named(one) for one in others if _is_company(one, person)))


def _is_company(token: Token, person: str) -> bool:
    """Somebody else, or a delegation; "with great hopes" is no company."""
    entity = entity_of(token)
    human = token.lemma_.lower() in people()["human"] | _DELEGATIONS or (
        entity is not None and entity.label_ == "PERSON"
    )
    return human and token.pos_ != "PRON" and person_of(token) != person


def _mode(head: Token) -> Stated | None:
    """ "In a private jet", "aboard a military transport", "took a charter flight"."""
    for prep, noun in prepositions(head):
        if prep == "aboard" and person_of(noun) is None:
            return _bare(noun)
        is_mode = prep in {"in", "by", "on", "with"} and not _is_disturbed(noun)
        if is_mode and noun.lemma_.lower() in _VEHICLES | {"transport"}:
            return _bare(noun)
    for thing in objects(head):
        if thing.lemma_.lower() in _VEHICLES and head.lemma_ in {"take", "board", "use", "charter", "catch", "fly"}:
            return _bare(thing)
    return None


def _is_disturbed(noun: Token) -> bool:
    """ "His arrival on Wednesday disrupted flights": the parser hangs the deed and its day on the flights."""
    return any(is_date_like(day) for deed in children(noun, "amod") for day in children(deed, "npadvmod"))


def _bare(noun: Token) -> Stated:
    """A noun with what stands before it, without its article: "private jet"."""
    words = [t for t in noun_phrase(noun) if t.i <= noun.i]
    while len(words) > 1 and words[0].pos_ in {"DET", "PRON"}:
        words = words[1:]
    return Stated(text_of(words), span_of(words))


def _purpose(head: Token) -> Stated | None:
    """The infinitive of purpose, or "for" and a noun that is no place: "to discuss arms", "for talks with the minister"."""
    for child in children(head, "advcl", "xcomp", "relcl", "acl"):
        if (
            any(aux.lower_ == "to" for aux in children(child, "aux"))
            and child.i > head.i
            and child.lemma_.lower() not in verbs("goes") | verbs("enters")
        ):
            return _clause(child)
    for child in children(head, "prep"):
        if child.lower_ == "for" and child.i > head.i:
            for noun in children(child, "pobj"):
                if _is_purpose(noun):
                    return _clause(noun, start=child.i)
    return None


def _is_purpose(noun: Token) -> bool:
    """ "For talks", but neither "for Moscow" nor "for two days" nor "for a stay"."""
    return (
        noun.pos_ in {"NOUN", "PROPN"}
        and place_at(noun) is None
        and not is_date_like(noun)
        and noun.lemma_.lower() not in JOURNEY_NOUNS
    )


def _clause(head: Token, start: int | None = None) -> Stated:
    words = [t for t in head.subtree if start is None or t.i >= start]
    words = words[: _purpose_length(words)]
    while words and (words[-1].is_punct or words[-1].lower_ in {"and", "but", "or"}):
        words.pop()
    return Stated(text_of(words), span_of(words))


def _purpose_length(words: list[Token]) -> int:
    """Up to the first comma or quotation mark behind five words, thirty at most."""
    return next((i for i, t in enumerate(words) if i >= 5 and t.text in {",", ";", '"', "”", "–", "—"}), 30)


def _met_in(frame: Frame) -> list[Stated]:
    """People in the purpose: "to meet Ivanov", "for talks with Ivanov and Petrov"."""
    purpose = frame.purpose
    assert purpose is not None
    met = []
    for token in frame.sentence:
        span = span_of(token)
        entity = entity_of(token)
        if (
            purpose.span.contains(span)
            and entity is not None
            and entity.label_ == "PERSON"
            and entity.root.i == token.i
            and person_of(token) != frame.person
            and _is_met(token)
        ):
            met.append(named(token))
    return met


def _is_met(token: Token) -> bool:
    chain = list(token.ancestors)[:4]
    return any(a.lemma_.lower() in motion()["meeting"]["verbs"] or a.lemma_.lower() in MEETING_NOUNS for a in chain)
