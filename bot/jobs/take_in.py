"""Takes an official list in: read, compared with the last good one, and put into force only when it can be trusted.

    files -> read (by format) -> licence accepted? -> not older, not shrunken? -> can be loaded? -> beside the others

Whatever is wrong ends in `Refused`; the list that was there stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from bot.edges.kept_lists import read_lists
from bot.edges.official_folder import OfficialFolder
from bot.errors import BadFile
from bot.lists.changes import Changes, changes
from bot.lists.load import SourceFile
from bot.lists.official.formats import format_of, read_list
from bot.lists.official.imported import Imported, Refused
from bot.lists.official.shrunken import MOST_LOST, Most, losses, to_compare_with
from bot.lists.official.sources import CONSENT
from bot.lists.official.written import Kept, PublishedFile, Written, written
from bot.text import days_of


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A list that is in the folder now."""

    list_id: str
    title: str
    published: str | None
    path: Path
    people: int
    names: int
    changes: Changes | None  # None: there was no list before
    left_out: Mapping[str, int]  # what is no natural person, by kind
    notes: tuple[str, ...]
    refused: tuple[str, ...]  # entries that had to be left out, and why


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person allowed."""

    today: date
    allow_shrunken: bool = False
    allow_older: bool = False
    list_id: str | None = None  # the only list that may come out, where it is known beforehand


def take_in(
    folder: OfficialFolder, parts: Mapping[str, bytes], rules: Rules, published: Sequence[PublishedFile] = ()
) -> tuple[TakenIn, ...]:
    """Take the lists in that some files hold. `published` has what their servers said of them.

    Raises Refused when a list cannot be trusted, before anything is written, and GatewatchError when it cannot be kept.
    """
    lists = read_list(parts)
    before = {each.list_id: _last_good(folder, each.list_id) for each in lists}
    for each in lists:
        _check(each, before[each.list_id], folder.accepted(), rules)
        _check_complete(parts, each, before[each.list_id], rules)
    files = published or tuple(PublishedFile(name, sha256(data).hexdigest()) for name, data in parts.items())
    drafts = [(each, _draft(folder, each, before[each.list_id], files, rules)) for each in lists]
    return tuple(_kept(folder, each, done, before[each.list_id]) for each, done in drafts)


def licence_wanted(title: str, licence: str, source: str) -> str:
    """What a person has to do before a list under such a licence is taken in."""
    return (
        f"{title} ({source}) is under {licence}, which allows no commercial use; read the licence, and accept it once "
        f"with --accept-licence {licence}"
    )


def _last_good(folder: OfficialFolder, list_id: str) -> Kept | None:
    try:
        return folder.read(list_id)
    except BadFile as bad:
        before = folder.before(list_id)
        back = (
            f"put {before.name} in its place, which is the list before it"
            if before.exists()
            else "put it back as it was"
        )
        mend = f"delete {folder.path(list_id)}, or {back}"
        raise Refused(
            f"the list kept from last time is spoiled, so nothing can be compared with it; {mend}\n{bad}"
        ) from None


def _check(imported: Imported, before: Kept | None, accepted: frozenset[str], rules: Rules) -> None:
    licence = imported.origin.licence
    if licence in CONSENT - accepted:
        raise Refused(licence_wanted(imported.title, licence, imported.origin.source))
    if rules.list_id not in (None, imported.list_id):
        raise Refused(f"the answer is the list {imported.list_id}, not {rules.list_id}; check the address")
    if before and not rules.allow_older and (days := _older(imported, before)):
        raise Refused(
            f"{imported.title} is older ({days[0]}) than the one in force ({days[1]}), which stays. If the older one is "
            "meant, import it with --allow-older"
        )


def _check_complete(parts: Mapping[str, bytes], imported: Imported, before: Kept | None, rules: Rules) -> None:
    """Refuse a set of files that lacks one the last good list was made from, such as its aliases."""
    given = {name.lower() for name in parts}
    of_last_time = {each.name.lower() for each in before.files} if before else set()
    lacking = [name for name in format_of(parts)[0].beside if name in of_last_time - given]
    if lacking and not rules.allow_shrunken:
        raise Refused(
            f"{imported.title} was made from {', '.join(lacking)} too, which is not there now; the last good list stays in "
            "force. Put it beside the others, or import without it with --allow-shrunken"
        )


def _older(imported: Imported, before: Kept) -> tuple[str, str] | None:
    """When both were published, where the list is surely older than the one before."""
    here, there = imported.origin.published, before.origin.published
    return (here, there) if here and there and days_of(here)[1] < days_of(there)[0] else None


def _compared_with(before: Kept | None, rules: Rules) -> Most | None:
    """What the new version is held to; None: nothing."""
    if before is None or rules.allow_shrunken:
        return None
    return to_compare_with(before.most, before.people, rules.today)


def _draft(
    folder: OfficialFolder, imported: Imported, before: Kept | None, files: Sequence[PublishedFile], rules: Rules
) -> Written:
    """The list as it will be written. Raises Refused where it has shrunken, or could not be loaded."""
    most = _compared_with(before, rules)
    done = written(imported, files, rules.today.isoformat(), most)
    if imported.people and not done.people:
        raise Refused(f"{imported.title}: none of its entries can be taken in, such as {done.refused[0]}")
    _check_shrunken(imported.title, most, done)
    _check_loads(folder.path(imported.list_id), imported.title, done.text)
    return done


def _check_shrunken(title: str, most: Most | None, done: Written) -> None:
    if most and (lost := losses(most, done.people)):
        raise Refused(
            f"{title} has shrunk {' and '.join(lost)} since {most.day}, more than {MOST_LOST:.0%}; the last good list "
            "stays in force. If it is right, import it with --allow-shrunken"
        )


def _check_loads(path: Path, title: str, text: str) -> None:
    """Read what is about to be written as the next start will. What cannot be loaded would stop everything there."""
    try:
        read_lists([SourceFile(path.name, text.encode())])
    except BadFile as bad:
        mend = "import a smaller data set, or a file that was downloaded again; if that is no help, tell us which list it is"
        raise Refused(f"{title} makes a watchlist that cannot be loaded; {mend}\n{bad}") from None


def _kept(folder: OfficialFolder, imported: Imported, done: Written, before: Kept | None) -> TakenIn:
    return TakenIn(
        list_id=imported.list_id,
        title=imported.title,
        published=imported.origin.published,
        path=folder.keep(imported.list_id, done.text),
        people=len(done.people),
        names=sum(len(person.names) for person in done.people),
        changes=changes(before.people, done.people) if before else None,
        left_out=imported.left_out,
        notes=(*imported.notes, *_clash(imported.list_id, folder.ids())),
        refused=done.refused,
    )


def _clash(list_id: str, there: Sequence[str]) -> Iterator[str]:
    """A note where the EU's people stand in the folder twice: the whole list, and acts of which it is made."""
    acts = [each for each in there if each.startswith("eu-")]
    if acts and "eu" in there and list_id.partition("-")[0] == "eu":
        yield f"eu and {acts[0]} are both here and hold the same people under other references; delete one of them"
