"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="The settings. Default: ./gatewatch.yml, when there is one.")
]
WatchlistsOption = Annotated[
    list[Path] | None,
    typer.Option("--watchlists", "-w", help="A folder or file of watchlists; may be repeated. Default: as configured."),
]
