"""The lines of a card, each a small function from the story to runs of text; an empty line is left out.

Text between quotation marks comes from the article. What nobody states reads *not stated*.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.alerts import compare, ledger, words
from bot.alerts.blocks import Run, bold
from bot.alerts.ledger import Entry
from bot.alerts.story import Told
from bot.alerts.words import NOT_STATED
from bot.model import Alert, Ban, BanApplies, Listing, Mention
from bot.text import one_line

Line = list[Run]

MAX_REPORTS = 5
MAX_DENIALS = 4
MAX_EVIDENCE = 3
MAX_CONFUSABLES = 3


# --- the first line -----------------------------------------------------------------------------------------------------


def dot(alert: Alert, told: Told) -> str:
    """The severity as a colour, beside the words that say it."""
    colour = words.DOT.get(alert.reason, words.PLAIN_DOT)
    return words.CALMER_DOT if colour == "🔴" and told.status in words.NOT_UNDER_WAY else colour


def headline(alert: Alert, told: Told) -> str:
    """Claim status, person, route and date: ``Reported trip: NAME, Tehran → Moscow, Thu 14 Apr 2016``."""
    person = one_line(alert.person.name)
    if told.status:
        route = f"{_short_place(told, 'origin')}→ {_short_place(told, 'destination')}".strip()
        return f"{words.HEADING[told.status]}: {person}, {route}, {_short_when(told)}"
    if told.presences:
        return f"{words.PRESENCE_HEADING}: {person}, {words.place_and_country(told.presences[0].value.place)}"
    return f"{words.MENTION_HEADING}: {person}"


def _short_place(told: Told, end: str) -> str:
    said = told.origin if end == "origin" else told.destination
    if said:
        return f"{words.place(said.value)} "
    return "" if end == "origin" else f"destination {NOT_STATED} "


def _short_when(told: Told) -> str:
    return words.when(told.when.value) if told.when else f"date {NOT_STATED}"


# --- the lists ----------------------------------------------------------------------------------------------------------


def ban(alert: Alert, told: Told) -> Line:
    """The travel ban with its own date and basis, and what we know of exemptions."""
    if told.ban is None:
        return [bold(_measures(alert)), Run(" · no trip told")] if told.status is None else []
    if told.ban.applies in (BanApplies.POSSIBLE, BanApplies.EXEMPT):
        return [
            *_ban_itself(told.ban),
            Run(" · "),
            bold(words.BAN[told.ban.applies]),
            Run(f" · {exemptions(told.ban)}"),
        ]
    text = words.BAN[told.ban.applies]
    return [bold(f"{text[0].upper()}{text[1:]}"), Run(f" · {one_line(told.ban.why)}")]


def _ban_itself(value: Ban) -> Line:
    authority, _, ref = one_line(value.listing or "").partition(" ")
    since = f" since {words.partial(value.since)}" if value.since else f" since: {NOT_STATED}"
    basis = f", {one_line(value.basis)}" if value.basis else ""
    return [bold(f"{authority} travel ban".strip()), Run(f"{f' ({ref})' if ref else ''}{since}{basis}")]


def exemptions(value: Ban) -> str:
    """``no exemption known to us``, or the exemptions that the list names."""
    if value.exemptions:
        return f"exemptions listed: {words.listed([one_line(each) for each in value.exemptions])}"
    return "no exemption known to us"


def _measures(alert: Alert) -> str:
    kinds = {measure.type: None for each in alert.person.listings for measure in each.measures}
    text = words.listed([words.measure(kind) for kind in kinds]) or "listed"
    return f"{text[0].upper()}{text[1:]}"


def listed(alert: Alert, _: Told) -> Line:
    """Every listing with the day it is listed since, which is not the day of the ban."""
    labels = [_listing(each) for each in alert.person.listings]
    return [Run("Listed: "), Run(" · ".join(labels))] if labels else []


def _listing(value: Listing) -> str:
    since = f" since {words.partial(value.since)}" if value.since else ""
    until = f", until {words.partial(value.until)}" if value.until else ""
    return f"{one_line(value.label)}{since}{until}"


def life(alert: Alert, _: Told) -> Line:
    """Who the person is on the list, and that the person is dead."""
    roles = ", ".join(one_line(role) for role in alert.person.roles[:2])
    died = alert.person.died
    mark = [Run(" · " if roles else ""), bold(f"† died {words.partial(died)}")] if died else []
    return [Run(roles), *mark] if roles or mark else []


# --- the trip -----------------------------------------------------------------------------------------------------------


def route(_: Alert, told: Told) -> Line:
    """From where to where, over which stops, with countries."""
    if told.status is None:
        return [bold(f"{words.place_with_flag(said.value.place)} ") for said in told.presences[:3]]
    origin = words.place_with_flag(told.origin.value) if told.origin else f"origin {NOT_STATED}"
    whither = words.place_with_flag(told.destination.value) if told.destination else f"destination {NOT_STATED}"
    stops = words.listed([words.place_with_flag(said.value) for said in told.stops])
    return [bold(f"{origin} → {whither}"), Run(f" via {stops}" if stops else "")]


def details(_: Alert, told: Told) -> Line:
    """When, how, how long, and that no return is stated."""
    if told.status is None:
        return []
    stay = words.duration(told.duration.value.text) if told.duration else f"duration {NOT_STATED}"
    mode = one_line(told.mode.value.text) if told.mode else f"means {NOT_STATED}"
    return [Run(f"{_when(told)} · {mode} · {stay} · return {NOT_STATED}")]


def _when(told: Told) -> str:
    if told.when is None:
        return f"date {NOT_STATED}"
    value = told.when.value
    printed = f" (“{one_line(value.text)}”)" if value.first else ""
    return f"{words.when(value)}{printed}"


def purpose(_: Alert, told: Told) -> Line:
    """What for, and whom the person would meet, with who says so where it isn't the first outlet."""
    if told.status is None:
        return []
    aim = f"“{one_line(told.purpose.value.text)}”" if told.purpose else NOT_STATED
    whom = words.listed([one_line(said.value.text) for said in told.meets[:4]]) or NOT_STATED
    return [Run(f"Purpose: {aim} · Would meet: "), Run(whom, bold=bool(told.meets))]


