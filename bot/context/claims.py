"""What is claimed of a journey: its status, read from the words above and beside the word of movement.

The walk goes from the movement up to the root of the sentence. Each verb on the way may add a voice ("said"), turn the
claim ("believes", "plans", "was barred from"), or deny it; the tables are in `bot/data/context/claims.yml`. Who the
voices are is the work of `bot.context.voices`; denials that name no journey are that of `bot.context.denials`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.lexicon import claims, verbs
from bot.context.quotations import is_in_quote
from bot.context.syntax import (
    agents,
    auxiliaries,
    children,
    governors,
    is_conditional,
    is_negated,
    is_part_of_told,
    is_passive,
    subjects,
)
from bot.context.tense import (
    AHEAD,
    HAPPENED,
    came_before,
    is_heard,
    is_hearsay,
    is_option,
    is_premise,
    modal_status,
    own_status,
    resumed,
)
from bot.context.voices import Voice, attributed, lemma_of, trailing, voices_of
from bot.model import Claim, ClaimOf, ClaimStatus, Span

S = ClaimStatus
# A stronger turn wins over a weaker one: refused and cancelled over ahead, ahead over happened.
_STRENGTH = (S.STATED, S.REPORTED, S.CONFIRMED, S.HYPOTHETICAL, S.PLANNED, S.CANCELLED, S.REFUSED)
_REQUESTS = frozenset(claims()["requests"])
_HEARSAY = frozenset(word for kind in claims()["hearsay"].values() for word in kind)  # "reports that he flew are false"
_LAWS = frozenset(claims()["laws"])
_FAKE = frozenset(claims()["fake"])
_INTENTIONS = frozenset(claims()["intentions"])
_PROSPECTS = frozenset(claims()["prospects"])
_WISHES = frozenset(claims()["wishes"])
_WORTHLESS = frozenset(claims()["worthless"])
_LISTENERS = frozenset(claims()["listeners"])


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words around a movement make of it."""

    status: ClaimStatus
    voices: tuple[Voice, ...] = ()
    denied_by: tuple[Voice, ...] = ()
    premise: bool = False  # taken for known in a sentence that tells something else: "his visit is a sign"

    def claims(self, of: ClaimOf, span: Span) -> tuple[Claim, ...]:
        """The entries of the ledger: one per voice, or one in the article's own voice."""
        ledger = [
            Claim(status_from(self.status, voice), of, voice.by, span, voice.official, voice.side)
            for voice in self.voices
        ]
        if not ledger and self.status is not S.DENIED:
            ledger.append(Claim(self.status, of, None, span))
        denials = [Claim(S.DENIED, of, voice.by, span, voice.official, voice.side) for voice in self.denied_by]
        return tuple(ledger + denials)


def status_from(status: ClaimStatus, voice: Voice) -> ClaimStatus:
    """What has happened is confirmed when an official side says it, reported when anybody else does."""
    if status not in HAPPENED:
        return status
    return S.CONFIRMED if voice.official else S.REPORTED


def read_claim(trigger: Token, sentence: Sentence, cast: Cast, speaker: Voice | None = None) -> Reading | None:
    """The claim made of the movement at `trigger`; None when the article itself says it did not happen.

    `speaker` is who speaks where the whole sentence is a quotation.
    """
    walk = _walk(trigger, cast)
    if walk is None or _is_called_off(trigger):
        return None
    beside = [trigger, *governors(trigger), *children(trigger, "nsubj", "nsubjpass")]
    voices = _unique([*walk.voices, *attributed(beside, cast)])
    voices = voices or tuple(trailing(sentence, cast))
    if not voices and speaker is not None and is_in_quote(trigger, sentence):
        voices = (speaker,)
    if walk.negated:
        return Reading(S.DENIED, (), voices) if voices else None
    if walk.denied:
        # "denied a report that he flew": the report stands beside the denial; "denied that he flew" and "denied rumours
        # that he flew" stand alone
        status = S.REPORTED if voices or is_heard(trigger, "reports") else S.DENIED
        return Reading(status, voices, _unique(walk.denied_by))
    told = walk.status is S.STATED and (voices or is_hearsay(trigger))
    status = S.REPORTED if told else walk.status
    return Reading(status, voices, premise=is_premise(trigger, status))


