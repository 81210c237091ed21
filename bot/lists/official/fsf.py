"""The EU's consolidated list of financial sanctions (FSF): what its XML and CSV forms have in common.

Both are read into an `Entity` whose rows keep the attribute names of the XML, and an `Entity` into a Person. The list freezes
assets; travel bans stand in the decision beside each regulation, which `bot/data/regimes.yml` knows by programme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.lists.official.dates import birth_dates, one_date, years_between
from bot.lists.official.ids import entry_id
from bot.lists.official.imported import Imported, Origin, Refused
from bot.lists.official.nations import nations
from bot.lists.official.printed import Printed, main_and_all, merged, printed
from bot.lists.official.regimes import regime_of
from bot.lists.official.remarks import death_in, offices_in
from bot.lists.official.roles import roles_of
from bot.lists.official.tally import Tally
from bot.model import Listing, Measure, Person

Row = Mapping[str, str]

MOST_ROWS = 1_000  # spellings, dates and so on of one entry; the longest has some 60

_ADDRESS = "https://webgate.ec.europa.eu/fsd/fsf"
_FREEZE = (Measure("asset_freeze"),)
_UN_REFERENCE = re.compile(r"[A-Z]{2}i\.\d{3}")
_LOW = re.compile(r"\blow?\W+quality\b", re.IGNORECASE)


@dataclass(slots=True)
class Entity:
    """One entry of the list, in the words of the file. Rows are empty where the file says nothing."""

    reference: str = ""
    kind: str = ""  # person, enterprise
    un_reference: str = ""
    designated: str = ""
    remarks: list[str] = field(default_factory=list)
    regulations: list[Row] = field(default_factory=list)
    aliases: list[Row] = field(default_factory=list)
    births: list[Row] = field(default_factory=list)
    citizenships: list[Row] = field(default_factory=list)


def reference(given: str, logical: str) -> str:
    """The EU reference number of an entry, or where it has none yet, the number that the file knows it by."""
    return given.strip() or (f"logicalId-{logical.strip()}" if logical.strip() else "")


def imported(name: str, entities: Iterable[Entity], published: str | None, notes: tuple[str, ...] = ()) -> Imported:
    """The list that the entities make. Entries without a name or a reference are noted and left out.

    Raises Refused where there is no natural person among them.
    """
    tally, left_out = Tally(), Tally()
    people: list[Person] = []
    for entity in entities:
        if entity.kind != "person":
            left_out.add(entity.kind or "entry without a kind")
        elif person := _person(entity, tally):
            people.append(person)
    if not people:
        raise Refused(f"{name}: lists no natural person; download the list again")
    origin = Origin(
        source=_ADDRESS,
        licence="CC-BY-4.0",
        attribution="© European Union, Financial Sanctions Files; reuse under Commission Decision 2011/833/EU (CC BY 4.0)",
        published=one_date(published),
    )
    title = "EU consolidated list of financial sanctions, natural persons"
    return Imported("eu", title, origin, tuple(people), left_out.counts, notes + tally.notes())


def _person(entity: Entity, tally: Tally) -> Person | None:
    main, names = main_and_all(_names(entity.aliases[:MOST_ROWS]))
    known_by = entry_id("eu", entity.reference)
    if not main or not known_by:
        tally.add("entries without a name or a reference left out", main or entity.reference)
        return None
    return Person(
        id=known_by,
        name=main,
        names=names,
        refs=(known_by,),
        listings=_listings(entity),
        born=_born(entity.births, tally),
        died=death_in(entity.remarks),
        nationality=nations(map(_country, entity.citizenships), tally),
        roles=_roles(entity),
        source=next(
            (url for each in entity.regulations if (url := each.get("publicationUrl", "")).startswith("http")), None
        ),
        lists=("eu",),
    )


def _names(aliases: Iterable[Row]) -> Printed:
    """All spellings; what the list marks as not strong, or as of low quality, is weak."""
    return merged(_alias(row) for row in aliases)


def _alias(row: Row) -> Printed:
    whole = row.get("wholeName") or " ".join(
        part for key in ("firstName", "middleName", "lastName") if (part := row.get(key, ""))
    )
    found = printed(whole)
    if row.get("strong", "").lower() == "false" or _LOW.search(row.get("remark", "")):
        return Printed(weak=(*found.names, *found.native, *found.weak), roles=found.roles)
    return found


def _roles(entity: Entity) -> tuple[str, ...]:
    held = (row.get("function") for row in entity.aliases)
    return roles_of((*held, *offices_in(entity.remarks)), (row.get("title") for row in entity.aliases))


def _country(row: Row) -> str | None:
    code = row.get("countryIso2Code", "")
    return code if code and code != "00" else row.get("countryDescription")


def _born(births: Iterable[Row], tally: Tally) -> tuple[str, ...]:
    return tuple(dict.fromkeys(date for row in births for date in _birth(row, tally)))


def _birth(row: Row, tally: Tally) -> tuple[str, ...]:
    """The date, month, year or years of one row. An estimate keeps its year; another calendar than ours is passed over."""
    if (row.get("calendarType") or "GREGORIAN").upper() != "GREGORIAN":
        return ()
    first, last = row.get("yearRangeFrom", ""), row.get("yearRangeTo", "")
    if first.isdigit() and last.isdigit():
        return years_between(int(first), int(last))
    given = row.get("birthdate") or "-".join(_parts(row))
    estimate = "circa " if row.get("circa", "").lower() == "true" else ""
    return birth_dates([estimate + given], tally) if given else ()


def _parts(row: Row) -> list[str]:
    """Year, month, day as far as they are given, in the form of an ISO date."""
    found: list[str] = []
    for key, width in (("year", 4), ("monthOfYear", 2), ("dayOfMonth", 2)):
        if not row.get(key, "").strip("0"):
            break
        found.append(row[key].zfill(width))
    return found


# --- listings ---------------------------------------------------------------------------------------------------------


def _listings(entity: Entity) -> tuple[Listing, ...]:
    """One for each programme, and the UN's where the entry carries its reference; what the UN imposes stands in its list."""
    programmes = {row.get("programme", ""): row for row in reversed(entity.regulations)} or {"": {}}
    found = [_listing(entity, name, row) for name, row in reversed(programmes.items())]
    if _UN_REFERENCE.fullmatch(entity.un_reference):
        found.append(Listing("UN", entity.un_reference))
    return tuple(found)


def _listing(entity: Entity, programme: str, regulation: Row) -> Listing:
    """An amendment may have changed an entry long listed, so its date is none of listing."""
    original = regulation.get("publicationDate") if regulation.get("regulationType") == "regulation" else None
    act = regulation.get("numberTitle", "").partition(" ")[0]
    regime = (regime_of("EU", act) if act else None) or regime_of("EU", programme)
    since = one_date(entity.designated) or one_date(original)
    return Listing(
        authority="EU",
        ref=entity.reference,
        regime=regime.key if regime else programme or None,
        since=since,
        measures=regime.imposed_on(since) if regime else _FREEZE,
    )
