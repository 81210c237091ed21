"""Adding somebody to a list: the entry that is wanted, its id, the list it goes into, and who is very like the new one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count

from bot.errors import UsageError
from bot.lists.apart import told_apart_by
from bot.lists.find import SURE, alike
from bot.lists.load import Loaded, SourceFile
from bot.model import Person
from bot.names.fold import tokens
from bot.names.transliterate import latin
from bot.text import one_line

TOLD = 3  # people of a like name
_NO_PART_OF_AN_ID = re.compile(r"[^a-z0-9]+")


def cleaned(value: object) -> object:
    """An entry, or a part of it, without what is empty, each text on one line; None when nothing is left."""
    if isinstance(value, str):
        return one_line(value) or None
    if isinstance(value, Mapping):
        return {key: said for key, each in value.items() if (said := cleaned(each)) is not None} or None
    if isinstance(value, Sequence):
        return [said for each in value if (said := cleaned(each)) is not None] or None
    return None


def measure_of(text: str) -> str | dict[str, str]:
    """``travel_ban=2010-06-09`` as a measure with its date, ``asset_freeze`` as the word it is."""
    word, _, since = text.partition("=")
    return {"type": word.strip(), "since": since.strip()} if since else text


def namesake_of(text: str) -> dict[str, str]:
    """``Qassem Soleimani=footballer`` as a namesake and who that is; the name alone will do."""
    name, _, about = text.partition("=")
    return {"name": name.strip(), "about": about.strip()}


def free_id(list_id: str, name: str, taken: Collection[str]) -> str:
    """An id made of list and name that no entry has: ``my-list-sergei-lavrov``, and with a number where that is taken."""
    said = "-".join(_NO_PART_OF_AN_ID.sub("", latin(word)) for word in tokens(name)).strip("-")
    base = f"{list_id}-{said or 'person'}"
    return next(each for number in count(1) if (each := base if number == 1 else f"{base}-{number}") not in taken)


def is_imported(file: SourceFile) -> bool:
    """Whether a file says that it is an official list, which the next import writes anew; it need not be sound."""
    return bool(re.search(rb"(?m)^origin:", file.data))


def list_file(files: Sequence[SourceFile], list_id: str) -> SourceFile | None:
    """The file that holds this list; None when there is none. Raises UsageError when it may not be added to."""
    named = re.compile(rf"^(?:\ufeff)?\{{?\s*list:\s*(['\"]?){re.escape(list_id)}\1\s*(?:$|[#,}}])", re.MULTILINE)
    found = [file for file in files if named.search(file.data.decode(errors="replace"))]
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise UsageError(f"the list {list_id} stands in several files ({names}); name one of them with --watchlists")
    if found and is_imported(found[0]):
        what = f"{found[0].name} is an imported list and is replaced with the next import"
        raise UsageError(f"{what}; add to a list of your own, with the same listing reference")
    return found[0] if found else None


def told_of(entry_id: str, loaded: Loaded, before: Sequence[Person]) -> Iterator[str]:
    """What a person should know of a new entry: with whom it was joined, and who else is called nearly so."""
    person = next(each for each in loaded.watchlist.people if entry_id in each.refs)
    official = (each for each in loaded.entries if each.official and each.person.id == entry_id)
    yield from (f"adds to the imported entry of the same id ({each.place})" for each in official)
    yield from (f"joined with somebody already listed: {reason}" for reason in person.merged_because)
    others = [match for match in alike(before, person.name) if match.score >= SURE]
    for match in others[:TOLD]:
        if not set(match.person.refs) & set(person.refs):
            by = told_apart_by(person, match.person)
            apart = f"told apart by {', '.join(by)}" if by else "nothing tells them apart"
            yield f"already listed is {match.person.name} ({match.person.id}), a name much like this one; {apart}"
