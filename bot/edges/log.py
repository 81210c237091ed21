"""Logs on standard error: for people on a terminal, as JSON lines elsewhere."""

from __future__ import annotations

import logging
import sys
from typing import Any, Literal

import structlog

from bot.text import without_secrets


def _without_secrets(_: object, __: str, line: Any) -> str:
    """The whole line, its traceback included, without tokens and passwords: libraries say addresses as they are."""
    return without_secrets(str(line))


def set_up_logs(level: str, style: Literal["auto", "human", "json"]) -> None:
    """Configure structlog for this process, and quiet the libraries that log every page they fail on."""
    human = style == "human" or (style == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
            _without_secrets,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    for noisy in ("trafilatura", "apscheduler", "slack_sdk", "htmldate"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
