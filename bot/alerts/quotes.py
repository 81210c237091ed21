"""The sentences of an article that an alert rests on, short enough to quote, with the person's name to set in bold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Article, ClaimStatus, Mention, Presence, Quote, Span, Trip
from bot.text import sentences

MAX_LENGTH = 250  # characters of a quote (DESIGN 8)
MAX_QUOTES = 3  # per article
_BEFORE_NAME = 80  # characters kept before the name where a long sentence has to be cut in front


def quotes_of(
    article: Article, mention: Mention, trip: Trip | None, presences: Sequence[Presence]
) -> tuple[Quote, ...]:
    """At most three quotes: what tells the trip or the presence, what denies it; else where the person is named."""
    body, names = article.body, mention.spans
    telling = trip.evidence if trip else tuple(span for each in presences for span in each.evidence)
    denying = (claim.span for claim in trip.claims if claim.status is ClaimStatus.DENIED) if trip else ()
    told = _named_first(_sentences_at(body, telling or names[:1]), names)
    told = [span for span in told if span.start >= len(article.title)] or told  # the link shows the title already
    denied = list(_sentences_at(body, denying))
    # A denial is never crowded out by a third sentence that tells the trip.
    chosen = sorted(list(dict.fromkeys([*told[:1], *denied[:1], *told, *denied]))[:MAX_QUOTES])
    return tuple(_quote(body, span, names) for span in chosen)


def _sentences_at(body: str, wanted: Iterable[Span]) -> Iterator[Span]:
    every = list(sentences(body))
    return (sentence for each in wanted for sentence in every if sentence.overlaps(each))


def _named_first(spans: Iterable[Span], names: Sequence[Span]) -> list[Span]:
    """Sentences that hold the name come first: they say who is meant."""
    return sorted(dict.fromkeys(spans), key=lambda span: not any(span.overlaps(name) for name in names))


def _quote(body: str, sentence: Span, names: Sequence[Span]) -> Quote:
    inside = [name for name in names if sentence.contains(name)]
    span = _short(body, sentence, inside)
    bold = [Span(n.start - span.start, n.end - span.start) for n in inside if span.contains(n)]
    return Quote(body[span.start : span.end], span, tuple(bold))


def _short(body: str, sentence: Span, names: Sequence[Span]) -> Span:
    """The sentence, or the part of it around the name, cut at words and never longer than the limit."""
    if sentence.end - sentence.start <= MAX_LENGTH:
        return sentence
    start = sentence.start
    if names and names[0].end - start > MAX_LENGTH - _BEFORE_NAME:
        start = _next_word(body, names[0].start - _BEFORE_NAME, names[0].start)
    return Span(start, _last_word(body, start, min(start + MAX_LENGTH, sentence.end), sentence.end))


def _next_word(body: str, earliest: int, latest: int) -> int:
    blank = body.find(" ", earliest, latest)
    return latest if blank < 0 else blank + 1


def _last_word(body: str, start: int, end: int, sentence_end: int) -> int:
    if end == sentence_end:
        return end
    blank = body.rfind(" ", start, end + 1)
    return blank if blank > start + MAX_LENGTH // 2 else end
