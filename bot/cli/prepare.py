"""``gatewatch prepare``: builds the gazetteer and checks the model, so that the first run need not."""

from __future__ import annotations

import os

import typer
from rich.console import Console

from bot.config import load_config


def prepare() -> None:
    """Build what the program reads with: the table of places (a few seconds, once) and the check of the English model.

    `make setup` and the container's build run it. The cache folder is $GATEWATCH_CACHE, by default ~/.cache/gatewatch.
    """
    from bot.edges.gazetteer import build, gazetteer_path
    from bot.edges.model_files import NoModel, model_folder

    console = Console(stderr=True, highlight=False)
    path = gazetteer_path(load_config(None, os.environ).cache.expanduser())
    if path.exists():
        console.print("places: ready")
    else:
        with console.status("building the table of places …"):
            count = build(path)
        console.print(f"places: {count:,} built from GeoNames (CC BY 4.0), CLDR and airportsdata")
    model = model_folder()
    if isinstance(model, NoModel):
        console.print(f"model: {model.why}; trips are read by patterns until then and marked unverified", markup=False)
        raise typer.Exit(0)
    console.print("model: en_core_web_sm 3.8.0, files verified")
