"""`gatewatch doctor` looks at every page of the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.store import meta
from bot.store.database import Database


def test_a_damaged_page_is_found_with_its_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a database so big that the start does not look at all of it, and where nothing has met the page yet."""
    monkeypatch.delenv("GATEWATCH_DATABASE", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("gatewatch.yml").write_text("database: sqlite:///a.db\n")
    database = Database.open("sqlite:///a.db")
    with database.transaction() as c:
        for number in range(400):
            meta.put(c, f"k{number}", "v" * 200)
    database.close()
    assert "every page can be read" in CliRunner().invoke(app, ["doctor"]).stdout
    with Path("a.db").open("r+b") as file:
        file.seek(Path("a.db").stat().st_size - 3 * 4096)
        file.write(b"\x07noise" * 1_500)
    ran = CliRunner().invoke(app, ["doctor"])
    (line,) = [line for line in ran.stdout.splitlines() if "database:" in line]
    assert ran.exit_code == 1
    assert "damaged" in line
    assert "gatewatch restore" in line
