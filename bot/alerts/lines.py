"""The lines of a card, each a small function from the story to runs of text; an empty line is left out.

Text between quotation marks comes from the article. What nobody states reads *not stated*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.alerts import compare, ledger, words
from bot.alerts.blocks import Run, bold, italic
from bot.alerts.ledger import Entry
from bot.alerts.story import Told
from bot.alerts.travellers import about, named
from bot.alerts.words import NOT_STATED, WHY_LIMIT, short
from bot.model import Alert, Ban, BanApplies, ClaimStatus, Evidence, Listing, Mention, Person, Place, Reason
from bot.text import one_line

Line = list[Run]

MAX_REPORTS = 5
MAX_DENIERS = 4
MAX_WITHDRAWN = 3
MAX_EVIDENCE = 3
MAX_CONFUSABLES = 3
MAX_MEETS = 4
MAX_ROLES = 2
MAX_PRINTED = 3
MAX_PRESENCES = 3
NAME_LIMIT, PAIR_LIMIT, PLACE_LIMIT = (
    48,
    32,
    24,
)  # characters in the first line: status, person, route and date fit into a header

BAN_STANDS = frozenset({BanApplies.POSSIBLE, BanApplies.EXEMPT})


# --- the first lines ----------------------------------------------------------------------------------------------------


def dot(alert: Alert, told: Told) -> str:
    """The severity as a colour, beside the words that say it."""
    if all(map(alert.triage.dismisses, named(alert))):
        return words.PLAIN_DOT
    reason = Reason.TRIP_NO_BAN if _graver_than_those_left(alert) else alert.reason
    colour = words.DOT.get(reason, words.PLAIN_DOT)
    calmer = told.status in words.NOT_UNDER_WAY or not told.standing
    return words.CALMER_DOT if colour == "🔴" and calmer else colour


def _graver_than_those_left(alert: Alert) -> bool:
    """Whether a ban may stand only against people of whom the story is told no more."""
    left = [account.trip for each in named(alert) for account in about(alert.basis, each) if account.trip]
    banned = any(trip.ban and trip.ban.applies is BanApplies.POSSIBLE for trip in left)
    return alert.reason is Reason.TRIP_BAN_POSSIBLE and len(named(alert)) < len(alert.people) and not banned


def headline(alert: Alert, told: Told) -> str:
    """Claim status, person, route and date: ``Reported trip: NAME, Tehran → Moscow, Thu 14 Apr 2016``."""
    who = _names(named(alert))
    if told.status:
        route = f"{_short_place(told, 'origin')}→ {_short_place(told, 'destination')}".strip()
        return f"{_heading(words.HEADING[told.status], told)}: {who}, {route}, {_short_when(told)}"
    if told.presences:
        where = short(words.place_and_country(told.presences[0].value.place), NAME_LIMIT)
        return f"{_heading(words.PRESENCE_HEADING, told)}: {who}, {where}"
    return f"{_heading(words.MENTION_HEADING, told)}: {who}"


def _names(people: Sequence[Person]) -> str:
    """All names where they are two at the most, else the first and how many more."""
    limit = NAME_LIMIT if len(people) == 1 else PAIR_LIMIT
    first, *others = (short(each.name, limit) for each in people)
    if len(others) > 1:
        return f"{first} and {words.count(len(others), 'other')}"
    return words.listed([first, *others])


def _heading(stands: str, told: Told) -> str:
    return stands if told.standing else words.WITHDRAWN_HEADING


def _short_place(told: Told, end: str) -> str:
    said = told.origin if end == "origin" else told.destination
    if said:
        return f"{short(words.place(said.value), PLACE_LIMIT)} "
    return "" if end == "origin" else f"destination {NOT_STATED} "


def _short_when(told: Told) -> str:
    return short(words.when(told.when.value), NAME_LIMIT) if told.when else f"date {NOT_STATED}"


def person(who: Person) -> str:
    """Who that is, in one line: the roles as listed, and that the person is dead."""
    roles = [short(role) for role in who.roles[:MAX_ROLES]]
    died = [f"† died {words.partial(who.died)}"] if who.died else []
    return " · ".join([*([", ".join(roles)] if roles else []), *died])


# --- the lists ----------------------------------------------------------------------------------------------------------


def ban(alert: Alert, told: Told) -> Line:
    """Which travel ban may stand against the trip, and what we know of exemptions."""
    if told.ban is None:
        return [bold(_measures(alert)), Run(" · no trip told")] if told.status is None else []
    says = ban_says(told.ban, told)
    if told.ban.applies not in BAN_STANDS:
        return [bold(words.begin(says)), Run(f" · {short(told.ban.why, WHY_LIMIT)}")]
    authority, _, ref = one_line(told.ban.listing or "").partition(" ")
    name = f"{authority} travel ban{f' ({ref})' if ref else ''}".strip()
    return [bold(name), Run(" · "), bold(f"{says}{supposing(told.ban)}"), Run(f" · {exemptions(told.ban)}")]


def ban_says(value: Ban, told: Told) -> str:
    """What may be said of the ban as the story stands."""
    return words.ban_says(value.applies, told.status if told.standing else ClaimStatus.DENIED)


def supposing(value: Ban) -> str:
    """`` if this is UK RUS0824`` where the ban is that of an entry which only may be about the same person."""
    return f" if this is {words.label(value.listing or '')}" if value.supposed else ""


def exemptions(value: Ban) -> str:
    """``no exemption known to us``, or the exemption that the article tells of, or those that the list names."""
    if value.told:
        return f"exemption told: “{short(value.told.text, WHY_LIMIT)}”"
    if value.exemptions:
        return f"exemptions listed: {words.listed([short(each) for each in value.exemptions])}"
    return "no exemption known to us"


def dates(alert: Alert, told: Told) -> str:
    """The day and basis of the ban, then the days of the listings: two things that are easily taken for one."""
    listings = [_listing(each) for each in named(alert)[0].listings]
    listed = f"Listed: {' · '.join(listings)}" if listings else ""
    if told.ban is None or told.ban.applies not in BAN_STANDS:
        return listed
    since = words.partial(told.ban.since) if told.ban.since else NOT_STATED
    basis = f", {short(told.ban.basis)}" if told.ban.basis else ""
    return f"Ban since {since}{basis}{f' · {words.begin(listed, lower=True)}' if listed else ''}"


def _listing(value: Listing) -> str:
    since = f" since {words.partial(value.since)}" if value.since else ""
    until = f", until {words.partial(value.until)}" if value.until else ""
    return f"{words.label(value.label)}{since}{until}"


def _measures(alert: Alert) -> str:
    kinds = {measure.type: None for each in named(alert)[0].listings for measure in each.measures}
    return words.begin(words.listed([words.measure(kind) for kind in kinds]) or "listed")


# --- the trip -----------------------------------------------------------------------------------------------------------


def route(_: Alert, told: Told) -> Line:
    """From where to where over which stops; of a presence, where and when."""
    if told.status is None:
        return _presences(told)
    origin = f"{_place(told.origin.value)} " if told.origin else ""
    whither = _place(told.destination.value) if told.destination else f"destination {NOT_STATED}"
    stops = words.listed([_place(said.value) for said in told.stops])
    return [bold(f"{origin}→ {whither}"), Run(f" via {stops}" if stops else "")]


def _presences(told: Told) -> Line:
    runs: Line = []
    for said in told.presences[:MAX_PRESENCES]:
        when = f" · {short(words.when(said.value.when))}" if said.value.when else ""
        runs += [Run("   " if runs else ""), bold(_place(said.value.place)), Run(when)]
    return runs


def _place(value: Place) -> str:
    return short(words.place_with_flag(value), NAME_LIMIT)


def details(_: Alert, told: Told) -> Line:
    """How, how long, the return, and with whom: what of it is stated. The date stands in the first line."""
    mode = [short(told.mode.value.text)] if told.mode else []
    stay = [short(words.duration(told.duration.value.text))] if told.duration else []
    back = [f"return {short(words.when(told.returned.value))}"] if told.returned else []
    back = back or (["return reported"] if told.back else [])
    company = words.listed([short(said.value.text) for said in told.company[:MAX_MEETS]])
    return [Run(words.begin(" · ".join([*mode, *stay, *back, *([f"with {company}"] if company else [])])))]


def purpose(_: Alert, told: Told) -> Line:
    """Whom the person would meet, and what for in the article's words."""
    whom = words.listed([short(said.value.text) for said in told.meets[:MAX_MEETS]])
    meets = [Run("Would meet "), bold(whom)] if whom else []
    aim = [Run(f"Purpose: “{short(told.purpose.value.text, WHY_LIMIT)}”")] if told.purpose else []
    return [*meets, *([Run(" · ")] if meets and aim else []), *aim]


