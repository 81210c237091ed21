"""The shapes of remarks: "denied it", "no such visit", "called it fiction", "cannot take place", "it cited two officials".

Each shape is a function from a verb to what it is about, or None where the verb has another shape; `SHAPES` holds the status
that each gives. Which journey is meant, and who remarks, is the work of `bot.context.remarks`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from spacy.tokens import Token

from bot.context.claims import is_unsure
from bot.context.lexicon import claims, motion, people, verbs
from bot.context.syntax import auxiliaries, children, is_negated, is_passive, objects, prepositions
from bot.context.voices import lemma_of, speaker_at
from bot.model import ClaimOf, ClaimStatus

_WORTHLESS = frozenset(claims()["worthless"])
_PERMITS = frozenset(claims()["requests"]) - {"request", "application", "bid"}


def _denied(verb: Token) -> ClaimOf | None:
    """ "Denied that such talks were set", "rejected the report": the object, or what the denied clause is about."""
    if lemma_of(verb) not in verbs("deny") or is_unsure(verb):
        return None
    for child in children(verb, "dobj", "nsubjpass", "ccomp", "pobj", "prep", "attr", "oprd"):
        for token in [] if _is_charge(child) else [child, *child.subtree]:
            direct = token.i == child.i or token.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "pobj", "conj"}
            if direct and (of := _anaphor(token)):
                return of
    if any(child.lower_ in _POINTERS for child in children(verb, "dobj", "nsubjpass")):
        return ClaimOf.REPORT
    return next((of for part in children(verb, "ccomp", "xcomp", "pcomp", "advcl") if (of := _deed(part))), None)


def _is_charge(noun: Token) -> bool:
    """ "Allegations of fraud" are no report of a journey; "allegations of a visit" are."""
    charge = noun.lemma_.lower() in claims()["charges"]["nouns"]
    matters = [of for prep in children(noun, "prep") if prep.lower_ == "of" for of in children(prep, "pobj")]
    return charge and any(matter.pos_ == "NOUN" and _anaphor(matter) is None for matter in matters)


def _deed(clause: Token) -> ClaimOf | None:
    """ "Denied having hosted him", "having played host to him", "that she had met him": no noun stands for the deed."""
    lemmas = {token.lemma_.lower() for token in [clause, *children(clause, "dobj")]}
    if lemmas & set(motion()["meeting"]["verbs"]):
        return ClaimOf.MEETING
    return ClaimOf.TRIP if any(lemmas & verbs(group) for group in _DEEDS) else None


_POINTERS = frozenset({"it", "this", "that"})
_DEEDS = ("hosts", "goes", "arrives", "enters", "presence")


def _absent(verb: Token) -> ClaimOf | None:
    """ "The visit did not take place", "there was no meeting", "it is not on his schedule", "no such journey"."""
    if verb.lemma_.lower() not in verbs("happen") or set(auxiliaries(verb)) & _UNSURE:
        return None
    if verb.lemma_ == "take" and not any(c.lower_ == "place" for c in verb.children):
        return None
    parts = children(verb, "nsubj", "nsubjpass", "attr", "dobj", "expl")
    if verb.lemma_ == "be" and not is_negated(verb) and not any(is_negated(part) for part in parts):
        return None
    if verb.lemma_ != "be" and not is_negated(verb) and not any(is_negated(part) for part in parts):
        return None
    on = [of for prep, noun in prepositions(verb) if prep == "on" and (of := _anaphor(noun))]
    for part in parts:
        counted = any(child.lower_ in {"first", "last", "only", "my", "second"} for child in part.children)
        if (
            (of := _anaphor(part))
            and (verb.lemma_ != "be" or is_negated(part) or children(verb, "expl"))
            and not counted
        ):
            exists = of is ClaimOf.MEETING and bool(children(verb, "expl"))  # "there is no meeting on his schedule"
            return on[0] if on and not exists else of  # "no such meeting is on his schedule" is of the schedule
    return on[0] if on else None


_UNSURE = frozenset({"might", "may", "could", "would", "can", "will", "wo", "ca", "shall", "should"})


def _never_was(verb: Token) -> ClaimOf | None:
    """ "Knew of no such visit", "had no such guest", "had no record of a visit"."""
    if verb.lemma_.lower() not in {"have", "know", "receive", "see", "find", "hear", "be", "hold", "plan"}:
        return None
    nouns = [*children(verb, "dobj", "attr"), *(noun for _, noun in prepositions(verb))]
    for noun in nouns:
        words = {child.lower_ for child in noun.children}
        if words >= {"no", "such"} or (noun.lower_ in {"record", "knowledge", "trace"} and "no" in words):
            return _anaphor(noun) or ClaimOf.TRIP
        if (
            noun.lower_ == "none"
            and any(prep == "of" for prep, _ in prepositions(noun))
            and "would" in auxiliaries(verb)
        ):
            return ClaimOf.REPORT
    return None


def stayed(verb: Token) -> ClaimOf | None:
    """ "He has not left the country", "never set foot there", "was not on board", said by somebody."""
    if not is_negated(verb) or set(auxiliaries(verb)) & _UNSURE or not children(verb, "nsubj", "nsubjpass"):
        return None
    foot = any(thing.lower_ == "foot" for thing in objects(verb))
    abroad = verb.lemma_ == "be" and any(n.lower_ == "country" for prep, n in prepositions(verb) if prep == "in")
    aboard = verb.lemma_ == "be" and any(t.lower_ in {"aboard", "board"} for t in verb.subtree)
    received = verb.lemma_ == "receive" and is_passive(verb)
    moved = received or (verb.lemma_.lower() in {"leave", "travel", "fly"} and not children(verb, "xcomp"))
    return ClaimOf.TRIP if foot or abroad or aboard or moved else None


def _issued(verb: Token) -> ClaimOf | None:
    """ "The embassy issued a denial"."""
    issues = verb.lemma_ in ISSUING and not is_negated(verb)
    return ClaimOf.REPORT if issues and any(thing.lemma_ == "denial" for thing in objects(verb)) else None


ISSUING = frozenset({"issue", "publish", "release"})


def _untrue(verb: Token) -> ClaimOf | None:
    """ "There is no truth in it", "there is not a word of truth in the report"."""
    truths = [token for token in verb.subtree if token.lower_ == "truth"] if verb.lemma_ == "be" else []
    denied = is_negated(verb) or any(is_negated(token) for token in truths)
    return ClaimOf.REPORT if truths and denied and children(verb, "expl") else None


def _confirmed(verb: Token) -> ClaimOf | None:
    """ "Confirmed the report", "confirmed it"; "confirmed the visit" is a frame of its own."""
    if lemma_of(verb) not in verbs("confirm") or is_negated(verb) or is_unsure(verb):
        return None
    things = children(verb, "dobj", "nsubjpass")
    told = any(t.lower_ in _POINTERS or _anaphor(t) is ClaimOf.REPORT for t in things)
    return ClaimOf.TRIP if told else None


def _cited(verb: Token) -> ClaimOf | None:
    """ "It cited two officials": further sources of what the medium told before."""
    if verb.lemma_ not in CITING or verb.dep_ != "ROOT" or children(verb, "ccomp"):
        return None
    by = [s for s in children(verb, "nsubj") if s.lower_ == "it" or s.lemma_.lower() in people()["media"]]
    heard = [thing for thing in objects(verb) if thing.lemma_.lower() in people()["human"] | _NAMELESS]
    return ClaimOf.TRIP if any(map(speaker_at, by)) and heard else None


_NAMELESS = frozenset(claims()["anonymous"])
CITING = frozenset({"cite", "quote"})


def _worthless(verb: Token) -> ClaimOf | None:
    """ "Called it wishful thinking", "described the story as baseless", "the report was false"."""
    is_verdict = lemma_of(verb) in verbs("verdict")
    if is_negated(verb) or not (is_verdict or verb.lemma_ == "be"):
        return None
    said = [t for t in verb.subtree if t.i > verb.i and {t.lemma_.lower(), t.lower_} & _WORTHLESS]
    if not said:
        return None
    about = children(verb, "nsubj") if verb.lemma_ == "be" else [t for t in verb.subtree if t.i > verb.i]
    named = any(_anaphor(token) not in {None, ClaimOf.SCHEDULE} or _points(token) for token in about)
    return (
        ClaimOf.REPORT
        if named or (is_verdict and said[0].i - verb.i <= 5 and not _is_of_a_thing(verb, said[0]))
        else None
    )


def _points(word: Token) -> bool:
    """ "It", "that": alone, and not "that plan"."""
    after = word.nbor() if word.i + 1 < len(word.doc) else word
    alone = after.pos_ not in {"NOUN", "VERB"} or after.lemma_.lower() in _WORTHLESS or word.lower_ == "it"
    return word.lower_ in _POINTERS and word.dep_ != "det" and alone


def _is_of_a_thing(verb: Token, said: Token) -> bool:
    """ "Called the budget a fantasy", "called that plan a lie": what is judged is named before, and is no report."""
    return any(word.lower_ in _DEFINITE and not _points(word) for word in verb.doc[verb.i + 1 : said.i])


_DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def _exclaimed(verb: Token) -> ClaimOf | None:
    """ "“Nonsense,” said his office", "not so, says a spokesman"."""
    if lemma_of(verb) not in verbs("say"):
        return None
    for child in (c for c in verb.children if c.i < verb.i and c.pos_ not in {"VERB", "AUX"}):
        if child.lemma_.lower() in _WORTHLESS or (child.lower_ == "so" and is_negated(child)):
            return ClaimOf.REPORT
        if is_negated(child) and (of := _anaphor(child)):
            return of  # "no lunch and no coffee"
    return None


def _called_off(verb: Token) -> ClaimOf | None:
    """ "The visit cannot take place", "the trip will not go ahead"."""
    happens = verb.lemma_.lower() in {"take", "happen", "go", "proceed"} and bool(set(auxiliaries(verb)) & _IMPOSSIBLE)
    if not happens or not is_negated(verb):
        return None
    return next((of for noun in children(verb, "nsubj") if (of := _anaphor(noun)) is ClaimOf.TRIP), None)


def _put_off(verb: Token) -> ClaimOf | None:
    """ "The journey was called off on Saturday", "the talks have been put off"; "a trip to Oslo was put off" is told of itself."""
    if lemma_of(verb) not in verbs("cancel") or is_negated(verb) or set(auxiliaries(verb)) & _UNSURE:
        return None
    for noun in children(verb, "nsubjpass"):
        known = any(child.lower_ in {"the", "this", "that"} or child.dep_ == "poss" for child in noun.children)
        if known and not list(prepositions(noun)):
            return _anaphor(noun)
    return None


_IMPOSSIBLE = frozenset({"can", "ca", "will", "wo"})


def _barred(verb: Token) -> ClaimOf | None:
    """ "Has denied overflight", "refused to clear its airspace for the plane": no journey is named."""
    if lemma_of(verb) not in verbs("deny") | verbs("refuse") or is_unsure(verb):
        return None
    things = [*children(verb, "dobj", "nsubjpass"), *(o for x in children(verb, "xcomp") for o in children(x, "dobj"))]
    return ClaimOf.TRIP if any(t.lemma_.lower() in _PERMITS - {"visa", "entry"} for t in things) else None


SHAPES: tuple[tuple[ClaimStatus, Callable[[Token], ClaimOf | None]], ...] = (
    (ClaimStatus.REFUSED, _barred),
    (ClaimStatus.CANCELLED, _called_off),
    (ClaimStatus.CANCELLED, _put_off),
    (ClaimStatus.DENIED, _denied),
    (ClaimStatus.DENIED, _worthless),
    (ClaimStatus.DENIED, _exclaimed),
    (ClaimStatus.DENIED, _absent),
    (ClaimStatus.DENIED, _never_was),
    (ClaimStatus.DENIED, stayed),
    (ClaimStatus.DENIED, _issued),
    (ClaimStatus.DENIED, _untrue),
    (ClaimStatus.CONFIRMED, _confirmed),
    (ClaimStatus.REPORTED, _cited),
)


def _anaphor(token: Token) -> ClaimOf | None:
    return _table().get(token.lemma_.lower()) if token.pos_ in {"NOUN", "PROPN"} else None


@cache
def _table() -> dict[str, ClaimOf]:
    return {word: ClaimOf(of) for of, words in claims()["anaphora"].items() for word in words}
