"""Signs on standard error while a person waits; nobody else sees them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, ProgressColumn
from rich.text import Text


@contextmanager
def working(what: str) -> Iterator[None]:
    """A moving sign."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(Text(what)):
        yield


def bars(*columns: ProgressColumn) -> Progress:
    """Bars that go when the work is done; to be entered."""
    return Progress(
        *columns,
        console=Console(stderr=True, highlight=False, markup=False, soft_wrap=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # what goes into a pipe stays there
        disable=not sys.stderr.isatty(),
    )
