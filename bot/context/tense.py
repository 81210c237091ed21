"""What the words of a movement say by themselves: its tense and mood, whether it is taken for known, whether it is hearsay."""

from __future__ import annotations

from spacy.tokens import Token

from bot.context.lexicon import claims, motion, verbs
from bot.context.syntax import (
    SUBJECTS,
    auxiliaries,
    children,
    governors,
    is_awaited,
    is_conditional,
    is_passive,
    subjects,
)
from bot.model import ClaimStatus

S = ClaimStatus
HAPPENED = frozenset({S.STATED, S.REPORTED, S.CONFIRMED})
AHEAD = frozenset({S.PLANNED, S.HYPOTHETICAL})
_ADJECTIVES = {word: S(status) for status, words in claims()["adjectives"].items() for word in words}
_PLANNED = frozenset(claims()["modals"]["planned"])
_POSSIBLE = frozenset(claims()["modals"]["hypothetical"])
_REMOVALS = frozenset(motion()["removals"]["words"])
_OF_THE_TRIP = (
    (verbs("happen") - {"be"}) | verbs("say") - {"show"} | verbs("confirm") | verbs("deny") | verbs("believe")
)
_DURING = frozenset({"during", "on", "in", "for", "en"})


def own_status(trigger: Token) -> ClaimStatus:
    """The status that the movement's own words give it: stated, planned or possible, for nouns also reported or called off."""
    if trigger.pos_ not in {"VERB", "AUX"}:
        return _noun_status(trigger)
    if is_awaited(trigger):
        return S.PLANNED
    if trigger.lemma_ == "invite":
        return S.HYPOTHETICAL
    return modal_status(trigger) or S.STATED


def _noun_status(noun: Token) -> ClaimStatus:
    """ "A planned visit", "the possible trip"; else the tense of the clause that the noun is subject or time of."""
    for child in children(noun, "amod", "compound", "advmod"):
        if child.lower_ in _ADJECTIVES:
            return _ADJECTIVES[child.lower_]
    if noun.head.lower_ == "against" and noun.lemma_.lower() in _REMOVALS:
        return S.HYPOTHETICAL  # "lost his fight against extradition"
    clause = noun.head if noun.dep_ in {"nsubj", "nsubjpass"} else noun.head.head
    at = noun.dep_ in {"nsubj", "nsubjpass"} or (noun.dep_ == "pobj" and noun.head.lower_ in _DURING)
    return (modal_status(clause) if at and clause.pos_ in {"VERB", "AUX"} else None) or S.STATED


def modal_status(verb: Token) -> ClaimStatus | None:
    """Planned or possible by the verb's auxiliaries: "will go", "is to go", "is going to go", "might go", "if he goes"."""
    aux = {word.lower() for word in auxiliaries(verb)}
    conditional = is_conditional(verb) or any(is_conditional(c) for c in children(verb, "advcl"))
    if conditional and (aux & (_POSSIBLE | _PLANNED | {"would"}) or is_conditional(verb)):
        return S.HYPOTHETICAL
    if aux & _PLANNED or ("would" in aux and "have" not in aux):
        return S.PLANNED
    if aux & _POSSIBLE:
        return S.HYPOTHETICAL
    if "to" in aux and _is_wished(verb):
        return S.HYPOTHETICAL
    if verb.tag_ == "VBG" and aux & {"am", "is", "are", "'m", "’m", "'re", "’re"} and _is_soon(verb):
        return S.PLANNED
    if "to" in aux and _is_announced(verb, aux):
        return S.PLANNED
    return None


def resumed(verb: Token) -> Token:
    """ "Will see the king and fly to Oslo", "ready to do anything, fly to Oslo or resign": the verb whose mood a bare form goes on
    with; the verb itself, where it has a mood of its own.
    """
    own = children(verb, "aux", "auxpass", "mark", *SUBJECTS)
    if verb.tag_ not in _BARE or own or verb.dep_ not in {"conj", "advcl", "dep"}:
        return verb
    if verb.head.tag_ == "VB":
        return resumed(verb.head)
    ahead = [t for t in verb.head.subtree if t.i < verb.i and t.tag_ == "VB" and "to" in auxiliaries(t)]
    return ahead[-1] if ahead else verb


