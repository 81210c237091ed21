"""What somebody says of a journey: status, by whom, officially or not; read from the verbs above the word of movement.

The walk goes from the movement up to the root of the sentence. Each verb on the way may add a claimant ("said"), turn
the claim ("denied", "believes", "plans", "was barred from") or both; the tables are in `bot/data/context/claims.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.context.cast import Cast, stated_by
from bot.context.document import Sentence, entity_of
from bot.context.lexicon import claims, people, seats, verbs
from bot.context.syntax import (
    agents,
    auxiliaries,
    children,
    governors,
    is_awaited,
    is_conditional,
    is_negated,
    is_passive,
    phrasal,
    subjects,
    verb_above,
)
from bot.model import Claim, ClaimOf, ClaimStatus, Span, Stated

_ADJECTIVES = {
    "planned": ClaimStatus.PLANNED, "scheduled": ClaimStatus.PLANNED, "upcoming": ClaimStatus.PLANNED, "forthcoming": ClaimStatus.PLANNED,
    "expected": ClaimStatus.PLANNED, "proposed": ClaimStatus.PLANNED, "intended": ClaimStatus.PLANNED, "future": ClaimStatus.PLANNED,
    "reported": ClaimStatus.REPORTED, "alleged": ClaimStatus.REPORTED, "rumoured": ClaimStatus.REPORTED, "rumored": ClaimStatus.REPORTED,
    "purported": ClaimStatus.REPORTED, "supposed": ClaimStatus.REPORTED, "cancelled": ClaimStatus.CANCELLED, "canceled": ClaimStatus.CANCELLED,
    "aborted": ClaimStatus.CANCELLED, "postponed": ClaimStatus.CANCELLED, "possible": ClaimStatus.HYPOTHETICAL, "potential": ClaimStatus.HYPOTHETICAL,
}  # fmt: skip
_AHEAD = frozenset({ClaimStatus.PLANNED, ClaimStatus.HYPOTHETICAL})
HAPPENED = frozenset({ClaimStatus.STATED, ClaimStatus.REPORTED, ClaimStatus.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says it."""

    by: Stated
    official: bool
    verb: Token


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words above a movement make of it."""

    status: ClaimStatus
    voices: tuple[Voice, ...]
    denied_by: Voice | None = None

    def claims(self, of: ClaimOf, span: Span) -> tuple[Claim, ...]:
        """The entries of the ledger: one per voice, or one in the article's own voice."""
        ledger = [Claim(_status_from(self.status, voice), of, voice.by, span, voice.official) for voice in self.voices]
        if not ledger and self.status is not ClaimStatus.DENIED:
            ledger.append(Claim(self.status, of, None, span))
        if self.denied_by is not None:
            ledger.append(Claim(ClaimStatus.DENIED, of, self.denied_by.by, span, self.denied_by.official))
        return tuple(ledger)


def _status_from(status: ClaimStatus, voice: Voice) -> ClaimStatus:
    """What has happened is confirmed when an official side says it, reported when anybody else does."""
    if status not in HAPPENED:
        return status
    return ClaimStatus.CONFIRMED if voice.official else ClaimStatus.REPORTED


def read_claim(trigger: Token, sentence: Sentence, cast: Cast, speaker: Voice | None = None) -> Reading | None:
    """The claim made of the movement at `trigger`; None when the article itself says it did not happen.

    `speaker` is who speaks where the whole sentence is a quotation.
    """
    status = _own_status(trigger)
    voices: list[Voice] = []
    denied_by: Voice | None = None
    below = trigger
    aside = False  # a relative clause is nobody's denial or plan, though it may be part of what is said
    for verb in governors(trigger):
        aside = aside or below.dep_ == "relcl"
        turn = _turn(verb, below, cast)
        if aside and turn.status is not ClaimStatus.REPORTED:
            turn = _Turn()
        if (turn.status is ClaimStatus.REFUSED and _is_standing_rule(verb)) or _is_fake(verb):
            return None
        voices += [turn.voice] if turn.voice else []
        denied_by = denied_by or turn.denied_by
        status = _combine(status, turn.status)
        below = verb
    voices += _according_to(sentence, cast, voices)
    if not voices and speaker is not None:
        voices.append(speaker)
    if is_negated(trigger) or (trigger.pos_ == "NOUN" and is_negated(trigger)):
        if not voices:
            return None
        return Reading(ClaimStatus.DENIED, (), voices[0])
    if denied_by is not None:
        # "denied a report that he flew": the report stands beside the denial; "denied that he flew" stands alone
        heard = any(g.lemma_.lower() in claims()["hearsay"] for g in governors(trigger))
        return Reading(ClaimStatus.REPORTED if heard or voices else ClaimStatus.DENIED, tuple(voices), denied_by)
    if status is ClaimStatus.STATED and _is_hearsay(trigger, sentence):
        status = ClaimStatus.REPORTED
    return Reading(status, tuple(voices))


