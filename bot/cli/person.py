"""``gatewatch person``: everything the lists say about one human being, and why."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.options import ConfigOption, WatchlistsOption, read_watchlists
from bot.config import load_config
from bot.lists.apart import told_apart_by
from bot.lists.country_codes import countries
from bot.lists.find import Found, Match, find
from bot.model import Measure, Name, Person, Watchlist

OTHERS = 3  # people of a like name shown below the one who is meant


def person(
    who: Annotated[
        str,
        typer.Argument(
            metavar="NAME|ID|REFERENCE", help="A name in any spelling or script, an id, or a reference: UN IRi.039."
        ),
    ],
    watchlists: WatchlistsOption = None,
    config: ConfigOption = None,
) -> None:
    """Show one person with all listings, measures, names and sources, and who is easily taken for whom.

    Several people of that name are listed with their ids. Ends with 1 when nobody is found.
    """
    from bot.edges.kept_lists import watchlist_of

    settings = load_config(config, os.environ)
    with Console(stderr=True).status("reading the watchlists …"):
        watchlist = watchlist_of(settings.cache.expanduser(), read_watchlists(watchlists, settings))
        found = find(watchlist, who)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False, emoji=False)
    if len(found.meant) != 1:
        _print_several(console, who, found)
        raise typer.Exit(0 if found.meant else 1)
    _print_person(console, found.meant[0].person, watchlist)
    if found.near:
        _print_matches(console, "Others of a like name", found.near[:OTHERS])


def _print_several(console: Console, who: str, found: Found) -> None:
    if found.meant:
        _print_matches(console, f"Several people fit “{who}”; name one by its id", found.meant)
        if found.more:
            console.print(f"  … and {found.more:,} more; give more of the name")
        return
    console.print(f"Nobody on the lists fits “{who}”.")
    if found.near:
        _print_matches(console, "Nearest are", found.near)


def _print_matches(console: Console, title: str, matches: Sequence[Match]) -> None:
    console.print(Text(title, style="bold"))
    for match in matches:
        known_as = "" if match.name == match.person.name else f", listed also as {match.name}"
        labels = ", ".join(listing.label for listing in match.person.listings)
        console.print(f"  {match.person.id}  {match.person.name}{known_as}{f'  ({labels})' if labels else ''}")


def _print_person(console: Console, shown: Person, watchlist: Watchlist) -> None:
    console.print(Text.assemble((shown.name, "bold"), f"  {shown.id}"))
    for title, part in PARTS:
        lines = list(part(shown, watchlist))
        if lines:
            console.print(Text(title, style="bold"))
        for line in lines:
            console.print(f"  {line}")


# --- the parts, in the order in which they are shown ------------------------------------------------------------------


def _facts(shown: Person, _: Watchlist) -> Iterator[str]:
    nations = (f"{countries().get(code, code)} ({code})" for code in shown.nationality)
    facts = {
        "born": shown.born,
        "died": (shown.died,) if shown.died else (),
        "nationality": tuple(nations),
        "roles": shown.roles,
        "organisations": shown.organisations,
    }
    yield from (f"{key}: {'; '.join(values)}" for key, values in facts.items() if values)


def _listings(shown: Person, _: Watchlist) -> Iterator[str]:
    for listing in shown.listings:
        dates = _dates("listed", listing.since, listing.until)
        yield " · ".join(filter(None, (listing.label, listing.regime, dates)))
        yield from (f"  {_measure(measure)}" for measure in listing.measures)


def _measure(measure: Measure) -> str:
    dates = _dates("", measure.since, measure.until)
    exemptions = f"exempt: {'; '.join(measure.exemptions)}" if measure.exemptions else None
    return " · ".join(filter(None, (measure.type, dates, measure.basis, exemptions)))


def _dates(what: str, since: str | None, until: str | None) -> str:
    bounds = (f"since {since}" if since else "", f"until {until}" if until else "")
    dates = " ".join(filter(None, bounds))
    return f"{what} {dates}".strip() if dates else ""


def _names(shown: Person, _: Watchlist) -> Iterator[str]:
    kinds: dict[str, Callable[[Name], bool]] = {
        "strong": lambda name: not name.weak and not name.native,
        "native": lambda name: name.native,
        "weak": lambda name: name.weak and not name.native,
    }
    for kind, fits in kinds.items():
        if texts := [name.text for name in shown.names if fits(name)]:
            yield f"{kind}: {'; '.join(texts)}"


def _entries(shown: Person, _: Watchlist) -> Iterator[str]:
    yield f"entries: {', '.join(shown.refs)}"
    yield f"lists: {', '.join(shown.lists)}"
    if shown.source:
        yield f"source: {shown.source}"
    if shown.route:
        yield f"route: {shown.route}"
    if shown.threshold is not None:
        yield f"threshold: {shown.threshold:g}"


def _reasons(shown: Person, _: Watchlist) -> Iterator[str]:
    yield from shown.merged_because


def _confusables(shown: Person, watchlist: Watchlist) -> Iterator[str]:
    people = {each.id: each for each in watchlist.people}
    for other in (people[each] for each in watchlist.confusables.get(shown.id, ())):
        by = told_apart_by(shown, other)
        yield f"{other.name} ({other.id}): {'told apart by ' + ', '.join(by) if by else 'nothing tells them apart'}"
        yield from (f"  {key}: {_said(shown, key)} | {_said(other, key)}" for key in by)


def _said(who: Person, key: str) -> str:
    return "; ".join(getattr(who, key))


def _namesakes(shown: Person, _: Watchlist) -> Iterator[str]:
    for namesake in shown.namesakes:
        yield f"{namesake.name}{f', {namesake.about}' if namesake.about else ''}"


PARTS: tuple[tuple[str, Callable[[Person, Watchlist], Iterator[str]]], ...] = (
    ("Facts", _facts),
    ("Listings", _listings),
    ("Names", _names),
    ("Where it stands", _entries),
    ("Made one because", _reasons),
    ("Easily taken for", _confusables),
    ("Not meant", _namesakes),
)
