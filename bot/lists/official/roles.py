"""What lists say of somebody's office: posts and ranks that tell the person from namesakes."""

from __future__ import annotations

from collections.abc import Iterable

from bot.lists.official.spellings import unpacked
from bot.names.fold import fold, tokens
from bot.text import cut

LONGEST_ROLE = 250  # characters; what is longer goes on to tell why somebody is listed
# How people are addressed says nothing about who they are; other titles (ranks, offices, clergy) do.
_ADDRESS = frozenset(tokens("mr mrs ms miss dr doctor haji hadji hajji alhaj professor prof engineer"))


def roles_of(offices: Iterable[str | None], titles: Iterable[str | None] = ()) -> tuple[str, ...]:
    """The offices, and those titles that are more than a form of address: unpacked, each once, offices first."""
    found = [office.removeprefix("Designation: ") for text in offices for office in unpacked(text)]
    found += [title for text in titles for title in unpacked(text) if fold(title).strip(' ".') not in _ADDRESS]
    return tuple(dict.fromkeys(cut(role, LONGEST_ROLE) for role in found if any(map(str.isalpha, role))))
