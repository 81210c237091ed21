"""Which time and which duration of a sentence belong to a movement.

The clause decides: "denied Friday that he flew on Thursday" has two times, one for the denial and one for the flight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Token

from bot.context.counting import Days
from bot.context.document import Sentence
from bot.context.frame import JOURNEY_NOUNS
from bot.context.lexicon import verbs
from bot.context.syntax import auxiliaries, children
from bot.context.voices import lemma_of
from bot.context.when import FROM_LAST_TOLD, RELATIVE, TimeExpression, find_durations, find_times
from bot.model import ClaimStatus, Span, Stated, When

_OLD = timedelta(days=8)  # a report dated longer ago than this has its own "last week"
# Verbs whose time is that of the word, not of the journey told of.
_SAYING = verbs("say") | verbs("deny") | verbs("confirm") | verbs("cancel") | verbs("invite") | verbs("permit")
_AHEAD = frozenset({ClaimStatus.PLANNED, ClaimStatus.HYPOTHETICAL, ClaimStatus.CANCELLED, ClaimStatus.REFUSED})


@dataclass(frozen=True, slots=True)
class Clock:
    """From which days the times of a sentence count."""

    published: date | None
    report: Days | None = None  # of the older report that the sentence tells: its "last week" is a week before that
    told: Days | None = None  # told last before the sentence: "the day before" counts from them


def time_of(trigger: Token, sentence: Sentence, clock: Clock, status: ClaimStatus) -> When | None:
    """The time of the movement at `trigger`, of which `status` is claimed, resolved as far as the words and the clock allow.

    A report dated by a month alone ("in December") makes its "last week" that month: no more is known. "Soon" and
    "recently" are no times.
    """
    near = [
        (distance, e)
        for e in find_times(sentence.tokens.text)
        if _is_a_time(e)
        and _fits(e, trigger, sentence, status)
        and (distance := _distance(trigger, sentence, e)) is not None
    ]
    if not near:
        return None
    expression = min(near, key=lambda pair: pair[0])[1]
    days = _days(expression, sentence, clock, ahead=_is_ahead(expression, trigger, sentence, status))
    start = sentence.span.start
    span = Span(start + expression.span.start, start + expression.span.end)
    return When(expression.text, span, *days) if days else When(expression.text, span)


def _is_a_time(expression: TimeExpression) -> bool:
    """ "Since June" tells how long something has been so, and not when a journey was."""
    return expression.rule != "vague" and not expression.text.lower().startswith(("since ", "until "))


def _fits(expression: TimeExpression, trigger: Token, sentence: Sentence, status: ClaimStatus) -> bool:
    """ "In two weeks" lies ahead, unless it counts ("his first visit in two years"); "now" is the time of what goes on."""
    if expression.rule == "in so long":
        before = sentence.tokens.text[: expression.span.start].lower()
        return status in _AHEAD and not re.search(r"\b(?:first|second|third|last|only|times)\b", before)
    if expression.rule == "now":
        verb = trigger if trigger.pos_ in _VERBS else next((t for t in trigger.ancestors if t.pos_ in _VERBS), trigger)
        return status not in _AHEAD and (verb.tag_ in {"VBZ", "VBP"} or bool({"is", "are"} & set(auxiliaries(verb))))
    return not _is_of_what_follows(expression, trigger, sentence, status)


def _is_of_what_follows(expression: TimeExpression, trigger: Token, sentence: Sentence, status: ClaimStatus) -> bool:
    """ "Flew to Oslo ahead of talks on Sunday", "for a conference on Sunday": the day of what the journey was made for."""
    time = _head_token(sentence, expression)
    if time is None or time.i < trigger.i:
        return False
    between = list(time.doc[trigger.i + 1 : time.i])
    ahead = [t.i for t in between if t.lower_ == "before" or (t.lower_ == "ahead" and t.nbor().lower_ == "of")]
    if ahead and not any(t.pos_ == "VERB" or t.text in {",", ";"} for t in between if t.i > ahead[-1]):
        return True
    aims = [t for t in time.ancestors if t.dep_ == "prep" and t.lower_ == "for" and t.head.i == trigger.i]
    events = [noun for aim in aims for noun in children(aim, "pobj") if noun.lemma_.lower() not in JOURNEY_NOUNS]
    return expression.rule == "weekday" and status not in _AHEAD and bool(events)


def _days(expression: TimeExpression, sentence: Sentence, clock: Clock, *, ahead: bool) -> Days | None:
    if expression.rule in FROM_LAST_TOLD:
        told = _told_before(expression, sentence, clock) or clock.told
        return expression.resolve(told[1], ahead=ahead) if told else None
    if expression.rule == "weekday" and not ahead and (said := _said_on(expression, sentence, clock)):
        return expression.resolve(said, ahead=False)
    if clock.report and expression.rule in RELATIVE:
        whole = clock.report[0] != clock.report[1]
        return clock.report if whole else expression.resolve(clock.report[1], ahead=ahead)
    return expression.resolve(clock.published, ahead=ahead) if clock.published else None


def _said_on(expression: TimeExpression, sentence: Sentence, clock: Clock) -> date | None:
    """The day of saying, where the sentence names it: "said on Monday that he landed on Saturday" is the Saturday before."""
    if clock.published is None or clock.report is not None:
        return None
    for other in find_times(sentence.tokens.text):
        token = _head_token(sentence, other)
        owner = _owner(token) if token is not None else None
        if other.span != expression.span and owner is not None and lemma_of(owner) in _SAYING:
            days = other.resolve(clock.published, ahead=False)
            return days[0] if days and days[0] == days[1] else None
    return None


def _told_before(expression: TimeExpression, sentence: Sentence, clock: Clock) -> Days | None:
    """The days that the same sentence names before: "said on Friday that he had left the day before"."""
    if clock.published is None:
        return None
    earlier = [e for e in find_times(sentence.tokens.text) if e.span.end <= expression.span.start]
    named = [
        days for e in earlier if e.rule not in FROM_LAST_TOLD and (days := e.resolve(clock.published, ahead=False))
    ]
    return named[-1] if named else None


def _is_ahead(expression: TimeExpression, trigger: Token, sentence: Sentence, status: ClaimStatus) -> bool:
    """Whether the time lies after the telling: by the claim, unless the words speak of what had been planned before."""
    token = _head_token(sentence, expression)
    owner = _owner(token) if token is not None else None
    over = any(
        "had" in auxiliaries(verb)
        for verb in (owner, trigger, *trigger.ancestors)
        if verb is not None and verb.pos_ in _VERBS
    )
    mood = auxiliaries(trigger)
    over = over or ("have" in mood and "to" not in mood)  # "may have flown on Monday"
    planned = (
        owner is not None
        and owner.pos_ in _VERBS
        and "to" in auxiliaries(owner)
        and "be" in {owner.lemma_, owner.head.lemma_}
    )
    coming = trigger.tag_ in {"VBZ", "VBP"} or (
        trigger.tag_ == "VBG" and bool({"is", "are"} & set(auxiliaries(trigger)))
    )
    present = coming and not sentence.line.headline  # "flies to Vienna on Sunday"
    return (status in _AHEAD or planned or present) and not over


_VERBS = frozenset({"VERB", "AUX"})


def _distance(trigger: Token, sentence: Sentence, expression: TimeExpression) -> int | None:
    """Steps in the parse between a time and the movement; None where the time belongs to a verb of saying or elsewhere.

    What was said during a journey was said at its time: "told reporters on Monday during a visit".
    """
    token = _head_token(sentence, expression)
    owner = _owner(token) if token is not None else None
    if token is None or owner is None or _quoted_apart(trigger, token):
        return None
    if trigger.dep_ == "conj" and any(c.i == owner.i < trigger.i for c in children(trigger.head, "ccomp")):
        return 4  # "on Sunday he drove to the border, his office said, and crossed into Chad"
    below = trigger
    for steps, link in enumerate([trigger, *trigger.ancestors]):
        if link.i == owner.i:
            said = steps > 0 and lemma_of(link) in _SAYING and not _is_circumstance(below)
            return None if said else steps * 2 + (token.i < trigger.i)
        below = link
    return _distance_below(trigger, owner)


def _quoted_apart(trigger: Token, token: Token) -> bool:
    """Whether one stands inside a quotation and the other outside: "said as he arrived that “we lost none today”"."""
    between = trigger.doc[min(trigger.i, token.i) : max(trigger.i, token.i)].text
    return between.count('"') % 2 == 1 or between.count("“") != between.count("”")


def _is_circumstance(part: Token) -> bool:
    """ "During a visit", "as he arrived": what hangs beside a verb and says when it was, not what was said."""
    return part.dep_ == "advcl" or (part.dep_ == "prep" and part.lower_ in _DURING)


_DURING = frozenset(
    {"during", "on", "upon", "at", "in", "after", "before", "amid", "aboard", "while", "following", "ahead"}
)


def _distance_below(trigger: Token, owner: Token) -> int | None:
    """The time of a part of the journey: near in its own phrase, farther in its purpose, another matter's beyond that."""
    path = [owner, *owner.ancestors]
    below = [t.i for t in path]
    if trigger.i not in below:
        return None
    path = path[: below.index(trigger.i)]
    if any(t.dep_ in {"advcl", "ccomp"} and children(t, "nsubj", "nsubjpass") for t in path):
        return None  # another event with somebody of its own
    if any(t.lower_ == "since" or any(c.lower_ == "since" for c in t.children) for t in path):
        return None
    if owner.lemma_.lower() in verbs("happen") | verbs("plan"):
        return 4  # "a visit by the minister, which was to have begun on Monday"
    inner = {t.dep_ for t in path[:-1]}
    if any(t.dep_ == "conj" and t.pos_ in _VERBS for t in path):
        return None
    if inner & {"relcl", "acl"} or (path[-1].dep_ in {"relcl", "acl"} and inner - {"xcomp"}):
        return None
    return 6 if path[-1].dep_ in {"advcl", "xcomp", "relcl", "acl"} else 3


