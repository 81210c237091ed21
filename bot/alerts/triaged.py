"""What a card shows of its triage: who judged it, when and why; and the buttons. What they ask first: `bot.alerts.forms`.

The buttons stand on every card as it is drawn. Where nobody hears them, the channel leaves them out
(`bot.edges.without_buttons`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.alerts import words
from bot.alerts.ailments import moment
from bot.alerts.blocks import Block, Run, bold, person
from bot.alerts.controls import actions, button, menu
from bot.alerts.travellers import about
from bot.alerts.verdict import Sighting, why_open
from bot.model import Alert, Assignment, Judgement, Mute, Person, Reopened, Verdict

# What comes back when something is pressed: `action_id`s. The button's value is the alert's key, then marks of the verdicts.
RIGHT, NOT_THIS, UNDO, MORE = "triage_right", "triage_not_this", "triage_undo", "triage_more"
ROW = "triage"  # the same on every redrawing: buttons have no state, and a card that reads the same is not told again
# What the menu's options begin with; the alert's key follows after a blank.
SNOOZE, WAKE, ASSIGN, WHY = "snooze", "wake", "assign", "why"

SNOOZES = (1, 7, 30)  # days
_MARK, _MOST_MARKS = 12, 100  # characters of a verdict's id that come back; so many verdicts: Slack takes 2,000 in all

_SAYS: Mapping[Judgement, tuple[str, str]] = {
    Judgement.RIGHT: ("✔ ", "Right person"),
    Judgement.NOT_THIS: ("✖ ", "Not this person"),
}

Line = list[Run]


def lines(alert: Alert) -> Iterator[Line]:
    """What people have done about the alert; nothing where nobody has."""
    triage = alert.triage
    if triage.reopened:
        yield _reopened(triage.reopened, alert)
    yield from judged(alert, triage.verdicts)
    if asleep(alert) and triage.snoozed:
        yield _snoozed(triage.snoozed)
    if triage.assigned:
        yield _assigned(triage.assigned)


def judged(alert: Alert, verdicts: Iterable[Verdict]) -> Iterator[Line]:
    """What each of these verdicts on the alert says, and of whom where it tells of several."""
    return (_judged(each, alert) for each in verdicts)


def _judged(verdict: Verdict, alert: Alert) -> Line:
    mark, says = _SAYS[verdict.judgement]
    until = f" · holds until {words.day(verdict.until.date())}" if verdict.until else ""
    reason = f": “{verdict.reason}”" if verdict.reason else ""
    since = f" · since then {why}" if (why := open_again(alert, _meant(verdict, alert))) else ""
    return [
        Run(mark),
        bold(f"{says}{_of_whom(verdict, alert)}"),
        Run(", says "),
        person(verdict.author),
        Run(f" · {moment(verdict.at)}{reason}{until}{since}"),
    ]


def _meant(verdict: Verdict, alert: Alert) -> Person:
    return next((each for each in alert.people if verdict.is_about(each)), alert.person)


def _of_whom(verdict: Verdict, alert: Alert) -> str:
    return f" ({words.short(_meant(verdict, alert).name)})" if alert.companions else ""


def _reopened(reopened: Reopened, alert: Alert) -> Line:
    verdict = reopened.verdict
    before = (
        f" dismissed an earlier alert ({verdict.alert}) as not this person, {moment(verdict.at)}: “{verdict.reason}”."
    )
    return [
        bold(f"Open again{_of_whom(verdict, alert)}: "),
        person(verdict.author),
        Run(f"{before} Now {reopened.why}"),
    ]


def _snoozed(mute: Mute) -> Line:
    return [Run("⏸ "), bold("Snoozed"), Run(" by "), person(mute.author), Run(f" until {moment(mute.until)}")]


def _assigned(assigned: Assignment) -> Line:
    return [Run("→ "), bold("Assigned"), Run(" to "), person(assigned.to), Run(f", {moment(assigned.at)}")]


def told_of(alert: Alert) -> Iterator[str]:
    """The same as plain text."""
    return ("".join(run.text for run in line) for line in lines(alert))


def open_again(alert: Alert, person: Person) -> str | None:
    """Why the verdict on one of its people says nothing about the last report of them; None while it holds, or where none is."""
    told, verdict = about(alert.basis, person), alert.triage.on(person)
    if verdict is None or not told:
        return None
    return why_open(verdict, Sighting(person, told[-1].mention, same_story=True, now=alert.updated))


def dismissed(alert: Alert) -> bool:
    """Whether it was judged to be about somebody else: about nobody of those whom it names."""
    return all(map(alert.triage.dismisses, alert.people))


def asleep(alert: Alert) -> bool:
    """Whether it was snoozed, and neither awake nor graver than then when it last changed."""
    mute = alert.triage.snoozed
    return mute is not None and mute.until > alert.updated and not words.graver(alert.reason, mute.gravity)


# --- to press -------------------------------------------------------------------------------------------------------------


def buttons(alert: Alert) -> Block:
    """The row of buttons as it fits what was done before."""
    return actions(ROW, *_judging(alert), _more(alert))


def _judging(alert: Alert) -> Iterator[Block]:
    seen = " ".join([alert.key, *marks(alert.triage.verdicts)])
    if alert.triage.verdicts:
        yield button("Undo", UNDO, seen)
    if any(alert.triage.on(each) is None or open_again(alert, each) for each in alert.people):
        yield button(f"Right person{'…' if alert.companions else ''}", RIGHT, seen, "primary")
        yield button("Not this person", NOT_THIS, seen)


def marks(verdicts: Sequence[Verdict]) -> list[str]:
    """By what the verdicts are known that whoever presses has seen: the beginnings of their ids, of the last ones where they are many."""
    return [each.id[:_MARK] for each in verdicts[-_MOST_MARKS:]]


def is_seen(verdict: Verdict, seen: Collection[str]) -> bool:
    """Whether a verdict is among those that came back as seen."""
    return verdict.id[:_MARK] in {each[:_MARK] for each in seen}


def _more(alert: Alert) -> Block:
    days = [(f"Snooze {words.count(day, 'day')}", f"{SNOOZE}{day} {alert.key}") for day in SNOOZES]
    quiet = [("Wake now", f"{WAKE} {alert.key}")] if asleep(alert) else days
    return menu(MORE, [*quiet, ("Assign to me", f"{ASSIGN} {alert.key}"), ("Why?", f"{WHY} {alert.key}")])
