"""What is allowed in a watchlist and yet makes bad alerts: warnings, each with a mend and the name of its rule.

`RULES` is the whole of it, with `bot.lists.silence.SILENCER_RULES`: a rule looks at one entry, knows all others through
`World`, and yields warnings. Nobody but ``gatewatch check`` and ``gatewatch add`` asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.errors import Mistake
from bot.lists import date_rules, name_rules, person_rules
from bot.lists.entry import Entry
from bot.lists.silence import SILENCER_RULES, silenced
from bot.lists.world import World, world_of
from bot.model import Watchlist

Rule = Callable[[Entry, World], Iterator[Mistake]]
RULES: tuple[Rule, ...] = (
    name_rules.short_alias,
    name_rules.digits_in_alias,
    name_rules.nickname_alias,
    name_rules.place_alias,
    name_rules.prefix_alias,
    name_rules.packed_aliases,
    name_rules.name_of_another,
    person_rules.nothing_to_tell_apart,
    person_rules.common_name_alone,
    person_rules.duplicate_person,
    person_rules.travel_ban_without_date,
    person_rules.unknown_measure,
    person_rules.not_same_as_nobody,
    person_rules.other_name_than_official,
    date_rules.died_before_born,
    date_rules.born_long_ago,
    date_rules.since_after_until,
    date_rules.date_to_come,
)
NAMES = frozenset(rule.__name__ for rule in (*RULES, *SILENCER_RULES))


def lint(
    entries: Sequence[Entry],
    watchlist: Watchlist,
    watched: Callable[[Sequence[Entry]], Iterable[Entry]] = iter,
    today: date | None = None,
) -> tuple[Mistake, ...]:
    """Every warning about the entries of a loaded Watchlist, in the order of files and lines.

    `watched` is handed the entries and gives them back one by one, for whoever shows how far it is.
    Without `today`, no date is still to come.
    """
    files = {entry.marked.file: entry.marked for entry in entries}
    found = _found(watched(entries), world_of(entries, watchlist, today))
    return tuple(sorted(silenced(found, files.values(), NAMES)))


def _found(entries: Iterable[Entry], world: World) -> Iterator[Mistake]:
    for entry in entries:
        for rule in RULES:
            yield from (replace(warning, rule=rule.__name__) for warning in rule(entry, world))