def _unique(voices: list[Voice] | tuple[Voice, ...]) -> tuple[Voice, ...]:
    return tuple({voice.by.text: voice for voice in reversed(voices)}.values())[::-1]


# --- the walk up ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one verb above a movement makes of the claim."""

    status: ClaimStatus | None = None
    voices: tuple[Voice, ...] = ()
    denied_by: tuple[Voice, ...] = ()
    denied: bool = False
    negated: bool = False
    void: bool = False  # there is no journey: a standing rule, a forgery, a failure


@dataclass(frozen=True, slots=True)
class _Walk:
    """What all verbs above a movement make of it together."""

    status: ClaimStatus
    voices: tuple[Voice, ...] = ()
    denied_by: tuple[Voice, ...] = ()
    denied: bool = False
    negated: bool = False

    def turned(self, turn: _Turn) -> _Walk:
        return replace(
            self,
            status=_combine(self.status, turn.status),
            voices=self.voices + turn.voices,
            denied_by=self.denied_by or turn.denied_by,
            denied=self.denied or turn.denied,
            negated=self.negated or turn.negated,
        )


def _walk(trigger: Token, cast: Cast) -> _Walk | None:
    lead = resumed(trigger)
    walk = _Walk(own_status(lead), negated=_is_negated(trigger) or is_negated(lead))
    if is_option(trigger):
        walk = walk.turned(_Turn(S.HYPOTHETICAL))
    below, aside = lead, False
    for verb in governors(lead):
        # a relative clause is nobody's denial or plan, though it may be part of what is said
        aside = (
            aside or (below.dep_ == "relcl" and verb.lemma_.lower() not in _REQUESTS | _HEARSAY) or came_before(below)
        )
        turn = _turn(verb, below, trigger, cast)
        if turn.void:
            return None
        if not aside or turn.status is S.REPORTED:
            walk = walk.turned(turn)
        elif turn.denied:  # "denied receiving the man whose arrival had been told": what is told there is hearsay
            walk = walk.turned(_Turn(S.REPORTED))
        below = verb
    for verb in [trigger, *governors(trigger)[:2]]:
        if walk.status in AHEAD and (undone := _undone(verb)):
            return walk.turned(_Turn(undone))
    return walk


def _undone(verb: Token) -> ClaimStatus | None:
    """ "Tried to enter, but was stopped at the border", "had meant to travel but has called it off"."""
    for also in children(verb, "conj"):
        if lemma_of(also) in verbs("refuse") and is_passive(also):
            return S.REFUSED
        if lemma_of(also) in verbs("cancel") and any(
            thing.lower_ in {"it", "them"} for thing in children(also, "dobj")
        ):
            return S.CANCELLED
    return None


def _is_called_off(trigger: Token) -> bool:
    """ "The visit cannot take place" is a remark on a visit announced before: `bot.context.shapes` has it."""
    about = trigger.dep_ in {"nsubj", "nsubjpass"} and is_negated(trigger.head)
    return about and bool({"can", "ca", "will", "wo", "might", "may"} & set(auxiliaries(trigger.head)))


def _is_negated(trigger: Token) -> bool:
    """Whether the movement is denied in its own words; "this is not my first visit" denies none."""
    counted = (c.lower_ for noun in [trigger, *children(trigger, "attr")] for c in noun.children)
    told = lemma_of(trigger.head) in verbs("say") | verbs("confirm")  # "his arrival was not announced" denies none
    never = trigger.dep_ in {"nsubj", "nsubjpass"} and is_negated(trigger.head) and not told  # "never took place"
    above = trigger.head.head if trigger.head.lower_ == "about" else trigger.head
    going = trigger.dep_ == "xcomp" and above.lemma_ in {"go", "be"} and is_negated(above)  # "is not going to travel"
    longer = any(c.lower_ == "longer" and is_negated(c) for c in trigger.children)
    return (is_negated(trigger) or never or going or longer) and not set(counted) & {"first", "only", "last"}


