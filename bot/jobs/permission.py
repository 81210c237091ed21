"""Who may judge alerts and ask for quiet: people by name, or groups of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports import Groups

_GROUP = "S"  # what Slack's ids of user groups begin with


@dataclass(frozen=True, slots=True)
class Permission:
    """`who` holds ids of users and of user groups; with none in it everybody may who can press."""

    who: frozenset[str]
    groups: Groups

    async def refusal(self, user: str) -> str | None:
        """Why somebody may not, in words for them; None when they may. In doubt they may not."""
        if not self.who or user in self.who:
            return None
        unknown = False
        for group in sorted(each for each in self.who if each.startswith(_GROUP)):
            members = await self.groups.members(group)
            if members and user in members:
                return None
            unknown = unknown or members is None
        if unknown:
            return "Slack cannot be asked just now who is in the groups that may do this; try again in a minute."
        return (
            "Only some people may judge alerts and ask for quiet here; ask one of them, or the operator of Gatewatch."
        )
