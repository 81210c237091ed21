"""Single values as people write them in settings: lengths of time, sizes, times of day, addresses, channel ids.

Each is a type for a pydantic model that reads the text, says what is wrong with it, and writes it back the same way.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, SecretStr, WithJsonSchema

from bot.faults import wrong

_DURATION = re.compile(r"(\d{1,6})(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZE = re.compile(r"(\d{1,6}) ?(kB|MB)")
_BYTES = {"kB": 1000, "MB": 1_000_000}
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{5,}")
_GROUP = re.compile(r"S[A-Z0-9]{5,}")
_WHO = re.compile(r"[UWS][A-Z0-9]{5,}")
_ADDRESS = re.compile(r"https?://[^\s/@]+(/\S*)?")
_PROXY = re.compile(r"https?://(?:[^\s/@]+@)?[^\s/@:]+(?::\d{1,5})?/?")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def _duration(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value.strip())
    if not found or not int(found[1]):
        raise wrong(f"`{value}` is no length of time", "write a number and s, m, h or d, such as 90s, 10m, 6h or 2d")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _size(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _SIZE.fullmatch(value.strip())
    if not found or not int(found[1]):
        raise wrong(f"`{value}` is no size", "write a number and kB or MB, such as 10MB")
    return int(found[1]) * _BYTES[found[2]]


def _channel(value: str) -> str:
    if not _CHANNEL.fullmatch(value):
        mend = "copy the channel id in Slack: channel details, at the bottom; it looks like C0123456789"
        raise wrong(f"`{value}` is no channel id", mend)
    return value


def _group(value: str) -> str:
    if not _GROUP.fullmatch(value):
        mend = "copy the id of the user group in Slack: People, User groups, Copy group ID; it looks like S0123456789"
        raise wrong(f"`{value}` is no id of a user group", mend)
    return value


def _who(value: str) -> str:
    if not _WHO.fullmatch(value):
        mend = "copy the member id from a profile in Slack (U0123456789), or the id of a user group (S0123456789)"
        raise wrong(f"`{value}` is no id of a user or user group", mend)
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = bool(_ADDRESS.fullmatch(value) and parts.hostname and (parts.port is None or parts.port))
    except ValueError:  # brackets without an end, a port that is none
        sound = False
    if not sound:
        raise wrong(f"`{value}` is no web address", "write it whole, with https:// or http:// in front")
    return value


def _at_hour(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _CLOCK.fullmatch(value)
    if not found:
        raise wrong(f"`{value}` is no time of day", 'write hours and minutes in quotes, such as "08:00"')
    return time(int(found[1]), int(found[2]))


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong(f"`{value}` is no time zone", "write UTC, or a name such as Europe/London") from None
    return value


def _database(value: SecretStr) -> SecretStr:
    if not re.match(r"(sqlite|postgresql)(\+\w+)?://", value.get_secret_value()):
        raise wrong("the database address is not understood", "write sqlite:///FILE or postgresql://USER@HOST/NAME")
    return value


def _proxy(value: SecretStr) -> SecretStr:
    if not _PROXY.fullmatch(value.get_secret_value()):
        raise wrong("the address of the proxy is not understood", "write http://HOST:PORT or https://HOST:PORT")
    return value


def _ping(value: SecretStr) -> SecretStr:
    try:
        _address(value.get_secret_value())
    except ValueError:  # whose words would tell the address
        raise wrong("the address to ping is not understood", "write it whole, with https:// in front") from None
    return value


def _language(value: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", value):
        raise wrong(f"`{value}` is no language code", "write the letters of ISO 639, such as en, ar or ru")
    return value


def _as_duration(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    unit, length = next((unit, length) for unit, length in reversed(_SECONDS.items()) if seconds % length == 0)
    return f"{seconds // length}{unit}"


def between(shortest: timedelta, longest: timedelta) -> AfterValidator:
    """For a `Duration`: refuses what is shorter or longer, and says what may be written instead."""

    def check(value: timedelta) -> timedelta:
        if shortest <= value <= longest:
            return value
        fault = "short" if value < shortest else "long"
        mend = f"write a length of time from {_as_duration(shortest)} to {_as_duration(longest)}"
        raise wrong(f"`{_as_duration(value)}` is too {fault}", mend)

    return AfterValidator(check)


def _as_size(value: int) -> str:
    unit = "kB" if value % _BYTES["MB"] else "MB"
    return f"{value // _BYTES[unit]}{unit}"


def _as_clock(value: time) -> str:
    return value.isoformat("minutes")


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(_as_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION.pattern}$"}),
]
Size = Annotated[
    int,
    BeforeValidator(_size),
    PlainSerializer(_as_size),
    WithJsonSchema({"type": "string", "pattern": f"^{_SIZE.pattern}$"}),
]
TimeOfDay = Annotated[
    time,
    BeforeValidator(_at_hour),
    PlainSerializer(_as_clock),
    WithJsonSchema({"type": "string", "pattern": f"^{_CLOCK.pattern}$"}),
]
ChannelId = Annotated[str, AfterValidator(_channel), Field(json_schema_extra={"pattern": f"^{_CHANNEL.pattern}$"})]
GroupId = Annotated[str, AfterValidator(_group), Field(json_schema_extra={"pattern": f"^{_GROUP.pattern}$"})]
UserOrGroupId = Annotated[str, AfterValidator(_who), Field(json_schema_extra={"pattern": f"^{_WHO.pattern}$"})]
WebAddress = Annotated[str, AfterValidator(_address), Field(json_schema_extra={"pattern": "^https?://"})]
Language = Annotated[str, AfterValidator(_language), Field(json_schema_extra={"pattern": "^[a-z]{2,3}$"})]
TimeZone = Annotated[str, AfterValidator(_timezone)]
ProxyAddress = Annotated[SecretStr, AfterValidator(_proxy)]
PingAddress = Annotated[SecretStr, AfterValidator(_ping)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database)]
