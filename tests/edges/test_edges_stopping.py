"""Signals to stop: the first one asks and leaves so much time, the second one ends; nothing that hangs can be in the way."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

# A main thread that does not listen to anybody: inside C, where Python runs no handler of a signal.
DEAF = """
import sys, threading, time
from bot.edges.stopping import StopSignals
signals = StopSignals()
{ask}
lock = threading.Lock()
lock.acquire()
print("begun", flush=True)
lock.acquire()
"""
ASK = 'signals.ask(lambda: print("asked", flush=True), {seconds})'


def ended(program: str, *signals: signal.Signals) -> tuple[int, list[str]]:
    """How a program ends that gets these signals, each after it said something."""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = []
        for each in signals:
            said.append(process.stdout.readline().strip())
            process.send_signal(each)
        said += process.stdout.read().split()
        return process.wait(30), said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_before_anything_is_at_work_the_first_signal_ends_it(number: signal.Signals) -> None:
    """With 0: it was asked for."""
    assert ended(DEAF.format(ask=""), number) == (0, ["begun"])


def test_when_the_time_is_over_it_ends_whatever_it_is_at() -> None:
    """With 0, after what was asked for was called."""
    assert ended(DEAF.format(ask=ASK.format(seconds=0.2)), signal.SIGTERM) == (0, ["begun", "asked"])


def test_a_second_signal_ends_it_at_once() -> None:
    """With the number that shells give to it."""
    program = DEAF.format(ask=ASK.format(seconds=1_000))
    assert ended(program, signal.SIGTERM, signal.SIGINT) == (130, ["begun", "asked"])


def test_a_program_that_ends_by_itself_in_time_is_let() -> None:
    """What is asked for ends it; its own exit code stands."""
    program = DEAF.format(ask=ASK.format(seconds=1_000).replace('print("asked", flush=True)', "lock.release()"))
    assert ended(program + "sys.exit(3)", signal.SIGTERM) == (3, ["begun"])
