"""Whether a Verdict still holds for a new mention: a table of what opens the question again.

A verdict was given on facts: how the name was printed, what the articles told for the person and against, what the list
knew. While a new mention tells nothing else, it holds. "Not this person" is about the namesake of one story: beyond that
story it holds only where the text says again what told the two apart. So nobody dismisses a person for good by dismissing
one card, and a mention of the person themself, of anybody else, or of another bearer of the name is never hidden by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Evidence, Facts, Judgement, Mention, Person, Verdict
from bot.names.fold import fold

# The fields of an entry that say who somebody is. Listings, route and threshold say other things.
_IDENTITY = ("names", "born", "died", "nationality", "roles", "organisations")
# Evidence that comes from the name itself: it is the same wherever the name is printed so.
_OF_THE_NAME = frozenset(
    {"name", "rare name", "common name", "name goes on", "middle name", "given name", "given name missing",
     "surname missing", "father", "and", "order", "no vowels", "weak name", "single name", "other name"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """A mention that a verdict is held against."""

    person: Person  # as listed now
    mention: Mention
    same_story: bool  # it belongs to the story the verdict was given on
    now: datetime


def facts_of(person: Person, mentions: Sequence[Mention]) -> Facts:
    """What is known of a person and of the mentions that are judged together."""
    return Facts(
        printed=_each(mention.matched for mention in mentions),
        favours=_each(_told(each) for mention in mentions for each in mention.evidence if _favours(each)),
        against=_each(_told(each) for mention in mentions for each in mention.evidence if _tells_apart(each)),
        entry=tuple((field, _each(_values(person, field))) for field in _IDENTITY),
    )


def why_open(verdict: Verdict, sighting: Sighting) -> str | None:
    """Why the verdict says nothing about this mention, in words; None while it holds.

    The mention must be of the person judged: `Verdict.is_about`.
    """
    return next((words for opens in OPENINGS if (words := opens(verdict, sighting))), None)


# --- what opens the question again ----------------------------------------------------------------------------------------


def expired(verdict: Verdict, sighting: Sighting) -> str | None:
    """The verdict has had its time."""
    over = verdict.until is not None and verdict.until <= sighting.now
    return "the verdict has expired" if over else None


def entry_changed(verdict: Verdict, sighting: Sighting) -> str | None:
    """The list says otherwise who the person is. What another list adds by a merge counts only as far as it fits the text."""
    merged = not sighting.person.ids <= set(verdict.refs)
    for field, before in verdict.facts.entry:
        now = set(_each(_values(sighting.person, field)))
        lost, gained = set(before) - now, now - set(before)
        if lost or (gained and not merged):
            return f"the entry has changed: {field}"
    return None


def other_spelling(verdict: Verdict, sighting: Sighting) -> str | None:
    """The name is printed otherwise than in what was judged."""
    known = fold(sighting.mention.matched) in verdict.facts.printed
    return None if known else f"another spelling: “{sighting.mention.matched}”"


def other_facts(verdict: Verdict, sighting: Sighting) -> str | None:
    """Something is told that speaks otherwise than the verdict and did not before: a role, an organisation, a country."""
    dismissal = verdict.judgement is Judgement.NOT_THIS
    otherwise, known = (_favours, verdict.facts.favours) if dismissal else (_tells_apart, verdict.facts.against)
    for each in sighting.mention.evidence:
        if otherwise(each) and fold(_told(each)) not in known:
            return f"other facts are told: {each.kind} {each.text}"
    return None


def other_story(verdict: Verdict, sighting: Sighting) -> str | None:
    """It is another story, and nothing in it says again that somebody else is meant."""
    again = {fold(_told(each)) for each in sighting.mention.evidence if _tells_apart(each)}
    known = sighting.same_story or not again.isdisjoint(verdict.facts.against)
    return None if known else "another story, without the words that told the two apart"


OPENINGS: tuple[Callable[[Verdict, Sighting], str | None], ...] = (
    expired,
    entry_changed,
    other_spelling,
    other_facts,
    other_story,
)


# --- facts ----------------------------------------------------------------------------------------------------------------


def _favours(each: Evidence) -> bool:
    return each.favours and each.kind not in _OF_THE_NAME


def _tells_apart(each: Evidence) -> bool:
    """Words of the text that tell of somebody else. What is merely not said there has no place in it, and is none."""
    return not each.favours and each.span is not None and each.kind not in _OF_THE_NAME


def _told(each: Evidence) -> str:
    return f"{each.kind}: {each.text}"


def _values(person: Person, field: str) -> tuple[str, ...]:
    if field == "names":
        return tuple(each.text for each in person.names)
    value: tuple[str, ...] | str | None = getattr(person, field)
    return (value,) if isinstance(value, str) else value or ()


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(text) for text in texts}))
