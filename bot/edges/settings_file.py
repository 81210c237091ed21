"""The settings file on the disk, and feeds written into it: checked as a whole before the file is touched."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.config import Config, FeedConfig, config_of, settings_path
from bot.edges.files import replace_file
from bot.errors import GatewatchError, UsageError
from bot.faults import faults_of
from bot.feeds.address import feed_identity
from bot.insert import LANGUAGE_SERVER, Entry, with_entries
from bot.marked import Marked, read_yaml
from bot.variables import IN_ADDRESS

_HEAD = f"""{LANGUAGE_SERVER}
# The settings of Gatewatch; config.example.yml explains each. `gatewatch check` says what is wrong with them.
feeds:
"""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The file as it is."""

    path: Path
    data: bytes | None  # None: it is not there yet
    config: Config  # what it says, under the environment


def open_settings(given: Path | None, environ: Mapping[str, str], *, create: bool) -> SettingsFile:
    """The file that feeds are to be written into.

    Raises UsageError when there is none and none is to be created, or it cannot be read; BadFile when it is no good.
    """
    path = settings_path(given, environ)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if not create:
            mend = "name another with --config, or let it be created with --create"
            raise UsageError(f"there is no settings file {path}; {mend}") from None
        return SettingsFile(path, None, config_of(Marked(str(path), None), environ))
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); give the path of a settings file") from None
    return SettingsFile(path, data, config_of(read_yaml(str(path), data), environ))


def checked_feed(entry: Entry) -> FeedConfig | str:
    """A feed as it would stand in the settings, or what is wrong with it and how to mend it."""
    said = faults_of(entry, FeedConfig, Marked("", dict(entry)))
    return said if isinstance(said, FeedConfig) else "; ".join(f"{fault.what}; {fault.mend}" for fault in said)


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Feeds that somebody wants in the settings, told apart."""

    new: tuple[Entry, ...]
    there: tuple[Entry, ...]  # in the settings already, or given twice, perhaps spelt otherwise
    refused: tuple[tuple[Entry, str], ...]  # and why


def sort_out(config: Config, entries: Sequence[Entry]) -> SortedOut:
    """Which of the feeds are new to the settings."""
    known = {feed_identity(feed.url) for feed in config.feeds}
    new: list[Entry] = []
    there: list[Entry] = []
    refused: list[tuple[Entry, str]] = []
    for entry in entries:
        checked = checked_feed(entry)
        if isinstance(checked, str):
            refused.append((entry, checked))
        elif IN_ADDRESS.search(checked.url):  # whoever wrote a list would be sent the secrets that it names
            refused.append(
                (entry, "its address names a secret of yours; if you trust it, write it into the settings by hand")
            )
        elif (identity := feed_identity(checked.url)) in known:
            there.append(entry)
        else:
            known.add(identity)
            new.append(entry)
    return SortedOut(tuple(new), tuple(there), tuple(refused))


def add_feeds(file: SettingsFile, entries: Sequence[Entry], environ: Mapping[str, str]) -> int:
    """Write feeds at the end of `feeds`, in order. The line where the first of them stands.

    Raises GatewatchError when the file would say anything else otherwise, UsageError when it cannot be written.
    """
    before = file.data if file.data is not None else _new(file.path)
    after = with_entries(str(file.path), before, "feeds", entries)
    marked = read_yaml(str(file.path), after)
    _refuse_other_changes(file, config_of(marked, environ), entries)
    try:
        file.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{file.path.parent} cannot be made ({error.strerror}); let this user write there") from None
    replace_file(file.path, file.data, after)
    return marked.place(("feeds", len(file.config.feeds)))[0]


def _new(path: Path) -> bytes:
    schema = os.path.relpath(str(files("bot.schemas") / "config.schema.json"), path.parent.resolve())
    return _HEAD.format(schema=schema).encode()


def _refuse_other_changes(file: SettingsFile, now: Config, entries: Sequence[Entry]) -> None:
    """Whatever the file looked like: it says what it said, and the new feeds."""
    wanted = [checked_feed(entry) for entry in entries]
    kept = now.model_copy(update={"feeds": file.config.feeds})
    if kept != file.config or now.feeds != (*file.config.feeds, *wanted):
        raise GatewatchError(f"{file.path} is written in a way that is not understood; add the feed by hand")