_BARE = frozenset({"VB", "VBP"})  # which look alike


def is_option(verb: Token) -> bool:
    """ "Ready to do anything, fly to Oslo or resign": a bare form with "or" is one of several things that might be."""
    lead = resumed(verb)
    return lead.i != verb.i and any(child.lower_ == "or" for form in (verb, lead) for child in form.children)


def _is_wished(verb: Token) -> bool:
    """ "Calls for him to go", "it is time for him to go"; "it took a day for him to go" tells of what happened."""
    took = any(above.lemma_ == "take" for above in governors(verb)[:2])
    return not took and any(mark.lower_ == "for" for mark in children(verb, "mark"))


def _is_soon(verb: Token) -> bool:
    """ "Is going to Tehran very soon"; where a day says so, `bot.context.times` does."""
    return any(child.lower_ in {"soon", "shortly", "later", "next"} for child in verb.children)


def _is_announced(verb: Token, aux: set[str]) -> bool:
    """ "Is to visit", "was to have begun", "is going to leave", "is about to leave", and the headline's "to visit"."""
    above = verb.head
    if verb.dep_ == "ROOT":
        return True
    if verb.dep_ != "xcomp":
        return False
    going = above.lemma_ == "go" and above.tag_ == "VBG"
    about = above.lemma_ == "be" or any(c.lower_ == "about" for c in above.children if c.i < verb.i)
    return going or about


def came_before(clause: Token) -> bool:
    """ "Decided to act after he was seen in Oslo": what came before a plan is no part of it."""
    before = any(mark.lower_ in {"after", "since", "because"} for mark in children(clause, "mark"))
    return clause.dep_ == "advcl" and before and clause.tag_ in {"VBD", "VBN"}


def is_premise(trigger: Token, status: ClaimStatus) -> bool:
    """Whether the sentence takes the journey for known: "his visit is a sign", "during the trip"."""
    if trigger.pos_ not in {"NOUN", "PROPN"}:
        return False
    if trigger.dep_ == "appos" and trigger.head.lemma_ == trigger.lemma_:
        trigger = trigger.head  # "his visit to Iran, the first visit anywhere in years, is a sign"
    known = any(c.dep_ == "poss" or c.lower_ in {"the", "this", "that", "both"} for c in trigger.children)
    if trigger.dep_ in {"nsubj", "nsubjpass"}:
        return known and status in HAPPENED | AHEAD and trigger.head.lemma_.lower() not in _OF_THE_TRIP
    return known and trigger.dep_ in {"pobj", "appos"}


# --- hearsay ------------------------------------------------------------------------------------------------------------


def is_hearsay(trigger: Token) -> bool:
    """ "Reportedly", "was said to have", "reports that", with nobody named."""
    chain = [trigger, *governors(trigger)]
    beside = {child.lower_ for word in chain for child in word.children}
    return (
        bool(beside & set(claims()["adverbs"]["reported"]))
        or is_heard(trigger)
        or any(_is_reported(word) for word in chain)
        or any(c.dep_ == "advcl" and c.lemma_ == "report" and not subjects(c) for w in chain for c in w.children)
    )


def is_heard(trigger: Token, *kinds: str) -> bool:
    """Whether a report or rumour tells it: "a report that he flew". `kinds`: only these rows of `hearsay`."""
    nouns = {word for kind in kinds or claims()["hearsay"] for word in claims()["hearsay"][kind]}
    return any(g.lemma_.lower() in nouns and g.pos_ == "NOUN" for g in governors(trigger))


def _is_reported(verb: Token) -> bool:
    return verb.lemma_ in {"say", "report", "believe", "think", "see", "spot", "rumour", "rumor"} and is_passive(verb)
