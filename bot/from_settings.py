"""What the settings come to: the values that jobs work with."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.alerts.routes import Policy, Quiet, Route
from bot.config import Config, FeedConfig
from bot.desk_settings import QuietHours, RouteConfig
from bot.edges.http.fetch import FetchLimits
from bot.feeds.schedule import Bounds
from bot.jobs.new_list import Noting
from bot.jobs.refused import Elsewhere
from bot.ports import Clock
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec

# The name of the one channel there is when no Slack is set up.
CONSOLE = "console"


def limits_of(config: Config) -> FetchLimits:
    """How feeds and pages are fetched."""
    polling = config.polling
    return FetchLimits(
        deadline=polling.timeout.total_seconds(),
        most_bytes=polling.max_bytes,
        per_host=polling.per_host,
        host_rate=polling.host_rate,
    )


def feed_spec(config: Config, feed: FeedConfig) -> FeedSpec:
    """A feed of the settings as the store keeps it."""
    bounds = _bounds(config, feed)
    settings = FeedSettings(
        min_interval=bounds.min_interval.total_seconds(),
        max_interval=bounds.max_interval.total_seconds(),
        full_text=feed.full_text,
        allow_private=feed.allow_private,
        important=feed.important,
        steady=bounds.steady,
    )
    return FeedSpec(feed.url, feed.name, feed.lang, settings)


def _bounds(config: Config, feed: FeedConfig) -> Bounds:
    """What is said of the feed itself stands above what is said of all."""
    if feed.every:
        return Bounds.at_pace(feed.every)
    shortest = feed.min_interval or config.polling.min_interval
    longest = feed.max_interval or max(config.polling.max_interval, shortest)
    return Bounds(min(shortest, longest), longest)


def operator_of(config: Config) -> str | None:
    """The channel that hears of broken lists; None when only the log can."""
    return config.slack.operator or (CONSOLE if config.slack.channel is None else None)


def elsewhere_of(config: Config) -> Elsewhere:
    """Who stands in for a channel that does not take its messages."""
    operator = operator_of(config)
    return Elsewhere(config.slack.fallback or operator, operator)


def noting_of(config: Config, db: Database, clock: Clock) -> Noting:
    """Whom a change of the lists is told, and how far back is looked for whom it brings."""
    days = min(config.lookback_days, config.retention_days)
    return Noting(db, clock, operator_of(config), policy_of(config).channel, days)


def policy_of(config: Config) -> Policy:
    """What the desk wants, from the settings."""
    return Policy(
        channel=config.slack.channel or CONSOLE,
        routes={name: _route(each) for name, each in config.routes.items()} if config.slack.channel else {},
        at_once=frozenset(config.decide.at_once),
        story_days=config.decide.story_days,
        by_list=config.routing.lists,
        by_reason=config.routing.reasons,
        quiet=_quiet(config.quiet),
        repeat_after=config.decide.repeat_after,
    )


def _route(given: RouteConfig) -> Route:
    at_once = None if given.at_once is None else frozenset(given.at_once)
    return Route(given.channel, given.mention, at_once, _quiet(given.quiet))


def _quiet(given: QuietHours | None) -> Quiet | None:
    if given is None:
        return None
    return Quiet(given.start, given.end, ZoneInfo(given.timezone), frozenset(given.through))
