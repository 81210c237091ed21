"""``gatewatch why``: every step from a text to a decision, for people who doubt one."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.text import Text

from bot.alerts import words
from bot.alerts.triaged import told_of
from bot.cli.on_record import OnRecord, alerts_with, article_at
from bot.cli.options import ConfigOption, WatchlistsOption, read_watchlists
from bot.config import Config, load_config
from bot.edges.article_lines import article_of_line, moment_of
from bot.errors import UsageError
from bot.feeds.language import detect_language
from bot.model import Alert, Article, Findings, Mention, Span, Stated, Trip
from bot.text import clean, cut, one_line

if TYPE_CHECKING:
    from bot.pipeline import Screener  # brings the parser along, which takes its time

# One word with a figure in it, or of nothing but the letters that keys are made of: no text that could be explained.
_LIKE_A_KEY = re.compile(r"[0-9a-f]{6,64}|(?=[A-Za-z]*[0-9])[0-9A-Za-z]{6,20}")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LIKE_A_FILE = re.compile(r"\S+\.(?:txt|jsonl?|html?|md)")


def why(
    what: Annotated[
        str,
        typer.Argument(
            metavar="TEXT|FILE|URL|ALERT",
            help="A sentence or two, a file (text or JSON lines), the address of an article, or the key of an alert (its small print has it).",
        ),
    ],
    watchlists: WatchlistsOption = None,
    config: ConfigOption = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="The day on which the text was published, from which “on Thursday” is counted. An article's own date stands.",
        ),
    ] = None,
) -> None:
    """Explain every step: who was found and on what evidence, places, trips with their claims, the ban, the decision and its reason."""
    settings = load_config(config, os.environ)
    console = Console(highlight=False, soft_wrap=True)
    if _LIKE_A_KEY.fullmatch(what) and not Path(what).is_file():
        for alert in alerts_with(what, settings):
            _print_alert(console, alert)
        return
    published = _published(date)
    stored = article_at(what, settings) if _ADDRESS.match(what) else None
    given = [stored.article] if stored else _articles(what, settings, published)
    published = published or (stored.first_seen if stored else None)
    articles = [_dated(article, published) for article in given]
    screener = _screener(settings, watchlists)
    for article in articles:
        _explain(console, article, screener, settings)
    if stored:
        _print_record(console, stored)


# --- what is asked about ------------------------------------------------------------------------------------------------


def _published(date: str | None) -> datetime | None:
    try:
        return moment_of(date)
    except ValueError:
        raise UsageError(f"--date {date}: not a date; write it like 2016-04-14") from None


def _dated(article: Article, published: datetime | None) -> Article:
    """The article with the day given by hand, where it has none of its own."""
    return article if article.published else replace(article, published=published)


def _articles(what: str, settings: Config, published: datetime | None) -> Iterator[Article]:
    if _ADDRESS.match(what):
        yield asyncio.run(_fetched(what, settings, published))
    elif len(what) < 1_000 and Path(what).is_file():
        yield from _from_file(Path(what))
    elif _LIKE_A_FILE.fullmatch(what):
        raise UsageError(f"{what}: no such file; name a text file or a file of JSON lines")
    else:
        text = clean(what)
        yield Article("text", text, lang=detect_language(text, None))


def _from_file(path: Path) -> Iterator[Article]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read as UTF-8 text ({error}); name a text file or a file of JSON lines"
        ) from None
    if not text.lstrip().startswith("{"):
        title, _, rest = clean(text).partition("\n\n")
        yield (
            Article(path.name, rest, title, detect_language(text, None))
            if rest
            else Article(path.name, title, lang=detect_language(text, None))
        )
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield article_of_line(line)
            except ValueError as error:
                raise UsageError(f"{path}:{number}:1: {error}; mend the line") from None


async def _fetched(url: str, settings: Config, published: datetime | None) -> Article:
    """The article at an address; without a day given by hand it counts as published now."""
    from bot.app import fetcher_of
    from bot.edges.clock import SystemClock
    from bot.feeds.page import NotAnArticle, read_page
    from bot.from_settings import limits_of
    from bot.ports import Fetched, Request

    async with fetcher_of(settings, SystemClock(), limits_of(settings)) as fetcher:
        answer = await fetcher.fetch(Request(url, allow_private=_of_own_feed(url, settings)))
    if not isinstance(answer, Fetched):
        reason, _, _ = getattr(answer, "why", "nothing came").partition(";")  # what may follow is advice about feeds
        raise UsageError(f"{url}: {reason}; save the page's text to a file and name that")
    page = read_page(answer.body, answer.url)
    if isinstance(page, NotAnArticle):
        raise UsageError(f"{url}: {page.why}; save the article's text to a file and name that")
    when = published or SystemClock().now()
    return Article(url, page.text, page.title or "", detect_language(page.text, None), when, url=url)


def _of_own_feed(url: str, settings: Config) -> bool:
    """Whether a feed that may lie in a private network is served from the same host and port."""
    own = {urlsplit(feed.url).netloc.lower() for feed in settings.feeds if feed.allow_private}
    return urlsplit(url).netloc.lower() in own


def _screener(settings: Config, watchlists: list[Path] | None) -> Screener:
    from bot.edges.kept_lists import watchlist_of
    from bot.edges.screener import build_screener

    cache = settings.cache.expanduser()
    with Console(stderr=True).status("loading lists, names and model …"):
        return build_screener(watchlist_of(cache, read_watchlists(watchlists, settings)), cache)


# --- what is said of it ---------------------------------------------------------------------------------------------------


def _explain(console: Console, article: Article, screener: Screener, settings: Config) -> None:
    from bot.alerts.conclude import conclude
    from bot.alerts.past import Past
    from bot.edges.clock import SystemClock
    from bot.from_settings import policy_of

    findings = screener.screen(article, all_places=True)
    now = article.published or SystemClock().now()
    console.print(Text(f"{article.title or article.id}", style="bold"))
    console.print(
        f"language {article.lang or 'not known'} · {len(article.body):,} characters · list {screener.watchlist.fingerprint[:6]}",
        style="dim",
    )
    _print_findings(console, article, findings)
    for conclusion in conclude(
        article, findings, screener.people, Past(), policy_of(settings), now, screener.watchlist.fingerprint
    ):
        decision = conclusion.decision
        line = f"decision: {decision.action.value} · {decision.reason.value} · {screener.people[decision.person].name} → {decision.channel}"
        console.print(Text(line, style="bold green" if conclusion.tellings else "bold"))
    console.print()


def _print_findings(console: Console, article: Article, findings: Findings) -> None:
    if not findings.mentions:
        console.print("people: nobody on the lists")
    for mention in findings.mentions:
        _print_mention(console, article, mention)
    console.print(Text("places: " + (", ".join(f"{p.text} ({p.country or '?'})" for p in findings.places) or "none")))
    for trip in findings.trips:
        _print_trip(console, article, trip)
    for presence in findings.presences:
        console.print(
            Text(
                f"presence: {presence.place.text} ({presence.place.country or '?'}) “{_quote(article, presence.evidence[0])}”"
            )
        )
    if findings.note:
        console.print(Text(f"note: {findings.note}"))


def _print_mention(console: Console, article: Article, mention: Mention) -> None:
    console.print(
        Text(
            f"{mention.tier.value}: {mention.name} ({', '.join(mention.listings)}) {mention.score:.2f}, printed “{mention.matched}” at {mention.spans[0].start}",
            style="bold",
        )
    )
    _print_evidence(console, mention)
    for other in mention.confusables:
        stands = "perhaps also" if other.same else "not"
        console.print(Text(f"  {stands} {other.name} ({other.label}): {other.why}"))


def _print_evidence(console: Console, mention: Mention) -> None:
    for evidence in mention.evidence:
        sign = "+" if evidence.favours else "−"
        console.print(Text(f"  {sign} {abs(evidence.weight):.2f} {evidence.kind}: {evidence.text}"))


def _print_trip(console: Console, article: Article, trip: Trip) -> None:
    route = f"{trip.origin.text if trip.origin else 'not stated'} → {trip.destination.text if trip.destination else 'not stated'}"
    console.print(
        Text(
            f"{'main trip' if trip.main else 'trip'}: {route} · {trip.status.value}{'' if trip.verified else ' · unverified'}",
            style="bold",
        )
    )
    fields = {
        "when": _when(article, trip),
        "duration": _words(trip.duration),
        "mode": _words(trip.mode),
        "purpose": _words(trip.purpose),
        "meets": ", ".join(m.text for m in trip.meets) or "not stated",
    }
    for name, value in fields.items():
        console.print(Text(f"  {name}: {value}"))
    for claim in trip.claims:
        console.print(
            Text(
                f"  {claim.status.value} (of the {claim.of.value}) by {claim.by.text if claim.by else 'the article'}: “{_quote(article, claim.span)}”"
            )
        )
    if trip.ban:
        console.print(Text(f"  ban: {trip.ban.applies.value} · {trip.ban.listing or '–'} · {trip.ban.why}"))


def _when(article: Article, trip: Trip) -> str:
    if trip.when is None:
        return "not stated"
    if trip.when.first and trip.when.last:
        return f"“{one_line(trip.when.text)}”: {words.days(trip.when.first, trip.when.last)}"
    unknown = "the day is not told" if article.published else "--date tells from which day to count"
    return f"“{one_line(trip.when.text)}” ({unknown})"


def _words(stated: Stated | None) -> str:
    return stated.text if stated else "not stated"


def _quote(article: Article, span: Span) -> str:
    return cut(one_line(article.body[span.start : span.end]), 160)


def _print_record(console: Console, stored: OnRecord) -> None:
    """That the text is the stored one, and what was decided about it at the time."""
    when = f"{stored.first_seen:%Y-%m-%d %H:%M} UTC"
    console.print(f"on record: text stored when the article was first seen, {when}; nothing was fetched", style="dim")
    console.print(f"`gatewatch replay --article {stored.article.id}` takes anew what was decided then", style="dim")
    for each in stored.decisions:
        story = f" · alert {each.story}" if each.story else ""
        line = f"on record: {each.action.value} · {each.reason.value} · {each.person} → {each.channel}{story}"
        console.print(Text(line, style="bold"))


def _print_alert(console: Console, alert: Alert) -> None:
    console.print(
        Text(
            f"alert {alert.key} · {', '.join(each.name for each in alert.people)} · {alert.reason.value} · version {alert.version} · list {alert.fingerprint[:6]}",
            style="bold",
        )
    )
    for line in told_of(alert):
        console.print(Text(line, style="bold"))
    for account in alert.accounts:
        source = account.source
        console.print(
            Text(f"{source.outlet or 'outlet not known'}: {source.title} ({source.url or 'no address'})", style="bold")
        )
        _print_evidence(console, account.mention)
        for quote in account.quotes:
            console.print(Text(f"  “{quote.text}”"))
    for each in alert.withdrawn:
        console.print(
            Text(
                f"edited, seen {each.at:%Y-%m-%d %H:%M} UTC: {each.source.outlet or 'the outlet'} {words.no_longer(each.said)}"
            )
        )
    console.print(f"`gatewatch replay {alert.key}` takes its decisions anew", style="dim")