def otherwise(_: Alert, told: Told) -> Line:
    """What other outlets state instead."""
    also = [f"{by}: {words.when(value)}" for value, by in (told.when.also if told.when else ())]
    for place in (told.origin, told.destination):
        also += [f"{by}: {words.place_and_country(value)}" for value, by in (place.also if place else ())]
    for said in (told.duration, told.mode):
        also += [f"{by}: {one_line(value.text)}" for value, by in (said.also if said else ())]
    return [Run(f"Told otherwise: {' · '.join(also[:4])}")] if also else []


# --- who says so --------------------------------------------------------------------------------------------------------


def says(told: Told) -> Iterator[Line]:
    """One line per independent origin, then what was left out."""
    reports = told.reports
    for entry in reports[:MAX_REPORTS]:
        mark, verb = words.SAYS[entry.status]
        time = f" “{entry.time_words}”" if entry.time_words else ""
        yield [Run(f"{mark} "), bold(entry.origin), Run(f" {verb}{time}{compare.citing(entry)}")]
    if len(reports) > MAX_REPORTS:
        yield [Run(f"and {len(reports) - MAX_REPORTS} more")]


def denied(told: Told) -> Iterator[Line]:
    """One line per denial: by whom, of what, when; and that the trip itself is not denied, where that is so."""
    for entry in told.denials[:MAX_DENIALS]:
        yield [Run("✖ "), bold(entry.by or entry.origin), Run(" denies "), bold(words.OF[entry.of]), Run(_told(entry))]
    if told.denials and not told.trip_denied:
        yield [Run("     The trip itself: "), bold("not denied")]


def _told(entry: Entry) -> str:
    dated = f", {words.day(entry.published.date())}" if entry.published else ""
    by = f" · told by {entry.outlet}" if entry.by and not ledger.same_origin(entry.by, entry.outlet) else ""
    return f"{dated}{by}"


def weight(_: Alert, told: Told) -> Line:
    """How many independent origins, and whether a side that would know confirms."""
    if told.status is None:
        return []
    confirmed = words.listed(list(told.confirmed_by))
    official = f"confirmed by {confirmed}" if confirmed else "no official confirmation"
    unsure = "" if told.verified else " · read by patterns only, unverified"
    return [bold(words.count(len(told.reports), "independent origin")), Run(f" · {official}{unsure}")]


# --- who is meant -------------------------------------------------------------------------------------------------------


def printed(alert: Alert, _: Told) -> Line:
    """How the article prints the name, how sure we are and why."""
    mention = _surest(alert)
    names = dict.fromkeys(f"“{one_line(account.mention.matched)}”" for account in alert.accounts)
    fits = [_reason(each.kind, each.text) for each in mention.evidence if each.favours and each.kind != "name"]
    because = f" · fits: {'; '.join(fits[:MAX_EVIDENCE])}" if fits else ""
    shown = words.listed(list(names)[:3])
    return [Run("Printed "), bold(shown), Run(f" · {mention.tier.value} match {mention.score:.2f}{because}")]


def against(alert: Alert, _: Told) -> Line:
    """What speaks against it, where something does."""
    points = [_reason(each.kind, each.text) for each in _surest(alert).evidence if not each.favours]
    return [Run(f"Against: {'; '.join(points[:MAX_EVIDENCE])}")] if points else []


def confusables(alert: Alert) -> Iterator[Line]:
    """Who else the name could mean, and why it is somebody else."""
    for other in _surest(alert).confusables[:MAX_CONFUSABLES]:
        role = f", {one_line(other.role)}" if other.role else ""
        yield [Run("Not "), bold(one_line(other.name)), Run(f" ({one_line(other.label)}){role}: {one_line(other.why)}")]


def _surest(alert: Alert) -> Mention:
    return max((account.mention for account in alert.accounts), key=lambda mention: mention.score)


def _reason(kind: str, text: str) -> str:
    return f"{one_line(kind)} {one_line(text)}"
