"""Remarks on a journey told before, which they do not name: denials, cancellations, confirmations and further sources.

"Denied that such talks were set", "the visit did not take place", "called it fiction", "the trip cannot go ahead",
"confirmed the report", "it cited two officials". Each is found by its shape and its nouns (`anaphora` in
`bot/data/context/claims.yml` says what a noun stands for: the trip, the meeting, the schedule, the report), and attached
to the journey it speaks of: that of the person it names, else the one told last before it, else the news of the article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.claims import is_unsure, status_from
from bot.context.document import Sentence, entity_of, person_of, place_of
from bot.context.lexicon import claims, motion, people, verbs
from bot.context.syntax import auxiliaries, children, governors, is_negated, is_passive, objects, prepositions, subjects
from bot.context.trips import Journey, newest
from bot.context.voices import Voice, lemma_of, speaker_at, speaker_of, voice_at, voices_of
from bot.model import Claim, ClaimOf, ClaimStatus, Place, Span

_WORTHLESS = frozenset(claims()["worthless"])
_OPENING = 3  # a denial of "the report" in the first sentences may speak of one told after it
_PERMITS = frozenset(claims()["requests"]) - {"request", "application", "bid"}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something told before is denied, called off, refused or borne out, without being named."""

    of: ClaimOf
    voices: tuple[Voice, ...]
    sentence: Sentence
    people: frozenset[str]  # listed people in what is remarked on: whose journey it is
    places: tuple[Place, ...] = ()  # named in what is remarked on
    status: ClaimStatus = ClaimStatus.DENIED

    @property
    def span(self) -> Span:
        """The words that say it."""
        return self.sentence.span

    def claims(self) -> Iterator[Claim]:
        """The entries it adds to the ledger: one per voice; only a cancellation needs none."""
        for voice in self.voices:
            status = status_from(self.status, voice)
            yield Claim(status, self.of, voice.by, self.span, voice.official, voice.side)
        if not self.voices and self.status is ClaimStatus.CANCELLED:
            yield Claim(self.status, self.of, None, self.span)


def find_remarks(sentence: Sentence, cast: Cast, speaker: Voice | None) -> Iterator[Remark]:
    """The remarks of a sentence on what was told before it; `speaker` speaks where the sentence is a quotation."""
    for verb in sentence:
        if verb.pos_ not in {"VERB", "AUX"}:
            continue
        for status, shape in _SHAPES:
            of = shape(verb)
            if of is not None and (shape is not _stayed or _is_his(verb, cast)):
                voices = _voices(verb, sentence, cast) or ((speaker,) if speaker else ())
                matter = _matter(verb)
                listed = frozenset(person for token in matter if (person := person_of(token)))
                places = tuple(place for token in matter if (place := place_of(token)))
                yield Remark(of, voices, sentence, listed, places, status)
                break


def _matter(verb: Token) -> list[Token]:
    """The words for what is remarked on: the objects and clauses of the verb, and its subject where that speaks for nobody."""
    labels = _CONTENT | {"nsubj"} if verb.lemma_.lower() in verbs("happen") else _CONTENT
    return [token for part in children(verb, *labels) for token in part.subtree]


_CONTENT = frozenset({"dobj", "ccomp", "xcomp", "advcl", "nsubjpass", "attr", "oprd", "pcomp"})


def _voices(verb: Token, sentence: Sentence, cast: Cast) -> tuple[Voice, ...]:
    """Who remarks: whom a medium cites, the subject of the verb of denying, else whoever says the sentence."""
    if verb.lemma_ in _CITING:
        return tuple(voice_at(source, verb, cast) for source in objects(verb))
    if lemma_of(verb) in verbs("deny") | verbs("verdict") | verbs("confirm"):
        return tuple(voices_of(verb, cast)) or _named_before(verb, cast)
    above = [head for head in [*children(verb, "advcl", "parataxis"), *governors(verb)] if lemma_of(head) in _TELLING]
    for head in above:
        if voices := tuple(voices_of(head, cast)):
            return voices
    whole = speaker_of(sentence, cast)
    if whole is None and "would" in auxiliaries(verb):  # "would have none of it"
        return tuple(voices_of(verb, cast))
    return (whole,) if whole else ()


