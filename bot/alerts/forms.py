"""What is asked before something is done about a card: of whom it is said, why, and for how long.

A form says what others have judged that whoever pressed has not seen, and carries back marks of the verdicts that stand.
So nobody overrules unawares: who sends it has read it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.alerts import blocks, words
from bot.alerts.blocks import Block, Run, bold
from bot.alerts.controls import choice_field, form, text_field
from bot.alerts.triaged import NOT_THIS, RIGHT, UNDO, is_seen, judged, marks
from bot.model import Alert, Judgement, Person
from bot.ports import Form

WHO, REASON, HOLDS = "who", "reason", "holds"  # `block_id`s of the fields
REASON_LIMIT = 300  # characters
_NAME_LIMIT = 40
_MOST_PEOPLE = 100  # that Slack offers in one field
_PERIODS = ((30, "30 days"), (180, "180 days"), (365, "one year"))  # for which a dismissal holds
_USUAL = 180  # the one that is chosen beforehand

# What the form comes back as: its title, its button, and what it asks where the card tells of several people.
_KINDS: Mapping[str, tuple[str, str, str]] = {
    RIGHT: ("Right person", "Right person", "Who is the right person?"),
    NOT_THIS: ("Not this person", "Dismiss", "Who is it not?"),
    UNDO: ("Undo", "Undo", "Whose verdict is to be taken back?"),
}
_OF = {Judgement.RIGHT: RIGHT, Judgement.NOT_THIS: NOT_THIS}


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered into a form before it is shown again."""

    who: int | None = None  # place among the alert's people
    reason: str = ""
    days: int | None = None


def judging(judgement: Judgement, alert: Alert, seen: Collection[str], entered: Entered = Entered()) -> Form:
    """Asks what a verdict needs. `seen`: marks of the verdicts that whoever is asked knows of."""
    asked = _who(_OF[judgement], alert, alert.people, entered)
    why = _why(entered) if judgement is Judgement.NOT_THIS else ()
    return _form(_OF[judgement], alert, seen, (*asked, *why))


def undoing(alert: Alert, seen: Collection[str], entered: Entered = Entered()) -> Form:
    """Asks whose verdict is to be taken back, where there are several."""
    return _form(UNDO, alert, seen, tuple(_who(UNDO, alert, judged_people(alert), entered)))


def judged_people(alert: Alert) -> tuple[Person, ...]:
    """The people of an alert about whom a verdict stands."""
    return tuple(each for each in alert.people if alert.triage.on(each))


def period(chosen: str) -> int:
    """The days that were chosen; the usual number for anything that the form does not offer."""
    return next((days for days, _ in _PERIODS if str(days) == chosen), _USUAL)


def _form(kind: str, alert: Alert, seen: Collection[str], fields: Sequence[Block]) -> Form:
    title, submit, _ = _KINDS[kind]
    ids = json.dumps({"alert": alert.key, "channel": alert.channel, "seen": marks(alert.triage.verdicts)})
    return Form(form(kind, title, submit, ids, (*_meanwhile(alert, seen), *fields)))


def _meanwhile(alert: Alert, seen: Collection[str]) -> Iterator[Block]:
    unseen = [each for each in alert.triage.verdicts if not is_seen(each, seen)]
    if unseen:
        heading, mend = bold("Judged meanwhile:"), Run("What you send overrules that; Cancel leaves it as it is.")
        yield blocks.lines([heading], *judged(alert, unseen), [mend])


def _who(kind: str, alert: Alert, offered: Sequence[Person], entered: Entered) -> Iterator[Block]:
    if len(offered) > 1:
        options = [(_person(each), str(alert.people.index(each))) for each in offered[:_MOST_PEOPLE]]
        yield choice_field(
            WHO, _KINDS[kind][2], options, str(entered.who)
        )  # nobody beforehand: none is judged by oversight


def _person(person: Person) -> str:
    """The name, and a listing that tells two of one name apart."""
    label = next((f" ({words.label(each.label)})" for each in person.listings), "")
    return f"{words.short(person.name, _NAME_LIMIT)}{label}"


def _why(entered: Entered) -> Iterator[Block]:
    hint = "What tells the two apart? Others will read it. Reports that tell something else open the question again."
    yield text_field(REASON, "Why is it not this person?", hint, REASON_LIMIT, entered.reason)
    options = [(text, str(days)) for days, text in _PERIODS]
    yield choice_field(HOLDS, "Holds for", options, str(entered.days or _USUAL))
