"""The lines of a card about the other listed people on the same journey: who they are, which ban may stand against them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.alerts import lines, words
from bot.alerts.blocks import Run, bold
from bot.alerts.lines import Line
from bot.alerts.story import Told, tell
from bot.alerts.travellers import about, named
from bot.alerts.words import short
from bot.model import Alert, Person


def bans(alert: Alert) -> Iterator[Line]:
    """One line per companion: the travel ban that may stand against the journey for that person."""
    for person in named(alert)[1:]:
        own = tell(about(alert.basis, person))
        labels = ", ".join(words.label(each.label) for each in person.listings[:2])
        listed = f" ({labels})" if labels else ""
        yield [Run("With "), bold(f"{short(person.name)}{listed}"), Run(f": {_ban(own)}")]


def _ban(told: Told) -> str:
    if told.ban is None:
        return "no trip told"
    says = lines.ban_says(told.ban, told)
    if told.ban.applies not in lines.BAN_STANDS:
        return f"{says} · {short(told.ban.why, words.WHY_LIMIT)}"
    listing = words.label(told.ban.listing or "")
    return f"travel ban{f' of {listing}' if listing else ''}, {says} · {lines.exemptions(told.ban)}"


def identities(alert: Alert) -> Iterator[Line]:
    """For each companion what the lead has: the printed name, how sure we are, who else it could be."""
    for person in named(alert)[1:]:
        yield [*lines.printed(alert, person), *_roles(person)]
        yield lines.fits(alert, person)
        yield from lines.confusables(alert, person)


def _roles(person: Person) -> Line:
    return [Run(f", {said}")] if (said := lines.person(person)) else []
