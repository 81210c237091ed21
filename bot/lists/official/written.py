"""An official list as a watchlist file of ours, and back: the same YAML that people write, with an `origin`.

Values are written as JSON, which is YAML too and leaves no question what is a text. Anybody can read the file, compare two
of them line by line, or hand it to another program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from bot.errors import BadFile
from bot.faults import validated
from bot.lists.entry import entries_of
from bot.lists.load import SourceFile
from bot.lists.official.imported import Imported, Origin
from bot.lists.official.shrunken import Most, most_of
from bot.lists.schema import PersonEntry, WatchlistFile
from bot.marked import MAX_LIST_BYTES, read_yaml, readable
from bot.model import Listing, Measure, Person
from bot.text import one_line

HEAD = """\
# Written by `gatewatch lists`, and written anew at each import: do not edit it. What you know about somebody here goes into
# a watchlist of your own, as an entry with the same id; it adds to this one.
"""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file as the authority published it."""

    name: str
    sha256: str  # hex
    etag: str | None = None  # validators of its server
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An official list as it lies in the folder of imported lists."""

    list_id: str
    title: str
    origin: Origin
    imported: str | None  # partial date
    files: tuple[PublishedFile, ...]
    people: tuple[Person, ...]
    most: Most | None = None  # None: written before this was counted


@dataclass(frozen=True, slots=True)
class Written:
    """A list as the text of a watchlist file."""

    text: str
    people: tuple[Person, ...]  # who stand in it
    refused: tuple[str, ...]  # a line for each entry that a watchlist may not hold: who, and why


def written(imported: Imported, files: Sequence[PublishedFile], day: str, most: Most | None = None) -> Written:
    """The watchlist file of a list that was taken in on `day`, an ISO date. `most` is what it had before, as far as that counts."""
    people, refused = _allowed(imported.people)
    had = asdict(most.with_more(people) if most else most_of(people, day))
    listed = [_given(asdict(each)) for each in files]
    origin = {**asdict(imported.origin), "imported": day, "most": had, "files": listed}
    head = {"list": imported.list_id, "title": imported.title, "origin": _given(origin)}
    lines = [HEAD, *_lines(head, "", ""), "people:\n" if people else "people: []\n"]
    for person in people:
        lines += _lines(_entry(person), "  - ", "    ")
    return Written("".join(lines), people, refused)


def read_back(file: SourceFile) -> Kept:
    """The list that `written` wrote. Raises BadFile when it is not one, or somebody spoiled it."""
    marked = read_yaml(file.name, file.data, MAX_LIST_BYTES)
    read = validated(marked, WatchlistFile)
    if not isinstance(read, WatchlistFile):
        raise BadFile(read)
    if (origin := read.origin) is None:
        mend = "give a file that `gatewatch lists` wrote"
        raise BadFile([marked.mistake((), "this list has no `origin`: it is no imported list", mend)])
    return Kept(
        list_id=read.list_id,
        title=read.title or read.list_id,
        origin=Origin(origin.source, origin.licence, origin.attribution, origin.published),
        imported=origin.imported,
        most=Most(**origin.most.model_dump()) if origin.most else None,
        files=tuple(PublishedFile(each.name, each.sha256, each.etag, each.modified) for each in origin.files),
        people=tuple(entry.person for entry in entries_of(read, marked)),
    )


# --- one entry --------------------------------------------------------------------------------------------------------


def _allowed(people: Sequence[Person]) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Those whom a watchlist may hold, each id once, and why others may not."""
    allowed: dict[str, Person] = {}
    refused = []
    for person in people:
        if why := _wrong(person, allowed):
            refused.append(f"{person.id} ({person.name}): {why}")
        else:
            allowed[person.id] = person
    return tuple(allowed.values()), tuple(refused)


def _wrong(person: Person, before: Mapping[str, Person]) -> str | None:
    if person.id in before:
        return "the list holds this id twice"
    if not person.listings and not person.source:
        return "it has neither a reference nor a source"
    if not all(_cleaned(listing.authority) for listing in person.listings):
        return "a listing names no authority"
    try:
        PersonEntry.model_validate(_entry(person))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return str(first.get("ctx", {}).get("what") or first["msg"])
    return None


def _entry(person: Person) -> Mapping[str, Any]:
    further = person.names[1:]
    return _given(
        {
            "id": person.id,
            "name": person.name,
            "names": [n.text for n in further if not n.weak and not n.native],
            "weak": [n.text for n in further if n.weak],
            "native": [n.text for n in further if n.native and not n.weak],
            "born": list(person.born),
            "died": person.died,
            "nationality": list(person.nationality),
            "roles": list(person.roles),
            "organisations": list(person.organisations),
            "listings": [_listing(listing) for listing in person.listings],
            "source": person.source,
        }
    )


def _listing(listing: Listing) -> Mapping[str, Any]:
    facts = {"authority": listing.authority, "regime": listing.regime, "ref": listing.ref}
    times = {"since": listing.since, "until": listing.until}
    return _given({**facts, **times, "measures": [_measure(measure) for measure in listing.measures]})


def _measure(measure: Measure) -> object:
    given = _given(asdict(measure))
    return measure.type if len(given) == 1 else given


def _given(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, with every text on one line and of characters that a YAML file may hold."""
    cleaned = {key: _cleaned(value) for key, value in facts.items()}
    return {key: value for key, value in cleaned.items() if value not in (None, "", [], ())}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return one_line(readable(value))
    if isinstance(value, list | tuple):
        return list(_texts(value))
    return value


def _texts(values: Sequence[Any]) -> Iterator[Any]:
    """The values, without empty texts and without those that came before."""
    seen = {""}
    for value in map(_cleaned, values):
        key = value if isinstance(value, str) else json.dumps(value)  # mappings: listings, measures
        if key not in seen:
            seen.add(key)
            yield value


def _lines(mapping: Mapping[str, Any], first: str, further: str) -> Iterator[str]:
    """A line a key; `first` and `further` stand in front of the first one and of those that follow."""
    for number, (key, value) in enumerate(mapping.items()):
        yield f"{further if number else first}{key}: {json.dumps(value, ensure_ascii=False)}\n"
