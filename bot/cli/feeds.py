"""``gatewatch feeds``: the feeds of the settings, and looks at others before they are added."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from typing import Annotated

import typer

from bot.cli.feeds_add import add
from bot.cli.feeds_exchange import export, import_, starter
from bot.cli.feeds_shown import (
    Answers,
    as_data,
    console,
    found_as_data,
    found_lines,
    listed_as_data,
    listed_table,
    looks,
    report,
    summary,
)
from bot.cli.options import ConfigOption
from bot.config import Config, load_config
from bot.edges.clock import SystemClock
from bot.errors import GatewatchError, UsageError
from bot.feeds.address import web_address
from bot.jobs.discover import Discovered, discover
from bot.jobs.look import Looking, NoFeed, SeenFeed, look_at, page_allowed, whole_article
from bot.model import Article
from bot.store.database import Database
from bot.store.feed_states import FeedState, feed_states
from bot.text import one_line

app = typer.Typer(no_args_is_help=True, help="Add feeds, try them out, find those of a site, exchange lists of them.")
app.command("add")(add)
app.command("import")(import_)
app.command("export")(export)
app.command("starter")(starter)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object on each line, for programs.")]
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="The address may lie in a private network. Only for sites of your own.")
]


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array instead of a table.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show the feeds of the settings, and how each is: when it was last read and brought news, since when and why it fails.

    Reads settings and database only, so it can be asked while `gatewatch run` is at work.
    """
    settings = load_config(config, os.environ)
    states = _states(settings)
    now = SystemClock().now()
    if as_json:
        print(json.dumps(listed_as_data(settings.feeds, states), indent=2, ensure_ascii=False))
    elif settings.feeds:
        console().print(listed_table(settings.feeds, states, now))
    else:
        print(
            "No feeds are configured yet; `gatewatch feeds add` adds one, `gatewatch feeds starter` shows some to begin with."
        )


def _states(settings: Config) -> dict[str, FeedState]:
    """What the database knows of the feeds; nothing where there is none yet."""
    try:
        database = Database.look(settings.database.get_secret_value())
    except UsageError:
        raise
    except GatewatchError as error:
        print(f"how the feeds are is not known: {error}", file=sys.stderr)
        return {}
    try:
        with database.snapshot() as connection:
            return feed_states(connection)
    finally:
        database.close()


# --- looking at one ---------------------------------------------------------------------------------------------------


@app.command("test")
def try_out(
    addresses: Annotated[
        list[str] | None, typer.Argument(help="Addresses of feeds.", metavar="[ADDRESS...]", show_default=False)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Test every feed of the settings, a line for each.")
    ] = False,
    page: Annotated[
        bool,
        typer.Option("--page", help="Fetch the page of one item too, and show its text as Gatewatch would read it."),
    ] = False,
    item: Annotated[int, typer.Option(min=1, max=10, help="With --page: which of the items shown.")] = 1,
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
    in_full = len(wanted) == 1 and not as_json
    if page and not in_full:
        raise UsageError("--page goes with a single address, and not with --json")
    if not asyncio.run(_try_out(settings, wanted, in_full=in_full, item=item if page else None, as_json=as_json)):
        raise typer.Exit(1)


async def _try_out(
    settings: Config, wanted: list[tuple[str, bool]], *, in_full: bool, item: int | None, as_json: bool
) -> bool:
    """Look at each, one after the other. Whether all are feeds."""
    from bot.wiring import open_looking

    fine = True
    answers: Answers = []
    with looks("testing", len(wanted)) as progress:
        async with open_looking(settings, on_answer=lambda *answer: answers.append(answer)) as looking:
            for number, (address, private) in enumerate(wanted, 1):
                answers.clear()
                allowed = replace(looking, allow_private=private)
                seen = await look_at(allowed, address)
                fine = fine and isinstance(seen, SeenFeed)
                if in_full:
                    await _report(allowed, seen, tuple(answers), item)
                else:
                    print(json.dumps(as_data(seen, answers), ensure_ascii=False) if as_json else summary(seen))
                progress(number, len(wanted))
    return fine


async def _report(
    looking: Looking, seen: SeenFeed | NoFeed, answers: tuple[tuple[int, str], ...], item: int | None
) -> None:
    """Everything about one feed, and about the page of an item where that is asked for."""
    allowed = await page_allowed(looking, seen.items[0]) if isinstance(seen, SeenFeed) and seen.items else None
    out = console()
    for line in report(seen, answers, looking.clock.now(), pages_allowed=allowed):
        out.print(line)
    if item is None or isinstance(seen, NoFeed):
        return
    if item > len(seen.items):
        raise UsageError(f"there is no item {item}; the feed has {len(seen.items)} to choose from")
    article = await whole_article(looking, seen.items[item - 1])
    out.print(f"\nThe page of item {item}", style="bold")
    out.print(article.text if isinstance(article, Article) else article.why)


# --- finding them -----------------------------------------------------------------------------------------------------


@app.command("discover")
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
    settings = load_config(config, os.environ)
    found = asyncio.run(_discover(settings, web_address(site), allow_private=allow_private))
    for note in found.notes:
        print(one_line(note), file=sys.stderr)
    if as_json:
        for each in found.feeds:
            print(json.dumps(found_as_data(each), ensure_ascii=False))
    else:
        out, now = console(), SystemClock().now()
        for each in found.feeds:
            for line in found_lines(each, now, allow_private=allow_private):
                out.print(line)
    if not found.feeds:
        looked = f"{found.looks} address{'es' if found.looks != 1 else ''}"
        raise GatewatchError(f"no feed was found at {site} ({looked} looked at); give a page that tells of its feeds")


async def _discover(settings: Config, site: str, *, allow_private: bool) -> Discovered:
    from bot.wiring import open_looking

    with looks(f"looking for feeds of {site}", None) as progress:
        async with open_looking(settings, allow_private=allow_private) as looking:
            return await discover(looking, site, progress)
