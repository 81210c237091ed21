"""The parts of the settings that say who is told what, and when: what at once, routes, which of them is taken, quiet hours, the digest."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.faults import Section
from bot.lists.schema import Text
from bot.model import Reason
from bot.units import ChannelId, Duration, GroupId, TimeOfDay, TimeZone


class Decide(Section):
    """What is told at once and what can wait for the digest."""

    at_once: tuple[Reason, ...] = Field(
        default=(Reason.TRIP_BAN_POSSIBLE,),
        description="Reasons that open a card at once; what else is news goes to the digest.",
    )
    story_days: int = Field(
        default=4, ge=1, le=60, description="Reports of the same trip within so many days are one story."
    )
    repeat_after: Duration = Field(
        default=timedelta(days=7),
        description="News of a story that its channel has not heard of for so long is shown there again, not in the thread alone.",
    )


class QuietHours(Section):
    """Hours in which nothing sounds."""

    start: TimeOfDay = Field(description='When they begin, in quotes, such as "22:00".')
    end: TimeOfDay = Field(
        description='When they end, in quotes, such as "07:00"; on the next day where that is earlier.'
    )
    timezone: TimeZone = Field(default="UTC", description="The time zone of both.")
    through: tuple[Reason, ...] = Field(
        default=(), description="Reasons that are told all the same, such as trip_ban_possible."
    )


def _yes_or_no(value: Any) -> Any:
    """True stands for every reason, false for none; the reader of settings hands both on as text."""
    if isinstance(value, bool | str) and str(value).lower() in ("true", "false"):
        return tuple(Reason) if str(value).lower() == "true" else ()
    return value


AtOnce = Annotated[tuple[Reason, ...], BeforeValidator(_yes_or_no, json_schema_input_type=bool | tuple[Reason, ...])]


class RouteConfig(Section):
    """Where alerts go, whom they call, and what of them is told at once."""

    channel: ChannelId = Field(description="Id of the channel, such as C0123456789.")
    mention: GroupId | None = Field(
        default=None, description="Id of the user group that each card calls, such as S0123456789."
    )
    at_once: AtOnce | None = Field(
        default=None,
        description="true: whatever may be told at once opens a card; false: everything waits for the digest; or reasons. "
        "Default: as `decide` says.",
    )
    quiet: QuietHours | None = Field(default=None, description="Its quiet hours. Default: those of `quiet`.")


def _route(value: Any) -> Any:
    """A channel id alone is a route to that channel."""
    return {"channel": value} if isinstance(value, str) else value


Route = Annotated[RouteConfig, BeforeValidator(_route, json_schema_input_type=ChannelId | RouteConfig)]


class Routing(Section):
    """Which route is taken where the person names none: that of the list, else that of the reason."""

    lists: dict[Text, Text] = Field(default={}, description="Ids of lists, with names of routes.")
    reasons: dict[Reason, Text] = Field(default={}, description="Reasons, with names of routes.")

    def unknown(self, routes: dict[str, RouteConfig]) -> list[str]:
        """Names of routes that there are none of, in order."""
        return [name for name in (*self.lists.values(), *self.reasons.values()) if name not in routes]


class DigestConfig(Section):
    """The daily summary."""

    at: TimeOfDay = Field(
        default=time(8), description='When it is sent: hours and minutes, in quotes, such as "08:00".'
    )
    timezone: TimeZone = Field(default="UTC", description="The time zone of `at`.")
    all_well: bool = Field(
        default=True, description="Tell the operator's channel each day that all feeds are in order, too."
    )
