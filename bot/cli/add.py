"""``gatewatch add``: writes an entry into a list, checked with all lists before the file is touched."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.mistakes import print_mistakes
from bot.cli.options import ConfigOption, WatchlistsOption, today
from bot.config import Config, load_config
from bot.edges.files import new_list_path, read_sources, replace_file
from bot.edges.kept_lists import read_lists, watchlist_of
from bot.errors import BadFile, GatewatchError
from bot.lists.adding import cleaned, free_id, list_file, measure_of, namesake_of, told_of
from bot.lists.lint import lint
from bot.lists.load import Loaded, SourceFile, read_entries
from bot.lists.writing import new_list, with_entry
from bot.model import Watchlist

Many = list[str] | None


def add(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The main name, as the press or the authority prints it.")
    ],
    list_id: Annotated[
        str, typer.Option("--list", "-l", metavar="LIST", help="Id of the list; a new one is made when there is none.")
    ],
    names: Annotated[
        Many, typer.Option(metavar="NAME", help="Another spelling that is enough to know the person by; repeat.")
    ] = None,
    weak: Annotated[Many, typer.Option(metavar="NAME", help="A short or common name, or a nickname; repeat.")] = None,
    native: Annotated[Many, typer.Option(metavar="NAME", help="The name in the person's own script; repeat.")] = None,
    born: Annotated[
        Many, typer.Option(metavar="DATE", help="Date of birth: 1957-03-11, 1957-03 or 1957; repeat.")
    ] = None,
    died: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date of death, when the person is known to be dead.")
    ] = None,
    nationality: Annotated[Many, typer.Option(metavar="CODE", help="A country code of two letters; repeat.")] = None,
    role: Annotated[Many, typer.Option(metavar="ROLE", help="An office, rank or job; repeat.")] = None,
    organisation: Annotated[
        Many, typer.Option(metavar="BODY", help="A body that the person belongs to; repeat.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="AUTHORITY", help="Who lists the person: UN, EU, UK, OFAC …")
    ] = None,
    ref: Annotated[str | None, typer.Option(metavar="REFERENCE", help="The authority's own reference.")] = None,
    regime: Annotated[str | None, typer.Option(metavar="REGIME", help="The sanctions regime or programme.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="The date of the listing.")] = None,
    measure: Annotated[
        Many,
        typer.Option(
            metavar="MEASURE[=DATE]", help="asset_freeze, or with its own date travel_ban=2010-06-09; repeat."
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Public web address that says why the person is here.")
    ] = None,
    namesake: Annotated[
        Many,
        typer.Option(
            "--not",
            metavar="NAME[=WHO]",
            help='Somebody of the same name who is not meant: "Ali Daei=footballer"; repeat.',
        ),
    ] = None,
    route: Annotated[
        str | None, typer.Option(metavar="ROUTE", help="A route of the settings: its channel is told about the person.")
    ] = None,
    entry_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Id of the entry. Default: made of list and name.")
    ] = None,
    watchlists: WatchlistsOption = None,
    config: ConfigOption = None,
) -> None:
    """Add a person to one of your lists; its comments and order stay as they are.

    Options that end in "repeat" may be given several times. Name a listing (--authority, --ref) or a --source. The file is
    written only when it loads together with all other lists; else every mistake is told and nothing is changed.
    """
    listing = {
        "authority": authority,
        "regime": regime,
        "ref": ref,
        "since": since,
        "measures": [measure_of(each) for each in measure or ()],
    }
    wanted: dict[str, object] = {
        "id": entry_id,
        "name": name,
        "names": names,
        "weak": weak,
        "native": native,
        "born": born[0] if born and len(born) == 1 else born,
        "died": died,
        "nationality": nationality,
        "roles": role,
        "organisations": organisation,
        "listings": [listing],
        "source": source,
        "not": [namesake_of(each) for each in namesake or ()],
        "route": route,
    }
    _add(list_id, wanted, watchlists, load_config(config, os.environ))


def _add(list_id: str, wanted: dict[str, object], given: Sequence[Path] | None, settings: Config) -> None:
    paths = given or settings.watchlists
    files = read_sources(paths, None if given else settings.lists.folder, may_be_empty=True)
    old = list_file(files, list_id)
    before = watchlist_of(settings.cache.expanduser(), files, routes=settings.routes)
    edit = _edited(list_id, old, wanted, paths, before)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False, emoji=False)
    try:
        loaded = read_lists([*(file for file in files if file is not edit.old), edit.new], routes=settings.routes)
    except BadFile as bad:
        print_mistakes(console, bad.mistakes)
        console.print("nothing was written; the lines are those of the file with the new entry", style="bold red")
        raise typer.Exit(2) from None
    _refuse_other_changes(edit, loaded)
    replace_file(Path(edit.new.name), edit.old.data if edit.old else None, edit.new.data)
    _tell(console, edit, loaded, before)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A list before and after."""

    entry_id: str
    old: SourceFile | None  # None: the list is new
    new: SourceFile


def _edited(
    list_id: str, old: SourceFile | None, wanted: dict[str, object], paths: Sequence[Path], before: Watchlist
) -> _Edit:
    taken = {ref for person in before.people for ref in person.refs}
    entry = cleaned({**wanted, "id": wanted["id"] or free_id(list_id, str(wanted["name"]), taken)})
    assert isinstance(entry, dict)
    if old:
        return _Edit(entry["id"], old, SourceFile(old.name, with_entry(old.name, old.data, entry)))
    path, schema = new_list_path(paths, list_id)
    return _Edit(entry["id"], None, SourceFile(str(path), with_entry(str(path), new_list(list_id, schema), entry)))


def _refuse_other_changes(edit: _Edit, loaded: Loaded) -> None:
    """Whatever the file looked like: everybody else in it is who they were. Raises GatewatchError."""
    kept = [entry.person for entry in read_entries([edit.old])[0]] if edit.old else []
    now = [entry.person for entry in loaded.entries if entry.marked.file == edit.new.name]
    if now[:-1] != kept or now[-1].id != edit.entry_id:
        raise GatewatchError(f"{edit.new.name} is written in a way that is not understood; add the entry by hand")


def _tell(console: Console, edit: _Edit, loaded: Loaded, before: Watchlist) -> None:
    """Where the entry stands, who is like it, and its warnings."""
    entry = next(
        each for each in loaded.entries if (each.person.id, each.marked.file) == (edit.entry_id, edit.new.name)
    )
    line = entry.marked.place(entry.path)[0]
    console.print(f"{edit.new.name}:{line}: added {entry.person.name} ({edit.entry_id})", style="bold")
    for told in told_of(edit.entry_id, loaded, before.people):
        console.print(told)
    here = [
        each
        for each in lint(loaded.entries, loaded.watchlist, today=today())
        if each.file == edit.new.name and each.line >= line
    ]
    print_mistakes(console, here)