def _combine(status: ClaimStatus, turned: ClaimStatus | None) -> ClaimStatus:
    if turned is None:
        return status
    if {status, turned} == AHEAD:
        return S.HYPOTHETICAL
    return max(status, turned, key=_STRENGTH.index)


_OBJECTS = frozenset({"dobj", "nsubjpass", "xcomp", "ccomp", "prep", "pcomp"})
_CLAUSES = frozenset(
    {"ccomp", "xcomp", "dobj", "pobj", "prep", "nsubjpass", "acl", "relcl", "pcomp", "csubj", "conj", "oprd", "attr"}
)

# How the verbs of each group of `claims.yml` govern the claim below them: the labels that the part below may hang by, and
# the status. The first group that holds the verb decides. Denials are handled apart: they add a voice, not a status.
_TURNS: tuple[tuple[str, frozenset[str], ClaimStatus], ...] = (
    ("refuse", frozenset({"prep", "pcomp", "xcomp", "dobj", "ccomp", "nsubjpass"}), S.REFUSED),
    ("cancel", frozenset({"dobj", "nsubjpass", "xcomp", "prep", "nsubj"}), S.CANCELLED),
    ("permit", _OBJECTS | {"dative", "advcl"}, S.PLANNED),
    ("invite", _OBJECTS | {"advcl"}, S.HYPOTHETICAL),
    ("wish", _OBJECTS | {"advcl"}, S.HYPOTHETICAL),
    ("plan", _OBJECTS | {"advcl"}, S.PLANNED),
    ("face", _OBJECTS, S.HYPOTHETICAL),
    ("believe", frozenset({"ccomp", "xcomp"}), S.HYPOTHETICAL),
    ("confirm", _CLAUSES - {"conj"}, S.CONFIRMED),
    ("say", _CLAUSES | {"advcl"}, S.REPORTED),
)
_OF_CONTENT = frozenset({"permit", "invite", "wish", "plan"})
_MEANWHILE = frozenset({"in", "during", "after", "before", "upon", "at", "amid"})
_WITH_VOICE = frozenset({"invite", "believe", "confirm", "say"})


def _turn(verb: Token, below: Token, trigger: Token, cast: Cast) -> _Turn:
    """What one verb above makes of the claim."""
    if verb.pos_ not in {"VERB", "AUX", "ADJ"}:
        if verb.lemma_.lower() in _WISHES and below.i in {trigger.i, trigger.head.i} and below.lower_ in {"for", "of"}:
            return _Turn(S.HYPOTHETICAL)
        negated = is_negated(verb) and verb.lemma_.lower() in _INTENTIONS | {"truth"}
        if verb.lemma_.lower() in _PROSPECTS and verb.i in {trigger.head.i, trigger.head.head.i}:
            return _Turn(S.HYPOTHETICAL)
        return _Turn(S.PLANNED if verb.lemma_.lower() in _INTENTIONS else None, negated=negated)
    if _is_fake(verb):
        return _Turn(void=True)
    if is_conditional(verb) and below.dep_ != "advcl":
        return _Turn(S.HYPOTHETICAL)
    if lemma_of(verb) in verbs("deny") and below.dep_ in _CLAUSES and not is_unsure(verb):
        deniers = tuple(voices_of(verb, cast, trigger))
        return _Turn(S.REFUSED) if _is_entry(below) else _Turn(denied_by=deniers, denied=True)
    if verb.lemma_ == "be" and below.dep_ == "nsubj":
        return _judged(verb)
    if below.dep_ in _OBJECTS and not _is_meanwhile(trigger, verb) and (turn := _not_done(verb, below)):
        return turn
    return _governed(verb, below, trigger, cast) or _under_modal(verb, below)