def not_stated(_: Alert, told: Told) -> Line:
    """Every field of a trip that nobody states, named once."""
    if told.status is None:
        return []
    fields = {
        "date": told.when,
        "origin": told.origin,
        "destination": told.destination,
        "means": told.mode,
        "duration": told.duration,
        "return": told.returned or told.back,
        "whom they meet": told.meets,
        "purpose": told.purpose,
    }
    left = [name for name, said in fields.items() if not said]
    return [italic(f"{words.begin(NOT_STATED)}: {', '.join(left)}")] if left else []


def otherwise(_: Alert, told: Told) -> Line:
    """What other outlets state instead."""
    also = [f"{by}: {short(words.when(value))}" for value, by in (told.when.also if told.when else ())]
    for place in (told.origin, told.destination):
        also += [f"{by}: {short(words.place_and_country(value))}" for value, by in (place.also if place else ())]
    for said in (told.duration, told.mode):
        also += [f"{by}: {short(value.text)}" for value, by in (said.also if said else ())]
    return [Run(f"Told otherwise: {' · '.join(also[:4])}")] if also else []


# --- who says so --------------------------------------------------------------------------------------------------------


def weight(alert: Alert, told: Told) -> Line:
    """How much to make of it: how many independent origins, in how many articles, and whether an official confirms."""
    if told.status is None:
        return []
    unsure = "" if told.verified else " · read by patterns only, unverified"
    if not told.reports:
        return [bold("Only denied"), Run(f" · no report of it known to us{unsure}")]
    confirmed = words.listed([short(name) for name in told.confirmed_by])
    official = f" · confirmed by {confirmed}" if confirmed else " · no official confirmation"
    articles = len({account.source.article for account in alert.accounts})
    many = f" in {words.count(articles, 'article')}" if articles > len(told.reports) else ""
    return [bold(words.count(len(told.reports), "independent origin")), Run(f"{many}{official}{unsure}")]


