"""Hostile servers and documents against the real program: it stays small, offenders are stopped, other feeds go on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bot.edges.workers import CALL_LIMIT
from tests.edges.loopback import free_port
from tests.proof.hostile_documents import DOCUMENTS
from tests.proof.hostile_poller import INTERVAL
from tests.proof.hostile_server import BEHAVIOURS, GOOD, NAMES

MOST_MB = 512  # of the process that polls
TO_END = 5  # seconds until a worker is ended, and another one begun, on a busy machine
WITHIN = 900  # seconds for all of it, on a busy machine


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    number = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.proof.hostile_server", str(number)], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    yield number
    server.kill()
    server.wait()
    server.stdout.close()


@pytest.fixture(scope="module")
def polled(port: int, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one sweep over all of them came to."""
    database = tmp_path_factory.mktemp("hostile") / "a.db"
    command = [sys.executable, "-m", "tests.proof.hostile_poller", str(port), str(database)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=WITHIN)
    found: dict[str, Any] = json.loads(done.stdout)
    print({name: value for name, value in found.items() if name != "why"})
    return found


def test_there_are_enough_of_them() -> None:
    """At least sixty documents and forty ways to misbehave."""
    assert len(DOCUMENTS) >= 60
    assert len(BEHAVIOURS) >= 40


def test_the_poller_stays_small(polled: dict[str, Any]) -> None:
    """Whatever is served, the process that polls stays below half a gigabyte."""
    assert polled["most_mb"] < MOST_MB


def test_offenders_are_stopped(polled: dict[str, Any]) -> None:
    """No call of a worker takes longer than its limit and the moment that ending it takes."""
    assert CALL_LIMIT == 15
    assert polled["longest_call"] < CALL_LIMIT + TO_END


def test_other_feeds_are_late_by_one_interval_at_most(polled: dict[str, Any]) -> None:
    """While all the hostile ones are polled, good feeds are asked again within two intervals, and never fail."""
    assert polled["longest_gap"] <= 2 * INTERVAL
    assert [polled["why"][name] for name in NAMES[:GOOD]] == [None] * GOOD


def test_nothing_is_a_fault_of_ours(polled: dict[str, Any]) -> None:
    """Every hostile feed ends in a reading or in a reason that speaks of it, and none in an exception."""
    assert not {name: why for name, why in polled["why"].items() if why and "fault of ours" in why}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("40,000 attributes", "attributes"),
        ("a million elements", "elements"),
        ("namespaces one by one", "namespaces"),
        ("items in items", "nested"),
        ("drips its body", "no complete answer in time"),
        ("gigabyte of gzip", "larger than"),
        ("redirects to a file", "do not follow"),
        ("redirects on and on", "more than 5 redirects"),
        ("410", "410"),
        ("consent page", "consent"),
        ("a page", "HTML page"),
    ],
)
def test_a_person_is_told_why(polled: dict[str, Any], name: str, why: str) -> None:
    """What stopped an offender stands with its feed."""
    assert why in polled["why"][name]
