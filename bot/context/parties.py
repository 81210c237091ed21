"""Who takes part: the listed people that tokens mean, also as heads of a delegation, and the others by name."""

from __future__ import annotations

from spacy.tokens import Token

from bot.context.cast import Cast, without_article
from bot.context.document import entity_of, person_of, span_of, text_of
from bot.context.lexicon import motion
from bot.context.syntax import agents, children, noun_phrase, objects, prepositions, subjects, with_conjuncts
from bot.model import Stated

_PEOPLE_TOGETHER = frozenset({"delegation", "team", "group", "entourage", "party", "mission"})
PARTIES = _PEOPLE_TOGETHER | frozenset(motion()["vehicles"]["words"])
_ALONG = frozenset({"accompany", "flank", "join", "escort", "follow"})


def travellers_of(doers: list[Token], cast: Cast) -> list[str]:
    """Ids of the listed people among those who travel, and among their company."""
    return people_of([*doers, *(one for doer in doers for one in along_with(doer))], cast)


def along_with(doer: Token) -> list[Token]:
    """Who does it too: "accompanied by Ivanov", "along with Ivanov"."""
    company = [one for clause in children(doer, "acl") if clause.lemma_ in _ALONG for one in agents(clause)]
    for along in children(doer, "advmod", "prep"):
        if along.lower_ in {"along", "together", "with", "alongside", "including"}:
            for prep in [along, *children(along, "prep")]:
                company += with_conjuncts(children(prep, "pobj"))
    return company


def people_of(tokens: list[Token], cast: Cast) -> list[str]:
    """Ids of the listed people the tokens mean, also as heads of a delegation or aboard a plane."""
    found = [person for token in tokens for one in _each(token) if (person := person_meant(one, cast))]
    return list(dict.fromkeys(found))


def _each(token: Token) -> list[Token]:
    """Those that a plural or relative pronoun stands for; other tokens as they are."""
    if token.lower_ in {"they", "their", "them"}:
        return [one for verb in token.ancestors if verb.pos_ in {"VERB", "AUX"} for one in _two_or_more(verb, token)]
    if token.lower_ == "whose":
        before = [t for t in token.doc[token.sent.start : token.i] if person_of(t) and t.dep_ != "compound"]
        clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
        return before[-1:] or ([clause.head] if clause is not None else [])
    return [token]


def _two_or_more(verb: Token, pronoun: Token) -> list[Token]:
    doers = [doer for doer in subjects(verb) if doer.i < pronoun.i]
    return doers if len(doers) > 1 else []


def person_meant(token: Token, cast: Cast) -> str | None:
    """Id of the listed person a token means, himself or as head of a delegation or aboard a plane."""
    direct = person_of(token) or cast.person(token)
    if direct:
        return direct
    if token.lemma_.lower() not in PARTIES:
        return None
    owners = children(token, "poss")
    for clause in children(token, "acl", "relcl"):
        owners += agents(clause) + (objects(clause) if clause.lemma_ in {"carry", "bring", "include"} else [])
    owners += [noun for prep, noun in prepositions(token) if prep in {"with", "under", "of"}]
    return next((person for owner in owners if (person := person_of(owner) or cast.person(owner))), None)


def is_other(token: Token, person: str, cast: Cast) -> bool:
    """Whether the token names somebody other than this person."""
    entity = entity_of(token)
    if person_meant(token, cast) == person:
        return False
    return (
        (entity is not None and entity.label_ == "PERSON")
        or person_meant(token, cast) is not None
        or (cast.who(token) is not None and token.pos_ != "PRON")
    )


def named(token: Token) -> Stated:
    """How to call somebody: the full name when there is one, else the noun phrase."""
    entity = entity_of(token)
    for near in children(token, "appos"):
        inner = entity_of(near)
        if inner is not None and inner.label_ == "PERSON":
            entity = inner
    if entity is not None and entity.label_ == "PERSON":
        words = [t for t in entity if t.text not in {"'s", "’s"}] or list(entity)
        return Stated(text_of(words), span_of(words))
    words = [
        t
        for t in noun_phrase(token)
        if not any(a.dep_ == "prep" and a.lower_ != "of" for a in [t, *t.ancestors] if token.i < a.i)
    ]
    words = without_article(words)
    return Stated(text_of(words), span_of(words))
