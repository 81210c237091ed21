"""bot.edges.files: which files are watchlists."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.edges.files import read_sources
from bot.errors import UsageError


def test_folders_give_their_watchlists_in_order_without_editors_leftovers(tmp_path: Path) -> None:
    """Swap files, backups and other files are no watchlists; a file named twice is read once."""
    for name in ("b.yaml", "a.yml", ".b.yaml.swp", ".#b.yaml", "#b.yaml#", "b.yaml~", ".c.yaml", "notes.md", "4913"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "d.yaml").mkdir()
    found = read_sources([tmp_path, tmp_path / "a.yml"])
    assert [(Path(each.name).name, each.data) for each in found] == [("a.yml", b"a.yml"), ("b.yaml", b"b.yaml")]


def test_a_folder_named_in_two_ways_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of imported lists may be one of the configured ones, whole or seen from the working directory."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.yaml").write_bytes(b"a")
    (tmp_path / "link").symlink_to("lists")
    monkeypatch.chdir(tmp_path)
    found = read_sources([tmp_path / "lists", tmp_path / "link"], Path("lists"))
    assert [each.name for each in found] == [str(tmp_path / "lists" / "a.yaml")]


def test_what_is_missing_or_empty_is_told_with_a_mend(tmp_path: Path) -> None:
    """No watchlist is never taken for an empty one."""
    with pytest.raises(UsageError, match=r"there is no .*nope; give"):
        read_sources([tmp_path / "nope"])
    with pytest.raises(UsageError, match=r"holds no watchlist; add"):
        read_sources([tmp_path])
