"""Entries of one list that look like the same human being listed twice, though too little agrees to join them: a person should look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.lists.entry import Entry
from bot.lists.merge import CONTRADICTIONS, GROUNDS, Facts, facts_of, sharing_a_name, two_entries_of_one_list
from bot.lists.parts import Parts


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another entry of the same list, and what both share."""

    entry: Entry
    why: str


def duplicates(entries: Sequence[Entry], merged: Mapping[str, str]) -> dict[str, tuple[Duplicate, ...]]:
    """Entry id -> the entries of its list that would be one with it, if one list did not mean two people by two entries.

    `merged` leads from the id of an entry to that of its Person.
    """
    facts = [facts_of(entry) for entry in entries]
    found: dict[str, list[Duplicate]] = defaultdict(list)
    for (first, second), shared in sharing_a_name(facts).items():
        one, other = entries[first], entries[second]
        apart = merged[one.person.id] != merged[other.person.id]
        if apart and one.person.lists == other.person.lists and (why := _why(facts[first], facts[second], shared)):
            found[one.person.id].append(Duplicate(other, why))
            found[other.person.id].append(Duplicate(one, why))
    return {entry_id: tuple(others) for entry_id, others in found.items()}


def _why(one: Facts, other: Facts, shared: Parts) -> str | None:
    if any(forbids(one, other) for forbids in CONTRADICTIONS if forbids is not two_entries_of_one_list):
        return None
    return next((words for ground in GROUNDS if (words := ground(one, other, shared))), None)
