"""EU listings as the Official Journal prints them, one CSV for each framework act, transcribed by hand.

The columns are those of the transcription that OpenSanctions keeps (``celex,recordId,programKey,annex,measure,…``). A cell may
hold several values, parted by semicolons and quoted where they need it. Files of amendments hold additions only and are no list.

Ids are made of the act and the number printed in its annex: ``eu-32014R0269-12``. Annexes of one act number their entries anew,
so those after the first carry the annex too; entries that the act does not number carry their name. An id made of the place in
the file would pass to another person when somebody above is delisted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.lists.official.dates import birth_dates, one_date
from bot.lists.official.imported import Imported, Origin, Refused
from bot.lists.official.nations import nations
from bot.lists.official.opensanctions import kind_of
from bot.lists.official.printed import Printed, main_and_all, merged, printed
from bot.lists.official.regimes import Regime, regime_of
from bot.lists.official.remarks import death_in, measures_in
from bot.lists.official.roles import roles_of
from bot.lists.official.tables import keyed, table_of
from bot.lists.official.tally import Tally
from bot.model import Listing, Measure, Person
from bot.names.fold import tokens
from bot.names.transliterate import latin

Row = Mapping[str, str]

_REQUIRED = ("celex", "recordId", "programKey", "annex", "measure", "startDate", "schema", "name", "alias", "weakAlias")
_CELEX = re.compile(r"3\d{4}[A-Z]\d{4}")
# What acts print behind a nationality: a number of a document, since when, in whose name.
_ASIDE = re.compile(
    r"(?:\.\s|,?\s+passport\b|\s+since\b|\s+by birth\b|\s+\((?:as at|until|the Union)\b).*|^of the ", re.I | re.S
)
_HEAD = 4_096  # bytes
_LICENCE = "CC-BY-4.0"
_ATTRIBUTION = (
    "© European Union, EUR-Lex; reuse under Commission Decision 2011/833/EU (CC BY 4.0); transcribed by OpenSanctions"
)


def matches(name: str, head: bytes) -> bool:
    """Whether a file begins like a transcription, of a framework act or of an amendment."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith((b"celex,recordId,", b"amendedCelex,amendmentCelex,recordId,"))


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """One list for each file; acts against bodies and ships alone make one without people.

    Raises Refused where a file is damaged or an amendment.
    """
    return tuple(_read(name, data) for name, data in parts.items() if matches(name, data[:_HEAD]))


def _read(name: str, data: bytes) -> Imported:
    if data.removeprefix(b"\xef\xbb\xbf").startswith(b"amendedCelex,"):
        raise Refused(
            f"{name}: is an amendment, which holds additions only; import the file of the amended act instead"
        )
    table = table_of(data, name, ",")
    rows = list(keyed(table, _REQUIRED))
    act = _act(name, rows)
    tally, left_out = Tally(), Tally()
    people = tuple(_people(act, rows, tally, left_out))
    title = act.regime.title if act.regime else f"EU act {act.celex}"
    origin = Origin(act.address, _LICENCE, _ATTRIBUTION)
    notes = table.notes + tally.notes()
    return Imported(act.list_id, title, origin, people, left_out.counts, notes)


@dataclass(frozen=True, slots=True)
class _Act:
    celex: str
    first_annex: str  # the one whose numbers stand alone in ids
    regime: Regime | None

    @property
    def list_id(self) -> str:
        return f"eu-{self.celex.lower()}"

    @property
    def address(self) -> str:
        return f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{self.celex}"


def _act(name: str, rows: list[Row]) -> _Act:
    acts = {row["celex"] for row in rows} or {name.partition(".")[0]}  # a file without rows is named by its act
    celex = min(acts)
    if len(acts) != 1 or not _CELEX.fullmatch(celex):
        raise Refused(
            f"{name}: names {len(acts)} acts where one should stand, such as 32014R0269; download the file again"
        )
    listed = [row["annex"] for row in rows if row["schema"] == "Person"]
    return _Act(celex, listed[0] if listed else "", regime_of("EU", celex))