def _own_status(trigger: Token) -> ClaimStatus:
    if trigger.pos_ not in {"VERB", "AUX"}:
        for child in children(trigger, "amod", "compound", "advmod"):
            if child.lower_ in _ADJECTIVES:
                return _ADJECTIVES[child.lower_]
        return ClaimStatus.STATED
    aux = set(auxiliaries(trigger))
    if is_awaited(trigger) or trigger.lemma_ == "invite":
        return ClaimStatus.PLANNED
    if is_conditional(trigger):
        return ClaimStatus.HYPOTHETICAL
    if aux & set(claims()["modals"]["planned"]) or ("would" in aux and "have" not in aux):
        return ClaimStatus.PLANNED
    if aux & set(claims()["modals"]["hypothetical"]):
        return ClaimStatus.HYPOTHETICAL
    if "to" in aux and trigger.head.lemma_ == "be" and trigger.dep_ == "xcomp" and "have" not in aux:
        return ClaimStatus.PLANNED  # "is to visit"
    return ClaimStatus.STATED


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one verb above a movement makes of the claim."""

    status: ClaimStatus | None = None
    voice: Voice | None = None
    denied_by: Voice | None = None


_OBJECTS = frozenset({"dobj", "nsubjpass", "xcomp", "ccomp", "prep", "pcomp"})
_CLAUSES = frozenset(
    {"ccomp", "xcomp", "dobj", "pobj", "prep", "nsubjpass", "acl", "relcl", "pcomp", "csubj", "conj", "oprd", "attr"}
)
_INTENTIONS = frozenset({"decision", "plan", "intention", "invitation", "proposal", "desire", "willingness"})

# How the verbs of each group of `claims.yml` govern the claim below them: the labels that the part below may hang by, and
# the status. The first group that holds the verb decides. Denials are handled apart: they add a voice, not a status.
_TURNS: tuple[tuple[str, frozenset[str], ClaimStatus], ...] = (
    ("refuse", frozenset({"prep", "pcomp", "xcomp", "dobj", "ccomp"}), ClaimStatus.REFUSED),
    ("cancel", frozenset({"dobj", "nsubjpass", "xcomp"}), ClaimStatus.CANCELLED),
    ("plan", _OBJECTS | {"advcl"}, ClaimStatus.PLANNED),
    ("believe", frozenset({"ccomp", "xcomp"}), ClaimStatus.HYPOTHETICAL),
    ("confirm", _CLAUSES - {"conj"}, ClaimStatus.CONFIRMED),
    ("say", _CLAUSES | {"advcl"}, ClaimStatus.REPORTED),
)
_WITH_VOICE = frozenset({ClaimStatus.HYPOTHETICAL, ClaimStatus.CONFIRMED, ClaimStatus.REPORTED})


def _turn(verb: Token, below: Token, cast: Cast) -> _Turn:
    """What one verb above makes of the claim: a status, a voice, a denier."""
    if verb.pos_ not in {"VERB", "AUX", "ADJ"}:
        return _Turn(ClaimStatus.PLANNED) if verb.lemma_.lower() in _INTENTIONS else _Turn()
    if is_conditional(verb) and below.dep_ != "advcl":
        return _Turn(ClaimStatus.HYPOTHETICAL)
    if _lemma(verb) in verbs("deny") and below.dep_ in _CLAUSES and not is_negated(verb):
        return _Turn(ClaimStatus.REFUSED) if _is_entry(below) else _Turn(denied_by=_voice(verb, cast))
    for group, labels, status in _TURNS:
        if _lemma(verb) in verbs(group):
            governs = below.dep_ in labels and _means_it(group, verb, below)
            return _Turn(status, _voice(verb, cast) if status in _WITH_VOICE else None) if governs else _Turn()
    return _Turn()


def _means_it(group: str, verb: Token, below: Token) -> bool:
    """Uses of a verb that say something else: "refused to go", "set out", "did not confirm", "said after arriving"."""
    if group == "refuse":
        return not _refuses_himself(verb)
    if group == "plan":
        return not _means_set_out(verb)
    if group in {"confirm", "say"} and is_negated(verb):
        return False
    return group != "say" or _reports(verb, below)


def _lemma(verb: Token) -> str:
    joined = phrasal(verb)
    return joined if joined in verbs("cancel") or joined in verbs("refuse") else str(verb.lemma_.lower())


def _is_entry(below: Token) -> bool:
    return any(
        token.lemma_.lower() in {"visa", "entry", "permission", "clearance", "overflight"} for token in below.subtree
    )


def _is_standing_rule(verb: Token) -> bool:
    """ "The resolution bars him from leaving Iran" is the ban itself, not a journey refused."""
    doers = agents(verb) if is_passive(verb) else subjects(verb)
    return any(doer.lemma_.lower() in _RULES_OF_LAW for doer in doers)


_RULES_OF_LAW = frozenset(
    [
        "resolution",
        "sanction",
        "ban",
        "law",
        "measure",
        "list",
        "order",
        "rule",
        "regime",
        "decree",
        "regulation",
        "statute",
        "treaty",
        "condition",
    ]
)


def _is_fake(verb: Token) -> bool:
    """ "A doctored photo shows him arriving" tells of no journey."""
    return any(child.lower_ in _FAKE for source in subjects(verb) for child in source.children)


_FAKE = frozenset({"fake", "doctored", "fabricated", "forged", "satirical", "false", "bogus", "manipulated"})


def _refuses_himself(verb: Token) -> bool:
    """ "Refused to go" is a refusal of the traveller, not of a state."""
    return verb.lemma_ == "refuse" and not is_passive(verb)


def _means_set_out(verb: Token) -> bool:
    return verb.lemma_ == "set" and bool(children(verb, "prt"))


def _reports(verb: Token, below: Token) -> bool:
    """An adverbial clause of "said" is what happened meanwhile ("said after arriving"), not what was said."""
    return below.dep_ not in {"advcl", "prep", "dobj"} or (below.dep_ == "dobj" and below.pos_ == "NOUN")


def _voice(verb: Token, cast: Cast) -> Voice | None:
    sources = agents(verb) if is_passive(verb) else subjects(verb)
    source = next((s for s in sources if s.lower_ not in {"it", "there", "that", "this", "which"}), None)
    if source is None:
        return None
    if source.lower_ in {"who"}:
        source = source.head.head
    return Voice(stated_by(cast, source), _is_official(source, cast), verb)


def _is_official(source: Token, cast: Cast) -> bool:
    entity = entity_of(source)
    if (entity is not None and entity.text.lower().removeprefix("the ") in seats()) or source.lower_ in seats():
        return True
    if source.lemma_.lower() in people()["media"]:
        return False
    return cast.is_official(source)


def _according_to(sentence: Sentence, cast: Cast, voices: Sequence[Voice]) -> Iterator[Voice]:
    if voices:
        return
    for token in sentence:
        if token.lower_ == "according" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to":
            for to in [child for child in token.children if child.lower_ == "to"] or [token.nbor()]:
                for source in children(to, "pobj"):
                    yield Voice(stated_by(cast, source), _is_official(source, cast), token)


def _is_hearsay(trigger: Token, sentence: Sentence) -> bool:
    """ "Reportedly", "was said to have", "reports that", with nobody named."""
    words = {token.lower_ for token in sentence}
    if words & set(claims()["adverbs"]["reported"]):
        return True
    chain = governors(trigger)
    return any(g.lemma_.lower() in claims()["hearsay"] and g.pos_ == "NOUN" for g in chain) or any(
        g.lemma_ in {"say", "report", "believe", "think", "see", "spot"} and is_passive(g) for g in chain
    )


def _combine(status: ClaimStatus, turned: ClaimStatus | None) -> ClaimStatus:
    """The stronger turn wins: refused and cancelled over ahead, ahead over happened, reported over the article's own voice."""
    if turned is None:
        return status
    order = [
        ClaimStatus.STATED,
        ClaimStatus.REPORTED,
        ClaimStatus.CONFIRMED,
        ClaimStatus.HYPOTHETICAL,
        ClaimStatus.PLANNED,
        ClaimStatus.CANCELLED,
        ClaimStatus.REFUSED,
    ]
    if {status, turned} == _AHEAD:
        return ClaimStatus.HYPOTHETICAL
    return max(status, turned, key=order.index)


