"""``gatewatch feeds``: the feeds of the settings, and looks at others before they are added."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer
from rich.text import Text

from bot.cli.feeds_add import add
from bot.cli.feeds_exchange import export, import_, starter
from bot.cli.feeds_shown import (
    SHOWN,
    Answers,
    as_data,
    found_as_data,
    found_lines,
    listed_as_data,
    listed_table,
    looks,
    print_all,
    report,
    summary,
)
from bot.cli.mistakes import counted
from bot.cli.options import ConfigOption
from bot.cli.plain import PlainApp
from bot.cli.waiting import working
from bot.config import Config, FeedConfig, load_config
from bot.edges.clock import SystemClock
from bot.edges.settings_file import checked_feed
from bot.errors import GatewatchError, UsageError
from bot.feeds.address import web_address
from bot.jobs.discover import Discovered, discover
from bot.jobs.look import Looking, SeenFeed, look_at, page_allowed, whole_article
from bot.model import Article
from bot.store.database import Database
from bot.store.health import FeedState, states
from bot.text import one_line, shown_address

AT_ONCE = 16  # looks; the settings bound how many go to one host

feeds = PlainApp(
    name="feeds",
    no_args_is_help=True,
    help="Add feeds, try them out, find those of a site, exchange lists of them.",
)
feeds.command("add")(add)
feeds.command("import")(import_)
feeds.command("export")(export)
feeds.command("starter")(starter)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object on each line, for programs.")]
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="The address may lie in a private network. Only for sites of your own.")
]


@feeds.command("list")
def list_(
    lang: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only feeds set to this language; repeat.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only feeds set to this country; repeat.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array instead of a table.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show the feeds of the settings, and how each is: when it was last read and brought news, what ails it, since when and why.

    `gatewatch feeds list --country IR --country SY` shows those that write from Iran or Syria, by the settings. Reads settings and
    database only, so it can be asked while `gatewatch run` is at work.
    """
    settings = load_config(config, os.environ)
    chosen = _set_to(_set_to(settings.feeds, "lang", lang), "country", country)
    now = SystemClock().now()
    known = _states(settings, now)
    if as_json:
        print(json.dumps(listed_as_data(chosen, known), indent=2, ensure_ascii=False))
    elif chosen:
        print_all([listed_table(chosen, known, now)])
    elif settings.feeds:
        print(f"None of the {counted(len(settings.feeds), 'feed')} in the settings is set to that.")
    else:
        print(
            "No feeds are configured yet; `gatewatch feeds add` adds one, `gatewatch feeds starter` shows some to begin with."
        )


def _set_to(listed: tuple[FeedConfig, ...], key: str, codes: list[str] | None) -> tuple[FeedConfig, ...]:
    """The feeds whose setting is one of the codes; without any, all. Raises UsageError for what is no code."""
    wanted = set()
    for code in codes or ():
        checked = checked_feed({"url": "https://example.org/", key: code})
        if isinstance(checked, str):
            raise UsageError(checked)
        wanted.add(getattr(checked, key))
    return tuple(feed for feed in listed if not wanted or getattr(feed, key) in wanted)


def _states(settings: Config, now: datetime) -> dict[str, FeedState]:
    """What the database knows of the feeds; nothing where there is none yet."""
    try:
        database = Database.look(settings.database.get_secret_value())
    except UsageError:
        raise
    except GatewatchError as error:
        print(f"how the feeds are is not known: {error}", file=sys.stderr)
        return {}
    with closing(database), database.snapshot() as connection:
        return states(connection, now)


# --- looking at one ---------------------------------------------------------------------------------------------------


@feeds.command("test")
def try_out(
    addresses: Annotated[
        list[str] | None, typer.Argument(help="Addresses of feeds.", metavar="[ADDRESS]...", show_default=False)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Test every feed of the settings, a line for each.")
    ] = False,
    page: Annotated[
        bool,
        typer.Option("--page", help="Fetch the page of one item too, and show its text as Gatewatch would read it."),
    ] = False,
    item: Annotated[
        int, typer.Option(metavar="N", min=1, max=10, help="With --page: which item, of the first ten.")
    ] = 1,
    as_json: JsonOption = False,
    allow_private: PrivateOption = False,
    config: ConfigOption = None,
) -> None:
    """Fetch a feed once and show what Gatewatch sees: redirects, validators, items with dates and texts, what is wrong.

    Nothing is written anywhere. `gatewatch feeds test https://example.org/rss --page` shows the first item's full text as well.
    Several addresses give a line each. Ends with 0 when all are feeds, with 1 when one is not or cannot be fetched.
    """
    settings = load_config(config, os.environ)
    wanted = [(web_address(each), allow_private) for each in addresses or ()]
    if everything:
        wanted += [(feed.url, feed.allow_private) for feed in settings.feeds]
    if not wanted:
        raise UsageError("no feed is named; give an address, or --all for those of the settings")
    if page and (len(wanted) > 1 or as_json):
        raise UsageError("--page goes with a single address, and not with --json")
    if len(wanted) > 1 or as_json:
        fine = asyncio.run(_try_many(settings, list(dict.fromkeys(wanted)), as_json=as_json))
    else:
        with working(f"asking {shown_address(wanted[0][0])}"):
            fine, lines = asyncio.run(_try_one(settings, *wanted[0], item=item if page else None))
        print_all(lines)
    if not fine:
        raise typer.Exit(1)


