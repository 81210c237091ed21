"""EU FSF, CSV form 1.1 (``csvFullSanctionsList_1_1``): a row for each alias, birth date, citizenship and address of an entry.

The CSV says less than the XML: no column tells strong spellings from weak ones; only a remark does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from bot.lists.official.fsf import MOST_ROWS, Entity, Row, imported, reference
from bot.lists.official.imported import Imported
from bot.lists.official.tables import keyed, table_of

T = TypeVar("T")

_REQUIRED = (
    "Entity_LogicalId",
    "Entity_EU_ReferenceNumber",
    "Entity_SubjectType_ClassificationCode",
    "Entity_Regulation_Programme",
    "NameAlias_WholeName",
)
_XML_NAMES = {"birthDate": "birthdate", "day": "dayOfMonth", "month": "monthOfYear", "type": "regulationType"}
_HEAD = 4_096  # bytes


def matches(name: str, head: bytes) -> bool:
    """Whether a file begins like the CSV form."""
    return b"Entity_EU_ReferenceNumber" in head


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The list of an FSF CSV file. Raises Refused where it is damaged or holds nobody."""
    name, data = next((name, data) for name, data in parts.items() if matches(name, data[:_HEAD]))
    table = table_of(data, name, ";")
    entities: dict[str, Entity] = {}
    published = ""
    for row in keyed(table, _REQUIRED):
        published = published or row.get("fileGenerationDate", "")
        known_by = reference(row["Entity_EU_ReferenceNumber"], row["Entity_LogicalId"])
        _add(entities.setdefault(known_by, Entity(known_by)), row)
    return (imported(name, entities.values(), published, table.notes),)


def _add(entity: Entity, row: Row) -> None:
    entity.kind = entity.kind or _kind(row)
    entity.un_reference = entity.un_reference or row.get("Entity_UnitedNationId", "")
    entity.designated = entity.designated or row.get("Entity_DesignationDate", "")
    _gather(entity.remarks, (row.get("Entity_Remark", ""), row.get("Entity_DesignationDetails", "")))
    for rows, prefix in (
        (entity.regulations, "Entity_Regulation_"),
        (entity.aliases, "NameAlias_"),
        (entity.births, "BirthDate_"),
        (entity.citizenships, "Citizenship_"),
    ):
        _gather(rows, (_attributes(row, prefix),))


def _gather(kept: list[T], found: Iterable[T]) -> None:
    kept.extend(each for each in found if each and len(kept) < MOST_ROWS and each not in kept)


def _kind(row: Row) -> str:
    """Files of some years have the letter and the word of the subject type in each other's column."""
    given = (row["Entity_SubjectType_ClassificationCode"], row.get("Entity_SubjectType", ""))
    return "person" if {"P", "person"} & set(given) else max(given, key=len)


def _attributes(row: Row, prefix: str) -> dict[str, str]:
    """The cells of one part of a row that say something, under the attribute names of the XML."""
    names = {
        key: key.removeprefix(prefix)
        for key in row
        if key.startswith(prefix) and "Regulation" not in key[len(prefix) :]
    }
    short = {key: name[0].lower() + name[1:] for key, name in names.items() if name}
    return {_XML_NAMES.get(name, name): row[key] for key, name in short.items() if row[key]}