def says(told: Told) -> Iterator[Line]:
    """One line per independent origin, then how many were left out."""
    reports = told.reports
    for entry in reports[:MAX_REPORTS]:
        who = ledger.speaker(entry)
        mark, verb = words.says(entry.status, who)
        time = f" “{short(entry.time_words)}”" if entry.time_words else ""
        yield [Run(f"{mark} "), bold(words.begin(short(who))), Run(f" {verb}{time}{_via(entry)}")]
    if len(reports) > MAX_REPORTS:
        yield [Run(f"and {len(reports) - MAX_REPORTS} more")]


def denied(told: Told) -> Iterator[Line]:
    """One line per thing denied: by whom, when, through whom we know; and that the trip itself is not, where it is not."""
    for each in ledger.by_object(told.denials):
        who = words.begin(words.listed([short(by) for by in each.by[:MAX_DENIERS]]))
        dated = f", {words.day(each.published.date())}" if each.published else ""
        via = f" · via {words.listed([short(by) for by in each.outlets[:MAX_DENIERS]])}" if each.outlets else ""
        yield [Run("✖ "), bold(who), Run(f" {compare.deny(each)} "), bold(words.OF[each.of]), Run(f"{dated}{via}")]
    if told.status and told.denials and not told.trip_denied:
        yield [Run("The trip itself: "), bold("not denied")]


def withdrawn(alert: Alert) -> Iterator[Line]:
    """One line per article that was edited: what it said and says no longer, and when we saw that."""
    for each in alert.withdrawn[-MAX_WITHDRAWN:]:
        seen = f", seen {words.day(each.at.date())} {each.at:%H:%M} UTC"
        yield [Run("✎ "), bold(ledger.outlet_of(each.source)), Run(f" {words.no_longer(each.said)} (edited{seen})")]


def _via(entry: Entry) -> str:
    same = any(ledger.same_origin(each, entry.outlet) for each in (entry.origin, ledger.speaker(entry)))
    return "" if same or ledger.origin_of(None, entry.outlet) == entry.origin else f" · via {short(entry.outlet)}"


# --- who is meant -------------------------------------------------------------------------------------------------------


def printed(alert: Alert, person: Person) -> Line:
    """Whom we take it to be: the name as printed, and the name as listed where that is another spelling."""
    names = dict.fromkeys(short(account.mention.matched) for account in about(alert.basis, person))
    shown = words.listed([f"“{name}”" for name in list(names)[:MAX_PRINTED]])
    listed = short(person.name, WHY_LIMIT)
    spelt = [] if list(names) == [listed] else [Run(", listed as "), bold(listed)]
    return [bold("Who: "), Run(f"printed {shown}"), *spelt]


def fits(alert: Alert, person: Person) -> Line:
    """How sure we are, what speaks for it and what against."""
    mention = _surest(alert, person)
    favours = [_reason(each) for each in mention.evidence if each.favours and each.kind != "name"]
    against = [_reason(each) for each in mention.evidence if not each.favours]
    said = [f"{words.begin(mention.tier.value)} match {mention.score:.2f}"]
    said += [f"fits: {'; '.join(favours[:MAX_EVIDENCE])}"] if favours else []
    said += [f"against: {'; '.join(against[:MAX_EVIDENCE])}"] if against else []
    return [Run(" · ".join(said))]


def confusables(alert: Alert, person: Person) -> Iterator[Line]:
    """Who else the name could mean, and why it is somebody else or may be the same."""
    for other in _surest(alert, person).confusables[:MAX_CONFUSABLES]:
        role = f", {short(other.role)}" if other.role else ""
        known = "Perhaps also " if other.same else "Not "
        why = short(other.why, WHY_LIMIT)
        yield [Run(known), bold(short(other.name)), Run(f" ({words.label(short(other.label))}){role}: {why}")]


def _surest(alert: Alert, person: Person) -> Mention:
    return max((account.mention for account in about(alert.basis, person)), key=lambda mention: mention.score)


def _reason(evidence: Evidence) -> str:
    return f"{short(evidence.kind)} {short(evidence.text, WHY_LIMIT)}"
