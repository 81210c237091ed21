"""Which part stands still: by one table, for each work by its own limit, and never a part that merely has nothing to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bot.alerts.standstill import MENDS, WORKS, Part, Phase, Report, Sign, Work, report

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NOW = 1_000.0
LIMITS = dict.fromkeys(Work, 60.0)


def judged(phase: Phase = Phase.READY, limits: Mapping[Work, float] = LIMITS, **signs: Sign) -> Report:
    """What is said of a program all of whose other works were done a second ago."""
    return report({work: signs.get(work.name, Sign(NOW - 1)) for work in Work}, limits, phase, NOW, AT)


def test_every_part_is_watched_by_something_and_has_a_mend() -> None:
    """No word without a row, no row without a word."""
    assert set(WORKS) == set(Work)
    assert {kind.part for kind in WORKS.values()} == set(MENDS) == set(Part)
    assert {kind.part for kind in WORKS.values() if kind.always} == set(Part), (
        "each part has a sign that comes by itself"
    )


def test_who_did_everything_lately_is_well() -> None:
    """Every part is named with the time since it did its work."""
    found = judged()
    assert found.well
    assert found.watched == dict.fromkeys(Part, 1.0)


@pytest.mark.parametrize("work", Work)
@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(Sign(NOW - 1, begun=NOW - 61), id="under way for too long"),
        pytest.param(Sign(NOW - 1, failing=NOW - 61, why="SQLITE_FULL"), id="failing for too long"),
    ],
)
def test_what_hangs_or_fails_for_longer_than_its_limit_stands_still(work: Work, sign: Sign) -> None:
    """The part is named, since when, why, and what to do; the others are at work."""
    found = judged(**{work.name: sign})
    (still,) = found.still
    assert (still.part, still.rested.total_seconds()) == (WORKS[work].part, 61.0)
    assert str(still) == f"the {still.part.value} stands still for 61 seconds: {still.why}"
    assert sign.why in still.why
    assert still.mend
    assert not found.well
    assert judged(limits=LIMITS | {work: 62.0}, **{work.name: sign}).well


@pytest.mark.parametrize("work", Work)
def test_what_was_not_done_for_long_stands_still_only_where_it_comes_by_itself(work: Work) -> None:
    """No poll and no message for hours is a quiet night."""
    found = judged(**{work.name: Sign(NOW - 7_200)})
    assert [each.part for each in found.still] == ([WORKS[work].part] if WORKS[work].always else [])
    assert all("for 2 hours" in str(each) for each in found.still)


def test_a_part_is_named_once_for_what_rested_longest() -> None:
    """The longest first."""
    found = judged(ROUND=Sign(NOW - 70), POLL=Sign(NOW - 1, begun=NOW - 500), WRITE=Sign(NOW - 80))
    assert [(each.part, each.rested.total_seconds()) for each in found.still] == [
        (Part.POLLER, 500.0),
        (Part.DATABASE, 80.0),
    ]


@pytest.mark.parametrize(
    ("resting", "wants"),
    [
        ({Work.ROUND}, True),
        ({Work.DELIVERY}, True),
        ({Work.RELOAD, Work.ANSWER}, True),
        ({Work.ANSWER}, False),
        ({Work.WRITE}, False),
        ({Work.WRITE, Work.ROUND, Work.OUTBOX}, False),
        (set(), False),
    ],
)
def test_a_restart_is_wanted_only_where_it_mends(resting: set[Work], wants: bool) -> None:
    """Not for Slack, and not for a database, which stops others with it."""
    found = judged(**{work.name: Sign(NOW - 1, begun=NOW - 61) for work in resting})
    assert found.wants_a_restart is wants
    assert all(each.part.value in str(found) for each in found.still)


def test_what_has_no_limit_is_not_watched() -> None:
    """Without Slack nobody waits for its answers."""
    limits = {work: 60.0 for work in Work if WORKS[work].part is not Part.SLACK}
    found = judged(limits=limits, ANSWER=Sign(0.0))
    assert found.well
    assert Part.SLACK not in found.watched


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.STOPPING])
def test_who_starts_or_stops_is_not_well_and_stands_not_still(phase: Phase) -> None:
    """The phase says it; no part is to blame."""
    found = judged(phase, ROUND=Sign(0.0))
    assert not found.well
    assert found.still == ()
