"""``gatewatch lists``: the official lists, taken in from a file or from the authorities themselves."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.lists_shown import downloads, print_changes, print_kept, tell, tell_result
from bot.cli.options import ConfigOption
from bot.cli.plain import PlainApp
from bot.cli.waiting import working
from bot.config import Config, load_config
from bot.edges.clock import SystemClock
from bot.edges.official_folder import OfficialFolder
from bot.errors import GatewatchError, UsageError
from bot.jobs.pull import LIMITS, Pulled, PullFailed, Pulling, PullResult, pull
from bot.jobs.take_in import Rules, take_in
from bot.lists.changes import changes
from bot.lists.load import SourceFile, load_watchlist
from bot.lists.official.formats import HEAD, detect, read_list
from bot.lists.official.sources import KEYS, Source, source_of
from bot.lists.official.written import Kept
from bot.model import Person

lists = PlainApp(
    name="lists",
    no_args_is_help=True,
    help="Take in the official lists (UN, OFAC, UK, EU, Switzerland, OpenSanctions) and keep them up to date.",
)

ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FOLDER", help="Folder that the list is put into. Default: `lists: folder:`, ./lists."
    ),
]
ShrunkenOption = Annotated[
    bool,
    typer.Option(
        "--allow-shrunken",
        help="Take a list in though it lacks a file, or has lost over a tenth of its people, names or travel bans.",
    ),
]
OlderOption = Annotated[bool, typer.Option("--allow-older", help="Take a list in though a newer one is in force.")]
LicenceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--accept-licence",
        metavar="LICENCE",
        help="Accept a licence that asks for it, once: CC-BY-NC-4.0 for OpenSanctions.",
    ),
]


@lists.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Files as the authorities publish them.", metavar="FILE...")],
    to: ToOption = None,
    allow_shrunken: ShrunkenOption = False,
    allow_older: OlderOption = False,
    accept_licence: LicenceOption = None,
    config: ConfigOption = None,
) -> None:
    """Take in official lists from files; prints one line for each: `N people, M names`.

    Knows by their content: UN consolidated XML; OFAC sdn.csv (with alt.csv, add.csv and sdn_comments.csv beside it) and
    advanced XML; UK list as CSV and ODS; EU financial sanctions as XML and CSV, and Official Journal CSV; Swiss SECO XML;
    OpenSanctions targets.simple.csv and FtM JSON lines. A damaged list, one older than that in force, or one that lost
    more than a tenth of its people, names or travel bans is refused with exit code 1, and the last good one stays. 3: done, with entries left out.
    """
    folder = _folder(load_config(config, os.environ), to)
    _accept(folder, accept_licence)
    rules = Rules(SystemClock().now().date(), allow_shrunken, allow_older)
    refused = failed = 0
    for file in files:
        try:
            with working(f"reading {file}"):
                taken = take_in(folder, _parts(file), rules)
        except UsageError:
            raise
        except GatewatchError as error:
            failed += 1
            print(f"{file}: {str(error).removeprefix(f'{file.name}: ')}", file=sys.stderr)
            continue
        for each in taken:
            tell(each)
            refused += len(each.refused)
    if failed or refused:
        raise typer.Exit(1 if failed else 3)


@lists.command("pull")
def pull_(
    keys: Annotated[
        list[str] | None,
        typer.Argument(help=f"Which lists: {', '.join(KEYS)}. Default: those of `lists: pull:`.", metavar="[LIST]..."),
    ] = None,
    to: ToOption = None,
    allow_shrunken: ShrunkenOption = False,
    allow_older: OlderOption = False,
    accept_licence: LicenceOption = None,
    config: ConfigOption = None,
) -> None:
    """Fetch official lists from their authorities, if they changed, and take them in.

    `gatewatch run` does the same by itself for the lists under `lists: pull:` of the settings.
    """
    settings = load_config(config, os.environ)
    sources = [_source(key) for key in keys or settings.lists.pull]
    if not sources:
        raise UsageError(f"no list is named; name one of {', '.join(KEYS)}, or set `lists: pull:` in the settings")
    folder = _folder(settings, to)
    _accept(folder, accept_licence)
    results = asyncio.run(_pull_all(settings, folder, sources, allow_shrunken=allow_shrunken, allow_older=allow_older))
    if any(isinstance(each, PullFailed) for each in results):
        raise typer.Exit(1)
    if any(isinstance(each, Pulled) and each.taken.refused for each in results):
        raise typer.Exit(3)


@lists.command("diff")
def diff(
    lists: Annotated[
        list[str] | None,
        typer.Argument(
            help="The id of an imported list, or two files: the old one and the new one.", metavar="[LIST | OLD NEW]"
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Show who was listed (+), delisted (-) and changed (~).

    With an id, or none: what the last import of imported lists brought. With two files: what the second says otherwise than
    the first; official files of any known format, and watchlists.
    """
    given = lists or []
    folder = OfficialFolder(load_config(config, os.environ).lists.folder)
    if len(given) == 2:
        _refuse_ids(folder, given)
        with working("comparing"):
            print_changes(changes(_people(Path(given[0])), _people(Path(given[1]))))
        return
    if len(given) > 2:
        raise UsageError("give the id of one imported list, or two files")
    if not given and not folder.ids():
        print(_nothing_yet(folder))
    for list_id in given or folder.ids():
        _diff_kept(folder, list_id)


