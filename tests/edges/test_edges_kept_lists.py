"""Watchlists kept on disk: the same list again, never another one, never harm, never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.edges import kept_lists
from bot.edges.code_digest import code_digest
from bot.edges.kept_files import head_of
from bot.edges.kept_lists import KEPT, watchlist_of
from bot.errors import BadFile
from bot.lists.load import SourceFile, load_watchlist
from tests.bench.invented import watchlist_yaml

FILES = (SourceFile("a.yaml", watchlist_yaml(40).encode()),)


def kept_file(cache: Path) -> Path:
    (file,) = (cache / "watchlists").iterdir()
    return file


def written(cache: Path) -> int:
    """Another number when the kept list was written anew, which is done only after reading the files."""
    return kept_file(cache).stat().st_ino


def test_what_was_kept_equals_what_was_read(tmp_path: Path) -> None:
    """People, fingerprint and confusables are the same, and the files are read once."""
    first, once = watchlist_of(tmp_path, FILES), written(tmp_path)
    assert watchlist_of(tmp_path, FILES) == first == load_watchlist(FILES).watchlist
    assert written(tmp_path) == once


def test_another_file_or_other_routes_are_read_anew(tmp_path: Path) -> None:
    """Everything that decides what a list says tells kept lists apart."""
    changed = SourceFile("a.yaml", FILES[0].data.replace(b"Minister", b"Mistress", 1))
    watchlist_of(tmp_path, FILES)
    assert "Mistress" in str(watchlist_of(tmp_path, [changed]).people)
    watchlist_of(tmp_path, FILES, routes=())
    watchlist_of(tmp_path, FILES, routes=("desk",))
    assert len(list((tmp_path / "watchlists").iterdir())) == 4


def test_other_code_reads_anew() -> None:
    """Every module of ours that takes part in reading a list is in the digest that names what was kept."""
    show = "import sys, bot.lists.load; print(*(m for m in sys.modules if m.startswith('bot.')))"
    used = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout.split()
    modules = {name.removeprefix("bot.").replace(".", "/") for name in used}
    told = {part.removesuffix(".py") for part in kept_lists.DECIDING}
    assert "lists/merge" in modules
    assert {name for name in modules if name not in told and str(Path(name).parent) not in told} == set()
    assert code_digest("text.py") != code_digest("marked.py") != code_digest("lists")


def test_routes_are_judged_whatever_was_kept(tmp_path: Path) -> None:
    """A list kept without routes does not pass a route that the settings lack."""
    routed = SourceFile("r.yaml", b"list: r\npeople: [{id: a, name: B C, source: 'https://e.org/', route: x}]\n")
    watchlist_of(tmp_path, [routed])
    with pytest.raises(BadFile):
        watchlist_of(tmp_path, [routed], routes=())
    with pytest.raises(BadFile):  # nothing is kept of what is refused
        watchlist_of(tmp_path, [routed], routes=())


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda data: data[:-100],
    "a name changed": lambda data: data.replace(b'"name":"', b'"name":"X', 1),
    "text without a head": lambda data: data.partition(b"\n")[2],
    "head alone": lambda data: data.partition(b"\n")[0],
    "no text at all": lambda _: os.urandom(2_000),
    "a list of another file": lambda data: data.replace(data.split()[1], b"0" * 40, 1),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_one_is_passed_over_and_mended(tmp_path: Path, damage: str) -> None:
    """Whatever happened to the file, the list is right, and the next start is quick again."""
    right, once = watchlist_of(tmp_path, FILES), written(tmp_path)
    file = kept_file(tmp_path)
    file.write_bytes(DAMAGE[damage](file.read_bytes()))
    assert watchlist_of(tmp_path, FILES) == right
    mended = written(tmp_path)
    assert watchlist_of(tmp_path, FILES) == right
    assert once != mended == written(tmp_path)


def test_one_with_a_right_digest_and_wrong_content_is_passed_over(tmp_path: Path) -> None:
    """Content that is no Watchlist is refused by its types, also where the digest fits."""
    watchlist_of(tmp_path, FILES)
    file = kept_file(tmp_path)
    text = b'{"people": [{"id": 7}], "fingerprint": []}'
    file.write_bytes(head_of(file.stem, text) + b"\n" + text)
    assert len(watchlist_of(tmp_path, FILES).people) > 30


def test_one_that_others_may_write_is_not_trusted(tmp_path: Path) -> None:
    """A file that another user could have changed, a link, and a pipe that never ends are left alone."""
    watchlist_of(tmp_path, FILES)
    file, first = kept_file(tmp_path), written(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o666)
    watchlist_of(tmp_path, FILES)
    assert written(tmp_path) != first
    elsewhere = tmp_path / "elsewhere.json"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    watchlist_of(tmp_path, FILES)
    assert not file.is_symlink()
    file.unlink()
    os.mkfifo(file)
    watchlist_of(tmp_path, FILES)
    assert file.is_file()


def test_a_disk_that_takes_nothing_is_no_hindrance(tmp_path: Path) -> None:
    """Where the cache cannot be written, the list is read every time."""
    (tmp_path / "watchlists").write_text("a file where the folder should be")
    assert watchlist_of(tmp_path, FILES) == watchlist_of(tmp_path, FILES)


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    """Old lists, and drafts of a program that was stopped, do not fill the disk."""
    (tmp_path / "watchlists").mkdir()
    for number in range(KEPT + 3):
        (tmp_path / "watchlists" / f".{number}.draft").write_text("unfinished")
        os.utime(tmp_path / "watchlists" / f".{number}.draft", (number, number))
    for number in range(KEPT + 3):
        watchlist_of(tmp_path, [SourceFile(f"{number}.yaml", watchlist_yaml(2, seed=number).encode())])
    left = list((tmp_path / "watchlists").iterdir())
    assert len(left) == KEPT
    assert all(file.suffix == ".json" for file in left)
