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
from bot.context.alibis import add_alibis
from bot.context.ban import ban_of
from bot.context.cast import Cast
from bot.context.casting import read_cast
from bot.context.claims import Reading, read_claim
from bot.context.companions import with_companions
from bot.context.counting import Days
from bot.context.deeds import date_by_deeds
from bot.context.document import Sentence, dateline, parse
from bot.context.exemptions import Exemption, exemption_of, find_exemptions
from bot.context.floor import carry_on, hear
from bot.context.frame import Frame, Kind
from bot.context.frames import find_frames
from bot.context.interviews import answers
from bot.context.journeys import Journey, Telling, join
from bot.context.lexicon import motion, verbs
from bot.context.news import order
from bot.context.places import find_places
from bot.context.quotations import speaker
from bot.context.refusals import is_grounded
from bot.context.remarks import Remark, attach, find_remarks
from bot.context.sightings import told_presences
from bot.context.stand_ins import mark_stand_ins
from bot.context.syntax import is_negated, is_passive
from bot.context.tense import AHEAD, HAPPENED
from bot.context.times import Clock, duration_of, report_days, time_of
from bot.context.trips import settle
from bot.context.voices import Voice
from bot.model import Article, Ban, Claim, ClaimOf, ClaimStatus, Findings, Mention, Person, Place, Tier, Trip, When
from bot.ports import Gazetteer

