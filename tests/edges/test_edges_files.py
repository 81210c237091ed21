"""bot.edges.files: which files are watchlists."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.edges.files import nearly_watchlists, read_sources, renamed, replace_file
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


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("my-list.yaml.txt", "my-list.yaml"),
        ("my-list.yml.txt", "my-list.yaml"),
        ("My List.YAML.TXT", "My List.yaml"),
        ("my-list.yamll", "my-list.yaml"),
        ("my-list.ymal", "my-list.yaml"),
        ("my-list.json", "my-list.yaml"),
    ],
)
def test_a_name_that_nearly_ends_as_a_watchlists_is_told_and_not_read(tmp_path: Path, name: str, right: str) -> None:
    """Notepad adds .txt behind the back of whoever saves; alone in its folder, the file is named with the mend."""
    file = tmp_path / name
    file.write_bytes(b"a")
    assert nearly_watchlists([tmp_path, tmp_path / "nope", file]) == [file]
    assert renamed(file) == right
    with pytest.raises(UsageError, match=f"holds no watchlist: {name} does not end in .yaml; rename it to {right}"):
        read_sources([tmp_path])


def test_other_files_beside_watchlists_are_nobodys_slip(tmp_path: Path) -> None:
    """Notes, leftovers of editors, schemas and watchlists themselves are not told of."""
    for name in ("a.yaml", "b.yml", "notes.txt", "README.md", "a.yaml~", ".a.yaml.txt", "#a.json#", "list.schema.json"):
        (tmp_path / name).write_bytes(b"a")
    (tmp_path / "d.json").mkdir()
    assert nearly_watchlists([tmp_path]) == []


def test_a_file_is_replaced_whole_with_its_mode_and_through_links(tmp_path: Path) -> None:
    """Nobody sees half a file, rights stay as they were, a link stays a link, and no draft is left."""
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "a.yaml", tmp_path / "a.yaml"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    replace_file(link, b"old", b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in (tmp_path / "real").iterdir()] == ["a.yaml"]


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    """What this program makes can be read by the team."""
    (tmp_path / "usual").write_bytes(b"")
    replace_file(tmp_path / "a.yaml", None, b"new")
    assert (tmp_path / "a.yaml").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """Two people who save at the same time lose nothing."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"theirs")
    for before in (b"old", None):
        with pytest.raises(UsageError, match="changed meanwhile; try again"):
            replace_file(file, before, b"ours")
    file.unlink()
    with pytest.raises(UsageError, match="changed meanwhile"):
        replace_file(file, b"old", b"ours")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is not there says what to do, and nothing is left behind."""
    with pytest.raises(UsageError, match=r"cannot be written .*; let this user write there"):
        replace_file(tmp_path / "gone" / "a.yaml", None, b"new")
