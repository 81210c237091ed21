"""The triage desk as the edge sees it: each call is one of `bot.jobs.triage` or `bot.jobs.commands`."""

from __future__ import annotations

from bot.alerts.notices import notice
from bot.jobs import commands, triage
from bot.jobs.triage import Triaging
from bot.model import Judgement
from bot.ports import Command, Desk, Message, Press


class TriageDesk(Desk):
    """Does what people ask for, on the record."""

    def __init__(self, triaging: Triaging) -> None:
        self._triaging = triaging

    async def refusal(self, user: str) -> Message | None:
        """Why somebody may not judge alerts."""
        refusal = await self._triaging.permission.refusal(user)
        return notice(refusal) if refusal else None

    async def judge(
        self, press: Press, judgement: Judgement, reason: str = "", days: int | None = None
    ) -> Message | None:
        """Give a verdict."""
        return await triage.judge(self._triaging, press, judgement, reason, days)

    async def undo(self, press: Press) -> Message | None:
        """Take it back."""
        return await triage.undo(self._triaging, press)

    async def snooze(self, press: Press, days: int) -> Message | None:
        """Tell nothing of the story for a while."""
        return await triage.snooze(self._triaging, press, days)

    async def wake(self, press: Press) -> Message | None:
        """End that."""
        return await triage.wake(self._triaging, press)

    async def assign(self, press: Press) -> Message | None:
        """Let the alert be theirs."""
        return await triage.assign(self._triaging, press)

    async def why(self, press: Press) -> Message:
        """Explain the alert."""
        return await commands.why(self._triaging, press.alert, press.channel)

    async def answer(self, command: Command) -> Message:
        """Do what a typed command says."""
        return await commands.answer(self._triaging, command)