PARSED_LANGUAGES = frozenset({"en"})
PATTERN_LANGUAGES = frozenset({"ar", "fa", "ru"})
_SOON = frozenset({"soon", "very soon", "shortly", "in the near future"})
_STAYING = frozenset({"stay", "remain", "spend"})
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
            return Findings(
                article.id, article.lang, found, _with_bans(trips, worth, people, _day(article)), (), places
            )
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
        hear(sentences, cast)
        tellings, remarks = _tell(sentences, cast, _day(article))
        journeys = join(tellings)
        attach(journeys, remarks, sentences, cast, _day(article))
        add_alibis(journeys, tellings, cast)
        date_by_deeds(journeys, sentences, cast, _day(article))
        exemptions = [found for s in sentences if not s.line.caption for found in find_exemptions(s, cast)]
        told = order([(j, settle(j, _day(article))) for j in journeys if _is_told(j)], _day(article))
        trips = with_companions(told, worth)
        return Findings(
            article.id,
            article.lang,
            found,
            _with_bans(trips, worth, people, _day(article), exemptions),
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


def _with_bans(
    trips: Sequence[Trip],
    mentions: Sequence[Mention],
    people: Mapping[str, Person],
    published: date | None,
    exemptions: Sequence[Exemption] = (),
) -> tuple[Trip, ...]:
    perhaps = {m.person: [people[c.person] for c in m.confusables if c.same and c.person in people] for m in mentions}

    def ban(trip: Trip) -> Ban | None:
        if trip.person not in people:
            return None
        exemption = exemption_of(trip, trips, exemptions)
        return ban_of(people[trip.person], trip, published, exemption, perhaps.get(trip.person, ()))

    return tuple(replace(trip, ban=ban(trip)) for trip in trips)


# --- sentence by sentence -------------------------------------------------------------------------------------------------


def _tell(sentences: Sequence[Sentence], cast: Cast, published: date | None) -> tuple[list[Telling], list[Remark]]:
    tellings: list[Telling] = []
    remarks: list[Remark] = []
    reported: tuple[Sentence, Days] | None = None  # the sentence that names an older report, and its days
    told: Days | None = None  # what was told last
    guest = answers(sentences, cast)
    for number, sentence in enumerate(sentences):
        if sentence.line.caption:
            continue
        who = guest.get(sentence.index) or speaker(sentences, number, cast)
        if days := report_days(sentence, published):
            reported = (sentence, days)
        clock = Clock(published, reported[1] if reported and _goes_on(reported[0], sentence) else None, told)
        for frame in _lent(find_frames(sentence, cast)):
            tellings += _tellings_of(frame, cast, who, clock, _claims_before(sentence, tellings))
        told = next((t.days for t in reversed(tellings) if t.days), None)
        remarks += find_remarks(sentence, cast, who)
    return tellings, remarks


def _goes_on(report: Sentence, sentence: Sentence) -> bool:
    """Whether an older report is still told: in its paragraph, and in the three sentences after it."""
    return report.paragraph == sentence.paragraph and sentence.index - report.index <= 3


def _lent(frames: list[Frame]) -> list[Frame]:
    """ "Met the president in Moscow during a three-day visit": a journey without a place takes that of a meeting beside it."""
    for frame in frames:
        if frame.kind is not Kind.JOURNEY or frame.destinations or frame.refused or frame.ahead or frame.again:
            continue
        if frame.trigger.lemma_ in {"return", "departure"} and frame.trigger.pos_ == "NOUN":
            continue  # "on his return he met": who has returned is at home
        if frame.origins and frame.trigger.lemma_ not in {"arrive", "come", "fly", "return", "arrival"}:
            continue  # "left Minsk": where to is not what a meeting beside it says
        mine = [f for f in frames if f.person == frame.person and f.kind is not Kind.JOURNEY]
        beside = [place for f in mine for place in f.destinations if place not in frame.origins]
        frame.destinations += beside[:1]
    return frames


def _is_home(person: str, place: Place, cast: Cast) -> bool:
    return place.country in cast.homes.get(person, frozenset())


def _claims_before(sentence: Sentence, tellings: Sequence[Telling]) -> list[Claim]:
    last = [telling for telling in tellings if telling.frame.sentence.index == sentence.index - 1]
    return [claim for telling in last for claim in telling.claims if not telling.frame.sentence.line.headline]


def _tellings_of(
    frame: Frame, cast: Cast, speaker: Voice | None, clock: Clock, before: Sequence[Claim]
) -> list[Telling]:
    reading = _reading(frame, cast, speaker)
    if reading is None:
        return []
    reading = carry_on(reading, frame.trigger, before)
    when = _time(frame, clock, reading.status)
    if when and when.text.lower() in _SOON and reading.status in HAPPENED:
        reading = replace(reading, status=ClaimStatus.PLANNED)  # "I am going to Tehran very soon"
    later = when is not None and when.text.endswith(("later", "after"))  # later than what was told, not than today
    future = when and when.first and clock.published and when.first > clock.published
    if future and not later and reading.status in HAPPENED:
        reading = replace(reading, status=ClaimStatus.PLANNED)  # "flies to Moscow next Tuesday"
    frame = _as_journey(frame, reading.status, cast)
    of = ClaimOf.MEETING if frame.kind is Kind.MEETING else ClaimOf.TRIP
    claims = tuple(replace(claim, when=when) for claim in reading.claims(of, frame.sentence.span))
    lasts = frame.kind is Kind.JOURNEY or frame.trigger.lemma_ in _STAYING
    duration = duration_of(frame.trigger, frame.sentence) if lasts else None
    origin = frame.origins[0] if frame.origins else None
    goals: list[Place | None] = list(frame.destinations) or [None]
    return [Telling(frame, claims, when, duration, goal, origin, clock.report, reading.premise) for goal in goals]


def _time(frame: Frame, clock: Clock, status: ClaimStatus) -> When | None:
    """When the journey was or will be; the day on which a visa was refused is not its day."""
    papers = frame.refused and frame.trigger.pos_ == "NOUN"
    when = time_of(frame.trigger, frame.sentence, clock, ClaimStatus.STATED if papers else status)
    over = papers and when and when.last and clock.published and when.last <= clock.published
    return None if over else when


def _as_journey(frame: Frame, status: ClaimStatus, cast: Cast) -> Frame:
    """Who will be, meet or speak somewhere abroad will travel there: "would hold a summit with him in Singapore"."""
    if frame.kind is Kind.JOURNEY or status not in AHEAD or not frame.destinations:
        return frame
    befallen = verbs("undergone") | set(motion()["undergone"]["nouns"])
    # "will see a school in Oslo", "will see the minister in Oslo"; not "will see the end of the war in Syria"
    sees = (
        frame.trigger.lemma_ == "see"
        and not is_passive(frame.trigger)
        and (frame.kind is not Kind.MEETING or frame.meets)
    )
    befell = frame.trigger.lemma_.lower() in befallen and not sees
    if _is_home(frame.person, frame.destinations[0], cast) or befell:
        return frame
    return replace(frame, kind=Kind.JOURNEY, destinations=frame.destinations[:1])


def _reading(frame: Frame, cast: Cast, speaker: Voice | None) -> Reading | None:
    if frame.refused:
        reading = read_claim(frame.trigger, frame.sentence, cast, speaker)
        if is_negated(frame.trigger):  # "did not let him in": the refusal itself, and no denial
            return Reading(ClaimStatus.REFUSED, reading.voices or reading.denied_by if reading else ())
        return replace(reading, status=ClaimStatus.REFUSED, denied_by=()) if reading else None
    reading = read_claim(_told_at(frame.trigger), frame.sentence, cast, speaker)
    if reading is not None and is_grounded(frame.trigger):
        return replace(reading, status=ClaimStatus.CANCELLED)
    if frame.ahead and reading is not None and reading.status in HAPPENED:
        return replace(reading, status=ClaimStatus.PLANNED)
    return reading


def _told_at(trigger: Token) -> Token:
    """A light verb carries tense and negation for its noun: "did not make a trip", "will pay a visit"."""
    head = trigger.head
    light = {"make", "take", "pay", "undertake", "begin", "end", "finish", "complete", "be", "have", "hold", "attend"}
    return head if trigger.pos_ == "NOUN" and trigger.dep_ in {"dobj", "attr"} and head.lemma_ in light else trigger


def _is_told(journey: Journey) -> bool:
    return any(t.claims for t in journey.tellings) or bool(journey.denials)
