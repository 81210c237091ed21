"""A database for tests, in whose hands the program dies at a write of their choosing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from memory_channel import Killed

from bot.store.database import Database


@dataclass
class DyingDatabase:
    """The real database; the program dies before or after the write of that number."""

    db: Database
    step: int = -1
    after: bool = False
    writes: int = 0

    async def read(self, fn: Any, *args: Any) -> Any:
        return await self.db.read(fn, *args)

    async def write(self, fn: Any, *args: Any) -> Any:
        here, self.writes = self.writes == self.step, self.writes + 1
        if here and not self.after:
            raise Killed
        result = await self.db.write(fn, *args)
        if here:
            raise Killed
        return result
