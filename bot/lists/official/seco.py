"""The Swiss sanctions list (SECO), XML: programmes with their sets of measures first, then targets.

The file keeps its whole history: a delisted target stays in it, and each ``modification`` repeats what was added and removed.
Only the standing content of a target counts, and a target whose latest modification delists it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.lists.official.dates import birth_dates, one_date
from bot.lists.official.imported import Imported, Origin, Refused
from bot.lists.official.nations import nations
from bot.lists.official.printed import main_and_all
from bot.lists.official.regimes import Regime, regime_of
from bot.lists.official.remarks import death_in, measures_in, offices_in
from bot.lists.official.roles import roles_of
from bot.lists.official.seco_names import names_of, titles_of
from bot.lists.official.tally import Tally
from bot.lists.official.xml import Element, child, children, local, stream_of, text_at, texts_at
from bot.model import Listing, Measure, Person

_HEAD = 4_096  # bytes
_DATE = re.compile(rb'<swiss-sanctions-list[^>]{0,500}\bdate="([0-9-]{10})')
_PARTIAL = re.compile(rb'<swiss-sanctions-list[^>]{0,500}\blist-type="(?!whole-list)([^"]{0,50})"')
_UN_REFERENCE = re.compile(r"[A-Z]{2}i\.\d{3}")
_ADDRESS = "https://www.sesam.search.admin.ch/sesam-search-web/pages/search.xhtml"


@dataclass(frozen=True, slots=True)
class _Set:
    """A set of measures: the programme it belongs to, what the table knows of it, and else what the set's name says."""

    programme: str
    regime: Regime | None
    named: tuple[Measure, ...]

    def imposed_on(self, since: str | None) -> tuple[Measure, ...]:
        return self.regime.imposed_on(since) if self.regime else self.named


def matches(name: str, head: bytes) -> bool:
    """Whether a file begins like the Swiss list."""
    return b"<swiss-sanctions-list" in head


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The list of a SECO file. Raises Refused where it is damaged, not the whole list, or holds nobody."""
    name, data = next((name, data) for name, data in parts.items() if matches(name, data[:_HEAD]))
    if partial := _PARTIAL.search(data[:_HEAD]):
        what = partial.group(1).decode("utf-8", "replace")
        raise Refused(f"{name}: is of the type {what!r}, and not the whole list; download the whole list")
    dated = _DATE.search(data[:_HEAD])
    published = dated.group(1).decode() if dated else None
    tally, left_out = Tally(), Tally()
    targets = stream_of(data, name, "swiss-sanctions-list", "sanctions-program", "target")
    people = tuple(_people(targets, published, tally, left_out))
    if not people:
        raise Refused(f"{name}: lists no natural person; download the list again")
    origin = Origin(
        _ADDRESS, "the terms of SECO", "Source: State Secretariat for Economic Affairs SECO, Switzerland", published
    )
    title = "Swiss sanctions list (SECO), natural persons"
    return (Imported("ch", title, origin, people, left_out.counts, tally.notes()),)


def _people(elements: Iterator[Element], published: str | None, tally: Tally, left_out: Tally) -> Iterator[Person]:
    sets: dict[str, _Set] = {}
    for element in elements:
        if local(element) == "sanctions-program":
            sets |= _sets(element)
        elif (individual := child(element, "individual")) is None:
            left_out.add("entity" if child(element, "entity") is not None else "object")
        elif _delisted(element, published):
            left_out.add("delisted person")
        elif person := _person(element, individual, sets, tally):
            yield person


def _person(target: Element, individual: Element, sets: Mapping[str, _Set], tally: Tally) -> Person | None:
    identities = sorted(children(individual, "identity"), key=lambda each: each.get("main") != "true")
    main, names = main_and_all(names_of(identities))
    ssid = re.sub(r"[^A-Za-z0-9._-]", "", target.get("ssid", ""))
    if not main or not ssid:
        tally.add("targets without a name or a number left out", main or ssid)
        return None
    remarks = texts_at(individual, "other-information")
    return Person(
        id=f"ch-{ssid}",
        name=main,
        names=names,
        refs=(f"ch-{ssid}",),
        listings=_listings(target, ssid, sets),
        born=birth_dates((_date(each) for one in identities for each in children(one, "day-month-year")), tally),
        died=death_in(remarks),
        nationality=nations((_country(each) for one in identities for each in children(one, "nationality")), tally),
        roles=roles_of(offices_in(remarks), titles_of(identities)),
        source=_ADDRESS,
        lists=("ch",),
    )


def _date(element: Element) -> str | None:
    """A partial ISO date; None for another calendar than ours."""
    if element.get("calendar", "Gregorian").lower() != "gregorian" or not element.get("year"):
        return None
    parts = [element.get("year", "").zfill(4)]
    for key in ("month", "day"):
        if not element.get(key):
            break
        parts.append(element.get(key).zfill(2))
    return "-".join(parts)


def _country(nationality: Element) -> str | None:
    country = child(nationality, "country")
    return None if country is None else country.get("iso-code") or country.text


# --- listings ---------------------------------------------------------------------------------------------------------


def _sets(program: Element) -> dict[str, _Set]:
    """The sets of a programme by number. Each stands once for each language; what any of them says counts."""
    key = _english(program, "program-key") or _english(program, "program-name")
    words: dict[str, str] = {}
    for each in children(program, "sanctions-set"):
        words[each.get("ssid", "")] = f"{words.get(each.get('ssid', ''), '')} {each.text or ''}"
    regime = regime_of("CH", key)
    return {
        number: _Set(regime.key if regime else key, regime, tuple(map(Measure, measures_in(text))))
        for number, text in words.items()
    }


def _english(program: Element, tag: str) -> str:
    found = list(children(program, tag))
    english = [each for each in found if each.get("lang") == "eng"]
    return next(((each.text or "").strip() for each in english + found), "")


def _listings(target: Element, ssid: str, sets: Mapping[str, _Set]) -> tuple[Listing, ...]:
    numbers = (target.get("sanctions-set-id", ""), *texts_at(target, "sanctions-set-id"))
    under = [sets[number] for number in dict.fromkeys(numbers) if number in sets]
    since = _since(target)
    measures = tuple(dict.fromkeys(measure for each in under for measure in each.imposed_on(since)))
    found = [Listing("CH", ssid, under[0].programme if under else None, since, measures=measures)]
    foreign = text_at(target, "foreign-identifier")
    if _UN_REFERENCE.fullmatch(foreign):
        found.append(Listing("UN", foreign))
    return tuple(found)


def _modifications(target: Element) -> list[tuple[str, str]]:
    """Date and type of each modification, the earliest first; of those of one day the file has the latest first."""
    found = [
        (
            each.get("effective-date") or each.get("enactment-date") or each.get("publication-date") or "",
            each.get("modification-type", ""),
        )
        for each in children(target, "modification")
    ]
    found.reverse()
    return sorted(found, key=lambda each: each[0])


def _delisted(target: Element, published: str | None) -> bool:
    """Whether the latest modification in force on the day of the list delists the target."""
    in_force = [kind for when, kind in _modifications(target) if published is None or when <= published]
    return bool(in_force) and in_force[-1] == "de-listed"


def _since(target: Element) -> str | None:
    """The day of the last listing; a target may have been delisted and listed again."""
    return one_date(next((when for when, kind in reversed(_modifications(target)) if kind == "listed"), None))
