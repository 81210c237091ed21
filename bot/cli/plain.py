"""How every command shows itself: help as plain text, arguments by the word they were given, errors in our own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand


class PlainApp(typer.Typer):
    """An app of typer without its boxes, its completion and its tracebacks."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """Takes a function in as a command."""
        return super().command(name, cls=PlainCommand, **settings)


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
