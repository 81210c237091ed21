"""Figures for Prometheus: by its rules of naming, with labels from short tables, and of this process alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import __version__
from bot.alerts.figures import Figures, ListAge
from bot.alerts.standstill import Part, Phase, Report, Standstill
from bot.edges.metrics import Metrics

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STILL = Standstill(Part.SLACK, timedelta(seconds=90), "Slack has not answered well")
REPORT = Report(NOW, Phase.READY, {Part.POLLER: 2.0, Part.SLACK: 90.0}, (STILL,))
FIGURES = Figures(
    NOW,
    {"ok": 3, "failing": 1},
    due=2,
    overdue=1,
    pages=4,
    deliveries={"pending": 2, "uncertain": 1, "failed": 7},
    oldest_unsent=NOW - timedelta(minutes=5),
    for_digest=6,
    lists=(ListAge("un", "2026-03-01"), ListAge("uk", None, failed=True)),
)


def shown(figures: Figures | None = FIGURES) -> tuple[Metrics, dict[str, float]]:
    metrics = Metrics()
    metrics.show(lambda: REPORT, lambda: figures, lambda: 5)
    return metrics, values(metrics)


def values(metrics: Metrics) -> dict[str, float]:
    """Name with labels -> value, as a scraper reads it."""
    return {
        each.name + "".join(f"{{{key}={value}}}" for key, value in sorted(each.labels.items())): each.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for each in family.samples
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (f"gatewatch_build_info{{version={__version__}}}", 1),
        ("gatewatch_ready", 1),
        ("gatewatch_part_well{part=poller}", 1),
        ("gatewatch_part_well{part=slack}", 0),
        ("gatewatch_part_last_success_timestamp_seconds{part=slack}", NOW.timestamp() - 90),
        ("gatewatch_worker_replacements_total", 5),
        ("gatewatch_feeds{state=failing}", 1),
        ("gatewatch_polls_due", 2),
        ("gatewatch_polls_overdue", 1),
        ("gatewatch_pages_waiting", 4),
        ("gatewatch_deliveries{state=uncertain}", 1),
        ("gatewatch_unsent", 3),
        ("gatewatch_oldest_unsent_seconds", 300),
        ("gatewatch_findings_for_digest", 6),
        ("gatewatch_list_age_seconds{list=un}", 86_400),
        ("gatewatch_list_pull_failed{list=uk}", 1),
        ("gatewatch_figures_timestamp_seconds", NOW.timestamp()),
    ],
)
def test_what_is_known_is_shown(name: str, value: float) -> None:
    """Under the name that the documents give."""
    assert shown()[1][name] == value


def test_what_is_not_known_yet_is_not_shown() -> None:
    """Before the first look into the database there are no counts, and no noughts in their place."""
    known = shown(None)[1]
    assert "gatewatch_ready" in known
    assert not any(name.startswith(("gatewatch_feeds", "gatewatch_unsent")) for name in known)


def test_a_tick_is_timed_and_a_failing_one_counted() -> None:
    """By the tick's name."""
    metrics = Metrics()
    metrics.ticked("poll", 2.0, None)
    metrics.ticked("poll", 0.5, KeyError())
    found = values(metrics)
    assert found["gatewatch_tick_duration_seconds_count{tick=poll}"] == 2
    assert found["gatewatch_tick_duration_seconds_sum{tick=poll}"] == 2.5
    assert found["gatewatch_tick_failures_total{tick=poll}"] == 1


def test_names_follow_the_rules_and_two_programs_share_nothing() -> None:
    """One prefix, base units, counters that end in total; a registry for each."""
    metrics, _ = shown()
    metrics.polls.labels("news").inc()
    families = [f for f in text_string_to_metric_families(metrics.text().decode()) if not f.name.startswith("process_")]
    assert all(re.fullmatch(r"gatewatch_[a-z]+(_[a-z]+)*", family.name) for family in families)
    assert all(family.documentation.endswith(".") for family in families)
    assert values(Metrics()).get("gatewatch_polls_total{outcome=news}") is None