def _judged(verb: Token) -> _Turn:
    """ "Reports that he flew were false", "are not true", "the visit is off"."""
    said = {c.lemma_.lower() for c in children(verb, "acomp", "attr", "advmod", "prt", "prep")}
    if "off" in said:
        return _Turn(S.CANCELLED)
    false = bool(said & _WORTHLESS) != is_negated(verb) and bool(said & (_WORTHLESS | {"true", "accurate", "correct"}))
    return _Turn(negated=false)


def _governed(verb: Token, below: Token, trigger: Token, cast: Cast) -> _Turn | None:
    for group, labels, status in _TURNS:
        if lemma_of(verb) not in verbs(group):
            continue
        feared = verb.lemma_ == "fear" and below.dep_ == "dobj" and below.i == trigger.i
        if (below.dep_ not in labels and not feared) or not _means_it(group, verb, below):
            return None
        if (group == "face" and below.i != trigger.i) or (group in _OF_CONTENT and _is_matter(trigger, below)):
            return None  # "faces questions", "wants answers about his visit"
        if status is S.REFUSED and _is_standing_rule(verb):
            return _Turn(void=True)
        voices = tuple(voices_of(verb, cast, trigger)) if group in _WITH_VOICE else ()
        return _in_context(_Turn(status, voices), group, verb, trigger)
    return None


def _in_context(turn: _Turn, group: str, verb: Token, trigger: Token) -> _Turn:
    """What negation and tense make of a turn: "was not allowed to" is a refusal, "is believed to have flown" a report."""
    if group == "permit" and is_negated(verb):
        return _Turn(S.REFUSED)
    if group in {"plan", "wish"} and (is_negated(verb) or (verb.dep_ == "acomp" and is_negated(verb.head))):
        return replace(turn, negated=True)
    if group == "confirm" and is_unsure(verb):
        return _Turn(S.REPORTED)
    feared = trigger.tag_ == "VBG" or "being" in auxiliaries(trigger)
    feared = (feared and "to" not in auxiliaries(trigger) and trigger.dep_ == "xcomp") or trigger.dep_ == "dobj"
    if group == "believe" and feared:
        return turn  # "fears being extradited", "fears extradition"
    if group == "believe" and own_status(trigger) is S.STATED and not is_negated(verb):
        return replace(turn, status=S.REPORTED)
    return turn


def _is_matter(trigger: Token, below: Token) -> bool:
    """ "Wants answers about his visit", "seeks a debate on the visit": the visit is only what is talked about."""
    links = [link for link in governors(trigger) if link.i != below.i and below.i in {t.i for t in link.ancestors}]
    return below.pos_ == "NOUN" and any(link.dep_ == "prep" and link.lower_ in _MATTERS for link in links)


_MATTERS = frozenset({"about", "on", "over", "into", "regarding", "concerning"})


def _is_meanwhile(trigger: Token, verb: Token) -> bool:
    """ "Failed to win support during a visit": what failed is not the visit."""
    path = [
        trigger,
        *(link for link in governors(trigger) if link.i != verb.i and verb.i in {t.i for t in link.ancestors}),
    ]
    return any(link.dep_ == "prep" and link.lower_ in _MEANWHILE for link in path)


def _under_modal(verb: Token, below: Token) -> _Turn:
    """ "He will use a plane when he leaves for", "may go on to see him in": what hangs on a verb ahead lies ahead."""
    then = below.lower_ == "before" and below.dep_ == "prep"  # "will open a school before chairing a meeting"
    hangs = then or below.dep_ in {"xcomp", "ccomp", "advcl", "dobj", "attr"}
    if not hangs or lemma_of(verb) in verbs("say"):
        return _Turn()
    ahead = modal_status(verb)
    past = below.dep_ == "advcl" and below.tag_ in {"VBD", "VBN"}
    return _Turn() if past else _Turn(ahead)


