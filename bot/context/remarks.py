"""Remarks on a journey told before, which they do not name: denials, cancellations, confirmations and further sources.

"Denied that such talks were set", "the visit did not take place", "called it fiction", "the trip cannot go ahead",
"confirmed the report", "it cited two officials". Each is found by its shape and its nouns (`anaphora` in
`bot/data/context/claims.yml` says what a noun stands for: the trip, the meeting, the schedule, the report), and attached
to the journey it speaks of: that of the person it names, else the one told last before it, else the news of the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.claims import status_from
from bot.context.document import Sentence, entity_of, person_of, place_of
from bot.context.frame import JOURNEY_NOUNS
from bot.context.journeys import Journey
from bot.context.lexicon import claims, verbs
from bot.context.news import newest
from bot.context.quotations import speaker_of
from bot.context.shapes import CITING, ISSUING, SHAPES, stayed
from bot.context.syntax import auxiliaries, children, governors, objects, subjects
from bot.context.voices import Voice, lemma_of, voice_at, voices_of
from bot.model import Claim, ClaimOf, ClaimStatus, Place, Span

_OPENING = 3  # a denial of "the report" in the first sentences may speak of one told after it


@dataclass(frozen=True, slots=True)
class Remark:
    """Something told before is denied, called off, refused or borne out, without being named."""

    of: ClaimOf
    voices: tuple[Voice, ...]
    sentence: Sentence
    people: frozenset[str]  # listed people in what is remarked on: whose journey it is
    places: tuple[Place, ...] = ()  # named in what is remarked on
    status: ClaimStatus = ClaimStatus.DENIED
    words: frozenset[str] = frozenset()  # what it calls what it speaks of, base forms: "allegation", "it"

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
        for status, shape in SHAPES:
            of = shape(verb)
            if of is not None and (shape is not stayed or _is_his(verb, cast)):
                voices = _voices(verb, sentence, cast) or ((speaker,) if speaker else ())
                matter = _matter(verb)
                listed = frozenset(person for token in matter if (person := person_of(token)))
                places = tuple(place for token in matter if (place := place_of(token)))
                words = frozenset(token.lemma_.lower() for token in matter)
                yield Remark(of, voices, sentence, listed, places, status, words)
                break


def _is_his(verb: Token, cast: Cast) -> bool:
    return any(subject.pos_ == "PRON" or cast.person(subject) for subject in subjects(verb))


def _matter(verb: Token) -> list[Token]:
    """The words for what is remarked on: the objects and clauses of the verb, and its subject where that speaks for nobody."""
    labels = _CONTENT | {"nsubj"} if verb.lemma_.lower() in verbs("happen") else _CONTENT
    return [token for part in children(verb, *labels) for token in part.subtree]


_CONTENT = frozenset({"dobj", "ccomp", "xcomp", "advcl", "nsubjpass", "attr", "oprd", "pcomp"})


def _voices(verb: Token, sentence: Sentence, cast: Cast) -> tuple[Voice, ...]:
    """Who remarks: whom a medium cites, the subject of the verb of denying, else whoever says the sentence."""
    if verb.lemma_ in CITING:
        return tuple(voice_at(source, verb, cast) for source in objects(verb))
    if lemma_of(verb) in _TELLING | verbs("verdict") | ISSUING:
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
        home = _meant(remark, journeys, published, cast)
        if home is None or _speaks_of_another(remark, home, sentences, cast):
            continue
        told = [c for t in [*home.tellings, *home.meetings] for c in t.claims] + home.denials
        voiced = {c.by.text if c.by else None for c in told if c.status is remark.status and c.span == remark.span}
        home.denials += [c for c in remark.claims() if (c.by.text if c.by else None) not in voiced]


def _meant(remark: Remark, journeys: Sequence[Journey], published: date | None, cast: Cast) -> Journey | None:
    """The journey of the sentences just before the denial, of the person it names; where none is, the news of the article.

    Of several, that to the state which the denier speaks for: Russia's ministry knows of meetings in Russia.
    """
    mine = [j for j in journeys if j.person in remark.people] if remark.people else list(journeys)
    mine = [j for j in mine if any(_leads_to(j, place) for place in remark.places)] or mine
    before = [j for j in mine if _last_told(j, remark) is not None]
    states = {voice.side for voice in remark.voices if voice.side}
    hosted = [j for j in before or mine if j.countries & (states - cast.homes.get(j.person, frozenset()))]
    if not before and not hosted:
        opens = remark.sentence.index <= _OPENING or remark.of is not ClaimOf.REPORT
        return newest(mine, published) if opens else None
    # of two legs told in one sentence, the first is meant
    return max(hosted or before, key=lambda j: (_last_told(j, remark) or 0, -j.starts))


def _leads_to(journey: Journey, place: Place) -> bool:
    there = journey.destination
    return there is not None and (there.name or there.text) == (place.name or place.text)


def _last_told(journey: Journey, remark: Remark) -> int | None:
    """Index of the sentence that told the journey last before the denial, or of the denial's own."""
    told = [t.frame.sentence.index for t in [*journey.tellings, *journey.meetings]]
    return max((index for index in told if index <= remark.sentence.index), default=None)


def _speaks_of_another(remark: Remark, home: Journey, sentences: Sequence[Sentence], cast: Cast) -> bool:
    """Whether "the allegation" answers a charge, or a report told in between that does not speak of the traveller."""
    last = _last_told(home, remark)
    if remark.of is not ClaimOf.REPORT or last is None:
        return False
    between = sentences[last + 1 : remark.sentence.index]
    is_claim = bool(remark.words & _CLAIMS)
    if is_claim and any(map(_accuses, sentences[last : remark.sentence.index + 1])):
        return True
    if remark.words & _POINTERS and any(map(_accuses, between[-1:])):
        return True  # "is accused of fraud. He denies it"
    verbs_of = _ALLEGING | verbs("say") if is_claim else _ALLEGING
    return any(_alleges(s, verbs_of) and not any(cast.person(token) == home.person for token in s) for s in between)


def _alleges(sentence: Sentence, verbs_of: frozenset[str]) -> bool:
    return any(lemma_of(verb) in verbs_of and children(verb, "ccomp") for verb in sentence if verb.pos_ == "VERB")


def _accuses(sentence: Sentence) -> bool:
    """ "Is accused of fraud", "was charged with theft": of anything but a journey."""
    return any(
        verb.lemma_.lower() in _CHARGING
        and any(prep.lower_ in {"of", "with", "over", "for"} for prep in children(verb, "prep"))
        and not any(token.lemma_.lower() in _MOVING for token in verb.subtree)
        for verb in sentence
        if verb.pos_ == "VERB"
    )


_ALLEGING = frozenset({"claim", "report", "allege", "accuse", "assert", "suggest"})
_CHARGING = frozenset(claims()["charges"]["verbs"])
_CLAIMS = frozenset(claims()["charges"]["nouns"])
_POINTERS = frozenset({"it", "this", "that"})
_MOVING = verbs("goes") | verbs("arrives") | verbs("enters") | verbs("hosts") | JOURNEY_NOUNS