async def _try_many(settings: Config, wanted: list[tuple[str, bool]], *, as_json: bool) -> bool:
    """Look at several at once, and tell of each in the order given. Whether all are feeds."""
    from bot.wiring import open_looking

    answers: dict[str, Answers] = defaultdict(list)
    turns = asyncio.Semaphore(AT_ONCE)
    all_fine = True

    def hear(asked: str, status: int, address: str) -> None:
        answers[asked].append((status, address))

    async def line(looking: Looking, address: str) -> tuple[bool, str]:
        async with turns:
            seen = await look_at(looking, address)
        told = json.dumps(as_data(seen, answers[address]), ensure_ascii=False) if as_json else summary(seen)
        return isinstance(seen, SeenFeed), told

    with looks("testing", len(wanted)) as progress:
        async with open_looking(settings, on_answer=hear) as looking, asyncio.TaskGroup() as group:
            lines = [group.create_task(line(replace(looking, allow_private=leave), url)) for url, leave in wanted]
            for number, task in enumerate(lines, 1):
                fine, told = await task
                all_fine = all_fine and fine
                print(told)
                progress(number, len(wanted))
    return all_fine


async def _try_one(settings: Config, address: str, allow_private: bool, *, item: int | None) -> tuple[bool, list[Text]]:
    """Look at one. Whether it is a feed, and everything about it."""
    from bot.wiring import open_looking

    answers: Answers = []

    def hear(asked: str, status: int, came_from: str) -> None:
        if asked == address:
            answers.append((status, came_from))

    async with open_looking(settings, allow_private=allow_private, on_answer=hear) as looking:
        seen = await look_at(looking, address)
        items = seen.items[:SHOWN] if isinstance(seen, SeenFeed) else ()
        allowed = [await page_allowed(looking, each) for each in items]
        lines = [*report(seen, answers, looking.clock.now(), allowed)]
        if item and isinstance(seen, SeenFeed):
            lines += await _page(looking, seen, item)
    return isinstance(seen, SeenFeed), lines


async def _page(looking: Looking, seen: SeenFeed, item: int) -> list[Text]:
    """The text of the page of an item, or why there is none."""
    if item > len(seen.items):
        raise UsageError(f"there is no item {item}; the feed has {len(seen.items)} to choose from")
    article = await whole_article(looking, seen.items[item - 1])
    told = article.text if isinstance(article, Article) else article.why
    return [Text(""), Text(f"The page of item {item}", "bold"), Text(told)]


# --- finding them -----------------------------------------------------------------------------------------------------


@feeds.command("discover")
def discover_(
    site: Annotated[str, typer.Argument(help="Address of a site or of one of its pages.", metavar="SITE")],
    as_json: JsonOption = False,
    allow_private: PrivateOption = False,
    config: ConfigOption = None,
) -> None:
    """Find the feeds of a site, look at each, and print the command that adds it.

    `gatewatch feeds discover example.org` asks for the page and what it names as feeds, for links that look like some, and where
    none of these is one for the usual places, such as /feed and /rss.xml. robots.txt is honoured; at most 40 addresses are asked
    for, in at most two minutes. Ends with 1 when no feed was found.
    """
    site = web_address(site)
    if "://" in site and not site.lower().startswith(("http://", "https://")):
        raise UsageError(f"{site} is no web address; write it with https:// or http:// in front, or with neither")
    settings = load_config(config, os.environ)
    found = asyncio.run(_discover(settings, site, allow_private=allow_private))
    for note in found.notes:
        print(one_line(note), file=sys.stderr)
    if as_json:
        for each in found.feeds:
            print(json.dumps(found_as_data(each), ensure_ascii=False))
    else:
        now = SystemClock().now()
        print_all(line for each in found.feeds for line in found_lines(each, now, allow_private=allow_private))
    if not found.feeds:
        looked = f"{found.looks} address{'es' if found.looks != 1 else ''}"
        raise GatewatchError(f"no feed was found at {site} ({looked} looked at); give a page that tells of its feeds")


async def _discover(settings: Config, site: str, *, allow_private: bool) -> Discovered:
    from bot.wiring import open_looking

    with looks(f"looking for feeds of {site}", None) as progress:
        async with open_looking(settings, allow_private=allow_private) as looking:
            return await discover(looking, site, progress)