def _head_token(sentence: Sentence, expression: TimeExpression) -> Token | None:
    offset = sentence.tokens[0].idx
    inside = [t for t in sentence if expression.span.start <= t.idx - offset < expression.span.end]
    return next((t for t in inside if not any(t.head.i == other.i and other.i != t.i for other in inside)), None)


def _owner(token: Token) -> Token | None:
    """The verb or event noun a time hangs on; right behind a verb of saying it is that verb's, however the parser sees it."""
    lead = token.head if token.dep_ == "pobj" else token
    first = min(t.i for t in [lead, *token.subtree])
    if first > 0 and (before := token.doc[first - 1]).pos_ == "VERB" and lemma_of(before) in _SAYING:
        return before
    for head in token.ancestors:
        if head.dep_ == "prep" and head.i != token.head.i and head.lower_ in _MATTERS:
            return None  # "is wanted over his part in the riot in 2010"
        if head.pos_ in {"VERB", "AUX"} or (head.pos_ == "NOUN" and head.lemma_.lower() in _event_nouns()):
            return head
    return None


_MATTERS = frozenset({"over", "about", "regarding", "concerning", "despite"})


def _event_nouns() -> frozenset[str]:
    return verbs("nouns") | frozenset({"meeting", "talk", "summit"})


def duration_of(trigger: Token, sentence: Sentence) -> Stated | None:
    """How long the journey lasts, where the sentence says so of the movement itself or of its noun."""
    start, offset = sentence.span.start, sentence.tokens[0].idx
    for text, span in find_durations(sentence.tokens.text):
        tokens = [t for t in sentence if span.start <= t.idx - offset < span.end]
        if tokens and any(_reaches(t, trigger) for t in tokens):
            return Stated(text, Span(start + span.start, start + span.end))
    return None


