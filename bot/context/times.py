"""Which time and which duration of a sentence belong to a movement.

The clause decides: "denied Friday that he flew on Thursday" has two times, one for the denial and one for the flight.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from spacy.tokens import Token

from bot.context.document import Sentence
from bot.context.lexicon import verbs
from bot.context.syntax import children
from bot.context.when import Days, TimeExpression, find_durations, find_times
from bot.model import Span, Stated, When

_OLD = timedelta(days=8)  # a report dated longer ago than this has its own "last week"
_SAYING = verbs("say") | verbs("deny") | verbs("confirm")


def time_of(
    trigger: Token, sentence: Sentence, published: date | None, report: Days | None, *, ahead: bool
) -> When | None:
    """The time of the movement at `trigger`, resolved against the publication or the older report that tells it.

    A report dated by a month alone ("in December") makes its "last week" that month: no more is known.
    """
    start = sentence.span.start
    best = min(
        (
            (distance, e)
            for e in find_times(sentence.tokens.text)
            if (distance := _distance(trigger, sentence, e)) is not None
        ),
        key=lambda pair: pair[0],
        default=None,
    )
    if best is None:
        return None
    expression = best[1]
    span = Span(start + expression.span.start, start + expression.span.end)
    if report and _is_relative(expression):
        days = report if report[0] != report[1] else expression.resolve(report[1], ahead=ahead)
    else:
        days = expression.resolve(published, ahead=ahead) if published else None
    return When(expression.text, span, *days) if days else When(expression.text, span)


def _is_relative(expression: TimeExpression) -> bool:
    return expression.rule in {
        "weekday",
        "which weekday",
        "day nearby",
        "which unit",
        "earlier this unit",
        "ago",
        "weekend",
        "fortnight ago",
    }


def _distance(trigger: Token, sentence: Sentence, expression: TimeExpression) -> int | None:
    """Steps in the parse between a time and the movement; None where the time belongs to a verb of saying or elsewhere."""
    token = _head_token(sentence, expression)
    if token is None:
        return None
    owner = _owner(token)
    if owner is None:
        return None
    chain = [trigger, *trigger.ancestors]
    for steps, link in enumerate(chain):
        if link.i == owner.i:
            outer_saying = steps > 0 and link.lemma_.lower() in _SAYING
            return None if outer_saying else steps * 2 + (token.i < trigger.i)
    if any(a.i == trigger.i for a in owner.ancestors):  # below the movement: its purpose may have a time of its own
        return 6 if owner.dep_ in {"advcl", "xcomp", "relcl", "acl"} else 3
    return None


def _head_token(sentence: Sentence, expression: TimeExpression) -> Token | None:
    offset = sentence.tokens[0].idx
    inside = [t for t in sentence if expression.span.start <= t.idx - offset < expression.span.end]
    return next((t for t in inside if not any(t.head.i == other.i and other.i != t.i for other in inside)), None)


def _owner(token: Token) -> Token | None:
    """The verb or event noun a time hangs on."""
    for head in token.ancestors:
        if head.pos_ in {"VERB", "AUX"} or (head.pos_ == "NOUN" and head.lemma_.lower() in _event_nouns()):
            return head
    return None


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
        owner = _owner(token)
        days = expression.resolve(published, ahead=False)
        if owner is not None and owner.lemma_.lower() in _SAYING and days and published - days[1] > _OLD:
            return days
    return None


def _absolute(sentence: Sentence) -> Iterator[tuple[TimeExpression, Token]]:
    for expression in find_times(sentence.tokens.text):
        token = _head_token(sentence, expression)
        if token is not None and not _is_relative(expression) and expression.rule != "vague":
            yield expression, token