def _named_before(verb: Token, cast: Cast) -> tuple[Voice, ...]:
    """A person named before a verb of denying that the parser left without a subject."""
    named = [e.root for token in verb.sent if token.i < verb.i and (e := entity_of(token)) and e.label_ == "PERSON"]
    return (voice_at(named[-1], verb, cast),) if named and verb.dep_ == "ROOT" and not children(verb, "nsubj") else ()


_TELLING = verbs("say") | verbs("confirm") | verbs("deny")


# --- the shapes ---------------------------------------------------------------------------------------------------------


def _denied(verb: Token) -> ClaimOf | None:
    """ "Denied that such talks were set", "rejected the report": the object, or what the denied clause is about."""
    if lemma_of(verb) not in verbs("deny") or is_unsure(verb):
        return None
    for child in children(verb, "dobj", "nsubjpass", "ccomp", "pobj", "prep", "attr", "oprd"):
        for token in [child, *child.subtree]:
            direct = token.i == child.i or token.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "pobj", "conj"}
            if direct and (of := _anaphor(token)):
                return of
    if any(child.lower_ in _POINTERS for child in children(verb, "dobj", "nsubjpass")):
        return ClaimOf.REPORT
    return next((of for part in children(verb, "ccomp", "xcomp", "pcomp", "advcl") if (of := _deed(part))), None)


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
            return on[0] if on else of  # "no such meeting is on his schedule" is of the schedule
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


def _stayed(verb: Token) -> ClaimOf | None:
    """ "He has not left the country", "never set foot there", "was not on board", said by somebody."""
    if not is_negated(verb) or set(auxiliaries(verb)) & _UNSURE or not children(verb, "nsubj", "nsubjpass"):
        return None
    foot = any(thing.lower_ == "foot" for thing in objects(verb))
    aboard = verb.lemma_ == "be" and any(t.lower_ in {"aboard", "board"} for t in verb.subtree)
    received = verb.lemma_ == "receive" and is_passive(verb)
    moved = received or (verb.lemma_.lower() in {"leave", "travel", "fly"} and not children(verb, "xcomp"))
    return ClaimOf.TRIP if foot or aboard or moved else None


def _is_his(verb: Token, cast: Cast) -> bool:
    return any(subject.pos_ == "PRON" or cast.person(subject) for subject in subjects(verb))


def _confirmed(verb: Token) -> ClaimOf | None:
    """ "Confirmed the report", "confirmed it"; "confirmed the visit" is a frame of its own."""
    if lemma_of(verb) not in verbs("confirm") or is_negated(verb) or is_unsure(verb):
        return None
    things = children(verb, "dobj", "nsubjpass")
    told = any(t.lower_ in _POINTERS or _anaphor(t) is ClaimOf.REPORT for t in things)
    return ClaimOf.TRIP if told else None


def _cited(verb: Token) -> ClaimOf | None:
    """ "It cited two officials": further sources of what the medium told before."""
    if verb.lemma_ not in _CITING or verb.dep_ != "ROOT" or children(verb, "ccomp"):
        return None
    by = [s for s in children(verb, "nsubj") if s.lower_ == "it" or s.lemma_.lower() in people()["media"]]
    heard = [thing for thing in objects(verb) if thing.lemma_.lower() in people()["human"] | _NAMELESS]
    return ClaimOf.TRIP if any(map(speaker_at, by)) and heard else None


_NAMELESS = frozenset(claims()["anonymous"])
_CITING = frozenset({"cite", "quote"})


def _worthless(verb: Token) -> ClaimOf | None:
    """ "Called it wishful thinking", "described the story as baseless", "the report was false"."""
    is_verdict = lemma_of(verb) in verbs("verdict")
    if is_negated(verb) or not (is_verdict or verb.lemma_ == "be"):
        return None
    said = [token for token in verb.subtree if token.i > verb.i and token.lemma_.lower() in _WORTHLESS]
    if not said:
        return None
    about = children(verb, "nsubj") if verb.lemma_ == "be" else [t for t in verb.subtree if t.i > verb.i]
    named = any(_anaphor(token) or token.lower_ in _POINTERS for token in about)
    return ClaimOf.REPORT if named or (is_verdict and said[0].i - verb.i <= 5) else None


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


