"""Replays one simulated month: ``python -m tests.proof.simulate --seed 7 --trace``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from tests.proof.simulation.guards import LEFT_OUT
from tests.proof.simulation.run import Setting, came_of


def main() -> int:
    """Simulate what is asked for; 1 where something was wrong."""
    ask = ArgumentParser(description=__doc__)
    ask.add_argument("--seed", type=int, required=True)
    ask.add_argument("--days", type=int, default=30)
    ask.add_argument("--feeds", type=int, default=200)
    ask.add_argument("--without", choices=LEFT_OUT, help="leave a guard out")
    ask.add_argument("--trace", action="store_true", help="print what happens")
    given = ask.parse_args()
    came = came_of(Setting(given.seed, given.days, given.feeds, given.without), shown=given.trace)
    for kind, number in sorted(came.counts.items()):
        print(f"{number:7,} {kind}")
    print(f"{came.lives} processes, {came.seconds:.1f} s of the processor, digest {came.digest}")
    for each in came.wrong:
        print(f"seed {given.seed}: {each}")
    return bool(came.wrong)


if __name__ == "__main__":
    sys.exit(main())
