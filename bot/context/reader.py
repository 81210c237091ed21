"""The reader: an article and its mentions in, places, trips, claims and presences out.

The order of work is `Reader.read`: parse, places, cast, then sentence by sentence frames with their claims and times,
then trips out of frames, denials to the trips they mean, the ban, the order of news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Token

from bot.context import patterns
from bot.context.ban import ban_of
from bot.context.cast import Cast
from bot.context.casting import read_cast
from bot.context.claims import (
    HAPPENED,
    Denial,
    Reading,
    Voice,
    find_denials,
    is_quoted,
    read_claim,
    speaker_of,
    speaks_of_ahead,
)
from bot.context.document import Sentence, dateline, parse
from bot.context.frame import Frame, Kind
from bot.context.frames import find_frames
from bot.context.journeys import Journey, Telling, join
from bot.context.lexicon import motion, verbs
from bot.context.news import newest, order
from bot.context.places import find_places
from bot.context.sightings import told_presences
from bot.context.stand_ins import mark_stand_ins
from bot.context.times import duration_of, report_days, time_of
from bot.context.trips import settle
from bot.context.when import Days
from bot.model import Article, Claim, ClaimOf, ClaimStatus, Findings, Mention, Person, Place, Tier, Trip
from bot.ports import Gazetteer

PARSED_LANGUAGES = frozenset({"en"})
PATTERN_LANGUAGES = frozenset({"ar", "fa", "ru"})
_SOON = frozenset({"soon", "very soon", "shortly", "in the near future"})
_WORTH_READING = frozenset({Tier.STRONG, Tier.POSSIBLE})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads travel. `nlp` is the English model, or None: then patterns answer and every trip is unverified."""

    nlp: Language | None
    gazetteer: Gazetteer

    def read(
        self, article: Article, mentions: Sequence[Mention], people: Mapping[str, Person], *, all_places: bool = False
    ) -> Findings:
        """Findings of one article. Without a mention worth reading only the places are looked for, and those only if asked."""
        lang = article.lang or "en"
        found = tuple(mentions)
        worth = [m for m in mentions if m.tier in _WORTH_READING]
        if not worth and not all_places:
            return Findings(article.id, article.lang, found)
        if lang in PARSED_LANGUAGES and self.nlp is not None:
            return self._parsed(article, found, worth, people)
        if lang in PARSED_LANGUAGES | PATTERN_LANGUAGES:
            trips, places = patterns.read(article, worth, lang, self.gazetteer)
            return Findings(article.id, article.lang, found, _with_bans(trips, people, _day(article)), (), places)
        return Findings(article.id, article.lang, found, note="context not read: language not served")

    def _parsed(
        self, article: Article, found: tuple[Mention, ...], worth: Sequence[Mention], people: Mapping[str, Person]
    ) -> Findings:
        assert self.nlp is not None
        sentences = parse(article, worth, self.nlp)
        places = find_places(article, sentences, self.gazetteer)
        here = _here(article, self.gazetteer)
        mark_stand_ins(sentences, here, self.gazetteer)
        listed = {m.person: people[m.person] for m in worth if m.person in people}
        cast = read_cast(sentences, listed, here)
        tellings, denials = _tell(sentences, cast, _day(article))
        journeys = join(tellings)
        _attach_denials(journeys, denials, _day(article))
        trips = order([(j, settle(j)) for j in journeys if _is_told(j)], _day(article))
        return Findings(
            article.id,
            article.lang,
            found,
            _with_bans(trips, people, _day(article)),
            told_presences(tellings, journeys, trips),
            places,
        )


def _day(article: Article) -> date | None:
    return article.published.date() if article.published else None


def _here(article: Article, gazetteer: Gazetteer) -> Place | None:
    """The place the article was written at, where its dateline names one that is known."""
    written = dateline(article)
    if written is None:
        return None
    meanings = gazetteer.lookup(written.text.title()) or gazetteer.lookup(written.text)
    return meanings[0].at(Place(written.text, written.span)) if meanings else None


def _with_bans(trips: Sequence[Trip], people: Mapping[str, Person], published: date | None) -> tuple[Trip, ...]:
    return tuple(
        replace(trip, ban=ban_of(people[trip.person], trip, published)) if trip.person in people else trip
        for trip in trips
    )


# --- sentence by sentence -------------------------------------------------------------------------------------------------


def _tell(sentences: Sequence[Sentence], cast: Cast, published: date | None) -> tuple[list[Telling], list[Denial]]:
    tellings: list[Telling] = []
    denials: list[Denial] = []
    told_by: tuple[int, Days | None] = (-1, None)  # paragraph and days of the older report it speaks of
    for number, sentence in enumerate(sentences):
        if sentence.line.caption:
            continue
        speaker = _speaker(sentences, number, cast)
        report = report_days(sentence, published) or (told_by[1] if told_by[0] == sentence.paragraph else None)
        told_by = (sentence.paragraph, report)
        for frame in _lent(find_frames(sentence, cast)):
            tellings += _tellings_of(frame, cast, speaker, published, report)
        denials += find_denials(sentence, cast, speaker)
    return tellings, denials


def _lent(frames: list[Frame]) -> list[Frame]:
    """ "Met the president in Moscow during a three-day visit": a journey without a place takes that of a meeting beside it."""
    for frame in frames:
        if frame.kind is not Kind.JOURNEY or frame.destinations or frame.refused or frame.ahead:
            continue
        if frame.trigger.lemma_ in {"return", "departure"} and frame.trigger.pos_ == "NOUN":
            continue  # "on his return he met": who has returned is at home
        if frame.origins and frame.trigger.lemma_ not in {"arrive", "come", "fly", "return", "arrival"}:
            continue  # "left Minsk": where to is not what a meeting beside it says
        beside = [f for f in frames if f.person == frame.person and f.kind is not Kind.JOURNEY and f.destinations]
        frame.destinations += beside[0].destinations[:1] if beside else []
    return frames


