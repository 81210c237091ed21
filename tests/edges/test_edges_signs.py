"""Signs of work: beginnings and ends, well and ill, without a word that could be a secret."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from bot.alerts.standstill import Sign, Work
from bot.edges.signs import Signs, named
from bot.errors import GatewatchError


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def signs(seconds: Seconds) -> Signs:
    return Signs(seconds)


def test_what_ends_is_well_and_what_is_under_way_shows_its_beginning(signs: Signs, seconds: Seconds) -> None:
    """The oldest of several counts."""
    with signs.doing(Work.POLL):
        seconds.now = 110.0
        with signs.doing(Work.POLL):
            assert signs.all()[Work.POLL] == Sign(100.0, begun=100.0)
        assert signs.all()[Work.POLL] == Sign(110.0, begun=100.0)
    assert signs.all()[Work.POLL] == Sign(110.0)


def test_what_raises_fails_since_its_first_time_until_it_is_well(signs: Signs, seconds: Seconds) -> None:
    """The last reason is told, and the error goes on."""
    for seconds.now, error in ((110.0, KeyError("secret")), (120.0, GatewatchError("its file was deleted"))):
        with pytest.raises(type(error)), signs.doing(Work.WRITE):
            raise error
    assert signs.all()[Work.WRITE] == Sign(100.0, failing=110.0, why="its file was deleted")
    signs.well(Work.WRITE)
    assert signs.all()[Work.WRITE] == Sign(120.0)


def test_what_is_cancelled_is_neither_well_nor_ill(signs: Signs, seconds: Seconds) -> None:
    """A stop of the program is no fault of the work."""
    seconds.now = 110.0
    with pytest.raises(asyncio.CancelledError), signs.doing(Work.POLL):
        raise asyncio.CancelledError
    assert signs.all()[Work.POLL] == Sign(100.0)


def test_a_new_beginning_forgets_what_was(signs: Signs, seconds: Seconds) -> None:
    """Signs count from when work begins."""
    signs.ill(Work.ANSWER, "no connection")
    seconds.now = 500.0
    signs.begin()
    assert set(signs.all().values()) == {Sign(500.0)}


def test_errors_are_named_by_their_kind_alone() -> None:
    """What they carry may hold an address with a password; SQLite's kinds have names of their own."""
    locked = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError) as caught:
        locked.execute("SELECT * FROM nowhere")
    assert named(OperationalError("SELECT 'hunter2'", {}, caught.value)) == "SQLITE_ERROR"
    assert named(OperationalError("SELECT 'hunter2'", {}, ValueError("hunter2"))) == "ValueError"
    assert named(OSError("hunter2")) == "OSError"
    locked.close()
