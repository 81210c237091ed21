"""``gatewatch feeds add``: writes a feed into the settings file, after a look at it."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Annotated

import typer

from bot.cli.feeds_shown import add_command
from bot.cli.mistakes import counted
from bot.cli.options import ConfigOption, CreateOption
from bot.cli.waiting import working
from bot.config import Config
from bot.edges.settings_file import SettingsFile, add_feeds, open_settings, sort_out
from bot.errors import GatewatchError, UsageError
from bot.feeds.address import web_address
from bot.feeds.discover import named_in
from bot.insert import Entry
from bot.jobs.discover import looked_through
from bot.jobs.look import NoFeed, SeenFeed, look_at
from bot.text import one_line, shown_address

MOST_TOLD = 5  # feeds that a page names


def add(
    address: Annotated[str, typer.Argument(help="Address of an RSS, Atom or JSON feed.", metavar="ADDRESS")],
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The outlet, as alerts name it. Default: what the feed calls itself."),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of its articles, such as ar. Default: detected.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="Country it writes from, such as GB, as lists show it.")
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Look at it this often, such as 10m. Default: as often as it brings news."),
    ] = None,
    full_text: Annotated[
        str | None,
        typer.Option(metavar="MODE", help="Fetch the articles' pages: auto, always or never. Default: auto."),
    ] = None,
    important: Annotated[
        bool, typer.Option("--important", help="Tell the operator's channel when it has failed for an hour.")
    ] = False,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="The address may lie in a private network. Only for feeds of your own."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Fetch it once first, to see that it is a feed.")
    ] = True,
    create: CreateOption = False,
    config: ConfigOption = None,
) -> None:
    """Add a feed to the settings file, whose comments and order stay as they are.

    `gatewatch feeds add https://example.org/rss --lang en --country GB` fetches the feed once; what is no feed is not added, and
    the feeds that a web page names are shown. A feed that is there already, perhaps spelt otherwise, is refused.
    """
    file = open_settings(config, os.environ, create=create)
    entry: dict[str, object] = {
        "url": web_address(address),
        "name": name,
        "lang": lang,
        "country": country,
        "every": every,
        "full_text": full_text,
        "important": important,
        "allow_private": allow_private,
    }
    entry = {key: value for key, value in entry.items() if value}
    _refuse(file, entry)
    told = ""
    if check:
        with working(f"asking {shown_address(str(entry['url']))}"):
            seen = asyncio.run(_checked(file.config, str(entry["url"]), allow_private=allow_private))
        if seen.address != entry["url"]:
            print(f"it has moved for good to {seen.address} and is added with that address", file=sys.stderr)
            entry["url"] = seen.address
            _refuse(file, entry)
        told = f" ({seen.feed.title or 'no title'}: {counted(len(seen.feed.entries), 'item')}, {seen.lang or 'no language told'})"
    line = add_feeds(file, [entry], os.environ)
    print(f"{file.path}:{line}: added {entry['url']}{told}")


def _refuse(file: SettingsFile, entry: Entry) -> None:
    """Raises UsageError for what cannot stand in the settings, or does already."""
    sorted_out = sort_out(file.config, [entry])
    for _, why in sorted_out.refused:
        raise UsageError(why)
    if sorted_out.there:
        raise UsageError(f"{entry['url']} is in {file.path} already, perhaps spelt otherwise; edit it there")


async def _checked(settings: Config, address: str, *, allow_private: bool) -> SeenFeed:
    """The feed at this address. Raises GatewatchError saying what is there instead, and where feeds are."""
    from bot.wiring import open_looking

    async with open_looking(settings, allow_private=allow_private) as looking:
        seen = await look_at(looking, address)
        if isinstance(seen, SeenFeed):
            return seen
        named = named_in(seen.page.body, seen.page.url) if seen.page else ()
        feeds = await looked_through(looking, address, named[: 2 * MOST_TOLD])
    commands = [f"\n  {add_command(feed, allow_private=allow_private)}" for feed in feeds[:MOST_TOLD]]
    if commands:
        raise GatewatchError(f"{address} was not added: {one_line(seen.why)}; it names these feeds:{''.join(commands)}")
    raise GatewatchError(f"{address} was not added: {_why(seen)}")


def _why(seen: NoFeed) -> str:
    """What is wrong, and what can be done."""
    from bot.edges.http.words import LEAVE

    why = one_line(seen.why)
    if seen.page:
        return f"{why}; `gatewatch feeds discover` looks for the feeds of a site"
    if why.endswith(LEAVE):
        return f"{why.removesuffix(LEAVE)}add it with --allow-private if it is meant to be reached"
    return f"{why}; try again later, or add it unseen with --no-check"