@lists.command("show")
def show(config: ConfigOption = None) -> None:
    """Show the imported lists: how many people, how old, under which licence."""
    folder = OfficialFolder(load_config(config, os.environ).lists.folder)
    kept = [kept for list_id in folder.ids() if (kept := folder.read(list_id))]
    if kept:
        print_kept(kept, SystemClock().now().date())
    else:
        print(_nothing_yet(folder))


# --- files ------------------------------------------------------------------------------------------------------------


def _folder(settings: Config, to: Path | None) -> OfficialFolder:
    return OfficialFolder(to or settings.lists.folder)


def _nothing_yet(folder: OfficialFolder) -> str:
    return f"No list was imported into {folder.folder} yet; `gatewatch lists pull un` fetches one."


def _accept(folder: OfficialFolder, licences: Sequence[str] | None) -> None:
    for licence in licences or ():
        folder.accept(licence)


def _source(key: str) -> Source:
    try:
        return source_of(key)
    except ValueError as error:
        raise UsageError(f"`{key}` is no official list that can be pulled; {error}") from None


def _parts(file: Path) -> Mapping[str, bytes]:
    """The file, and those beside it that belong to the same list."""
    data = _bytes(file)
    wanted = detect(file.name, data[:HEAD]).beside
    others = [each for each in sorted(file.parent.iterdir()) if each.name.lower() in wanted and each != file]
    return {file.name: data, **{each.name: _bytes(each) for each in others}}


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read ({error.strerror}); give a file as an authority publishes it"
        ) from None


def _people(file: Path) -> tuple[Person, ...]:
    if file.suffix.lower() in (".yaml", ".yml"):
        return load_watchlist([SourceFile(str(file), _bytes(file))]).watchlist.people
    return tuple(person for each in read_list(_parts(file)) for person in each.people)


# --- pulling ----------------------------------------------------------------------------------------------------------


async def _pull_all(
    settings: Config, folder: OfficialFolder, sources: Sequence[Source], *, allow_shrunken: bool, allow_older: bool
) -> list[PullResult]:
    from bot.app import fetcher_of

    clock, lists = SystemClock(), settings.lists
    results = []
    with downloads() as (on_read, say):
        async with fetcher_of(settings, clock, LIMITS, on_read=on_read) as fetcher:
            pulling = Pulling(fetcher, folder, clock, lists.mirrors, lists.allow_private, say=say)
            for source in sources:
                results.append(await pull(pulling, source, allow_shrunken=allow_shrunken, allow_older=allow_older))
                tell_result(source, results[-1])
    return results


# --- comparing ------------------------------------------------------------------------------------------------------


def _refuse_ids(folder: OfficialFolder, given: Sequence[str]) -> None:
    """Two ids are an easy slip; that there is no file `un` would be a riddle."""
    for each in given:
        if not Path(each).is_file() and (each in KEYS or each in folder.ids()):
            raise UsageError(
                f"`{each}` is the id of a list, not a file; one list is compared with the one before it by its id alone "
                f"(`gatewatch lists diff {each}`), any two by their files (such as {folder.path(each)})"
            )


def _diff_kept(folder: OfficialFolder, list_id: str) -> None:
    now, before = folder.read(list_id), folder.read_before(list_id)
    if now is None:
        known = ", ".join(folder.ids()) or "none yet; `gatewatch lists pull un` fetches one"
        raise UsageError(f"no list {list_id} was imported into {folder.folder}; there are: {known}")
    if before is None:
        print(f"{list_id}: imported once, on {now.imported}; there is nothing to compare it with")
        return
    print(f"{list_id}: {_dated(before)} -> {_dated(now)}")
    print_changes(changes(before.people, now.people))


def _dated(kept: Kept) -> str:
    return kept.origin.published or f"imported {kept.imported or 'on a day not stated'}"
