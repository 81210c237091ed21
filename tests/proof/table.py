"""The table of what the proofs came to: a row a fault, printed at the end of the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Row:
    """What one kind of fault came to."""

    fault: str
    trials: int
    lost: int  # alerts that nobody was told of
    doubled: int  # alerts that were told twice
    noticed: str  # by whom or what, where somebody has to know of it


_ROWS = pytest.StashKey[list[Row]]()


@pytest.fixture(scope="session")
def came_to(request: pytest.FixtureRequest) -> Callable[[Row], None]:
    """Puts a row into the table; a proof does so before it asserts."""
    return request.config.stash.setdefault(_ROWS, []).append


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the rows of this process to the one that prints: several share the proofs (pytest-xdist)."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["rows"] = [astuple(row) for row in session.config.stash.get(_ROWS, [])]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process has handed on that is done."""
    rows = getattr(node, "workeroutput", {}).get("rows", ())
    node.config.stash.setdefault(_ROWS, []).extend(Row(*row) for row in rows)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table."""
    if not (rows := config.stash.get(_ROWS, [])):
        return
    terminalreporter.section("what the proofs came to")
    terminalreporter.line("| fault | trials | lost | doubled | noticed |")
    terminalreporter.line("|---|---:|---:|---:|---|")
    for row in rows:
        terminalreporter.line(f"| {row.fault} | {row.trials:,} | {row.lost} | {row.doubled} | {row.noticed} |")
