"""Frames: who moves from where to where, is where, or meets whom, as one sentence says it.

A frame hangs on a trigger: a verb or noun of `bot/data/context/motion.yml`. One journey may give several frames; joining
them into trips is the work of `bot.context.trips`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Token

from bot.context.cast import Cast, without_article
from bot.context.document import Sentence, entity_of, person_of, span_of, text_of
from bot.context.lexicon import motion, verbs
from bot.context.places import place_at
from bot.context.syntax import (
    agents,
    children,
    is_awaited,
    is_passive,
    noun_phrase,
    objects,
    phrasal,
    prepositions,
    subjects,
    verb_above,
    with_conjuncts,
)
from bot.model import Place, Stated

_NOUNS = frozenset(motion()["nouns"]["words"])
_LIGHT = frozenset(motion()["light"]["words"])
_VEHICLES = frozenset(motion()["vehicles"]["words"])
_MEETING_NOUNS = frozenset(motion()["meeting"]["nouns"])
_PARTICLES: dict[str, list[str]] = motion()["particles"]
_TO = frozenset({"to", "into", "onto", "toward", "towards", "for", "inside"})
_FROM = frozenset({"from", "out of"})
_VIA = frozenset({"via", "through", "over"})
_AT = frozenset({"in", "at", "near", "outside", "inside", "on", "around"})
_PARTIES = frozenset(
    [
        "delegation",
        "team",
        "group",
        "entourage",
        "convoy",
        "motorcade",
        "party",
        "mission",
        "plane",
        "jet",
        "aircraft",
        "helicopter",
        "train",
        "ship",
        "flight",
    ]
)


class Kind(StrEnum):
    """What a frame tells."""

    JOURNEY = "journey"
    PRESENCE = "presence"
    MEETING = "meeting"


@dataclass(slots=True)
class Frame:
    """One telling of a movement, a presence or a meeting."""

    kind: Kind
    person: str
    trigger: Token
    sentence: Sentence
    origins: list[Place] = field(default_factory=list)
    destinations: list[Place] = field(default_factory=list)
    stops: list[Place] = field(default_factory=list)
    meets: list[Stated] = field(default_factory=list)
    purpose: Stated | None = None
    mode: Stated | None = None
    refused: bool = False  # a visa or an entry is the object

    @property
    def has_route(self) -> bool:
        """Whether it names an origin or a destination."""
        return bool(self.origins or self.destinations)


def find_frames(sentence: Sentence, cast: Cast) -> list[Frame]:
    """All frames of a sentence about listed people, in order of their triggers."""
    frames: list[Frame] = []
    for token in sentence:
        if token.pos_ in {"VERB", "AUX"}:
            frames += _verb_frames(token, sentence, cast)
        elif token.pos_ in {"NOUN", "PROPN"}:
            frames += _noun_frames(token, sentence, cast)
    return frames


# --- verbs ------------------------------------------------------------------------------------------------------------


def _verb_frames(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    lemma = verb.lemma_.lower()
    if not _particle_fits(verb, lemma):
        return
    yield from _movements(verb, lemma, sentence, cast)
    if lemma in motion()["meeting"]["verbs"]:
        yield from _meetings(verb, sentence, cast)
    if lemma in verbs("presence") or lemma == "be" or lemma in verbs("carries"):
        yield from _presences(verb, sentence, cast)


def _movements(verb: Token, lemma: str, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    movers, moved = _people(subjects(verb), cast), _people(objects(verb), cast)
    if lemma in verbs("carries") and (is_passive(verb) or moved):
        travellers = movers if is_passive(verb) else moved
    elif lemma in verbs("hosts") and (moved or is_passive(verb)):
        for person in moved or movers:
            yield from _hosted(verb, person, sentence, cast)
        return
    else:
        travellers = movers if _moves_its_subject(verb, lemma) else []
    for person in travellers:
        yield from _journey(
            verb, person, sentence, cast, at_is_destination=lemma in verbs("arrives") or is_awaited(verb)
        )


def _moves_its_subject(verb: Token, lemma: str) -> bool:
    if any(lemma in verbs(group) for group in ("goes", "arrives", "enters", "leaves", "stops")) or is_awaited(verb):
        return True
    return lemma in {"lead", "head"} and any(thing.lemma_.lower() in _PARTIES for thing in objects(verb))


def _particle_fits(verb: Token, lemma: str) -> bool:
    """ "Set off" is a departure, "set up" is none; "go" with "through" or "after" and no place is none either."""
    allowed = _PARTICLES.get(lemma)
    found = [
        child.lower_
        for child in children(verb, "prt", "advmod", "prep")
        if child.lower_ in {"up", "down", "off", "out", "in", "over", "into"}
    ]
    return not allowed or any(particle in allowed for particle in found)


def _journey(verb: Token, person: str, sentence: Sentence, cast: Cast, *, at_is_destination: bool) -> Iterator[Frame]:
    lemma = verb.lemma_.lower()
    frame = Frame(Kind.JOURNEY, person, verb, sentence)
    for thing in objects(verb):
        place = place_at(thing)
        if place and lemma in verbs("enters"):
            frame.destinations.append(place)
        elif place and lemma in verbs("leaves"):
            frame.origins.append(place)
        elif lemma in _LIGHT and thing.lemma_.lower() in _NOUNS:
            return  # the noun tells it
    heads = [verb, *children(verb, "acomp", "attr", "oprd")] if lemma == "be" else [verb]
    for head in heads:
        _attach(frame, prepositions(head), at_is_destination=at_is_destination, stops=lemma in verbs("stops"))
    _adverbs(frame, verb)
    if not frame.has_route and not frame.stops:
        return
    if lemma in verbs("leaves") and lemma not in verbs("goes") and not frame.origins and not objects(verb):
        return
    _fill(frame, verb, cast)
    yield frame


def _attach(frame: Frame, pairs: Iterable[tuple[str, Token]], *, at_is_destination: bool, stops: bool = False) -> None:
    """Sort the places behind prepositions into origin, destination and stops."""
    for prep, noun in pairs:
        place = place_at(noun)
        if place is None or _is_date_like(noun):
            continue
        if prep in _FROM:
            frame.origins.append(place)
        elif stops or prep in _VIA:
            frame.stops.append(place)
        elif prep in _TO or (at_is_destination and prep in _AT):
            frame.destinations.append(place)


def _is_date_like(noun: Token) -> bool:
    entity = entity_of(noun)
    return entity is not None and entity.label_ in {"DATE", "TIME"}


def _adverbs(frame: Frame, verb: Token) -> None:
    """ "Moscow-bound", "flew home": places said without a preposition ("jetted Moscow" never happens; "Damascus-bound" does)."""
    for child in children(verb, "npadvmod", "advmod"):
        place = place_at(child)
        if place and child.pos_ == "PROPN":
            frame.destinations.append(place)


def _hosted(verb: Token, person: str, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """Who is received travels to the place named, or to the country that receives."""
    frame = Frame(Kind.JOURNEY, person, verb, sentence)
    for head in [verb, *objects(verb)]:
        for prep, noun in prepositions(head):
            place = place_at(noun)
            if place and prep in _AT:
                frame.destinations.append(place)
    hosts = agents(verb) if is_passive(verb) else subjects(verb)
    if not frame.destinations:
        frame.destinations += [place for host in hosts if (place := place_at(host))]
    frame.meets += [_named(host) for host in hosts if _is_other(host, person, cast)]
    if frame.destinations:
        _fill(frame, verb, cast)
        yield frame


# --- nouns ------------------------------------------------------------------------------------------------------------


def _noun_frames(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    lemma = noun.lemma_.lower()
    if lemma in _MEETING_NOUNS:
        yield from _meetings(noun, sentence, cast)
    if lemma in {"visa", "entry"}:
        yield from _refusals(noun, sentence, cast)
    if lemma not in _NOUNS or _is_vehicle_use(noun):
        return
    for person in _travellers_of(noun, cast):
        frame = Frame(Kind.JOURNEY, person, noun, sentence)
        _attach(frame, prepositions(noun), at_is_destination=True)
        for child in children(noun, "compound", "nmod"):
            if place := place_at(child):
                frame.destinations.append(place)
        light = _light_verb(noun)
        if light is not None:
            _attach(frame, prepositions(light), at_is_destination=False)
        _place_before(frame, noun)
        _fill(frame, light or noun, cast)
        yield frame


def _is_vehicle_use(noun: Token) -> bool:
    """ "On a flight to" is a journey; "the flight landed" is a machine."""
    return noun.lemma_ == "flight" and noun.dep_ in {"nsubj", "nsubjpass"}


def _travellers_of(noun: Token, cast: Cast) -> list[str]:
    """Whose journey it is: the possessor, "by" and "of", else the subject of the verb that the noun hangs on."""
    owners = children(noun, "poss") + [
        o for prep, o in prepositions(noun) if prep in {"by", "of"} and o.head.head.i == noun.i
    ]
    for owner in owners:
        if owner.pos_ != "PRON" or cast.who(owner):
            people = _people([owner], cast)
            if people or place_at(owner) is None:
                return people
    if any(place_at(owner) is not None for owner in owners):
        return []  # "Iran's visit"
    if any(child.lower_ in {"the", "this", "that"} for child in noun.children) and (last := cast.last_listed()):
        return [last]  # "the stay is meant to last two days": the journey told before
    if noun.dep_ in {"nsubj", "nsubjpass"} and not any(c.dep_ == "relcl" for c in noun.children):
        return []
    verb = verb_above(noun)
    if verb is None or (noun.dep_ == "dobj" and phrasal(verb) not in _LIGHT | verbs("cancel") | verbs("plan")):
        return []
    return _people(subjects(verb), cast)


def _light_verb(noun: Token) -> Token | None:
    head = noun.head
    return head if noun.dep_ in {"dobj", "attr"} and head.lemma_.lower() in _LIGHT else None


def _place_before(frame: Frame, noun: Token) -> None:
    """ "Made a trip" with "to Moscow" on the verb is done; "in Moscow on a visit" has the place on the verb "be" or "arrive"."""
    if frame.destinations or noun.dep_ != "pobj":
        return
    verb = verb_above(noun)
    if verb is not None and verb.lemma_ in {"be", "arrive", "come", "land", "stay"}:
        _attach(frame, prepositions(verb), at_is_destination=True)


def _refusals(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """A visa or an entry that is refused: "was denied a visa to attend talks in Geneva", "refused him entry to Turkey"."""
    verb = verb_above(noun)
    if (
        verb is None
        or verb.lemma_.lower() not in verbs("refuse") | verbs("deny")
        or noun.dep_ not in {"dobj", "nsubjpass", "oprd", "pobj"}
    ):
        return
    owners = (
        children(noun, "poss")
        + children(verb, "dative", "dobj")
        + [t for to in children(verb, "dative") for t in children(to, "pobj")]
    )
    people = _people([o for o in owners if o.i != noun.i], cast) or (
        _people(subjects(verb), cast) if is_passive(verb) else []
    )
    for person in people:
        frame = Frame(Kind.JOURNEY, person, noun, sentence, refused=True)
        _attach(frame, [*prepositions(noun), *prepositions(verb)], at_is_destination=True)
        for inner in children(noun, "acl", "relcl") + children(verb, "xcomp", "advcl"):
            frame.destinations += [p for o in objects(inner) if (p := place_at(o))]
            for head in [inner, *objects(inner)]:
                _attach(frame, prepositions(head), at_is_destination=True)
        if not frame.destinations and not is_passive(verb):
            frame.destinations += [p for s in subjects(verb) if (p := place_at(s))]
        if frame.destinations:
            yield frame


# --- meetings and presences ---------------------------------------------------------------------------------------------


def _meetings(trigger: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """The listed person and those he meets; the place, when it is said, is where both are."""
    parties = _parties(trigger)
    listed = {person for token in parties if (person := _person(token, cast))}
    for person in sorted(listed):
        others = [_named(token) for token in parties if _is_other(token, person, cast)]
        frame = Frame(Kind.MEETING, person, trigger, sentence, meets=list(dict.fromkeys(others)))
        of_parties = [
            pair
            for token in parties
            if token.dep_ not in {"nsubj", "nsubjpass", "poss"}
            for pair in prepositions(token)
        ]
        _attach(frame, [*prepositions(trigger), *_beside(trigger), *of_parties], at_is_destination=True)
        frame.origins.clear()
        if frame.meets or frame.destinations:
            yield frame


def _parties(trigger: Token) -> list[Token]:
    with_whom = [
        noun
        for prep, noun in prepositions(trigger)
        if (prep in {"with", "between"} and noun.head.head.i == trigger.i)
        or (prep in {"with", "between"} and noun.dep_ == "conj")
    ]
    if trigger.pos_ in {"VERB", "AUX"}:
        direct = objects(trigger) if trigger.lemma_ in {"meet", "see", "greet", "consult"} else []
        return [*subjects(trigger), *direct, *with_whom]
    verb = verb_above(trigger)
    held = verb is not None and verb.lemma_ in {"hold", "have", "attend", "conduct", "be", "begin", "start"} | {"meet"}
    doers = subjects(verb) if verb is not None and held and trigger.dep_ in {"dobj", "pobj"} else []
    return [*with_conjuncts(children(trigger, "poss")), *doers, *with_whom]


def _beside(trigger: Token) -> Iterator[tuple[str, Token]]:
    """Prepositions of the verb that holds a meeting: "held talks in Moscow"."""
    verb = verb_above(trigger) if trigger.pos_ == "NOUN" else None
    if verb is not None and trigger.dep_ in {"dobj", "nsubjpass", "nsubj"}:
        yield from prepositions(verb)


def _presences(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    lemma = verb.lemma_.lower()
    people = _people(subjects(verb), cast) or (
        _people(objects(verb), cast)
        if lemma in {"see", "spot", "photograph", "detain", "arrest", "kill", "hold", "assassinate", "injure", "tell"}
        else []
    )
    if lemma == "be" and (children(verb, "acomp") or any(a.pos_ in {"NOUN", "PROPN"} for a in children(verb, "attr"))):
        return  # "is a commander in Iran" says what he is
    for person in people:
        places = [
            p
            for prep, noun in prepositions(verb)
            if prep in _AT and noun.head.head.i == verb.i and (p := place_at(noun))
        ]
        if places:
            yield Frame(Kind.PRESENCE, person, verb, sentence, destinations=places[:1])


# --- what fills a frame -------------------------------------------------------------------------------------------------


def _fill(frame: Frame, head: Token, cast: Cast) -> None:
    frame.mode = _mode(head) or _mode(frame.trigger)
    frame.purpose = _purpose(head) or _purpose(frame.trigger)
    if frame.purpose is not None:
        frame.meets += _met_in(frame, cast)


def _mode(head: Token) -> Stated | None:
    """ "In a private jet", "aboard a military transport", "took a charter flight"."""
    for prep, noun in prepositions(head):
        if prep in {"in", "by", "on", "aboard", "with"} and noun.lemma_.lower() in _VEHICLES | {"transport"}:
            return _bare(noun)
    for thing in objects(head):
        if thing.lemma_.lower() in _VEHICLES and head.lemma_ in {"take", "board", "use", "charter", "catch", "fly"}:
            return _bare(thing)
    return None


def _bare(noun: Token) -> Stated:
    """A noun with what stands before it, without its article: "private jet"."""
    words = [t for t in noun_phrase(noun) if t.i <= noun.i]
    while len(words) > 1 and words[0].pos_ in {"DET", "PRON"}:
        words = words[1:]
    return Stated(text_of(words), span_of(words))


def _purpose(head: Token) -> Stated | None:
    """The infinitive of purpose, or "for" and a noun that is no place: "to discuss arms", "for talks with the minister"."""
    for child in children(head, "advcl", "xcomp", "relcl", "acl"):
        if (
            any(aux.lower_ == "to" for aux in children(child, "aux"))
            and child.i > head.i
            and child.lemma_.lower() not in verbs("goes") | verbs("enters")
        ):
            return _clause(child)
    for child in children(head, "prep"):
        if child.lower_ == "for" and child.i > head.i:
            for noun in children(child, "pobj"):
                if _is_purpose(noun):
                    return _clause(noun, start=child.i)
    return None


def _is_purpose(noun: Token) -> bool:
    """ "For talks", but neither "for Moscow" nor "for two days" nor "for a stay"."""
    return (
        noun.pos_ in {"NOUN", "PROPN"}
        and place_at(noun) is None
        and not _is_date_like(noun)
        and noun.lemma_.lower() not in _NOUNS
    )


def _clause(head: Token, start: int | None = None) -> Stated:
    words = [t for t in head.subtree if start is None or t.i >= start]
    words = words[: _purpose_length(words)]
    while words and (words[-1].is_punct or words[-1].lower_ in {"and", "but", "or"}):
        words.pop()
    return Stated(text_of(words), span_of(words))


def _purpose_length(words: list[Token]) -> int:
    """Up to the first comma or quotation mark behind five words, thirty at most."""
    return next((i for i, t in enumerate(words) if i >= 5 and t.text in {",", ";", '"', "”", "–", "—"}), 30)


def _met_in(frame: Frame, cast: Cast) -> list[Stated]:
    """People in the purpose: "to meet Ivanov", "for talks with Ivanov and Petrov"."""
    purpose = frame.purpose
    assert purpose is not None
    met = []
    for token in frame.sentence:
        span = span_of(token)
        entity = entity_of(token)
        if (
            purpose.span.contains(span)
            and entity is not None
            and entity.label_ == "PERSON"
            and entity.root.i == token.i
            and person_of(token) != frame.person
            and _is_met(token)
        ):
            met.append(_named(token))
    return met


def _is_met(token: Token) -> bool:
    chain = list(token.ancestors)[:4]
    return any(a.lemma_.lower() in motion()["meeting"]["verbs"] or a.lemma_.lower() in _MEETING_NOUNS for a in chain)


# --- people -------------------------------------------------------------------------------------------------------------


def _people(tokens: list[Token], cast: Cast) -> list[str]:
    """Ids of the listed people the tokens mean, also as heads of a delegation or aboard a plane."""
    found = [person for token in tokens if (person := _person(token, cast))]
    return list(dict.fromkeys(found))


def _person(token: Token, cast: Cast) -> str | None:
    direct = person_of(token) or cast.person(token)
    if direct:
        return direct
    if token.lemma_.lower() not in _PARTIES:
        return None
    owners = children(token, "poss")
    for clause in children(token, "acl", "relcl"):
        owners += agents(clause) + (objects(clause) if clause.lemma_ in {"carry", "bring", "include"} else [])
    owners += [noun for prep, noun in prepositions(token) if prep in {"with", "under", "of"}]
    return next((person for owner in owners if (person := person_of(owner) or cast.person(owner))), None)


def _is_other(token: Token, person: str, cast: Cast) -> bool:
    """Whether the token names somebody other than this person."""
    entity = entity_of(token)
    if _person(token, cast) == person:
        return False
    return (
        (entity is not None and entity.label_ == "PERSON")
        or _person(token, cast) is not None
        or (cast.who(token) is not None and token.pos_ != "PRON")
    )


def _named(token: Token) -> Stated:
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
