"""OpenSanctions data as ``targets.simple.csv``: one row for each target, its facts packed into cells with semicolons.

Strong and weak aliases stand in one cell, so a single word is weak here unless it is the only name. The cell of sanctions
joins programme, reason and dates; of it only the dates at its end are taken.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping

from bot.lists.official.dates import birth_dates
from bot.lists.official.ids import entry_id
from bot.lists.official.imported import Imported
from bot.lists.official.nations import nations
from bot.lists.official.opensanctions import address_of, imported, kind_of, listing
from bot.lists.official.printed import main_and_all, merged, printed
from bot.lists.official.tables import keyed, table_of
from bot.lists.official.tally import Tally
from bot.model import Listing, Person

Row = Mapping[str, str]

_REQUIRED = ("id", "schema", "name", "aliases", "birth_date", "countries", "sanctions", "dataset")
_HEAD = 4_096  # bytes
_DATES = re.compile(r"(?:^| - )(\d{4}(?:-\d{2}){0,2})(?: - (\d{4}(?:-\d{2}){0,2}))?$")


def matches(name: str, head: bytes) -> bool:
    """Whether a file begins like the form."""
    return head.removeprefix(b"\xef\xbb\xbf").replace(b'"', b"").startswith(b"id,schema,name,aliases,birth_date")


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The list of a file. Raises Refused where it is damaged or holds no natural person under sanctions."""
    name, data = next((name, data) for name, data in parts.items() if matches(name, data[:_HEAD]))
    table = table_of(data, name, ",")
    tally, left_out = Tally(), Tally()
    for note in table.notes:
        tally.tell(note)
    people: list[Person] = []
    datasets: dict[str, None] = {}
    for row in keyed(table, _REQUIRED):
        if row["schema"] != "Person":
            left_out.add(kind_of(row["schema"]))
        elif person := _person(row, tally, left_out):
            people.append(person)
            datasets |= dict.fromkeys(_values(row["dataset"]))
    return (imported(name, people, datasets, tally, left_out),)


def _person(row: Row, tally: Tally, left_out: Tally) -> Person | None:
    listings = _listings(row)
    main, names = main_and_all(merged(map(printed, (row["name"], *_values(row["aliases"])))))
    known_by = entry_id("os", row["id"])
    if not listings:
        left_out.add("person without a sanction")
        return None
    if not main or not known_by:
        tally.add("rows without a name or an id left out", main or row["id"])
        return None
    return Person(
        id=known_by,
        name=main,
        names=names,
        refs=(known_by,),
        listings=listings,
        born=birth_dates(_values(row["birth_date"]), tally),
        nationality=nations(_values(row["countries"]), tally),
        source=address_of(row["id"]),
    )


def _listings(row: Row) -> tuple[Listing, ...]:
    """One for each programme. Dates are taken where the row has one sanction under one programme, so that they belong to it."""
    programmes = _values(row.get("program_ids"))
    told = _values(row["sanctions"])
    if not programmes and not told:
        return ()
    dates = _DATES.search(told[0]) if len(told) == 1 and len(programmes) <= 1 else None
    since, until = dates.groups() if dates else (None, None)
    return tuple(listing(row["id"], programme, since=since, until=until) for programme in programmes or ("",))


def _values(cell: str | None) -> tuple[str, ...]:
    """The values of a cell: a line of a CSV of its own, with semicolons."""
    if not cell:
        return ()
    try:
        values = next(csv.reader([cell.replace("\r", " ").replace("\n", " ")], delimiter=";"), [])
    except csv.Error:
        values = cell.split(";")
    return tuple(value.strip() for value in values if value.strip())
