"""The triage desk as the edge sees it: each call is one of `bot.jobs.triage` or `bot.jobs.commands`."""

from __future__ import annotations

from bot.jobs import commands, triage
from bot.jobs.triage import Triaging
from bot.model import Judgement
from bot.ports import Answer, Command, Desk, Form, Message, Press


class TriageDesk(Desk):
    """Does what people ask for, on the record."""

    def __init__(self, triaging: Triaging) -> None:
        self._triaging = triaging

    async def ask(self, press: Press) -> Form | Message:
        """What a dismissal asks first."""
        return await triage.ask(self._triaging, press)

    async def judge(
        self, press: Press, judgement: Judgement, who: int | None = None, reason: str = "", days: int | None = None
    ) -> Answer:
        """Give a verdict."""
        return await triage.judge(self._triaging, press, judgement, who, reason, days)

    async def undo(self, press: Press, who: int | None = None) -> Answer:
        """Take it back."""
        return await triage.undo(self._triaging, press, who)

    async def snooze(self, press: Press, days: int) -> Answer:
        """Tell nothing of the story for a while."""
        return await triage.snooze(self._triaging, press, days)

    async def wake(self, press: Press) -> Answer:
        """End that."""
        return await triage.wake(self._triaging, press)

    async def assign(self, press: Press) -> Answer:
        """Let the alert be theirs."""
        return await triage.assign(self._triaging, press)

    async def why(self, press: Press) -> Message:
        """Explain the alert."""
        return await commands.why(self._triaging, press.alert, press.channel)

    async def answer(self, command: Command) -> Message:
        """Do what a typed command says."""
        return await commands.answer(self._triaging, command)