def _is_home(person: str, place: Place, cast: Cast) -> bool:
    return place.country in cast.homes.get(person, frozenset())


def _speaker(sentences: Sequence[Sentence], number: int, cast: Cast) -> Voice | None:
    """Who speaks in a sentence that is a quotation without its own "said": the last speaker of the paragraph, or the next."""
    sentence = sentences[number]
    if not is_quoted(sentence) and not _inside_quote(sentences, number):
        return None
    around = [*reversed(sentences[max(0, number - 2) : number]), *sentences[number + 1 : number + 2]]
    for near in [sentence, *around]:
        if abs(near.paragraph - sentence.paragraph) <= 1 and (voice := speaker_of(near, cast)):
            return voice
    return None


def _inside_quote(sentences: Sequence[Sentence], number: int) -> bool:
    paragraph = sentences[number].paragraph
    before = "".join(s.tokens.text for s in sentences[max(0, number - 6) : number] if s.paragraph == paragraph)
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _tellings_of(
    frame: Frame, cast: Cast, speaker: Voice | None, published: date | None, report: Days | None
) -> list[Telling]:
    reading = _reading(frame, cast, speaker)
    if reading is None:
        return []
    when = time_of(frame.trigger, frame.sentence, published, report, ahead=speaks_of_ahead(reading.status))
    if when and when.text.lower() in _SOON and reading.status in HAPPENED:
        reading = replace(reading, status=ClaimStatus.PLANNED)  # "I am going to Tehran very soon"
    later = when is not None and when.text.endswith(("later", "after"))  # later than what was told, not than today
    if when and when.first and published and when.first > published and not later and reading.status in HAPPENED:
        reading = replace(reading, status=ClaimStatus.PLANNED)  # "flies to Moscow next Tuesday"
    frame = _as_journey(frame, reading.status, cast)
    of = ClaimOf.MEETING if frame.kind is Kind.MEETING else ClaimOf.TRIP
    claims = reading.claims(of, frame.sentence.span)
    duration = duration_of(frame.trigger, frame.sentence) if frame.kind is Kind.JOURNEY else None
    origin = frame.origins[0] if frame.origins else None
    goals: list[Place | None] = list(frame.destinations) or [None]
    return [Telling(frame, claims, when, duration, goal, origin, report) for goal in goals]


def _as_journey(frame: Frame, status: ClaimStatus, cast: Cast) -> Frame:
    """Who will be, meet or speak somewhere abroad will travel there: "would hold a summit with him in Singapore"."""
    if frame.kind is Kind.JOURNEY or not speaks_of_ahead(status) or not frame.destinations:
        return frame
    befallen = verbs("undergone") | set(motion()["undergone"]["nouns"])
    if _is_home(frame.person, frame.destinations[0], cast) or frame.trigger.lemma_.lower() in befallen:
        return frame
    return replace(frame, kind=Kind.JOURNEY, destinations=frame.destinations[:1])


def _reading(frame: Frame, cast: Cast, speaker: Voice | None) -> Reading | None:
    if frame.refused:
        reading = read_claim(frame.trigger, frame.sentence, cast, speaker)
        return replace(reading, status=ClaimStatus.REFUSED, denied_by=None) if reading else None
    reading = read_claim(_told_at(frame.trigger), frame.sentence, cast, speaker)
    if frame.ahead and reading is not None and reading.status in HAPPENED:
        return replace(reading, status=ClaimStatus.PLANNED)
    return reading


def _told_at(trigger: Token) -> Token:
    """A light verb carries tense and negation for its noun: "did not make a trip", "will pay a visit"."""
    head = trigger.head
    light = {"make", "take", "pay", "undertake", "begin", "end", "finish", "complete", "be", "have", "hold", "attend"}
    return head if trigger.pos_ == "NOUN" and trigger.dep_ in {"dobj", "attr"} and head.lemma_ in light else trigger


# --- denials -------------------------------------------------------------------------------------------------------------


def _attach_denials(journeys: Sequence[Journey], denials: Sequence[Denial], published: date | None) -> None:
    """An anaphoric denial speaks of the journey told last before it; one that opens the article, of the article's news."""
    for denial in denials:
        before = [j for j in journeys if any(t.frame.sentence.span.start <= denial.span.start for t in j.tellings)]
        home = _meant(denial, before) or newest(journeys, published)
        if home is None:
            continue
        by = denial.voice.by if denial.voice else None
        already = [
            c
            for t in [*home.tellings, *home.meetings]
            for c in t.claims
            if c.status is ClaimStatus.DENIED and c.span == denial.span
        ]
        if by is not None and not any(c.by and c.by.text == by.text for c in already):
            home.denials.append(
                Claim(ClaimStatus.DENIED, denial.of, by, denial.span, denial.voice.official if denial.voice else False)
            )


def _meant(denial: Denial, journeys: Sequence[Journey]) -> Journey | None:
    """The journey of the sentences just before the denial; where none is near, the news of the article."""

    def last_before(journey: Journey) -> int:
        told = [t.frame.sentence for t in [*journey.tellings, *journey.meetings]]
        return max(s.span.start for s in told if s.span.start <= denial.span.start)

    return max(journeys, key=last_before, default=None)


def _is_told(journey: Journey) -> bool:
    return any(t.claims for t in journey.tellings) or bool(journey.denials)