def _means_it(group: str, verb: Token, below: Token) -> bool:
    """Uses of a verb that say something else: "refused to go", "set out", "did not confirm", "said after arriving",
    "the visit was aimed at", "promised in his talks".
    """
    if group == "refuse":
        halts = verb.lemma_ == "stop" and not is_passive(verb) and not children(verb, "dobj")  # "stopped on his way"
        return not halts and not _refuses_himself(verb)
    if group == "cancel":
        return below.dep_ != "nsubj" or lemma_of(verb) in {"fall_through", "collapse"}
    if group in _OF_CONTENT and below.dep_ == "prep" and (below.lower_ in _MEANWHILE or children(verb, "dobj")):
        return False  # "agreed a deal on a visit"
    if group == "invite" and below.dep_ == "prep":
        return below.lower_ not in {"about", "of"}  # "asked about his trip"
    if group == "plan":
        aimed = below.dep_ == "nsubjpass" and verb.lemma_ in {"aim", "mean", "intend"}
        return not aimed and not (verb.lemma_ == "set" and children(verb, "prt"))
    if group == "say":
        return not is_negated(verb) and (_reports(below) or (below.lower_ == "as" and verb.lemma_ in {"quote", "cite"}))
    return True


def is_unsure(verb: Token) -> bool:
    """ "Did not deny", "neither confirmed nor denied", "refused to deny" deny nothing."""
    coupled = verb.dep_ == "conj" and any(c.lower_ in {"neither", "nor", "or"} for c in verb.head.children)
    declined = verb.dep_ in {"xcomp", "conj"} and any(h.lemma_ in {"decline", "refuse"} for h in governors(verb)[:2])
    return is_negated(verb) or (coupled and lemma_of(verb.head) in verbs("confirm")) or declined


def _is_entry(below: Token) -> bool:
    return any(token.lemma_.lower() in _REQUESTS for token in below.subtree)


def _is_standing_rule(verb: Token) -> bool:
    """ "The resolution bars him from leaving Iran" is the ban itself, not a journey refused."""
    doers = agents(verb) if is_passive(verb) else subjects(verb)
    return any(doer.lemma_.lower() in _LAWS for doer in doers)


def _is_fake(verb: Token) -> bool:
    """ "A doctored photo shows him arriving" tells of no journey."""
    return any(child.lower_ in _FAKE for source in subjects(verb) for child in source.children)


def _refuses_himself(verb: Token) -> bool:
    """ "Refused to go" is a refusal of the traveller, not of a state."""
    lets = any(
        c.lemma_ in {"let", "grant", "issue", "give"} or c.lemma_ in verbs("permit") for c in children(verb, "xcomp")
    )
    return verb.lemma_ == "refuse" and not lets and not is_passive(verb) and not children(verb, "dobj", "dative")


def _not_done(verb: Token, below: Token) -> _Turn | None:
    """ "Failed to go", "refused to go", "has yet to go"; "refused to confirm it" leaves what happened as it is."""
    fails, refuses = lemma_of(verb) in verbs("fail"), _refuses_himself(verb)
    if lemma_of(below) in verbs("say") | verbs("confirm") | verbs("deny"):
        return _Turn(void=True) if fails or (refuses and lemma_of(below) in verbs("say")) else None
    yet = verb.lemma_ == "have" and any(child.lower_ == "yet" for child in verb.children)
    return _Turn(negated=not is_negated(verb)) if fails or refuses or yet else None


def _reports(below: Token) -> bool:
    """What was said, not what happened meanwhile ("said after arriving") nor who heard it ("told reporters on a trip")."""
    if below.dep_ == "prep":
        return below.lower_ in {"of", "about"}
    if below.dep_ == "dobj":
        return below.pos_ == "NOUN" and below.lemma_.lower() not in _LISTENERS
    return below.dep_ != "advcl" or is_part_of_told(below)
