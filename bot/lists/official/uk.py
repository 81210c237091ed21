"""The UK Sanctions List of the Foreign, Commonwealth and Development Office: CSV and ODS.

The short form has one row for each designation. The long form has one for each spelling and address, with the name in six
parts of which the sixth is the family name, below a first row that holds the date of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.lists.official.dates import birth_dates, one_date
from bot.lists.official.ids import entry_id
from bot.lists.official.imported import Imported, Origin, Refused
from bot.lists.official.nations import nations
from bot.lists.official.ods import sheet_of
from bot.lists.official.roles import roles_of
from bot.lists.official.spellings import is_nothing, joined, names_of, spelling, spellings
from bot.lists.official.tables import Table, keyed, table_of
from bot.lists.official.tally import Tally
from bot.model import Listing, Measure, Person

LIST_ID = "uk"
_TITLE = "UK Sanctions List"
_SOURCE = "https://www.gov.uk/government/publications/the-uk-sanctions-list"
_LICENCE = "Open Government Licence v3.0"
_ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."

_HEADER_WITHIN = 10  # rows from the start of the file
_REQUIRED = ("uniqueid", "regimename", "sanctionsimposed", "datedesignated")
_KIND = ("type", "designationtype", "individualentityship")
_GIVEN, _FAMILY = ("name1", "name2", "name3", "name4", "name5"), "name6"
_REPORT = re.compile(r"(?:report date|last updated)\s*:?\s*(.*)", re.IGNORECASE)
# The list's words for what is imposed, by how they begin -> ours.
_MEASURES = {
    "asset freeze": "asset_freeze",
    "travel ban": "travel_ban",
    "director disqualification": "director_disqualification",
    "trust services": "trust_services",
    "arms embargo": "arms_embargo",
    "targeted arms embargo": "arms_embargo",
    "transport sanctions": "transport_restriction",
    "shipping sanctions": "transport_restriction",
    "prohibition of port entry": "transport_restriction",
    "chartering of ships": "transport_restriction",
    "crew servicing of ships": "transport_restriction",
    "internet services": "service_restriction",
    "technical assistance": "service_restriction",
    "prevention of business arrangements": "financial_restriction",
    "closure of representative offices": "financial_restriction",
    "prohibition on correspondent banking": "financial_restriction",
}

_Cells = Mapping[str, str]  # by column, in small letters without blanks and signs


def is_csv(name: str, head: bytes) -> bool:
    """Whether a file begins as the list does as CSV, in either form."""
    return name.endswith(".csv") and b"Unique ID" in head[:2_000] and b"OFSI Group ID" in head[:2_000]


def is_ods(name: str, head: bytes) -> bool:
    """Whether a file is an OpenDocument sheet; its inside is looked at when it is read."""
    return name.endswith(".ods") and head.startswith(b"PK\x03\x04")


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The people of the list; entities and ships are counted as left out.

    Raises Refused when the file is damaged, lacks a column, or holds no individual.
    """
    name, data = next(iter(parts.items()))
    is_sheet = data.startswith(b"PK")
    table = sheet_of(data, name) if is_sheet else table_of(data, name, windows=True)
    tally, left_out = Tally(), Tally()
    people: list[Person] = []
    for rows in _entries(table, ragged=is_sheet):
        kind = _first(rows, *_KIND)
        if kind.casefold() == "individual":
            people.append(_person(rows, tally))
        else:
            left_out.add(kind.casefold() or "entry of no stated kind")
    if not people:
        raise Refused(f"{name}: holds no individual; download the list again")
    origin = Origin(_SOURCE, _LICENCE, _ATTRIBUTION, _published(table))
    return (Imported(LIST_ID, _TITLE, origin, tuple(people), left_out.counts, (*table.notes, *tally.notes())),)


def _entries(table: Table, *, ragged: bool) -> list[list[_Cells]]:
    """The rows of each designation, in the order of the list."""
    entries: dict[str, list[_Cells]] = {}
    for row in keyed(table, (), _header(table), ragged=ragged):
        cells = {_column(column): value for column, value in row.items()}
        entries.setdefault(cells["uniqueid"], []).append(cells)
    entries.pop("", None)
    return list(entries.values())


def _header(table: Table) -> int:
    for at, row in enumerate(table.rows[:_HEADER_WITHIN]):
        columns = set(map(_column, row))
        if "uniqueid" in columns:
            missing = [column for column in _REQUIRED if column not in columns]
            if missing or columns.isdisjoint(_KIND):
                raise Refused(f"{table.name}:{table.lines[at]}:1: lacks the column {', '.join(missing or _KIND[:1])}")
            return at
    raise Refused(f"{table.name}: has no row of column names with `Unique ID`; is it another list?")


def _column(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.casefold())


def _published(table: Table) -> str | None:
    found = _REPORT.match(" ".join(table.rows[0]))
    return one_date(found[1]) if found else None


# --- one person -------------------------------------------------------------------------------------------------------


def _person(rows: Sequence[_Cells], tally: Tally) -> Person:
    ref = re.sub(r"\s+", "", rows[0]["uniqueid"])
    ordered = sorted(rows, key=lambda row: row.get("nametype", "").casefold() != "primary name")
    spelt = [(text, "low" in row.get("aliasstrength", "").casefold()) for row in ordered if (text := _name(row, tally))]
    if not spelt:
        tally.add("individuals whose name the list leaves empty, kept under their reference", ref)
        spelt = [(ref, False)]
    main = next((text for text, weak in spelt if not weak), spelt[0][0])
    strong = [text for text, weak in spelt if not weak]
    native = [text for row in ordered for text in spellings(row.get("namenonlatinscript"), tally)]
    return Person(
        id=entry_id("uk", ref),
        name=main,
        names=names_of(main, strong, native, [text for text, weak in spelt if weak]),
        refs=(entry_id("uk", ref),),
        listings=(_listing(ref, rows, tally),),
        born=birth_dates(_all(rows, "dob"), tally),
        nationality=nations(_all(rows, "nationalityies", "nationality"), tally),
        roles=roles_of(_all(rows, "position"), _all(rows, "title")),
        lists=(LIST_ID,),
    )


def _name(row: _Cells, tally: Tally) -> str:
    """The name of a row. The short form prints the family name first, and neither form sets it apart by a comma."""
    parts = (*_GIVEN, _FAMILY) if _FAMILY in row else ("name",)
    return spelling(joined(row.get(part) for part in parts).replace(",", " "), tally)


def _listing(ref: str, rows: Sequence[_Cells], tally: Tally) -> Listing:
    since = one_date(_first(rows, "datedesignated"))
    return Listing("UK", ref, _first(rows, "regimename") or None, since, measures=_measures(rows, tally))


def _measures(rows: Sequence[_Cells], tally: Tally) -> tuple[Measure, ...]:
    """The measures that the list names, each once; their dates are not in the list."""
    found: list[str] = []
    for text in (text.strip() for cell in _all(rows, "sanctionsimposed") for text in re.split("[|,]", cell)):
        word = next((word for begins, word in _MEASURES.items() if text.casefold().startswith(begins)), None)
        if word:
            found.append(word)
        elif not is_nothing(text):
            tally.add("measures unknown to us left out", text)
    return tuple(map(Measure, dict.fromkeys(found)))


def _all(rows: Sequence[_Cells], *columns: str) -> Iterator[str]:
    """The values of the columns in all rows, each once."""
    return iter(dict.fromkeys(value for row in rows for column in columns if (value := row.get(column, ""))))


def _first(rows: Sequence[_Cells], *columns: str) -> str:
    return next(_all(rows, *columns), "")
