"""When a journey was that tells no time itself: the days of what the traveller did on it.

"Ivanov has visited Doha. In his talks on Wednesday he promised more": the visit was under way on Wednesday. Only deeds of
the week before publication count, told beside the journey, and the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence, place_of
from bot.context.frame import AT, MEETING_NOUNS, Frame, Kind
from bot.context.journeys import Journey, Telling
from bot.context.lexicon import verbs
from bot.context.syntax import auxiliaries, is_negated, prepositions, subjects
from bot.context.tense import HAPPENED
from bot.context.times import Clock, time_of
from bot.context.voices import lemma_of
from bot.model import ClaimStatus, When

_RECENT = timedelta(days=8)
_REACH = 2  # sentences between what somebody said and the journey it was said on
_FAR_REACH = 8  # sentences between the journey and what somebody did, as long as no other journey lies nearer


def date_by_deeds(
    journeys: Sequence[Journey], sentences: Sequence[Sentence], cast: Cast, published: date | None
) -> None:
    """Add to each recent journey without a day the first deed near it that has one."""
    if published is None:
        return
    for journey in journeys:
        if _is_datable(journey):
            deeds = [deed for s in sentences for deed in _deeds(s, journey, journeys, cast, published)]
            journey.meetings += sorted(deeds, key=_day_of)[:1]


def _day_of(deed: Telling) -> date:
    return deed.days[0] if deed.days else date.max


def _is_datable(journey: Journey) -> bool:
    """Whether it happened, has no day, and is not told as something long past ("had visited")."""
    told = {claim.status for telling in journey.tellings for claim in telling.claims}
    before = any("had" in auxiliaries(telling.frame.trigger) for telling in journey.tellings)
    return bool(told & HAPPENED) and journey.when is None and journey.days is None and not before


def _deeds(
    sentence: Sentence, journey: Journey, journeys: Sequence[Journey], cast: Cast, published: date
) -> Iterator[Telling]:
    gap = _gap(sentence, journey)
    if sentence.line.caption or sentence.line.headline or gap > _FAR_REACH:
        return
    others = [other for other in journeys if other is not journey and other.person == journey.person]
    if any(_gap(sentence, other) <= gap for other in others):
        return
    for verb in sentence:
        if not _is_deed(verb) or not any(cast.person(subject) == journey.person for subject in subjects(verb)):
            continue
        when = time_of(verb, sentence, Clock(published), ClaimStatus.STATED)
        reach = _REACH if lemma_of(verb) in verbs("say") and not _is_in_talks(verb) else _FAR_REACH
        if when is not None and gap <= reach and _is_recent(when, published) and not _is_elsewhere(verb, journey):
            yield Telling(Frame(Kind.MEETING, journey.person, verb, sentence), (), when, None, None, None)


def _is_deed(verb: Token) -> bool:
    """A verb of the past that the sentence itself asserts."""
    return verb.tag_ == "VBD" and verb.pos_ == "VERB" and verb.dep_ in {"ROOT", "conj"} and not is_negated(verb)


def _is_in_talks(verb: Token) -> bool:
    """ "In his talks on Wednesday he said": a meeting, whatever the verb."""
    return any(prep == "in" and noun.lemma_.lower() in MEETING_NOUNS for prep, noun in prepositions(verb))


def _is_elsewhere(verb: Token, journey: Journey) -> bool:
    """Whether the deed is placed in another country than the journey leads to: "met him in Cairo on Thursday"."""
    there = journey.destination.country if journey.destination else None
    placed = [place_of(noun) for prep, noun in prepositions(verb) if prep in AT]
    return any(place is not None and place.country and place.country != there for place in placed)


def _is_recent(when: When, published: date) -> bool:
    return bool(when.first and when.last and published - _RECENT <= when.first == when.last <= published)


def _gap(sentence: Sentence, journey: Journey) -> int:
    """Sentences between this one and the nearest that speaks of the journey."""
    told = [*journey.tellings, *journey.sightings, *journey.meetings]
    return min(abs(sentence.index - telling.frame.sentence.index) for telling in told)
