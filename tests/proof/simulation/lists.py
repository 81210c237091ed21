"""The list as somebody edits it: a person comes, a person goes, and one evening it is broken until somebody mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.proof.simulation.plan import Listed, Plan
from tests.proof.simulation.trace import Trace


@dataclass
class ListFile:
    """The watchlist file, and what is written into it when."""

    plan: Plan
    path: Path
    trace: Trace

    def __post_init__(self) -> None:
        self._write(0.0)

    def edits(self) -> Iterator[tuple[float, Callable[[], None]]]:
        for who in self.plan.people:
            for at in (who.since, who.until):
                if at:
                    yield at, partial(self._write, at)
        broken = self.plan.broken_list
        yield broken.start, partial(self._write, broken.start, "  - id: p999\n    name: [Nobody\n")
        yield broken.end, partial(self._write, broken.end)

    def _write(self, at: float, rest: str = "") -> None:
        there = [who for who in self.plan.people if who.since <= at and (who.until is None or at < who.until)]
        self.path.write_text("list: simulated\npeople:\n" + "".join(map(_entry, there)) + rest)
        self.trace.note("list", len(there), "broken" if rest else "")


def _entry(who: Listed) -> str:
    measures = "[travel_ban, asset_freeze]" if who.banned else "[asset_freeze]"
    route = f"    route: {who.route}\n" if who.route else ""
    listing = f"{{authority: UN, regime: Test, ref: {who.id}.1, since: 2020-01-01, measures: {measures}}}"
    return f"  - id: {who.id}\n    name: {who.name}\n{route}    listings: [{listing}]\n"
