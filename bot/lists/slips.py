"""What people write where a list or a mapping belongs, and how it is written: told with their own words in it.

Each is a check that pydantic makes before its own, whose words would lead into the next mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import BeforeValidator

from bot.faults import NONE_WORDS, wrong
from bot.lists.country_codes import code_meant, codes_in

_PLAIN = re.compile(r"[\w./-]+(?: [\w./-]+)*")  # needs no quotes, in brackets either
_LISTING = re.compile(r"(?P<authority>[A-Za-z]{2,}),?\s+(?P<ref>.*\d.*)")


def one_entry(what: str, shown: Callable[[str], str]) -> BeforeValidator:
    """For a mapping in a list: a text in its place is told how it is written. `shown` puts the text into a mapping."""

    def check(value: Any) -> Any:
        if isinstance(value, str):
            raise wrong(f"{what} must hold keys with values, not a single text", f"write {shown(value)}")
        return value

    return BeforeValidator(check)


def entries(key: str, shown: Callable[[str], str]) -> BeforeValidator:
    """For a list of mappings: a text or a single mapping in its place is told how it is written."""

    def check(value: Any) -> Any:
        if isinstance(value, dict):
            first = next(iter(value), "id")
            mend = f"put `- ` before `{first}`, or square brackets around the mapping"
            raise wrong(f"`{key}` must be a list, not a mapping", mend)
        if isinstance(value, str):
            none = value.strip().casefold() in NONE_WORDS
            mend = "delete the line when there is none" if none else f"write [{shown(value)}]"
            raise wrong(f"`{key}` must be a list, not a single text", mend)
        return value

    return BeforeValidator(check)


def countries_listed(value: Any) -> Any:
    """For a list of country codes: a text in its place is told as the list of codes that it means."""
    if isinstance(value, str):
        meant = codes_in(value) or tuple(filter(None, [code_meant(value)]))
        mend = f"write [{', '.join(meant)}]" if meant else "write two-letter codes in brackets, such as [IR]"
        raise wrong("`nationality` must be a list, not a single text", mend)
    return value


def listing(text: str) -> str:
    """``UK RUS0252`` as a listing."""
    found = _LISTING.fullmatch(text.strip())
    authority, ref = found.group("authority", "ref") if found else ("…", text)
    return f"{{authority: {authority}, ref: {_quoted(ref)}}}"


def namesake(text: str) -> str:
    """``Qassem Soleimani`` as a namesake."""
    return f"{{name: {_quoted(text)}, about: …}}"


def person(text: str) -> str:
    """``Sergei Lavrov`` as an entry."""
    return f"{{id: …, name: {_quoted(text)}, source: …}}"


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