def _people(act: _Act, rows: Iterable[Row], tally: Tally, left_out: Tally) -> Iterator[Person]:
    """The natural persons, each once; a row repeated for another measure adds that measure."""
    found: dict[str, Person] = {}
    imposed: dict[str, list[str]] = {}
    for row in rows:
        if row["schema"] != "Person":
            left_out.add(kind_of(row["schema"]))
        elif person := _person(act, row, tally):
            person = _apart(person, found.get(person.id))
            found.setdefault(person.id, person)
            imposed.setdefault(person.id, []).append(row["measure"])
    for entry_id, person in found.items():
        yield _with_measures(person, act, imposed[entry_id])


def _apart(person: Person, namesake: Person | None) -> Person:
    """The person under an id with the year of birth, where the act lists a namesake born otherwise without a number."""
    if namesake is None or not person.born or person.born == namesake.born:
        return person
    entry_id = f"{person.id}-{person.born[0][:4]}"
    listing = replace(person.listings[0], ref=entry_id.removeprefix("eu-"))
    return replace(person, id=entry_id, refs=(entry_id,), listings=(listing,))


def _person(act: _Act, row: Row, tally: Tally) -> Person | None:
    names = _names(row)
    main, all_names = main_and_all(names)
    reference = _reference(act, row)
    if not main or not reference:
        tally.add("rows without a name left out", row["name"])
        return None
    regime = act.regime.key if act.regime else row["programKey"] or None
    notes = _values(row.get("notes"))
    return Person(
        id=f"eu-{reference}",
        name=main,
        names=all_names,
        refs=(f"eu-{reference}",),
        listings=(Listing("EU", reference, regime, one_date(row["startDate"])),),
        born=birth_dates(_values(row.get("birthDate")), tally),
        died=death_in(notes),
        nationality=nations((_ASIDE.sub("", each) for each in _values(row.get("nationality"))), tally),
        roles=roles_of((*_values(row.get("position")), *names.roles)),
        source=act.address,
        lists=(act.list_id,),
    )


def _names(row: Row) -> Printed:
    strong = [
        printed(row["name"]),
        *map(printed, _values(row["alias"])),
        *map(printed, _values(row.get("previousName"))),
    ]
    weak = [Printed(weak=(*each.names, *each.native, *each.weak)) for each in map(printed, _values(row["weakAlias"]))]
    return merged([*strong, *weak])


def _reference(act: _Act, row: Row) -> str:
    """The act and its own number for the entry, or where it has none, the name as the act prints it."""
    number = re.sub(r"[^A-Za-z0-9._-]", "", row["recordId"])
    if not number:
        spelt = re.sub(r"[^a-z0-9-]", "", "-".join(map(latin, tokens(row["name"]))).lower())[:80].strip("-")
        return f"{act.celex}-{spelt}" if spelt else ""
    annex = re.sub(r"[^A-Za-z0-9._-]", "", row["annex"])
    return f"{act.celex}-{number}" if row["annex"] == act.first_annex else f"{act.celex}-{annex}-{number}"


def _with_measures(person: Person, act: _Act, printed_measures: list[str]) -> Person:
    """The measures of the file, and those that the table knows the act's regime to impose."""
    listing = person.listings[0]
    known = act.regime.imposed_on(listing.since) if act.regime else ()
    words = dict.fromkeys(word for text in printed_measures for word in measures_in(text))
    further = tuple(Measure(word) for word in words if word not in {each.type for each in known})
    return replace(person, listings=(replace(listing, measures=known + further),))


def _values(cell: str | None) -> tuple[str, ...]:
    """The values of a cell: a line of a CSV of its own, with semicolons."""
    if not cell:
        return ()
    try:
        (values,) = csv.reader([cell.replace("\n", " ")], delimiter=";", skipinitialspace=True)
    except (csv.Error, ValueError):
        values = cell.split(";")
    return tuple(value.strip() for value in values if value.strip())
