"""Two thousand feeds in one sweep: within a minute and within bounds of memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with the openssl command")
def test_two_thousand_feeds_are_swept_in_a_minute() -> None:
    """A tenth of them changed, each on a host of its own over TLS; in a process of its own, so that its memory is its own."""
    command = (sys.executable, "-m", "tests.bench.polling", "--sweep", "2000")
    ran = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=400, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    assert "2,000 feeds in" in ran.stdout
