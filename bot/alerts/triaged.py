"""What a card shows of its triage: who judged it, when and why; and the buttons.

The buttons stand on every card as it is drawn. Where nobody hears them, the channel leaves them out
(`bot.edges.without_buttons`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.alerts import words
from bot.alerts.ailments import moment
from bot.alerts.blocks import Block, Run, bold, person
from bot.alerts.controls import actions, button, choice_field, form, menu, text_field
from bot.alerts.travellers import about
from bot.alerts.verdict import Sighting, why_open
from bot.model import Alert, Assignment, Judgement, Mute, Reopened, Verdict

# What comes back when something is pressed: `action_id`s, the modal's `callback_id` and the `block_id`s in it.
RIGHT, NOT_THIS, UNDO, MORE = "triage_right", "triage_not_this", "triage_undo", "triage_more"
ROW = "triage"  # the same on every redrawing: buttons have no state, and a card that reads the same is not told again
FORM, REASON, HOLDS = "triage_dismiss", "reason", "holds"
# What the menu's options begin with; the alert's key follows after a blank.
SNOOZE, WAKE, ASSIGN, WHY = "snooze", "wake", "assign", "why"

SNOOZES = (1, 7, 30)  # days
REASON_LIMIT = 300  # characters
NAME_LIMIT = 40  # of the person on a button, where several travel: a verdict is about whom the card was opened for
_PERIODS = ((30, "30 days"), (180, "180 days"), (365, "one year"))  # for which a dismissal holds
_USUAL = 1  # the one that is chosen beforehand

_SAYS: Mapping[Judgement, tuple[str, str]] = {
    Judgement.RIGHT: ("✔ ", "Right person"),
    Judgement.NOT_THIS: ("✖ ", "Not this person"),
}

Line = list[Run]


def lines(alert: Alert) -> Iterator[Line]:
    """What people have done about the alert; nothing where nobody has."""
    triage = alert.triage
    if triage.reopened:
        yield _reopened(triage.reopened)
    if triage.verdict:
        yield _judged(triage.verdict, alert)
    if asleep(alert) and triage.snoozed:
        yield _snoozed(triage.snoozed)
    if triage.assigned:
        yield _assigned(triage.assigned)


def _judged(verdict: Verdict, alert: Alert) -> Line:
    mark, says = _SAYS[verdict.judgement]
    until = f" · holds until {words.day(verdict.until.date())}" if verdict.until else ""
    reason = f": “{verdict.reason}”" if verdict.reason else ""
    since = f" · since then {why}" if (why := open_again(alert)) else ""
    whom = f" ({words.short(alert.person.name)})" if alert.companions else ""
    return [
        Run(mark),
        bold(f"{says}{whom}"),
        Run(", says "),
        person(verdict.author),
        Run(f" · {moment(verdict.at)}{reason}{until}{since}"),
    ]


def _reopened(reopened: Reopened) -> Line:
    verdict = reopened.verdict
    before = (
        f" dismissed an earlier alert ({verdict.alert}) as not this person, {moment(verdict.at)}: “{verdict.reason}”."
    )
    return [bold("Open again: "), person(verdict.author), Run(f"{before} Now {reopened.why}")]


def _snoozed(mute: Mute) -> Line:
    return [Run("⏸ "), bold("Snoozed"), Run(" by "), person(mute.author), Run(f" until {moment(mute.until)}")]


def _assigned(assigned: Assignment) -> Line:
    return [Run("→ "), bold("Assigned"), Run(" to "), person(assigned.to), Run(f", {moment(assigned.at)}")]


def told_of(alert: Alert) -> Iterator[str]:
    """The same as plain text."""
    return ("".join(run.text for run in line) for line in lines(alert))


def open_again(alert: Alert) -> str | None:
    """Why the verdict on an alert says nothing about the report that came last; None while it holds, or where none is."""
    told = about(alert.basis, alert.person)
    if alert.triage.verdict is None or not told:
        return None
    sighting = Sighting(alert.person, told[-1].mention, same_story=True, now=alert.updated)
    return why_open(alert.triage.verdict, sighting)


def dismissed(alert: Alert) -> bool:
    """Whether it was judged to be about somebody else."""
    return alert.triage.verdict is not None and alert.triage.verdict.judgement is Judgement.NOT_THIS


def asleep(alert: Alert) -> bool:
    """Whether it was snoozed, and neither awake nor graver than then when it last changed."""
    mute = alert.triage.snoozed
    return mute is not None and mute.until > alert.updated and not words.graver(alert.reason, mute.gravity)


# --- to press -------------------------------------------------------------------------------------------------------------


def buttons(alert: Alert) -> Block:
    """The row of buttons as it fits what was done before."""
    return actions(ROW, *_judging(alert), _more(alert))


def _judging(alert: Alert) -> Iterator[Block]:
    if alert.triage.verdict:
        yield button("Undo", UNDO, alert.key)
    if alert.triage.verdict is None or open_again(alert):
        name = words.short(alert.person.name, NAME_LIMIT)
        right, wrong = (f"Right: {name}", f"Not {name}") if alert.companions else ("Right person", "Not this person")
        yield button(right, RIGHT, alert.key, "primary")
        yield button(wrong, NOT_THIS, alert.key)


def _more(alert: Alert) -> Block:
    days = [(f"Snooze {words.count(day, 'day')}", f"{SNOOZE}{day} {alert.key}") for day in SNOOZES]
    quiet = [("Wake now", f"{WAKE} {alert.key}")] if asleep(alert) else days
    return menu(MORE, [*quiet, ("Assign to me", f"{ASSIGN} {alert.key}"), ("Why?", f"{WHY} {alert.key}")])


def reason_form(ids: str) -> Mapping[str, object]:
    """The modal that asks why it is not this person, and for how long that is to hold."""
    hint = "What tells the two apart? Others will read it. Reports that tell something else open the question again."
    periods = [(text, str(days)) for days, text in _PERIODS]
    fields = (
        text_field(REASON, "Why is it not this person?", hint, REASON_LIMIT),
        choice_field(HOLDS, "Holds for", periods, _USUAL),
    )
    return form(FORM, "Not this person", "Dismiss", ids, fields)


def period(chosen: str) -> int:
    """The days that were chosen in the form; the usual number for anything that it does not offer."""
    return next((days for days, _ in _PERIODS if str(days) == chosen), _PERIODS[_USUAL][0])
