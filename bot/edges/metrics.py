"""Figures for Prometheus, in a registry of their own: what this process did, and what it found in the database last.

No feed, person or channel is named: labels come from short tables, so that their number stays small whatever feeds bring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.alerts.figures import Figures
from bot.alerts.standstill import Report

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter, which nobody asks for
SECONDS = (0.01, 0.05, 0.25, 1, 5, 15, 60, 300)  # edges of the histogram of ticks


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.polls = self._counter("polls", "Polls that ended, by what came of them.", "outcome")
        self.articles = self._counter("articles", "New articles.")
        self.decisions = self._counter("decisions", "Decisions about people in articles.", "action", "reason")
        self.deliveries = self._counter("delivery_tries", "Tries to tell something, by the state left.", "state")
        self.slack_calls = self._counter("slack_calls", "Requests to Slack, by how they ended.", "outcome")
        self.tick_failures = self._counter("tick_failures", "Ticks that raised.", "tick")
        self.ticks = Histogram(
            "gatewatch_tick_duration_seconds",
            "How long ticks took.",
            ("tick",),
            buckets=SECONDS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"gatewatch_{name}_total", says, labels, registry=self._registry)

    def ticked(self, tick: str, seconds: float, error: Exception | None) -> None:
        """A tick came to its end."""
        self.ticks.labels(tick).observe(seconds)
        if error is not None:
            self.tick_failures.labels(tick).inc()

    def show(
        self, report: Callable[[], Report], figures: Callable[[], Figures | None], replaced: Callable[[], int]
    ) -> None:
        """Show at each scrape what these say then; they must answer at once."""
        self._registry.register(_Shown(report, figures, replaced))

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._registry)


class _Shown(Collector):
    """What is looked up at a scrape."""

    def __init__(
        self, report: Callable[[], Report], figures: Callable[[], Figures | None], replaced: Callable[[], int]
    ) -> None:
        self._report, self._figures, self._replaced = report, figures, replaced

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry need not ask before there is anything."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Everything as it is now."""
        yield InfoMetricFamily("gatewatch_build", "The version.", {"version": __version__})
        yield CounterMetricFamily(
            "gatewatch_worker_replacements", "Workers that died or overran.", float(self._replaced())
        )
        yield from _of_report(self._report())
        if (figures := self._figures()) is not None:
            yield from _of_figures(figures)


def _of_report(report: Report) -> Iterator[Metric]:
    yield _one("ready", "1 while the program is at work: started, and not stopping.", float(report.phase == "ready"))
    still = {each.part for each in report.still}
    yield _by(
        "part_well", "1 while a part is at work.", "part", {p.value: float(p not in still) for p in report.watched}
    )
    last = {part.value: report.at.timestamp() - seconds for part, seconds in report.watched.items()}
    yield _by("part_last_success_timestamp_seconds", "When a part last did its work well.", "part", last)


def _of_figures(figures: Figures) -> Iterator[Metric]:
    yield _one("figures_timestamp_seconds", "When these were looked up in the database.", figures.at.timestamp())
    yield _by("feeds", "Feeds of the settings, by state.", "state", figures.feeds)
    yield _one("polls_due", "Feeds whose turn it is.", figures.due)
    yield _one("polls_overdue", "Feeds whose turn it has been for more than a minute.", figures.overdue)
    yield _one("pages_waiting", "Pages of articles to be tried again.", figures.pages)
    yield _by("deliveries", "Messages that are not told, by state.", "state", figures.deliveries)
    yield _one("unsent", "Messages still to be told.", figures.unsent)
    yield _one(
        "oldest_unsent_seconds", "For how long the oldest of them has waited.", figures.unsent_for.total_seconds()
    )
    yield _one("findings_for_digest", "Findings that wait for the next digest.", figures.for_digest)
    ages = ((each.id, each.age(figures.at.date())) for each in figures.lists)
    dated = {name: age.total_seconds() for name, age in ages if age is not None}
    yield _by("list_age_seconds", "Age of an imported official list, by its own date.", "list", dated)
    failed = {each.id: float(each.failed) for each in figures.lists}
    yield _by("list_pull_failed", "1 while an official list cannot be brought up to date.", "list", failed)


def _one(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"gatewatch_{name}", says, value)


def _by(name: str, says: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"gatewatch_{name}", says, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family