_IMPOSSIBLE = frozenset({"can", "ca", "will", "wo"})


def _barred(verb: Token) -> ClaimOf | None:
    """ "Has denied overflight", "refused to clear its airspace for the plane": no journey is named."""
    if lemma_of(verb) not in verbs("deny") | verbs("refuse") or is_unsure(verb):
        return None
    things = [*children(verb, "dobj", "nsubjpass"), *(o for x in children(verb, "xcomp") for o in children(x, "dobj"))]
    return ClaimOf.TRIP if any(t.lemma_.lower() in _PERMITS - {"visa", "entry"} for t in things) else None


_SHAPES: tuple[tuple[ClaimStatus, Callable[[Token], ClaimOf | None]], ...] = (
    (ClaimStatus.REFUSED, _barred),
    (ClaimStatus.CANCELLED, _called_off),
    (ClaimStatus.DENIED, _denied),
    (ClaimStatus.DENIED, _worthless),
    (ClaimStatus.DENIED, _exclaimed),
    (ClaimStatus.DENIED, _absent),
    (ClaimStatus.DENIED, _never_was),
    (ClaimStatus.DENIED, _stayed),
    (ClaimStatus.CONFIRMED, _confirmed),
    (ClaimStatus.REPORTED, _cited),
)


def _anaphor(token: Token) -> ClaimOf | None:
    return _table().get(token.lemma_.lower()) if token.pos_ in {"NOUN", "PROPN"} else None


@cache
def _table() -> dict[str, ClaimOf]:
    return {word: ClaimOf(of) for of, words in claims()["anaphora"].items() for word in words}


# --- which journey it speaks of -----------------------------------------------------------------------------------------


def attach(
    journeys: Sequence[Journey],
    remarks: Sequence[Remark],
    sentences: Sequence[Sentence],
    cast: Cast,
    published: date | None,
) -> None:
    """Give each denial to the journey it speaks of; one that opens the article speaks of the article's news."""
    for remark in remarks:
        home = _meant(remark, journeys, published)
        if home is None or _speaks_of_another(remark, home, sentences, cast):
            continue
        told = [c for t in [*home.tellings, *home.meetings] for c in t.claims] + home.denials
        voiced = {c.by.text if c.by else None for c in told if c.status is remark.status and c.span == remark.span}
        home.denials += [c for c in remark.claims() if (c.by.text if c.by else None) not in voiced]


def _meant(remark: Remark, journeys: Sequence[Journey], published: date | None) -> Journey | None:
    """The journey of the sentences just before the denial, of the person it names; where none is, the news of the article."""
    mine = [j for j in journeys if j.person in remark.people] if remark.people else list(journeys)
    mine = [j for j in mine if any(_leads_to(j, place) for place in remark.places)] or mine
    before = [j for j in mine if _last_told(j, remark) is not None]
    if not before:
        opens = remark.sentence.index <= _OPENING or remark.of is not ClaimOf.REPORT
        return newest(mine, published) if opens else None
    return max(before, key=lambda j: _last_told(j, remark) or 0)


def _leads_to(journey: Journey, place: Place) -> bool:
    there = journey.destination
    return there is not None and (there.name or there.text) == (place.name or place.text)


def _last_told(journey: Journey, remark: Remark) -> int | None:
    """Index of the sentence that told the journey last before the denial, or of the denial's own."""
    told = [t.frame.sentence.index for t in [*journey.tellings, *journey.meetings]]
    return max((index for index in told if index <= remark.sentence.index), default=None)


def _speaks_of_another(remark: Remark, home: Journey, sentences: Sequence[Sentence], cast: Cast) -> bool:
    """Whether "the allegation" answers a report told in between that does not speak of the traveller."""
    last = _last_told(home, remark)
    if remark.of is not ClaimOf.REPORT or last is None:
        return False
    between = sentences[last + 1 : remark.sentence.index]
    return any(_alleges(s) and not any(cast.person(token) == home.person for token in s) for s in between)


def _alleges(sentence: Sentence) -> bool:
    return any(lemma_of(verb) in _ALLEGING and children(verb, "ccomp") for verb in sentence if verb.pos_ == "VERB")


_ALLEGING = frozenset({"claim", "report", "allege", "accuse", "assert", "suggest"})
