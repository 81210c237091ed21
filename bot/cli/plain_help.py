"""How commands show their arguments: by the word they were given for it, without the types of Python behind it."""

from __future__ import annotations

from typing import Any

from typer.core import TyperArgument, TyperCommand


class PlainCommand(TyperCommand):
    """A command whose usage and help say ``FILE...`` where typer says ``{FILE}...`` and ``FILE <list[Path]>``."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for param in self.params:
            if isinstance(param, TyperArgument):
                param.__class__ = _PlainArgument  # typer makes its arguments itself, and takes no class for them


class _PlainArgument(TyperArgument):
    def _usage_display_name(self) -> str:
        return self.display_name_raw

    def display_type_rich(self, ctx: Any) -> str | None:
        return None
