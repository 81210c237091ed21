"""Logs: what libraries say of addresses is written down without tokens and passwords, in both forms."""

from __future__ import annotations

from typing import Literal

import pytest
import structlog

from bot.edges.log import set_up_logs


@pytest.mark.parametrize("style", ["human", "json"])
def test_a_traceback_holds_no_secret(style: Literal["human", "json"], capsys: pytest.CaptureFixture[str]) -> None:
    """A token or password in a message, a value or an exception's own words comes out as dots."""
    set_up_logs("debug", style)
    log = structlog.get_logger("test")
    try:
        raise OSError("no connection to postgresql://desk:hunter2@db/x with xoxb-1-hunter2")
    except OSError:
        log.exception("a call failed: http://desk:hunter2@proxy:3128", feed="https://a:hunter2@news.test/rss")
    structlog.reset_defaults()
    said = capsys.readouterr().err
    assert "hunter2" not in said
    assert "no connection to postgresql://" in said
    assert "@news.test/rss" in said
