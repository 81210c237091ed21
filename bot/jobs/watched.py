"""What is watched of the program, as its settings say: which work, by which limit, and who hears of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.alerts.standstill import Report, Work
from bot.config import Config
from bot.edges.official_folder import OfficialFolder
from bot.edges.workers import CALL_LIMIT, START_LIMIT, Workers
from bot.jobs.poll import LONGEST
from bot.jobs.watchdog import Beat, Watch, Watchdog
from bot.ports import Clock
from bot.store.database import Database

# Seconds that the longest steps of a delivery may take, and what is allowed beside the limits that polls and workers have.
TELLING, BESIDE = 60.0, 60.0


def watch_of(config: Config, clock: Clock) -> Watch:
    """What is watched, and by which limits: an interval, or what the work may take at the longest where that is more."""
    every, polling = config.watch.every.total_seconds(), config.polling
    longest = {
        Work.ROUND: 2 * polling.tick.total_seconds(),
        Work.POLL: polling.timeout.total_seconds() + LONGEST.total_seconds() + BESIDE,
        Work.OUTBOX: 0.0,
        Work.DELIVERY: TELLING,
        Work.WRITE: 0.0,
        Work.RELOAD: START_LIMIT + CALL_LIMIT + BESIDE,
    }
    if config.tells_slack:  # one message that goes unanswered is tried again first
        longest |= {Work.ANSWER: 0.0, Work.MESSAGE: config.slack.settle.total_seconds() + TELLING}
    return Watch(clock, {work: max(every, seconds) for work, seconds in longest.items()})


def watchdog_of(
    config: Config,
    watch: Watch,
    db: Database,
    owner: str,
    workers: Workers,
    ask_slack: Callable[[], Awaitable[None]] | None,
    beats: Mapping[str, Beat],
    looked: Callable[[Report], None],
) -> Watchdog:
    """The watchdog of a program that is built."""
    watch.replaced = lambda: workers.replaced
    ages = OfficialFolder(config.lists.folder).ages
    return Watchdog(watch, db, config.watch.every.total_seconds(), owner, ask_slack, ages, beats, looked)
