"""EU FSF, XML form 1.1 (``xmlFullSanctionsList_1_1``): one ``sanctionEntity`` for each person, enterprise or body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.lists.official.fsf import Entity, imported, reference
from bot.lists.official.imported import Imported
from bot.lists.official.xml import Element, child, children, stream_of, text_at, texts_at

_HEAD = 4_096  # bytes
_GENERATED = re.compile(rb'generationDate="([^"]{4,40})"')


def matches(name: str, head: bytes) -> bool:
    """Whether a file begins like the XML form."""
    return b"fpi/fsd/export" in head or b"<sanctionEntity" in head


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The list of an FSF XML file. Raises Refused where it is damaged or holds nobody."""
    name, data = next((name, data) for name, data in parts.items() if matches(name, data[:_HEAD]))
    generated = _GENERATED.search(data[:_HEAD])
    return (
        imported(name, _entities(data, name), generated.group(1).decode("ascii", "replace") if generated else None),
    )


def _entities(data: bytes, name: str) -> Iterator[Entity]:
    return map(_entity, stream_of(data, name, "export", "sanctionEntity"))


def _entity(element: Element) -> Entity:
    kind = child(element, "subjectType")
    return Entity(
        reference=reference(element.get("euReferenceNumber", ""), element.get("logicalId", "")),
        kind=kind.get("code", "") if kind is not None else "",
        un_reference=element.get("unitedNationId", "").strip(),
        designated=element.get("designationDate", ""),
        remarks=[element.get("designationDetails", ""), *texts_at(element, "remark")],
        regulations=[
            _row(each) | {"publicationUrl": text_at(each, "publicationUrl")} for each in children(element, "regulation")
        ],
        aliases=[
            _row(each) | {"remark": " ".join(texts_at(each, "remark"))} for each in children(element, "nameAlias")
        ],
        births=[_row(each) for each in children(element, "birthdate")],
        citizenships=[_row(each) for each in children(element, "citizenship")],
    )


def _row(element: Element) -> dict[str, str]:
    return {str(key): str(value).strip() for key, value in element.attrib.items()}
