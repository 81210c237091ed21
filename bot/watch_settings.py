"""The part of the settings that says how others can see whether the program is at work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.faults import Section
from bot.lists.schema import Text
from bot.units import Duration, PingAddress, between

Every = Annotated[Duration, between(timedelta(seconds=4), timedelta(minutes=10))]


class WatchConfig(Section):
    """How others can see whether the program is at work: a port, a file, an address that is pinged."""

    every: Every = Field(
        default=timedelta(minutes=1),
        description="A part that rests for longer counts as standing still, 4s to 10m; signs are given four times as often.",
    )
    port: int | None = Field(
        default=None,
        ge=1,
        le=65_535,
        description="Local port that answers /healthz, /readyz and /metrics. Default: none is opened.",
    )
    host: Text = Field(
        default="127.0.0.1", description="Address of this machine that the port is opened on; 0.0.0.0 is all of them."
    )
    heartbeat: Path | None = Field(
        default=None, description="File that is written anew while all is well, so that its age tells. Default: none."
    )
    ping: PingAddress | None = Field(
        default=None,
        description="Address that is asked for while all is well, of a service that alarms when that stops. Default: none.",
    )
    allow_private: bool = Field(default=False, description="The address to ping may lie in a private network.")
