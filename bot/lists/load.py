"""From the bytes of watchlist files to the one Watchlist in force.

Every file is read and checked before anything is refused, so that a person sees the mistakes of all files at once. A file
passes three stages: its YAML, the values in it, and what only all entries together show. An entry that stops at one of them
is not looked at by the next; all others are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any, cast

from bot.errors import BadFile, Mistake
from bot.faults import Fault, did_you_mean, faults_of, told
from bot.lists.confusable import confusables
from bot.lists.entry import Entry, entries_of
from bot.lists.joined import ID_ORDER, complete
from bot.lists.merge import merge
from bot.lists.schema import WatchlistFile
from bot.marked import MAX_LIST_BYTES, Marked, read_yaml
from bot.model import Person, Watchlist

_FINGERPRINT_BYTES = 16
# People whose part of the fingerprint is remembered: an edit changes a few of them.
_MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A watchlist file as it lies on the disk. `name` is what people are told."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Loaded:
    """A Watchlist that may go into force, and the entries that it was made of, for `bot.lists.lint` to look at."""

    watchlist: Watchlist
    entries: tuple[Entry, ...]


def load_watchlist(files: Sequence[SourceFile], *, routes: Collection[str] | None = None) -> Loaded:
    """The Watchlist of all files together, whatever their order. Raises BadFile with every mistake.

    `routes` are the names of routes that the configuration knows; None: they are not checked.
    """
    entries, unread = read_entries(files)
    return Loaded(put_together(entries, unread, routes=routes), tuple(entries))


def put_together(
    entries: Sequence[Entry], unread: Sequence[Mistake] = (), *, routes: Collection[str] | None = None
) -> Watchlist:
    """The Watchlist of the entries of all files, `unread` being what is wrong with others. Raises BadFile with every mistake."""
    people_once = complete(entries)
    mistakes = [
        *unread,
        *_ids_given_twice(entries),
        *_on_no_list(people_once),
        *_without_authority(entries),
        *_unknown_routes(entries, routes),
    ]
    if mistakes:
        raise BadFile(mistakes, unfinished=bool(unread))
    people = merge(people_once)
    return Watchlist(people, fingerprint(people), confusables(people))


def fingerprint(people: Sequence[Person]) -> str:
    """Hex BLAKE2b of what the people say; the same for any order of people, files, keys and comments."""
    digest = blake2b(digest_size=_FINGERPRINT_BYTES)
    for person in sorted(people, key=lambda each: each.id):
        digest.update(_line(person))
    return digest.hexdigest()


@lru_cache(maxsize=_MOST_REMEMBERED)
def _line(person: Person) -> bytes:
    content = json.dumps(person, default=_plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return content.encode() + b"\n"


def _plain(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in _keys(cast(Hashable, type(value)))}


@cache
def _keys(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def read_entries(files: Sequence[SourceFile]) -> tuple[list[Entry], list[Mistake]]:
    """The entries that can be read, and what is wrong with the others; they are not held to each other."""
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    for file in sorted(files, key=lambda each: each.name):
        read, wrong = entries_in(file)
        entries += read
        mistakes += wrong
    return entries, mistakes


def entries_in(file: SourceFile) -> tuple[Sequence[Entry], Sequence[Mistake]]:
    """The entries of one file that can be read, and what is wrong with the others."""
    try:
        marked = read_yaml(file.name, file.data, MAX_LIST_BYTES)
    except BadFile as bad:
        return (), bad.mistakes
    result = faults_of(marked.data, WatchlistFile, marked)
    if isinstance(result, WatchlistFile):
        return entries_of(result, marked), ()
    assert isinstance(result, tuple)
    return _sound_entries(marked, result), told(result, marked)


def _sound_entries(marked: Marked, faults: Sequence[Fault]) -> tuple[Entry, ...]:
    """The entries of a file that are free of its faults; none when what they share is at fault."""
    at_fault = {fault.path[1] for fault in faults if len(fault.path) > 1 and fault.path[0] == "people"}
    shared = any(len(fault.path) < 2 or fault.path[0] != "people" for fault in faults)
    if shared or not isinstance(marked.data, dict):
        return ()
    people = dict(enumerate(marked.data["people"]))
    sound = {number: entry for number, entry in people.items() if number not in at_fault}
    file = faults_of({**marked.data, "people": list(sound.values())}, WatchlistFile, marked)
    return entries_of(file, marked, tuple(sound)) if isinstance(file, WatchlistFile) else ()


# --- what only the whole shows ----------------------------------------------------------------------------------------


def _ids_given_twice(entries: Sequence[Entry]) -> Iterator[Mistake]:
    """Two entries of one id, unless one is of an official list and the other adds to it by hand."""
    first: dict[tuple[str, bool], Entry] = {}
    for entry in entries:
        before = first.setdefault((entry.person.id, entry.official), entry)
        if before is not entry:
            what = f"the id `{entry.person.id}` is taken ({before.place}: {before.person.name})"
            yield entry.mistake(("id",), what, "give this entry an id of its own, or delete one of the two")


def _on_no_list(entries: Sequence[Entry]) -> Iterator[Mistake]:
    for entry in entries:
        person = entry.person
        if person.listings or person.source:
            continue
        if person.id.startswith(ID_ORDER):
            what = f"{person.name} has neither a listing nor a source here, and no imported list has this id"
            yield entry.mistake(("id",), what, "correct it, or import the list")
        else:
            what = f"{person.name} has neither a listing nor a source; Gatewatch watches for listed people only"
            yield entry.mistake((), what, "add `listings:` with a `ref`, or `source:` with a public address")


def _without_authority(entries: Sequence[Entry]) -> Iterator[Mistake]:
    for entry in entries:
        for number, listing in enumerate(entry.person.listings):
            if not listing.authority:
                mend = "add `authority: UN` (EU, UK, OFAC, …) here, or under `defaults:` at the top of the file"
                yield entry.mistake(("listings", number), f"the listing {listing.ref} has no authority", mend)


def _unknown_routes(entries: Sequence[Entry], routes: Collection[str] | None) -> Iterator[Mistake]:
    for entry in entries:
        route = entry.person.route
        if routes is not None and route is not None and route not in routes:
            near = did_you_mean(route, sorted(routes))
            mend = f"did you mean {near}?" if near else "add it under `routes:` there, or delete this line"
            yield entry.mistake(("route",), f"the configuration has no route `{route}`", mend)
