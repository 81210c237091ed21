"""OpenSanctions data as FollowTheMoney entities, one JSON object a line: ``entities.ftm.json`` and ``targets.nested.json``.

In the first form a sanction is an entity of its own that names the person; in the second it stands inside the person. Only
people with a sanction are taken: the data hold politicians and relatives too, and Gatewatch watches for listed people only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.lists.official.dates import birth_dates, one_date
from bot.lists.official.ids import entry_id
from bot.lists.official.imported import Imported
from bot.lists.official.json_lines import objects_of
from bot.lists.official.nations import nations
from bot.lists.official.opensanctions import address_of, authority_of, imported, kind_of, listing
from bot.lists.official.printed import Printed, main_and_all, merged, printed
from bot.lists.official.remarks import measures_in
from bot.lists.official.roles import roles_of
from bot.lists.official.tally import Tally
from bot.model import Listing, Measure, Person
from bot.text import cut

Entity = Mapping[str, Any]

MOST_VALUES = 1_000  # of one property
_HEAD = 4_096  # bytes


def matches(name: str, head: bytes) -> bool:
    """Whether a file begins like either form."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"schema"' in start and (b'"properties"' in start or name.endswith(".json"))


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The list of a file. Raises Refused where it is damaged or holds no natural person under sanctions."""
    name, data = next((name, data) for name, data in parts.items() if matches(name.lower(), data[:_HEAD]))
    tally, left_out = Tally(), Tally()
    people: dict[str, Entity] = {}
    sanctions: dict[str, list[Entity]] = defaultdict(list)
    for entity in objects_of(data.removeprefix(b"\xef\xbb\xbf"), name, tally):
        _sort(entity, people, sanctions, tally, left_out)
    found = list(_people(people, sanctions, tally, left_out))
    datasets = dict.fromkeys(name for known_by, _ in found for name in _strings(people[known_by].get("datasets")))
    return (imported(name, (person for _, person in found), datasets, tally, left_out),)


def _sort(
    entity: Entity, people: dict[str, Entity], sanctions: dict[str, list[Entity]], tally: Tally, left_out: Tally
) -> None:
    """Puts an entity where it belongs: people by id, sanctions by the id of whom they are about."""
    schema, known_by = entity.get("schema"), entity.get("id")
    if not isinstance(schema, str) or not isinstance(known_by, str) or not isinstance(entity.get("properties"), dict):
        tally.add("entities without a schema, an id or properties left out")
    elif schema == "Person":
        people[known_by] = entity
        sanctions[known_by] += _inside(entity)
    elif schema == "Sanction":
        for about in _texts(entity, "entity"):
            sanctions[about].append(entity)
    elif entity.get("target") is True:
        left_out.add(kind_of(schema))


def _inside(person: Entity) -> Iterator[Entity]:
    """The sanctions that the nested form has inside a person."""
    inside = person["properties"].get("sanctions")
    for each in inside if isinstance(inside, list) else ():
        if isinstance(each, dict) and isinstance(each.get("properties"), dict):
            yield each


def _people(
    people: Mapping[str, Entity], sanctions: Mapping[str, list[Entity]], tally: Tally, left_out: Tally
) -> Iterator[tuple[str, Person]]:
    for known_by, entity in people.items():
        if not sanctions.get(known_by):
            left_out.add("person without a sanction")
        elif person := _person(known_by, entity, sanctions[known_by], tally):
            yield known_by, person


def _person(known_by: str, entity: Entity, sanctions: Iterable[Entity], tally: Tally) -> Person | None:
    main, names = main_and_all(_names(entity))
    made = entry_id("os", known_by)
    if not main or not made:
        tally.add("people without a name or an id left out", known_by)
        return None
    return Person(
        id=made,
        name=main,
        names=names,
        refs=(made,),
        listings=tuple(dict.fromkeys(_listing(known_by, each) for each in sanctions)),
        born=birth_dates(_texts(entity, "birthDate"), tally),
        died=one_date(next(iter(_texts(entity, "deathDate")), None)),
        nationality=nations((*_texts(entity, "nationality"), *_texts(entity, "citizenship")), tally),
        roles=roles_of((*_texts(entity, "position"), *_texts(entity, "title"))),
        source=address_of(known_by),
    )


def _names(entity: Entity) -> Printed:
    strong = [text for key in ("name", "alias", "previousName") for text in _texts(entity, key)]
    caption = entity.get("caption")
    first = [caption] if isinstance(caption, str) and caption in strong else []
    weak = merged(map(printed, _texts(entity, "weakAlias")))
    return merged([*map(printed, first + strong), Printed(weak=(*weak.names, *weak.native, *weak.weak))])


def _listing(known_by: str, sanction: Entity) -> Listing:
    """One sanction. Without a programme's key, the name of the authority is all there is."""
    programme = _first(sanction, "programId") or _first(sanction, "program")
    office = _first(sanction, "authority")
    authority = authority_of(programme)
    if authority in ("", "US") and "Foreign Assets Control" in office:
        authority = "OFAC"
    provisions = " ".join(_texts(sanction, "provisions"))
    return listing(
        known_by,
        cut(programme, 100),
        authority or cut(office, 60),
        _first(sanction, "unscId") if authority == "UN" else _first(sanction, "authorityId"),
        since=one_date(_first(sanction, "startDate")) or one_date(_first(sanction, "listingDate")),
        until=one_date(_first(sanction, "endDate")),
        measures=tuple(map(Measure, measures_in(provisions))),
    )


def _first(entity: Entity, key: str) -> str:
    return next(iter(_texts(entity, key)), "")


def _texts(entity: Entity, key: str) -> tuple[str, ...]:
    return _strings(entity["properties"].get(key))


def _strings(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(each.strip() for each in listed[:MOST_VALUES] if isinstance(each, str) and each.strip())
