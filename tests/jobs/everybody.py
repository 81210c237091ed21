"""A desk at which everybody may do everything."""

from __future__ import annotations

from bot.jobs.permission import Permission


class _NoGroups:
    """A workspace without groups."""

    async def members(self, group: str) -> frozenset[str] | None:
        return None


EVERYBODY = Permission(frozenset(), _NoGroups())
