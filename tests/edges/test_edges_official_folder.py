"""The folder of imported lists: whole files only, the one before kept, licences remembered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.alerts.figures import ListAge
from bot.edges.official_folder import OfficialFolder
from bot.errors import BadFile, GatewatchError

LIST = """\
list: un
origin: {{source: "https://lists.example.org/un.xml", licence: Public, attribution: The UN, published: {0}}}
people: [{{id: un-1, name: Anna Example, listings: [{{authority: UN, ref: "1"}}]}}]
"""


def test_a_list_is_kept_and_the_one_before_too(tmp_path: Path) -> None:
    """Both can be read; nothing else lies in the folder."""
    folder = OfficialFolder(tmp_path / "new" / "lists")
    assert folder.ids() == ()
    assert folder.read("un") is None
    folder.keep("un", LIST.format("2026-01-01"))
    folder.keep("un", LIST.format("2026-02-02"))
    now, before = folder.read("un"), folder.read_before("un")
    assert now
    assert before
    assert (now.origin.published, before.origin.published) == ("2026-02-02", "2026-01-01")
    assert folder.ids() == ("un",)
    assert sorted(os.listdir(folder.folder)) == ["un.yaml", "un.yaml.before"]


def test_a_spoiled_list_is_told_with_its_place(tmp_path: Path) -> None:
    """Somebody edited it."""
    folder = OfficialFolder(tmp_path)
    folder.keep("un", LIST.format("2026-01-01").replace("name:", "nmae:"))
    with pytest.raises(BadFile, match=r"un.yaml:3:\d+: the key `nmae` is not known here"):
        folder.read("un")


def test_a_folder_that_cannot_be_written_is_told_with_the_mend(tmp_path: Path) -> None:
    """And leaves nothing behind."""
    (tmp_path / "lists").write_text("a file in the way")
    with pytest.raises(GatewatchError, match=r"cannot be written .*lists: folder:"):
        OfficialFolder(tmp_path / "lists").keep("un", "x")
    assert os.listdir(tmp_path) == ["lists"]


def test_a_licence_is_accepted_once(tmp_path: Path) -> None:
    """And stays accepted for every program that looks."""
    folder = OfficialFolder(tmp_path / "lists")
    assert folder.accepted() == frozenset()
    folder.accept("CC-BY-NC-4.0")
    folder.accept("CC-BY-NC-4.0")
    assert OfficialFolder(tmp_path / "lists").accepted() == {"CC-BY-NC-4.0"}


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        (LIST.format("2026-01-01"), "2026-01-01"),
        ("list: un\norigin:\n  source: s\n  imported: 2026-02-02\npeople:\n  - {broken", "2026-02-02"),
        ("list: un\norigin:\n  published: 2026-01\n  imported: 2026-02-02\npeople: []\n", "2026-01"),
        (LIST.format("yesterday"), None),
        ("list: un\npeople: []\n", None),
        ("- nothing\n- of that kind\n", None),
        ("{", None),
    ],
)
def test_a_list_tells_its_date_by_its_head_alone(text: str, dated: str | None, tmp_path: Path) -> None:
    """Thousands of people need not be read for that; a date that is none, or a spoiled head, is no date."""
    (tmp_path / "un.yaml").write_text(text)
    assert OfficialFolder(tmp_path).ages() == (ListAge("un", dated),)
    assert OfficialFolder(tmp_path / "nowhere").ages() == ()