def _reaches(token: Token, trigger: Token) -> bool:
    """Whether a token hangs below the movement, or below a noun or verb joined to it in one clause."""
    chain = [a.i for a in token.ancestors]
    if trigger.i in chain:
        return True
    above = (
        [trigger.head.i]
        if trigger.pos_ == "NOUN"
        else [c.i for c in children(trigger, "dobj", "conj")]
        + ([trigger.head.i] if trigger.dep_ in {"conj", "advcl", "xcomp"} else [])
    )
    return any(i in chain for i in above)


def report_days(sentence: Sentence, published: date | None) -> Days | None:
    """The days of an older report that the sentence tells ("in December the agency reported"): relative times count from it."""
    if published is None:
        return None
    for expression, token in _absolute(sentence):
        days = expression.resolve(published, ahead=False)
        if days and published - days[1] > _OLD and _is_of_a_report(expression, token, sentence):
            return days
    return None


def _is_of_a_report(expression: TimeExpression, token: Token, sentence: Sentence) -> bool:
    """ "The agency reported on March 6", "a letter dated March 6"."""
    owner = _owner(token)
    dated = sentence.tokens.text[: expression.span.start].rstrip().lower().endswith("dated")
    return dated or (owner is not None and lemma_of(owner) in _SAYING)


def _absolute(sentence: Sentence) -> Iterator[tuple[TimeExpression, Token]]:
    for expression in find_times(sentence.tokens.text):
        token = _head_token(sentence, expression)
        if token is not None and expression.rule not in RELATIVE | FROM_LAST_TOLD | {"vague"}:
            yield expression, token