def speaks_of_ahead(status: ClaimStatus) -> bool:
    """Whether the claim is about the future, so that "Thursday" means the next one."""
    return status in _AHEAD


# --- denials that name nothing ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial of something told before: "denied that such talks were set", "the visit did not take place"."""

    of: ClaimOf
    voice: Voice | None
    span: Span
    verb: Token
    noun: Token


def find_denials(sentence: Sentence, cast: Cast, speaker: Voice | None) -> Iterator[Denial]:
    """Denials in a sentence whose object is a word for a trip, a meeting, a schedule or a report."""
    for verb in sentence:
        lemma = _lemma(verb)
        if lemma in verbs("deny") and verb.pos_ == "VERB" and not is_negated(verb):
            noun = _denied_noun(verb)
            if noun is not None:
                yield Denial(_of(noun), _voice(verb, cast) or speaker, sentence.span, verb, noun)
        elif (is_negated(verb) and verb.pos_ in {"VERB", "AUX"}) or any(
            is_negated(s) for s in children(verb, "nsubj", "attr")
        ):
            noun = _absent_noun(verb)
            if noun is not None:
                reading = read_claim(verb, sentence, cast, speaker)
                voice = (reading.denied_by or next(iter(reading.voices), None)) if reading else None
                yield Denial(_of(noun), voice or speaker, sentence.span, verb, noun)


