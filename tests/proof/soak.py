"""A simulated day of two thousand feeds: ``python -m tests.proof.soak`` prints what the process held, as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from tests.proof.simulation.soak import FEEDS, soaked

if __name__ == "__main__":
    print(json.dumps(asdict(soaked(1, int(sys.argv[1]) if len(sys.argv) > 1 else FEEDS))))
