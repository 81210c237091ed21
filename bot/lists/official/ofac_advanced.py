"""OFAC's list in the advanced format (SDN_ADVANCED.XML): parties, their aliases and features, and the entries that list them.

The document refers from part to part by number: kinds and countries stand in its reference sets, places before the parties,
listings after them. It has more than a hundred million bytes, so it is read as a stream and only short records are kept.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.lists.official import ofac
from bot.lists.official.dates import birth_dates
from bot.lists.official.ids import entry_id
from bot.lists.official.imported import Imported, Refused
from bot.lists.official.nations import nations
from bot.lists.official.roles import roles_of
from bot.lists.official.spellings import is_native, joined, names_of, spellings
from bot.lists.official.tally import Tally
from bot.lists.official.xml import Element, child, children, local, stream_of, text_at, texts_at
from bot.model import Person

ROOT = "Sanctions"
# The parts of a name in the order in which people say them.
_ORDER = ("Nickname", "First Name", "Middle Name", "Patronymic", "Last Name", "Maiden Name", "Matronymic")
_TAGS = ("DateOfIssue", "ReferenceValueSets", "Location", "DistinctParty", "SanctionsEntry", "ProfileRelationship")
_BLOCKING_LIST = "SDN List"


@dataclass(slots=True)
class _Party:
    """A natural person, as far as read."""

    number: str
    names: list[tuple[str, bool]] = field(default_factory=list)  # with whether it is weak; the main one first
    births: list[str] = field(default_factory=list)
    nations: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Document:
    """What has been read so far."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, number) -> word: ("Country", "11082")
    individuals: set[str] = field(default_factory=set)  # numbers of the kinds of party that are natural persons
    places: dict[str, str] = field(default_factory=dict)  # number -> country, in words
    parties: dict[str, _Party] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)  # number of any other party -> main name
    programmes: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    since: dict[str, str] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    linked: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    published: str | None = None

    def word(self, kind: str, number: str | None) -> str:
        return self.values.get((kind, number or ""), "")


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The people of the list; other parties are counted as left out.

    Raises Refused when the document is damaged, cut short, or holds no individual.
    """
    name, data = next(iter(parts.items()))
    found, left_out, tally = _Document(), Tally(), Tally()
    for element in stream_of(data, name, ROOT, *_TAGS):
        _take(element, found, left_out)
    people = [person for party in found.parties.values() if (person := _person(party, found, tally))]
    if not people:
        raise Refused(f"{name}: holds no individual; download the list again")
    return (ofac.imported(people, left_out.counts, tally, found.published),)


def _take(element: Element, found: _Document, left_out: Tally) -> None:
    match local(element):
        case "DateOfIssue":
            found.published = _iso(element) or None
        case "ReferenceValueSets":
            _take_values(element, found)
        case "Location":
            found.places[element.get("ID", "")] = _country(element, found)
        case "DistinctParty":
            _take_party(element, found, left_out)
        case "SanctionsEntry":
            _take_entry(element, found)
        case _:
            found.linked[element.get("From-ProfileID", "")].append(element.get("To-ProfileID", ""))


def _take_values(sets: Element, found: _Document) -> None:
    """The words behind the numbers, and which kinds of party are people."""
    for value in (value for each in sets for value in each):
        found.values[local(value), value.get("ID", "")] = (value.text or "").strip()
    for kind in (kind for each in children(sets, "PartySubTypeValues") for kind in each):
        if "Individual" in (found.word("PartyType", kind.get("PartyTypeID")), (kind.text or "").strip()):
            found.individuals.add(kind.get("ID", ""))


def _country(location: Element, found: _Document) -> str:
    country = child(location, "LocationCountry")
    named = found.word("Country", country.get("CountryID")) if country is not None else ""
    return named or text_at(location, "LocationPart", "LocationPartValue", "Value")


# --- parties ----------------------------------------------------------------------------------------------------------


def _take_party(element: Element, found: _Document, left_out: Tally) -> None:
    profile = child(element, "Profile")
    if profile is None:
        return
    number = profile.get("ID") or element.get("FixedRef", "")
    names = sorted(_names(profile, found), key=lambda each: not each[0])
    if profile.get("PartySubTypeID") not in found.individuals:
        kind = found.word("PartySubType", profile.get("PartySubTypeID"))
        left_out.add(kind.casefold() if kind not in ("", "Unknown") else "entity")
        found.bodies[number] = names[0][1] if names else ""
        return
    party = _Party(number, [(text, weak) for _, text, weak in names])
    for feature in children(profile, "Feature"):
        _take_feature(feature, party, found)
    found.parties[number] = party


def _names(profile: Element, found: _Document) -> Iterator[tuple[bool, str, bool]]:
    """Each spelling with whether it is the main name, and whether OFAC marks it as of low quality."""
    for identity in children(profile, "Identity"):
        kinds = {
            group.get("ID"): found.word("NamePartType", group.get("NamePartTypeID"))
            for master in _below(identity, "NamePartGroups", "MasterNamePartGroup")
            for group in children(master, "NamePartGroup")
        }
        for alias in children(identity, "Alias"):
            low, primary = alias.get("LowQuality") == "true", alias.get("Primary") == "true"
            for name in children(alias, "DocumentedName"):
                text = _name(name, kinds)
                yield primary and not is_native(text), text, low


def _name(name: Element, kinds: Mapping[str | None, str]) -> str:
    """A name in the order in which it is said; in other scripts as the document has it."""
    values = [
        (value.get("NamePartGroupID"), (value.text or "").strip())
        for value in _below(name, "DocumentedNamePart", "NamePartValue")
    ]
    if not any(is_native(text) for _, text in values):
        values.sort(key=lambda each: _ORDER.index(kind) if (kind := kinds.get(each[0], "")) in _ORDER else len(_ORDER))
    return joined(text for _, text in values)


def _take_feature(feature: Element, party: _Party, found: _Document) -> None:
    kind = found.word("FeatureType", feature.get("FeatureTypeID"))
    versions = tuple(children(feature, "FeatureVersion"))
    if kind == "Birthdate":
        party.births += [
            text for version in versions for period in children(version, "DatePeriod") if (text := _period(period))
        ]
    elif kind in ("Nationality Country", "Citizenship Country"):
        party.nations += [
            found.places.get(each.get("LocationID", ""), "")
            for version in versions
            for each in children(version, "VersionLocation")
        ]
    elif kind == "Title":
        party.titles += [text for version in versions for text in texts_at(version, "VersionDetail")]


def _period(period: Element) -> str:
    """A date of birth as `dates` reads it: a day, a month or year where the period fills one, else its ends."""
    first = child(period, "Start")
    start, end = _iso(child(period, "Start", "From")), _iso(child(period, "End", "To"))
    if first is None or not start:
        return ""
    about = "circa " if first.get("Approximate") == "true" else ""
    return about + (_filled(start, end) or f"{start[:4]} to {end[:4]}")


def _filled(start: str, end: str) -> str:
    """The day, month or year that a period from start to end fills; empty: none."""
    if start == end or not end:
        return start
    if start.endswith("-01-01") and end == f"{start[:4]}-12-31":
        return start[:4]
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return ""
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    return start[:7] if whole and start[:7] == end[:7] else ""


def _iso(element: Element | None) -> str:
    if element is None or not text_at(element, "Year").isdigit():
        return ""
    year, month, day = (text_at(element, tag) for tag in ("Year", "Month", "Day"))
    return "-".join(each.zfill(2) for each in (year.zfill(4), month, day) if each)


# --- listings ---------------------------------------------------------------------------------------------------------


def _take_entry(entry: Element, found: _Document) -> None:
    number = entry.get("ProfileID", "")
    if found.word("List", entry.get("ListID")) == _BLOCKING_LIST:
        found.blocked.add(number)
    for measure in children(entry, "SanctionsMeasure"):
        kind = found.word("SanctionsType", measure.get("SanctionsTypeID"))
        if kind == "Block":
            found.blocked.add(number)
        elif kind == "Program":
            found.programmes[number].append(text_at(measure, "Comment"))
    days = sorted(day for event in children(entry, "EntryEvent") if (day := _iso(child(event, "Date"))))
    if days:
        found.since[number] = min(days[0], found.since.get(number, days[0]))


def _person(party: _Party, found: _Document, tally: Tally) -> Person | None:
    texts = [(spelt, weak) for text, weak in party.names for spelt in spellings(text, tally)]
    main = next((text for text, weak in texts if not weak and not is_native(text)), texts[0][0] if texts else "")
    if not main:
        tally.add("individuals without a name left out", party.number)
        return None
    strong = [text for text, weak in texts if not weak]
    bodies = [found.bodies[number] for number in found.linked[party.number] if found.bodies.get(number)]
    blocked = party.number in found.blocked
    return Person(
        id=entry_id("ofac", party.number),
        name=main,
        names=names_of(
            main,
            [text for text in strong if not is_native(text)],
            filter(is_native, strong),
            [text for text, weak in texts if weak],
        ),
        refs=(entry_id("ofac", party.number),),
        listings=(
            ofac.listing_of(
                party.number, found.programmes[party.number], found.since.get(party.number), blocked=blocked
            ),
        ),
        born=birth_dates(party.births, tally),
        nationality=nations(party.nations, tally),
        roles=roles_of(party.titles),
        organisations=tuple(dict.fromkeys(bodies)),
        lists=(ofac.LIST_ID,),
    )


def _below(element: Element, *tags: str) -> Iterator[Element]:
    """All elements reached by the tags."""
    level = [element]
    for tag in tags:
        level = [each for parent in level for each in children(parent, tag)]
    return iter(level)
