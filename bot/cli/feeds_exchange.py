"""``gatewatch feeds import``, ``export`` and ``starter``: many feeds at once, into the settings and out of them."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.feeds_shown import print_all
from bot.cli.mistakes import counted
from bot.cli.options import ConfigOption, CreateOption
from bot.config import Config, FeedConfig, load_config
from bot.edges.clock import SystemClock
from bot.edges.opml_files import fetched_list, listed_in_file, write_list
from bot.edges.settings_file import SettingsFile, SortedOut, add_feeds, checked_feed, open_settings, sort_out
from bot.errors import GatewatchError, UsageError
from bot.feeds.opml import MOST_BYTES, NotAList, Outline, opml_of, read_opml
from bot.feeds.starter import StarterFeed, chosen, starter_feeds
from bot.insert import Entry

# Settings of a feed that go from desk to desk in a list. Leave to reach a private network never does: lists come from strangers.
TRAVELS = ("country", "every", "min_interval", "max_interval", "full_text", "important")
_LANGUAGE = re.compile("[a-z]{2,3}")

Many = list[str] | None


def import_(
    source: Annotated[str, typer.Argument(help="A file in OPML, or the web address of one.", metavar="FILE|ADDRESS")],
    lang: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of the feeds for which the list names none.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="Country of the feeds for which the list names none.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")] = False,
    create: CreateOption = False,
    config: ConfigOption = None,
) -> None:
    """Take the feeds of an OPML list into the settings file, as feed readers export them, broken XML included.

    `gatewatch feeds import feeds.opml --country IR --dry-run` shows what is new (+), there already (=) and refused (!). What is
    there stays as it is, so a list may be imported again. The feeds are not fetched: `gatewatch feeds test --all` does that.
    Ends with 1 when the list cannot be read, with 3 when feeds of it were refused.
    """
    given = {key: value for key, value in (("lang", lang), ("country", country)) if value}
    if isinstance(wrong := checked_feed({"url": "https://example.org/", **given}), str):
        raise UsageError(wrong)
    file = open_settings(config, os.environ, create=create or dry_run)
    data = asyncio.run(_fetched(source, file.config)) if "://" in source else listed_in_file(Path(source))
    outlines = read_opml(data)
    if isinstance(outlines, NotAList):
        raise GatewatchError(f"{source} was not imported: {outlines.why}")
    _take(file, [_entry(each, lang, country) for each in outlines], dry_run=dry_run)


async def _fetched(address: str, settings: Config) -> bytes:
    from bot.app import fetcher_of
    from bot.from_settings import limits_of

    limits = replace(limits_of(settings), most_bytes=MOST_BYTES)
    async with fetcher_of(settings, SystemClock(), limits) as fetcher:
        return await fetched_list(address, fetcher)


def starter(
    lang: Annotated[Many, typer.Option(metavar="CODE", help="Only feeds in this language; repeat.")] = None,
    country: Annotated[Many, typer.Option(metavar="CODE", help="Only feeds from this country; repeat.")] = None,
    region: Annotated[Many, typer.Option(metavar="REGION", help="Only feeds about this region; repeat.")] = None,
    topic: Annotated[Many, typer.Option(metavar="TOPIC", help="Only feeds about this topic; repeat.")] = None,
    take: Annotated[bool, typer.Option("--add", help="Add those shown to the settings file.")] = False,
    create: CreateOption = False,
    config: ConfigOption = None,
) -> None:
    """Show public feeds to begin with, by language, country, region and topic, and add them to the settings file with --add.

    `gatewatch feeds starter --lang ar --lang fa --add` adds the Arabic and Persian ones. Their addresses were not asked when they
    were written down: `gatewatch feeds test --all` says afterwards which of them answer.
    """
    _refuse_unknown("language", lang, {feed.lang for feed in starter_feeds()})
    countries = [each.upper() for each in country or ()]
    _refuse_unknown("country", countries, {feed.country for feed in starter_feeds()})
    _refuse_unknown("region", region, {feed.region for feed in starter_feeds()})
    _refuse_unknown("topic", topic, {feed.topic for feed in starter_feeds()})
    feeds = chosen(lang or (), countries, region or (), topic or ())
    if not feeds:
        raise GatewatchError("no feed is of all that at once; leave one of the options out")
    if take:
        file = open_settings(config, os.environ, create=create)
        wanted = [{"url": f.url, "name": f.name, "lang": f.lang, "country": f.country} for f in feeds]
        _take(file, wanted, dry_run=False)
    else:
        print_all([_table(feeds)])
        print(f"{counted(len(feeds), 'feed')}; --add adds them to the settings")


def _refuse_unknown(what: str, given: Many, known: set[str]) -> None:
    for each in given or ():
        if each not in known:
            raise UsageError(f"no feed to begin with has the {what} `{each}`; there are: {', '.join(sorted(known))}")


def _table(feeds: Sequence[StarterFeed]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("region", "topic", "lang", "from", "feed", "address"):
        table.add_column(column, overflow="fold")
    for feed in feeds:
        table.add_row(feed.region, feed.topic, feed.lang, feed.country, Text(feed.name), Text(feed.url))
    return table


def _entry(outline: Outline, lang: str | None, country: str | None) -> Entry:
    """A feed of a list as it would stand in the settings; what a list says besides is not taken over."""
    language = outline.lang.lower().replace("_", "-").partition("-")[0]
    said = {key: value for key, value in outline.settings.items() if key in TRAVELS}
    entry: dict[str, object] = {
        "url": outline.url,
        "name": "" if outline.name == outline.url else outline.name,
        "lang": language if _LANGUAGE.fullmatch(language) else lang,
        "country": country,
        **said,
        "important": said.get("important") == "true",
    }
    return {key: value for key, value in entry.items() if value}


def _take(file: SettingsFile, wanted: Sequence[Entry], *, dry_run: bool) -> None:
    """Add what is new, and say of each feed what became of it. Ends with 3 when some were refused."""
    sorted_out = sort_out(file.config, wanted)
    if sorted_out.new and not dry_run:
        add_feeds(file, sorted_out.new, os.environ)
    for line in _told(sorted_out):
        print(line)
    would = "would be added" if dry_run else "added"
    number = len(sorted_out.new)
    print(
        f"{file.path}: {counted(number, 'feed')} {would}, {len(sorted_out.there)} there already, "
        f"{len(sorted_out.refused)} refused"
    )
    if sorted_out.refused:
        raise typer.Exit(3)


def _told(sorted_out: SortedOut) -> list[str]:
    signs = (("+", sorted_out.new), ("=", sorted_out.there))
    lines = [f"{sign} {entry['url']}{_named(entry)}" for sign, entries in signs for entry in entries]
    return lines + [f"! {entry['url']}{_named(entry)}: {why}" for entry, why in sorted_out.refused]


def _named(entry: Entry) -> str:
    return f"  {entry['name']}" if entry.get("name") else ""


# --- for other readers ------------------------------------------------------------------------------------------------


def export(
    file: Annotated[
        Path | None,
        typer.Argument(help="The file to write. Default: standard output.", metavar="[FILE]", show_default=False),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write the feeds of the settings as an OPML list, which feed readers and `gatewatch feeds import` take.

    `gatewatch feeds export feeds.opml` replaces the file only if it is such a list. What OPML has no word for, such as `every`,
    stands in attributes of a namespace of its own; leave to reach a private network is not written.
    """
    settings = load_config(config, os.environ)
    data = opml_of("Feeds of Gatewatch", [_outline(feed) for feed in settings.feeds], SystemClock().now())
    if file is None:
        sys.stdout.buffer.write(data)
    else:
        write_list(file, data)
        print(f"{file}: {counted(len(settings.feeds), 'feed')}")


def _outline(feed: FeedConfig) -> Outline:
    """The feed with those of its settings that travel and are not as they are by default."""
    said = feed.model_dump(mode="json", exclude_defaults=True)
    settings = {key: "true" if said[key] is True else str(said[key]) for key in TRAVELS if key in said}
    return Outline(feed.url, feed.name or "", feed.lang or "", settings)
