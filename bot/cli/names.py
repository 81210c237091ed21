"""`gatewatch names CASES.csv`: score pairs of people's names, one line each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import typer

from bot.errors import GatewatchError, UsageError
from bot.names.compare import compare

NEEDED = ("name1", "name2")


def names(
    cases: Path = typer.Argument(
        ..., metavar="FILE", help="A CSV file with the columns name1 and name2; name2 is the listed name."
    ),
) -> None:
    """Print case_id,score for each row: how alike the two names are, from 0 to 1. Rows count from 0."""
    try:
        text = cases.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{cases}: cannot be read as UTF-8 text ({problem})") from problem
    typer.echo("case_id,score")
    for line in scored(text, str(cases)):
        typer.echo(line)


def scored(text: str, file: str) -> Iterator[str]:
    """A line `case_id,score` for each row of a CSV text. Raises GatewatchError when a needed column is missing."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [column for column in NEEDED if column not in (rows.fieldnames or ())]
    if missing:
        raise GatewatchError(f"{file}: no column {' or '.join(missing)} in the first line; it needs name1,name2")
    for number, row in enumerate(rows):
        yield f"{number},{compare(row['name1'] or '', row['name2'] or '').score:.4f}"