def _denied_noun(verb: Token) -> Token | None:
    """What the verb denies: its object, or the subject or object of the clause it denies, when a word for a past matter."""
    for child in children(verb, "dobj", "nsubjpass", "ccomp", "pobj", "prep", "attr"):
        for token in [child, *child.subtree]:
            if _anaphor(token) and (
                token.i == child.i or token.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "pobj", "conj"}
            ):
                return token
    return None


def _absent_noun(verb: Token) -> Token | None:
    """ "The visit did not take place", "there was no meeting", "it is not on his schedule"."""
    happens = verb.lemma_ in {"take", "happen", "occur", "be"}
    if not happens:
        return None
    for child in children(verb, "nsubj", "attr", "prep"):
        for token in [child, *(t for prep in [child] if child.dep_ == "prep" for t in children(prep, "pobj"))]:
            if _anaphor(token) and (verb.lemma_ != "take" or any(c.lower_ == "place" for c in verb.children)):
                return token
    return None


def _anaphor(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN"} and _table().get(token.lemma_.lower()) is not None


def _table() -> dict[str, ClaimOf]:
    return {word: ClaimOf(of) for of, words in claims()["anaphora"].items() for word in words}


def _of(noun: Token) -> ClaimOf:
    return _table()[noun.lemma_.lower()]


# --- quotations --------------------------------------------------------------------------------------------------------


def speaker_of(sentence: Sentence, cast: Cast) -> Voice | None:
    """Who speaks in a sentence that says so: the subject of its outermost verb of saying."""
    for token in sentence:
        if (
            token.pos_ == "VERB"
            and _lemma(token) in verbs("say")
            and token.dep_ in {"ROOT", "ccomp", "parataxis", "conj", "advcl"}
        ):
            voice = _voice(token, cast)
            if voice is not None:
                return voice
    verb = verb_above(sentence.tokens.root)
    return _voice(verb, cast) if verb is not None and _lemma(verb) in verbs("say") else None


def is_quoted(sentence: Sentence) -> bool:
    """Whether the sentence opens inside quotation marks."""
    return sentence.tokens.text.lstrip()[:1] in {'"', "“", "«"}
